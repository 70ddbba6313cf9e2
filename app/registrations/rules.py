"""Who gets a place: states and decisions of a registration, from plain values (domain.md 1.10)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from app.core.errors import RuleBroken
from app.core.language import N_

FORGOTTEN = "Anonymisiert"
"""What stands for the name once a registration was forgotten."""
LATE_NEEDS_DAYS = 28
DAY_BEGINS, DAY_ENDS = time(8), time(20)
"""Between these hours an offer may end."""
WALK_IN, GUEST = "walk_in", "guest"
"""Sources of registrations that are counted apart: at the door, and beyond the places."""


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


class PlaceKind(StrEnum):
    """Places on site and places by video are counted apart."""

    ONSITE = "onsite"
    ONLINE = "online"


KIND_WORDS = {PlaceKind.ONSITE: N_("vor Ort"), PlaceKind.ONLINE: N_("online")}

LABELS = {
    RegistrationState.PENDING: "Noch nicht bestätigt",
    RegistrationState.REQUESTED: "Wartet auf Zusage",
    RegistrationState.CONFIRMED: "Angemeldet",
    RegistrationState.WAITLISTED: "Warteliste",
    RegistrationState.OFFERED: "Platz angeboten",
    RegistrationState.OFFER_LAPSED: "Angebot abgelaufen",
    RegistrationState.CANCELLED: "Abgemeldet",
}

DEEDS = {
    "registration_taken_by_phone": "am Telefon angemeldet",
    "registration_confirmed": "am Telefon bestätigt",
    "registration_edited": "Angaben geändert",
    "registration_switched": "Teilnahme geändert",
    "registration_cancelled": "abgemeldet",
    "registration_let_in": "zugelassen",
    "registration_moved": "zu einem anderen Treffen umgemeldet",
    "registration_moved_here": "von einem anderen Treffen umgemeldet",
    "registration_approved": "zugesagt",
    "registration_declined": "abgelehnt",
    "registration_erased": "Angaben gelöscht",
}
"""What the office did, as its history shows it."""

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
        {
            RegistrationState.OFFERED,
            RegistrationState.CONFIRMED,
            RegistrationState.CANCELLED,
        }
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
class Counts:
    """How many registrations of a meeting are in which state.

    ``confirmed`` are those with a place; guests at the door (``walk_ins``), guests whom the office
    let in beyond the places (``guests``) and, at a hybrid meeting, people who come by video
    (``online``, with offers and waiting list of their own) are counted apart.
    """

    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    pending: int = 0
    requested: int = 0
    cancelled: int = 0
    lapsed: int = 0
    walk_ins: int = 0
    guests: int = 0
    online: int = 0
    online_offered: int = 0
    online_waiting: int = 0

    @property
    def taken(self) -> int:
        """Places that nobody else can have: an offer holds its place."""
        return self.confirmed + self.offered

    @property
    def notified(self) -> int:
        """People who learn of a change or of the end of the meeting."""
        with_place = self.confirmed + self.offered + self.guests + self.online
        return with_place + self.online_offered + self.all_waiting + self.requested

    @property
    def all_offered(self) -> int:
        """Offers for places of both kinds."""
        return self.offered + self.online_offered

    @property
    def all_waiting(self) -> int:
        """Both waiting lists."""
        return self.waiting + self.online_waiting


@dataclass(frozen=True)
class Places:
    """Places of one kind: how many (None: no limit), who has one or is offered one, who waits."""

    limit: int | None
    confirmed: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def taken(self) -> int:
        """Places that nobody else can have: an offer holds its place."""
        return self.confirmed + self.offered

    @property
    def is_free(self) -> bool:
        """Whether the next person gets a place at once."""
        return place_for_next(self.limit, self.taken, self.waiting) is RegistrationState.CONFIRMED


def places_in(
    counts: Counts, kind: PlaceKind, *, capacity: int, online_capacity: int | None
) -> Places:
    """The places of one kind, from the numbers of a meeting."""
    if kind is PlaceKind.ONLINE:
        online = (counts.online, counts.online_offered, counts.online_waiting)
        return Places(online_capacity, *online)
    return Places(capacity, counts.confirmed, counts.offered, counts.waiting)


def move(old: RegistrationState, new: RegistrationState) -> RegistrationState:
    """The new state. Raises ``RuleBroken`` when a registration cannot become that."""
    if new not in MOVES[old]:
        raise RuleBroken(
            f"Die Anmeldung steht auf „{LABELS[old]}“. Sie kann nicht auf „{LABELS[new]}“ wechseln."
        )
    return new


def place_for_next(limit: int | None, taken: int, waiting: int) -> RegistrationState:
    """CONFIRMED when a place is free and nobody waits for it, else WAITLISTED."""
    free = (limit is None or taken < limit) and waiting == 0
    return RegistrationState.CONFIRMED if free else RegistrationState.WAITLISTED


def kind_of(mode: str, participation: str) -> PlaceKind:
    """Which kind of place a person needs; only a hybrid meeting has two kinds."""
    apart = mode == "hybrid" and participation != "onsite"
    return PlaceKind.ONLINE if apart else PlaceKind.ONSITE


def offers_to_make(limit: int | None, taken: int, waiting: int, *, closed: bool) -> int:
    """To how many people at the front of the waiting list a place is offered now."""
    free = waiting if limit is None else limit - taken
    return 0 if closed else max(0, min(free, waiting))


def offer_ends(
    made: datetime, hours: int, begins: datetime, *, zone: tzinfo, closed: Container[date]
) -> datetime:
    """Until when an offer holds its place (domain.md 1.10).

    At least the kit's hours; an end at night, on a Sunday or on a day of ``closed`` waits for the
    next morning at eight. At the latest the begin of the meeting. All moments are aware.
    """
    end = (made + timedelta(hours=hours)).astimezone(zone)
    day = end.date()
    if end.time() > DAY_ENDS:
        day += timedelta(days=1)
    while day.isoweekday() == 7 or day in closed:
        day += timedelta(days=1)
    if day != end.date() or end.time() < DAY_BEGINS:
        end = datetime.combine(day, DAY_BEGINS, tzinfo=zone)
    return min(end, begins)


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


def needs_are_late(meeting_day: date, told: date) -> bool:
    """Whether needs came too late to be promised: fewer than 28 days before the meeting."""
    return (meeting_day - told).days < LATE_NEEDS_DAYS


class ContactStanding(StrEnum):
    """What a person is for the contact list of a meeting."""

    LISTED = "listed"
    NOT_AGREED = "not_agreed"
    NOT_THERE = "not_there"


def check_contact_list(ends: datetime, now: datetime, *, called_off: bool) -> None:
    """Raise ``RuleBroken`` while nobody can say who was there. Both moments local, without zone."""
    if called_off:
        raise RuleBroken("Dieses Treffen ist ausgefallen. Es gibt keine Kontaktliste.")
    if now < ends:
        raise RuleBroken(
            "Die Kontaktliste gibt es erst nach dem Treffen. Sie nennt nur Personen, die dabei "
            "waren und zugestimmt haben."
        )


def check_new_day(old: date, new: date, today: date) -> None:
    """Raise ``RuleBroken`` when a meeting would move to a day that is over."""
    if new != old and new < today:
        raise RuleBroken("Tag: Dieser Tag ist schon vorbei.", "day")


def check_capacity(capacity: int, online_capacity: int | None, counts: Counts) -> None:
    """Raise ``RuleBroken`` when the places would not suffice for those who have one."""
    for kind, label, field_name in (
        (PlaceKind.ONSITE, "Plätze", "capacity"),
        (PlaceKind.ONLINE, "Plätze online", "online_capacity"),
    ):
        places = places_in(counts, kind, capacity=capacity, online_capacity=online_capacity)
        if places.limit is None or places.limit >= places.taken:
            continue
        offered = f", davon {places.offered} angeboten" if places.offered else ""
        raise RuleBroken(
            f"{label}: {places.taken} Plätze sind schon vergeben{offered}. "
            f"Bitte geben Sie mindestens {places.taken} an. Sollen es weniger sein, melden Sie "
            "zuerst Personen ab oder zu einem anderen Treffen um.",
            field_name,
        )
