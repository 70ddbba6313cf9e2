from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outbox.rules import Stage, Verdict, claim_is_hopeless, concerns_all, next_try, verdict

NOW = datetime(2027, 9, 1, 7, 0, tzinfo=UTC)
LADDER = (1, 5, 15, 60)


def wait(tries, *, queued_hours_ago=0, jitter=0.0):
    at = next_try(
        tries,
        NOW - timedelta(hours=queued_hours_ago),
        NOW,
        ladder_minutes=LADDER,
        give_up_hours=48,
        jitter=jitter,
    )
    return None if at is None else (at - NOW).total_seconds() / 60


def test_pauses_grow_then_stay_hourly():
    assert [wait(tries) for tries in range(1, 7)] == [1, 5, 15, 60, 60, 60]


def test_jitter_adds_up_to_a_fifth():
    assert wait(1, jitter=1.0) == pytest.approx(1.2)
    assert wait(4, jitter=0.5) == pytest.approx(66)


def test_gives_up_after_the_hours_of_the_settings():
    assert wait(50, queued_hours_ago=47.9) == 60
    assert wait(50, queued_hours_ago=48) is None


def test_a_letter_that_waited_for_us_still_gets_every_step():
    assert [wait(tries, queued_hours_ago=90) for tries in range(1, 6)] == [1, 5, 15, 60, None]


@given(st.integers(1, 400), st.floats(0, 47), st.floats(0, 1))
def test_the_next_try_lies_in_the_future_for_a_day_at_least(tries, hours, jitter):
    assert 1 <= wait(tries, queued_hours_ago=hours, jitter=jitter) <= 72


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("code", [None, 421, 432, 450, 451, 452, 454])
def test_what_is_not_final_is_tried_later(stage, code):
    assert verdict(stage, code) is Verdict.LATER


@pytest.mark.parametrize(
    "stage, code, words, expected",
    [
        (Stage.CONNECT, 554, "no service for you", Verdict.STOP),
        (Stage.LOGIN, 535, "5.7.8 wrong password", Verdict.STOP),
        (Stage.LOGIN, 502, "STARTTLS not supported", Verdict.STOP),
        (Stage.SENDER, 530, "authentication required", Verdict.STOP),
        (Stage.SENDER, 550, "sender refused", Verdict.STOP),
        (Stage.RECIPIENT, 550, "no such user", Verdict.FAILED),
        (Stage.RECIPIENT, 553, "mailbox name not allowed", Verdict.FAILED),
        (Stage.RECIPIENT, 530, "please log in", Verdict.STOP),
        (Stage.RECIPIENT, 554, "5.7.1 Relay access denied", Verdict.STOP),
        (Stage.RECIPIENT, 550, "5.7.1 Unable to relay", Verdict.STOP),
        (Stage.CONTENT, 552, "too large", Verdict.FAILED),
        (Stage.CONTENT, 554, "looks like spam", Verdict.FAILED),
    ],
)
def test_a_final_refusal_hits_the_letter_or_stops_the_queue(stage, code, words, expected):
    assert verdict(stage, code, words) is expected


def test_what_every_letter_would_meet_concerns_all():
    assert concerns_all(Stage.CONNECT, Verdict.LATER)
    assert concerns_all(Stage.LOGIN, Verdict.LATER)
    assert concerns_all(Stage.RECIPIENT, Verdict.STOP)
    assert not concerns_all(Stage.RECIPIENT, Verdict.LATER)
    assert not concerns_all(Stage.CONTENT, Verdict.FAILED)


def test_a_letter_that_kills_every_sender_ends_some_day():
    old = NOW - timedelta(hours=49)
    assert claim_is_hopeless(200, old, NOW, give_up_hours=48)
    assert not claim_is_hopeless(199, old, NOW, give_up_hours=48)
    assert not claim_is_hopeless(500, NOW, NOW, give_up_hours=48)
