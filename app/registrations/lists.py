"""The registrations of one meeting as the office's pages show them, and what a change would do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload

from app.access.models import AuditEntry
from app.contacts.rules import search_words
from app.core import clock
from app.core.db import db
from app.kits.schema import Question, QuestionType
from app.meetings.models import Meeting
from app.meetings.queries import upcoming
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from app.registrations.models import Registration
from app.registrations.queries import all_places, kinds_of
from app.registrations.rules import (
    LABELS,
    LIVE,
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
    pages = max(1, -(-found // ROWS))
    number = min(max(1, number), pages)
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
