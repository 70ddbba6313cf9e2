"""States of a pitch, the moves between them, and until when pitches are taken."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.language import gettext as _
from app.core.words import date_long, plain_key, sort_key
from app.meetings.rules import MeetingState


class PitchState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    PRESENTED = "presented"


LABELS = {
    PitchState.SUBMITTED: N_("eingereicht"),
    PitchState.ACCEPTED: N_("angenommen"),
    PitchState.DECLINED: N_("abgesagt"),
    PitchState.WITHDRAWN: N_("zurückgezogen"),
    PitchState.PRESENTED: N_("vorgestellt"),
}

MOVES = {
    PitchState.SUBMITTED: {PitchState.ACCEPTED, PitchState.DECLINED, PitchState.WITHDRAWN},
    PitchState.ACCEPTED: {PitchState.PRESENTED, PitchState.DECLINED, PitchState.WITHDRAWN},
    PitchState.DECLINED: {PitchState.ACCEPTED},
    PitchState.WITHDRAWN: set(),
    PitchState.PRESENTED: {PitchState.ACCEPTED},
}
"""A place that becomes free may go to a pitch declined before; the last one mends a slip."""

IN_THE_PROGRAMME = frozenset({PitchState.ACCEPTED, PitchState.PRESENTED})
OPEN = frozenset({PitchState.SUBMITTED, PitchState.ACCEPTED})
MOVES_ON = frozenset({PitchState.SUBMITTED, PitchState.ACCEPTED, PitchState.DECLINED})
"""States in which a pitch can go to another meeting, where it is handed in again."""

MOST_PRESENTERS = 4
"""People who present beside the person who handed in."""
SLIGHT = timedelta(minutes=5)
"""Nobody is written to for a change of the announced time that is not longer than this."""


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
    phone: str = ""


VALUE_LABELS = {
    "title": "Titel",
    "summary": "Beschreibung",
    "seeking": "Was gesucht wird",
    "action_field": "Handlungsfeld",
    "first_name": "Vorname",
    "last_name": "Nachname",
    "email": "E-Mail-Adresse",
    "organisation": "Organisation",
    "phone": "Telefon",
}


@dataclass(frozen=True, kw_only=True)
class PresenterFacts:
    """Somebody who presents as well."""

    first_name: str
    last_name: str
    email: str = ""
    organisation: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def changed_fields(before: Proposal, after: Proposal) -> list[str]:
    """Names of the fields that differ."""
    return [
        one.name
        for one in fields(Proposal)
        if getattr(before, one.name) != getattr(after, one.name)
    ]


def change_sentence(names: Sequence[str]) -> str:
    """What the history keeps of a change: which fields, never what stood in them (D-1)."""
    return f"Geändert: {', '.join(VALUE_LABELS[name] for name in names)}."


def search_form(proposal: Proposal) -> str:
    """What the list searches in, without accents; begins with the title, so that it also sorts."""
    words = (
        proposal.title,
        proposal.first_name,
        proposal.last_name,
        proposal.organisation,
        proposal.email,
    )
    return sort_key(" ".join(words))[0]


def pitching_open(deadline: date | None, today: date, meeting_state: MeetingState) -> bool:
    """Pitches are taken until 23:59 of the deadline, while the meeting is public (T2)."""
    return deadline is not None and today <= deadline and meeting_state == MeetingState.PUBLISHED


def closed_sentence(deadline: date | None, meeting_state: MeetingState) -> str:
    """Why a meeting takes no pitches (any more)."""
    if meeting_state == MeetingState.CANCELLED:
        return _("Dieses Treffen ist abgesagt. Pitches sind dafür nicht mehr möglich.")
    if deadline is None:
        return _("Pitches waren möglich.")
    return _("Pitches waren bis %(day)s möglich.", day=date_long(deadline))


def can_move(state: PitchState, target: PitchState) -> bool:
    return target in MOVES[PitchState(state)]


def check_move(state: PitchState, target: PitchState) -> None:
    """Raises ``RuleBroken`` when the state does not allow this move."""
    if not can_move(state, target):
        raise RuleBroken(
            _(
                "Dieser Pitch ist %(state)s. Er kann nicht mehr %(target)s werden.",
                state=_(LABELS[PitchState(state)]),
                target=_(_INFINITIVE[target]),
            )
        )


def check_move_on(state: PitchState) -> None:
    """Raises ``RuleBroken`` when a pitch in this state cannot go to another meeting."""
    if state not in MOVES_ON:
        raise RuleBroken(
            f"Dieser Pitch ist {LABELS[PitchState(state)]}. Er kann nicht mehr verschoben werden."
        )


_INFINITIVE = {
    PitchState.SUBMITTED: "eingereicht",
    PitchState.ACCEPTED: "angenommen",
    PitchState.DECLINED: "abgesagt",
    PitchState.WITHDRAWN: "zurückgezogen",
    PitchState.PRESENTED: N_("als vorgestellt vermerkt"),
}


def move_sentence(state: PitchState, target: PitchState) -> str:
    """What the history keeps of a move."""
    if state == PitchState.PRESENTED:
        return "Doch nicht vorgestellt. Stand wieder: angenommen."
    return f"Stand: {LABELS[PitchState(state)]} → {LABELS[target]}."


def can_be_revised(state: PitchState, *, open_now: bool) -> bool:
    """The text can be changed until the deadline, while the pitch still counts."""
    return open_now and state in OPEN


def check_presenter(facts: PresenterFacts, others: Sequence[PresenterFacts]) -> None:
    """Raises ``RuleBroken`` for one too many and for somebody who is on the list already."""
    if len(others) >= MOST_PRESENTERS:
        raise RuleBroken(
            _(
                "Mehr als %(most)s weitere Personen sind nicht möglich. "
                "Entfernen Sie zuerst eine Person.",
                most=MOST_PRESENTERS,
            )
        )
    if any(_same(facts, other) for other in others):
        raise RuleBroken(_("Diese Person ist schon eingetragen."), "last_name")


def _same(one: PresenterFacts, other: PresenterFacts) -> bool:
    names = plain_key(one.full_name) == plain_key(other.full_name)
    return names and plain_key(one.email) == plain_key(other.email)


def time_moved(told: datetime | None, now: datetime | None) -> bool:
    """Whether the time somebody was told has become wrong by more than five minutes."""
    return told is not None and now is not None and abs(now - told) > SLIGHT
