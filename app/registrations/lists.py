"""The registrations of one meeting as the office's pages show them, and what a change would do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.access.models import AuditEntry
from app.contacts.models import Consent, Person
from app.contacts.queries import labelled
from app.contacts.rules import ConsentKind, search_words
from app.core import clock
from app.core.db import db
from app.core.paging import nearest_page
from app.core.settings import current
from app.core.words import sort_key
from app.kits.schema import Mode, Question, QuestionType
from app.meetings.models import Meeting
from app.meetings.queries import upcoming
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from app.registrations.models import Registration
from app.registrations.queries import all_places, kinds_of
from app.registrations.rules import (
    FORGOTTEN,
    LABELS,
    LIVE,
    Attendance,
    ContactStanding,
    Counts,
    Places,
    RegistrationState,
    offers_to_make,
    places_in,
)

State = RegistrationState
LETTERS = (
    "address_changed", "address_request", "called_off_waiting", "cancellation_ack",
    "change_notice", "change_waiting", "confirm_request", "confirmation", "declined",
    "declined_by_calendar",
    "left_waitlist", "meeting_cancelled", "moved", "offer_lapsed", "promoted", "requested",
    "switched", "waitlist",
)  # fmt: skip
"""Kinds of letters whose key names a registration."""
MANY = 1_000_000
"""More than anybody has places."""
ROWS = 50
"""Rows on one page."""
_BY_STATE = case(
    {str(state): number for number, state in enumerate(LABELS)}, value=Registration.state
)
ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (Registration.sort_key,),
    "organisation": (
        Registration.organisation == "",
        Registration.organisation_key,
        Registration.sort_key,
    ),
    "status": (_BY_STATE, Registration.queue_number, Registration.sort_key),
    "eingang": (Registration.submitted_at,),
}
"""The allow-list of orders (I-6)."""


@dataclass(frozen=True)
class Page:
    """A part of a list: its rows, its number counted from 1, and how many pages there are."""

    rows: Sequence[Registration]
    number: int
    pages: int
    found: int


def listing(
    meeting_id: int, *, search: str = "", state: str = "", order: str = "name"
) -> Sequence[Registration]:
    """All registrations of one meeting, found and sorted the German way.

    ``search`` finds parts of name, organisation or address, whatever their case and accents.
    ``order`` is one of ``ORDERS``, with ``-`` in front for backwards; anything else means name.
    """
    return db.session.scalars(_found(meeting_id, search, state, order)).all()


def page_of(
    meeting_id: int, number: int, *, search: str = "", state: str = "", order: str = "name"
) -> Page:
    """One page of the same list; a number that is too high means the last page."""
    wanted = _found(meeting_id, search, state, order)
    found = (
        db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    )
    number, pages = nearest_page(found, number, ROWS)
    rows = db.session.scalars(wanted.limit(ROWS).offset((number - 1) * ROWS)).all()
    return Page(rows, number, pages, found)


def _found(meeting_id: int, search: str, state: str, order: str) -> Any:
    chosen = [Registration.meeting_id == meeting_id]
    chosen += [
        Registration.search_key.contains(word, autoescape=True) for word in search_words(search)
    ]
    if state:
        chosen.append(Registration.state == state)
    columns = ORDERS.get(order.removeprefix("-"), ORDERS["name"])
    if order.startswith("-"):
        columns = tuple(column.desc() for column in columns)
    return (
        select(Registration)
        .where(*chosen)
        .options(joinedload(Registration.meeting))
        .order_by(*columns, Registration.id)
    )


def needing(meeting_id: int) -> Sequence[Registration]:
    """People who still want to come and told what they need."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.access_needs != "",
            Registration.state.in_(LIVE),
        )
        .options(joinedload(Registration.meeting))
        .order_by(Registration.sort_key)
    ).all()


def history_of(registration_id: int) -> Sequence[AuditEntry]:
    """What the office did with a registration, the newest first."""
    subject = f"registration:{registration_id}"
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id.desc())
    ).all()


