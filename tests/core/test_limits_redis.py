"""Limits counted in a real Redis, and in the database while it is away."""

import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from app.core import limits_redis
from app.core.db import db
from app.core.limits import Attempt, count_attempt

HOUR = timedelta(hours=1)


@pytest.fixture
def redis_server(tmp_path):
    """A Redis of our own on a socket: the process and its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis is missing: sudo apt install redis-server")
    socket = tmp_path / "redis"
    process = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", tmp_path],
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not socket.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    yield process, f"unix://{socket}"
    process.kill()
    process.wait()


@pytest.fixture
def counted(ctx, redis_server, monkeypatch):
    settings = ctx.extensions["settings"]
    limits = msgspec.structs.replace(settings.limits, redis_url=redis_server[1])
    changed = msgspec.structs.replace(settings, limits=limits)
    monkeypatch.setitem(ctx.extensions, "settings", changed)
    counter = limits_redis.Counter(redis_server[1])
    monkeypatch.setitem(ctx.extensions, "limits_redis", counter)
    monkeypatch.setattr(limits_redis, "PATIENCE", 10)
    return lambda who="a", most=2: count_attempt("probe", who, most=most, within=HOUR)


def rows():
    return db.session.scalar(select(func.count(Attempt.id)))


def test_redis_counts_within_the_time_and_for_each_alone(counted, clock):
    assert [counted(), counted(), counted(), counted("b")] == [True, True, False, True]
    clock.move(minutes=61)

    assert counted() is True
    assert rows() == 0


def test_it_counts_over_midnight(counted, clock):
    clock.set("2027-09-02T01:50")  # 23:50 in UTC, by which days are told apart
    assert counted(most=1)
    clock.move(minutes=30)

    assert not counted(most=1)


def test_many_at_the_same_moment_never_pass_the_limit(counted, ctx):
    def ask(_):
        with ctx.app_context():
            return counted(most=5)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(40))) == 5


def test_while_redis_is_away_the_database_counts(counted, redis_server):
    process, _ = redis_server
    process.kill()
    process.wait()

    assert [counted(), counted(), counted()] == [True, True, False]
    assert rows() == 2
