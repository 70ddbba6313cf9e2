"""States of a pitch, the moves between them, and until when pitches are taken."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import RuleBroken
from app.meetings.rules import MeetingState


class PitchState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    PRESENTED = "presented"


LABELS = {
    PitchState.SUBMITTED: "eingereicht",
    PitchState.ACCEPTED: "angenommen",
    PitchState.DECLINED: "abgesagt",
    PitchState.WITHDRAWN: "zurückgezogen",
    PitchState.PRESENTED: "vorgestellt",
}

MOVES = {
    PitchState.SUBMITTED: {PitchState.ACCEPTED, PitchState.DECLINED, PitchState.WITHDRAWN},
    PitchState.ACCEPTED: {PitchState.PRESENTED, PitchState.DECLINED, PitchState.WITHDRAWN},
    PitchState.DECLINED: {PitchState.ACCEPTED},
    PitchState.WITHDRAWN: set(),
    PitchState.PRESENTED: set(),
}
"""A place that becomes free may go to a pitch that was declined before."""

IN_THE_PROGRAMME = frozenset({PitchState.ACCEPTED, PitchState.PRESENTED})
OPEN = frozenset({PitchState.SUBMITTED, PitchState.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a person hands in."""

    title: str
    summary: str
    seeking: str = ""
    action_field: str = ""
    first_name: str
    last_name: str
    email: str
    organisation: str = ""


def pitching_open(deadline: date | None, today: date, meeting_state: MeetingState) -> bool:
    """Pitches are taken until 23:59 of the deadline, while the meeting is public (T2)."""
    return deadline is not None and today <= deadline and meeting_state == MeetingState.PUBLISHED


def can_move(state: PitchState, target: PitchState) -> bool:
    return target in MOVES[PitchState(state)]


def check_move(state: PitchState, target: PitchState) -> None:
    """Raises ``RuleBroken`` when the state does not allow this move."""
    if not can_move(state, target):
        raise RuleBroken(
            f"Dieser Pitch ist {LABELS[PitchState(state)]}. "
            f"Er kann nicht mehr {_INFINITIVE[target]} werden."
        )


_INFINITIVE = {
    PitchState.SUBMITTED: "eingereicht",
    PitchState.ACCEPTED: "angenommen",
    PitchState.DECLINED: "abgesagt",
    PitchState.WITHDRAWN: "zurückgezogen",
    PitchState.PRESENTED: "als vorgestellt vermerkt",
}


def can_be_revised(state: PitchState, *, open_now: bool) -> bool:
    """The text can be changed until the deadline, while the pitch still counts."""
    return open_now and state in OPEN
