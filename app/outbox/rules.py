"""When a letter is tried again, and what an answer of the mail server means (M-5).

Plain Python. The steps and codes are those of RFC 5321.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

NO_LOGIN = frozenset({530, 534, 535, 538})
"""Answers that ask for another login, whenever they come."""

ABOUT_EVERYBODY = ("relay", "authentication required", "authentication is required")
"""Words in a refusal at the recipient that concern our server, not this person."""

MOST_TRIES = 200


class Stage(StrEnum):
    """The step of the conversation at which something went wrong."""

    CONNECT = "connect"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Verdict(StrEnum):
    """What happens to the letter."""

    LATER = "later"
    FAILED = "failed"
    STOP = "stop"
    """No letter would leave: the queue waits and the office is told, nobody fails."""


def verdict(stage: Stage, code: int | None, words: str = "") -> Verdict:
    """Sort an answer; ``code`` is None when the line broke or no answer came in time."""
    if code is None or code < 500:
        return Verdict.LATER
    if stage in (Stage.CONNECT, Stage.LOGIN, Stage.SENDER) or code in NO_LOGIN:
        return Verdict.STOP
    if stage is Stage.RECIPIENT and any(sign in words.lower() for sign in ABOUT_EVERYBODY):
        return Verdict.STOP
    return Verdict.FAILED


def concerns_all(stage: Stage, outcome: Verdict) -> bool:
    """Whether the other letters would meet the same trouble now, so that they wait as well."""
    return outcome is Verdict.STOP or stage in (Stage.CONNECT, Stage.LOGIN)


def is_about_the_letter(stage: Stage) -> bool:
    """Whether the letter itself was on its way: only then its try counts after a STOP."""
    return stage in (Stage.RECIPIENT, Stage.CONTENT)


def pause(ladder_minutes: Sequence[float]) -> timedelta:
    """How long the whole queue rests after trouble that concerns all letters."""
    return timedelta(minutes=ladder_minutes[0])


def next_try(
    tries: int,
    first_queued: datetime,
    now: datetime,
    *,
    ladder_minutes: Sequence[float],
    give_up_hours: float,
    jitter: float,
) -> datetime | None:
    """When to try again after ``tries`` failed tries, or None: give up.

    The ladder's last step repeats. ``jitter`` (0 to 1) spreads letters by up to a fifth of the
    pause. A letter that waited long before its first try still gets all steps of the ladder.
    """
    waited = now - first_queued
    if waited >= timedelta(hours=give_up_hours) and tries > len(ladder_minutes):
        return None
    minutes = ladder_minutes[min(max(tries, 1), len(ladder_minutes)) - 1]
    return now + timedelta(minutes=minutes * (1 + 0.2 * jitter))


def claim_is_hopeless(
    tries: int, first_queued: datetime, now: datetime, *, give_up_hours: float
) -> bool:
    """Whether a letter was claimed so often that it must be the one that kills its sender (M-11).

    Answers of a server end at ``next_try``; this is for letters nobody ever heard of again.
    """
    return tries >= MOST_TRIES and now - first_queued >= timedelta(hours=give_up_hours)