def letters_to(registration: Registration) -> Sequence[Message]:
    """The mails of this registration, the newest first."""
    keys = [Message.key.like(f"{kind}:{registration.id}:%") for kind in LETTERS]
    return db.session.scalars(
        select(Message)
        .where(Message.topic == f"meeting:{registration.meeting_id}", or_(*keys))
        .order_by(Message.id.desc())
        .limit(50)
    ).all()


def offers_by(
    meeting: Meeting,
    numbers: Counts,
    capacity: int,
    online_capacity: int | None,
    closes: date | None = None,
) -> int:
    """How many people would be offered a place at once if the meeting had so many places."""
    last_day = closes or meeting.registration_closes
    public = meeting.state == MeetingState.PUBLISHED and clock.today() <= last_day
    found = [
        places_in(numbers, kind, capacity=capacity, online_capacity=online_capacity)
        for kind in kinds_of(meeting)
    ]
    closed = not public or not meeting.kit.has_waitlist
    return sum(offers_to_make(p.limit, p.taken, p.waiting, closed=closed) for p in found)


def tallies(meeting: Meeting) -> list[tuple[str, list[tuple[str, int]]]]:
    """How often people with a place chose which answer, for questions with answers to choose.

    One entry for each question of the kit: its words, and each answer with its number.
    """
    asked = [q for q in meeting.kit.questions if q.options or q.type == QuestionType.CHECKBOX]
    if not asked:
        return []
    given = db.session.scalars(
        select(Registration.answers).where(
            Registration.meeting_id == meeting.id, Registration.state == State.CONFIRMED
        )
    ).all()
    return [(question.label, _tally(question, given)) for question in asked]


