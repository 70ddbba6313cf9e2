"""States and deadline of pitches."""

from datetime import date

import pytest

from app.core.errors import RuleBroken
from app.meetings.rules import MeetingState
from app.pitches.rules import MOVES, PitchState, can_be_revised, check_move, pitching_open

DEADLINE = date(2027, 9, 2)


@pytest.mark.parametrize(
    ("today", "state", "expected"),
    [
        (date(2027, 9, 1), MeetingState.PUBLISHED, True),
        (DEADLINE, MeetingState.PUBLISHED, True),
        (date(2027, 9, 3), MeetingState.PUBLISHED, False),
        (date(2027, 9, 1), MeetingState.DRAFT, False),
        (date(2027, 9, 1), MeetingState.CANCELLED, False),
    ],
)
def test_pitches_are_taken_until_the_deadline_of_a_public_meeting(today, state, expected):
    assert pitching_open(DEADLINE, today, state) is expected


def test_a_meeting_without_deadline_takes_no_pitches():
    assert not pitching_open(None, date(2027, 9, 1), MeetingState.PUBLISHED)


def test_every_state_has_its_moves():
    assert set(MOVES) == set(PitchState)


def test_a_withdrawn_pitch_cannot_be_accepted():
    with pytest.raises(RuleBroken) as fault:
        check_move(PitchState.WITHDRAWN, PitchState.ACCEPTED)

    assert fault.value.message == (
        "Dieser Pitch ist zurückgezogen. Er kann nicht mehr angenommen werden."
    )


def test_states_read_from_the_database_count_as_states():
    check_move("submitted", PitchState.ACCEPTED)


@pytest.mark.parametrize("state", list(PitchState))
def test_only_a_pitch_that_still_counts_is_revised(state):
    assert can_be_revised(state, open_now=True) is (
        state in (PitchState.SUBMITTED, PitchState.ACCEPTED)
    )
    assert not can_be_revised(state, open_now=False)
