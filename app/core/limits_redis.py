"""Counting in Redis, where the settings name one: exact over all hosts, nothing in the database.

Only loaded then. When Redis does not answer, the caller counts in the database and asks again a
little later: a limit holds in any case, and nobody waits for Redis (docs/decisions/0030).
"""

import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import redis
from flask import Flask

log = logging.getLogger(__name__)

PATIENCE = 0.3  # seconds
ASK_AGAIN = 15.0  # seconds after which it is tried again
COUNT = """
local made = 0
for _, name in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', name, '-inf', ARGV[1])
  made = made + redis.call('ZCARD', name)
end
if made >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
"""
"""Counts under all names and adds to the first one, with nobody in between."""


class Counter:
    """A line to Redis. ``count`` answers None while it is away."""

    def __init__(self, url: str) -> None:
        line = redis.Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        )
        self._count = line.register_script(COUNT)
        self._away_until = float("-inf")

    def count(
        self, names: Sequence[str], moment: datetime, *, most: int, within: timedelta
    ) -> bool | None:
        """Count one attempt under the first name; False when ``most`` were made under all."""
        if time.monotonic() < self._away_until:
            return None
        now, span = moment.timestamp(), within.total_seconds()
        words: list[str | int | float] = [
            now - span,
            now,
            secrets.token_hex(8),
            most,
            int(span * 1000),
        ]
        try:
            return bool(self._count(keys=[f"treffwerk:{name}" for name in names], args=words))
        except redis.RedisError as fault:
            log.warning("redis: %s; limits are counted in the database", type(fault).__name__)
            self._away_until = time.monotonic() + ASK_AGAIN
            return None


def counter_of(app: Flask, url: str) -> Counter:
    """The one counter of this application, made at the first attempt."""
    if "limits_redis" not in app.extensions:
        app.extensions["limits_redis"] = Counter(url)
    counter: Counter = app.extensions["limits_redis"]
    return counter
