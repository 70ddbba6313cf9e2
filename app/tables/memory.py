"""Who sat with whom at earlier meetings, as long as that may be known.

Only plans in force count, and only rounds in which somebody sat; of people who left early those
before. A person is the same one as at an earlier meeting by the record in the address book, or by
address and name: two people who share an address stay two.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from app.contacts.models import Person
from app.core import clock
from app.core.db import db
from app.core.settings import current
from app.core.words import plain_key
from app.kits.schema import Question
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN, Attendance, RegistrationState
from app.tables.models import Seat, SeatingPlan
from app.tables.objections import SURVIVOR, objected_among
from app.tables.rules.instance import Pair, pairs_of

Key = tuple[str, ...] | int
"""What somebody is known by: the id of a record, or address and name."""


def known_pairs(plan: SeatingPlan, seats: Sequence[Seat]) -> Mapping[Pair, int]:
    """Pairs of places in ``seats`` → how often they shared a table before, in percent.

    The latest meetings with tables count as ``tables.memory_percent`` of the settings says, older
    ones not at all. Tables at another item of the same meeting count in full. At most six
    queries.
    """
    found: dict[Pair, int] = {}
    for pair, one in _met(plan, seats):
        found[pair] = found.get(pair, 0) + one.percent
    return {pair: weight for pair, weight in found.items() if weight}


def known_days(plan: SeatingPlan, seats: Sequence[Seat]) -> Mapping[Pair, date]:
    """The pairs of ``known_pairs`` → the day of the latest meeting at which they sat together."""
    found: dict[Pair, date] = {}
    for pair, one in _met(plan, seats):
        if one.percent:
            found[pair] = max(one.day, found.get(pair, one.day))
    return found


@dataclass(frozen=True)
class _Counted:
    """A meeting that counts."""

    day: date
    percent: int


def _met(plan: SeatingPlan, seats: Sequence[Seat]) -> Iterator[tuple[Pair, _Counted]]:
    """Each pair that shared a table, and the meeting, once for every time."""
    if not seats:
        return
    counted = _counted(plan)
    earlier = db.session.execute(_earlier_seats(plan, counted)).all()
    now = [seat.registration_id for seat in seats]
    objected = objected_among([*now, *(row.registration_id for row in earlier)])
    places = _places_of(now, objected)
    remembered = [row for row in earlier if row.registration_id not in objected]
    for keys, meeting_id in _tables(remembered):
        there = {places[key] for key in keys if key in places}
        for pair in pairs_of(there):
            yield pair, counted[meeting_id]


def _counted(plan: SeatingPlan) -> dict[int, _Counted]:
    """Each meeting that counts by its id, the plan's own one among them."""
    own = plan.meeting
    weights = current().tables.memory_percent
    held = and_(Meeting.day < own.day, Meeting.day <= clock.today())
    with_tables = select(SeatingPlan.meeting_id).where(SeatingPlan.in_force_at.is_not(None))
    earlier = db.session.execute(
        select(Meeting.id, Meeting.day)
        .where(held, Meeting.state != MeetingState.CANCELLED, Meeting.id.in_(with_tables))
        .order_by(Meeting.day.desc(), Meeting.begins.desc(), Meeting.id.desc())
        .limit(len(weights))
    ).all()
    return {own.id: _Counted(own.day, 100)} | {
        row.id: _Counted(row.day, weight) for row, weight in zip(earlier, weights, strict=False)
    }


def _places_of(registration_ids: Sequence[int], objected: Collection[int]) -> dict[Key, int]:
    """What each of these people is known by → the place in the list; not of who objected."""
    place = {one: number for number, one in enumerate(registration_ids)}
    rows = db.session.execute(
        select(Registration.id, *_WHO)
        .outerjoin(Person, Registration.person_id == Person.id)
        .where(Registration.id.in_(registration_ids))
    )
    return {
        key: place[row.id]
        for row in rows
        if row.id not in objected
        for key in _keys(row.person, row.email_key, row.name_key)
    }


_WHO = (SURVIVOR.label("person"), Registration.email_key, Registration.name_key)


def _keys(person: int | None, email_key: str, name_key: str) -> tuple[Key, ...]:
    by_record: tuple[Key, ...] = () if person is None else (person,)
    return (*by_record, (email_key, name_key)) if email_key else by_record


def _was_there() -> ColumnElement[bool]:
    """Who came, or has a place and was not missed."""
    missed = Registration.attendance.in_((Attendance.ABSENT, Attendance.EXCUSED))
    return or_(
        Registration.attendance == Attendance.PRESENT,
        and_(Registration.state == RegistrationState.CONFIRMED, ~missed),
    )


def _tables(rows: Iterable[Row[Any]]) -> Iterable[tuple[list[Key], int]]:
    """What the people of one table in one round are known by, and the id of that meeting."""
    at: dict[tuple[int, int, int, int], list[Key]] = {}
    for row in rows:
        sat = row.tables[: row.rounds_held] if row.left_out else row.tables
        for number, table in enumerate(sat):
            if table >= 0:
                where = (row.meeting_id, row.plan_id, number, table)
                at.setdefault(where, []).extend(_keys(row.person, row.email_key, row.name_key))
    return [(keys, where[0]) for where, keys in at.items()]


def _earlier_seats(plan: SeatingPlan, meetings: Collection[int]) -> Select[Any]:
    return (
        select(SeatingPlan.meeting_id, SeatingPlan.rounds_held,
               Seat.plan_id, Seat.registration_id, Seat.tables, Seat.left_out, *_WHO)
        .join(Seat.plan)
        .join(Seat.registration)
        .outerjoin(Person, Registration.person_id == Person.id)
        .where(
            SeatingPlan.meeting_id.in_(meetings), SeatingPlan.in_force_at.is_not(None),
            or_(SeatingPlan.meeting_id != plan.meeting_id,
                SeatingPlan.item_id.is_distinct_from(plan.item_id)),
            Registration.last_name != FORGOTTEN, _was_there(),
        )
    )  # fmt: skip


def asks_for_fields(question: Question) -> bool:
    """Whether the answers to choose are fields of work."""
    names = {plain_key(field.name) for field in current().forum.action_fields}
    return bool(question.options) and all(plain_key(one) in names for one in question.options)


def interests_of(seats: Sequence[Seat]) -> dict[int, Collection[str]]:
    """Id of each registration → ids of the fields of work that the person wished for.

    Who was not asked when registering, or said nothing: those that the address book knows. At
    most one query.
    """
    asked = [
        question
        for question in (seats[0].registration.meeting.kit.questions if seats else ())
        if asks_for_fields(question)
    ]
    found = {seat.registration_id: _wished(seat.registration, asked) for seat in seats}
    silent = {
        seat.registration_id: seat.registration.person_id
        for seat in seats
        if not found[seat.registration_id] and seat.registration.person_id
    }
    known = _known_interests(set(silent.values()))
    return found | {one: known.get(person, ()) for one, person in silent.items()}


def _wished(registration: Registration, asked: Sequence[Question]) -> Collection[str]:
    ids = {plain_key(field.name): field.id for field in current().forum.action_fields}
    keys = [
        plain_key(one)
        for question in asked
        for one in _chosen(registration.answers.get(question.id))
    ]
    return tuple(dict.fromkeys(ids[key] for key in keys if key in ids))


def _known_interests(person_ids: Collection[int]) -> dict[int, Collection[str]]:
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.interests).where(Person.id.in_(person_ids)))
    return {row.id: tuple(row.interests) for row in rows}


def _chosen(answer: object) -> list[str]:
    chosen = [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else []
    return [one for one in chosen if isinstance(one, str)]