def _tally(question: Question, given: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    numbers: Counter[str] = Counter()
    for answers in given:
        said = answers.get(question.id) or []
        numbers.update(["Ja"] if said is True else [said] if isinstance(said, str) else said)
    return [(option, numbers[option]) for option in question.options or ("Ja",)]


@dataclass(frozen=True)
class Attendee:
    """A line of the list to sign: who has a place, and what the address book knows of them."""

    first_name: str
    last_name: str
    organisation: str
    function: str = ""
    online: bool = False
    present: bool = False
    """Ticked off at the door."""

    @property
    def name(self) -> str:
        """As in a telephone list: „Yıldırım, Cem“."""
        return ", ".join(filter(None, [self.last_name, self.first_name]))

    @property
    def letter(self) -> str:
        """Under which the name stands; # for what begins with no letter."""
        first = sort_key(self.last_name)[0][:1].upper()
        return first if first.isalpha() else "#"


@dataclass(frozen=True)
class ContactEntry(Attendee):
    """A line of the contact list."""

    email: str = ""


_SURVIVOR = aliased(Person)
_PERSON_ID = func.coalesce(Person.merged_into_id, Registration.person_id)
_OF_LISTS = (
    select(
        Registration.first_name, Registration.last_name, Registration.organisation,
        Registration.email, Registration.participation, Registration.attendance,
        Registration.name_key, _PERSON_ID.label("person_id"),
        func.coalesce(_SURVIVOR.function, Person.function, "").label("function"),
    )
    .outerjoin(Person, Registration.person_id == Person.id)
    .outerjoin(_SURVIVOR, Person.merged_into_id == _SURVIVOR.id)
    .where(Registration.last_name != FORGOTTEN)
    .order_by(Registration.sort_key, Registration.id)
)  # fmt: skip


def attendees(meeting: Meeting, *, members: bool = False) -> list[Attendee]:
    """Everybody with a place and whoever was there, in German order.

    ``members``: with the members of the steering group who have not registered.
    """
    rows = db.session.execute(
        _OF_LISTS.where(
            Registration.meeting_id == meeting.id,
            or_(
                Registration.state == State.CONFIRMED, Registration.attendance == Attendance.PRESENT
            ),
        )
    ).all()
    hybrid = meeting.mode == Mode.HYBRID
    found = [
        Attendee(
            row.first_name, row.last_name, row.organisation, row.function,
            online=hybrid and row.participation != Mode.ONSITE,
            present=row.attendance == Attendance.PRESENT,
        )
        for row in rows
    ]  # fmt: skip
    if not members:
        return found
    known = {row.name_key for row in rows}, {row.person_id for row in rows}
    everybody = [*found, *_missing_members(*known)]
    return sorted(everybody, key=lambda one: (sort_key(one.last_name), sort_key(one.first_name)))


def _missing_members(name_keys: set[str], person_ids: set[int | None]) -> list[Attendee]:
    group = db.session.scalars(labelled(current().forum.steering_group))
    return [
        Attendee(
            one.first_name, one.last_name, one.organisation.name if one.organisation else "",
            one.function,
        )
        for one in group
        if one.id not in person_ids and one.name_key not in name_keys
    ]  # fmt: skip


def contact_entries(meeting: Meeting) -> list[ContactEntry]:
    """Who agreed to stand on the contact list and was there, in German order.

    Where nobody was ticked off at the door, everybody with a place counts as there. Whoever took
    the consent back in the address book is left out.
    """
    there = _there(meeting.id)
    rows = db.session.execute(_OF_LISTS.where(there, Registration.on_contact_list))
    withdrawn = _withdrawn()
    return [
        ContactEntry(row.first_name, row.last_name, row.organisation, email=row.email)
        for row in rows
        if row.person_id not in withdrawn
    ]


def contact_standing(registration: Registration) -> ContactStanding:
    """Whether this person may read the contact list of the meeting (domain.md T6).

    Who is on it reads it, by the same rule as ``contact_entries``.
    """
    own = Registration.id == registration.id
    there = db.session.scalar(select(Registration.id).where(own, _there(registration.meeting_id)))
    if there is None:
        return ContactStanding.NOT_THERE
    listed = db.session.execute(_OF_LISTS.where(own, Registration.on_contact_list)).first()
    if listed is None or listed.person_id in _withdrawn():
        return ContactStanding.NOT_AGREED
    return ContactStanding.LISTED


def _there(meeting_id: int) -> ColumnElement[bool]:
    """Who was at a meeting; where nobody was ticked off, everybody with a place."""
    here = Registration.meeting_id == meeting_id
    present = here & (Registration.attendance == Attendance.PRESENT)
    kept = db.session.scalar(select(Registration.id).where(present).limit(1)) is not None
    return present if kept else here & (Registration.state == State.CONFIRMED)


def _withdrawn() -> set[int]:
    """Ids of people who took back that they stand on contact lists."""
    said_no = select(Consent.person_id).where(
        Consent.kind == ConsentKind.CONTACT_LIST, Consent.given.is_(False)
    )
    return set(
        db.session.scalars(
            select(Person.id).where(Person.contact_list.is_(False), Person.id.in_(said_no))
        )
    )


@dataclass(frozen=True)
class Outcome:
    """What would become of people, for the page that asks first."""

    confirmed: int
    waiting: int
    left: int


def outcome_of_approval(meeting: Meeting, people: Sequence[Registration]) -> Outcome:
    """Who would get a place if the office said yes to these people now."""
    found = all_places(meeting)
    free = {kind: _free(places) for kind, places in found.items()}
    confirmed = 0
    for person in people:
        if free[person.kind] > 0:
            free[person.kind] -= 1
            confirmed += 1
    rest = len(people) - confirmed
    waits = meeting.kit.has_waitlist
    return Outcome(confirmed, rest if waits else 0, 0 if waits else rest)


def _free(places: Places) -> int:
    """Places that the next people get at once."""
    if places.waiting:
        return 0
    return MANY if places.limit is None else max(0, places.limit - places.taken)


def targets(meeting: Meeting) -> Sequence[Meeting]:
    """Public meetings of the future to which somebody may be moved."""
    return [
        one
        for one in upcoming(clock.today(), public=False)
        if one.id != meeting.id and one.state == MeetingState.PUBLISHED
    ]
