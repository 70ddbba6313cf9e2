"""Who gets a place: states and decisions of a registration, from plain values (domain.md 1.10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.core.errors import RuleBroken

FORGOTTEN = "Anonymisiert"
"""What stands for the name once a registration was forgotten."""
LATE_NEEDS_DAYS = 28


class RegistrationState(StrEnum):
    PENDING = "pending"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    OFFER_LAPSED = "offer_lapsed"
    CANCELLED = "cancelled"


class Attendance(StrEnum):
    """What is known about somebody's being there."""

    UNKNOWN = ""
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


LABELS = {
    RegistrationState.PENDING: "Noch nicht bestätigt",
    RegistrationState.REQUESTED: "Wartet auf Zusage",
    RegistrationState.CONFIRMED: "Angemeldet",
    RegistrationState.WAITLISTED: "Warteliste",
    RegistrationState.OFFERED: "Platz angeboten",
    RegistrationState.OFFER_LAPSED: "Angebot abgelaufen",
    RegistrationState.CANCELLED: "Abgemeldet",
}

MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.PENDING: frozenset(
        {
            RegistrationState.REQUESTED,
            RegistrationState.CONFIRMED,
            RegistrationState.WAITLISTED,
            RegistrationState.CANCELLED,
        }
    ),
    RegistrationState.REQUESTED: frozenset(
        {RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.CANCELLED}
    ),
    RegistrationState.CONFIRMED: frozenset({RegistrationState.CANCELLED}),
    RegistrationState.WAITLISTED: frozenset(
        {RegistrationState.OFFERED, RegistrationState.CANCELLED}
    ),
    RegistrationState.OFFERED: frozenset(
        {
            RegistrationState.CONFIRMED,
            RegistrationState.OFFER_LAPSED,
            RegistrationState.CANCELLED,
        }
    ),
    RegistrationState.OFFER_LAPSED: frozenset({RegistrationState.PENDING}),
    RegistrationState.CANCELLED: frozenset({RegistrationState.PENDING}),
}

LIVE = frozenset(state for state in MOVES if RegistrationState.CANCELLED in MOVES[state])
"""States of people who still want to come."""


class Window(StrEnum):
    """Whether people can register at the moment."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


class LinkState(StrEnum):
    """What the link in "please confirm" opens."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    OVER = "over"
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class Applicant:
    """What a person says about themselves in the form. ``answers`` by id of the kit's question."""

    first_name: str
    last_name: str
    email: str
    organisation: str = ""
    sector: str = ""
    participation: str = "onsite"
    no_photo: bool = False
    on_contact_list: bool = False
    wants_invitations: bool = False
    access_needs: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One fact of a meeting before and after a change, in words."""

    label: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        return f"{self.label}: bisher {self.old or 'nichts'}, jetzt {self.new or 'nichts'}"


@dataclass(frozen=True)
class PlannedChange:
    """What people would learn of a change of the meeting, and how many they are."""

    differences: tuple[Difference, ...]
    people: int


@dataclass(frozen=True)
class Counts:
    """How many registrations of a meeting are in which state.

    ``confirmed`` are those with a place; guests at the door (``walk_ins``) and, at a hybrid
    meeting, people who come by video (``online``) are counted apart.
    """

    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    pending: int = 0
    requested: int = 0
    cancelled: int = 0
    lapsed: int = 0
    walk_ins: int = 0
    online: int = 0

    @property
    def taken(self) -> int:
        """Places that nobody else can have: an offer holds its place."""
        return self.confirmed + self.offered

    @property
    def notified(self) -> int:
        """People who learn of a change or of the end of the meeting."""
        return self.confirmed + self.offered + self.waiting + self.online


def move(old: RegistrationState, new: RegistrationState) -> RegistrationState:
    """The new state. Raises ``RuleBroken`` when a registration cannot become that."""
    if new not in MOVES[old]:
        raise RuleBroken(
            f"Die Anmeldung steht auf „{LABELS[old]}“. Sie kann nicht auf „{LABELS[new]}“ wechseln."
        )
    return new


def place_for_next(capacity: int, taken: int, waiting: int) -> RegistrationState:
    """CONFIRMED when a place is free and nobody waits for it, else WAITLISTED."""
    free = taken < capacity and waiting == 0
    return RegistrationState.CONFIRMED if free else RegistrationState.WAITLISTED


def takes_place(mode: str, participation: str) -> bool:
    """Whether a person needs one of the places: by video at a hybrid meeting, nobody does."""
    return mode != "hybrid" or participation == "onsite"


def offers_to_make(capacity: int, taken: int, waiting: int, *, closed: bool) -> int:
    """To how many people at the front of the waiting list a place is offered now."""
    return 0 if closed else max(0, min(capacity - taken, waiting))


def offer_ends(made: datetime, hours: int, begins: datetime) -> datetime:
    """Until when an offer holds its place: the kit's hours, at the latest the begin."""
    return min(made + timedelta(hours=hours), begins)


def registration_window(
    *, cancelled: bool, opens: date, closes: date, begins_at: datetime, now: datetime
) -> Window:
    """Whether people can register. ``begins_at`` and ``now`` are local, without zone."""
    if cancelled:
        return Window.CANCELLED
    if now >= begins_at:
        return Window.OVER
    if now.date() < opens:
        return Window.NOT_YET
    return Window.CLOSED if now.date() > closes else Window.OPEN


def link_state(
    *, state: RegistrationState, submitted: datetime, hours: int, window: Window, now: datetime
) -> LinkState:
    """What the link to confirm opens. Whoever registered in time may confirm while it is valid."""
    if state != RegistrationState.PENDING:
        return LinkState.USED
    if window is Window.CANCELLED:
        return LinkState.CALLED_OFF
    if window is Window.OVER:
        return LinkState.OVER
    return LinkState.EXPIRED if now >= submitted + timedelta(hours=hours) else LinkState.OPEN


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    """What is not the same any more, in the order of ``new``."""
    return [
        Difference(label, old.get(label, ""), words)
        for label, words in new.items()
        if old.get(label, "") != words
    ]


def needs_are_late(meeting_day: date, told: date) -> bool:
    """Whether needs came too late to be promised: fewer than 28 days before the meeting."""
    return (meeting_day - told).days < LATE_NEEDS_DAYS


def check_capacity(capacity: int, counts: Counts) -> None:
    """Raise ``RuleBroken`` when the places would not suffice for those who have one."""
    if capacity >= counts.taken:
        return
    offered = f", davon {counts.offered} angeboten" if counts.offered else ""
    raise RuleBroken(
        f"Plätze: {counts.taken} Plätze sind schon vergeben{offered}. "
        f"Bitte geben Sie mindestens {counts.taken} an.",
        "capacity",
    )
