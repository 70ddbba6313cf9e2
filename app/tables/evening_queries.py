"""Who is there on the evening, beside who is in the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from app.core.db import db
from app.kits.schema import Mode
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN, Attendance, RegistrationState
from app.tables.models import Seat, SeatingPlan
from app.tables.queries import seats_of

GONE = frozenset({Attendance.ABSENT, Attendance.EXCUSED})


@dataclass(frozen=True)
class Missing:
    """Somebody in the plan who is not there."""

    seat: Seat
    why: str
    """„entschuldigt“, „fehlt“, „abgemeldet“, „noch nicht abgehakt“"""
    likely: bool
    """Ticked beforehand: takes no part in the rounds to come."""


@dataclass(frozen=True)
class Comer:
    """Somebody who is there, or has a place, and is not in the plan."""

    registration: Registration
    why: str
    likely: bool


@dataclass(frozen=True)
class Evening:
    """Everybody of a plan and of the door, at one moment."""

    seats: Sequence[Seat]
    """Who takes part, as the plan stands."""
    missing: Sequence[Missing]
    comers: Sequence[Comer]
    door_used: bool
    """Somebody was ticked at the door."""


def evening_of(plan: SeatingPlan) -> Evening:
    """Two queries, however many people."""
    seats = seats_of(plan.id)
    there = on_site(plan)
    used = any(one.attendance == Attendance.PRESENT for one in there)
    known = {seat.registration_id: seat for seat in seats}
    taking_part = [seat for seat in seats if not seat.left_out]
    missing = [_missing(seat, door_used=used) for seat in taking_part]
    comers = [
        _comer(one, known.get(one.id), door_used=used)
        for one in there
        if one.id not in known or known[one.id].left_out
    ]
    return Evening(
        taking_part, [one for one in missing if one], [one for one in comers if one], used
    )


def on_site(plan: SeatingPlan) -> Sequence[Registration]:
    """Everybody with a place in the room, and whoever is there in fact, in German order."""
    place = Registration.state == RegistrationState.CONFIRMED
    if plan.meeting.mode == Mode.HYBRID:
        place = and_(place, Registration.participation == Mode.ONSITE)
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == plan.meeting_id,
            or_(place, Registration.attendance == Attendance.PRESENT),
            Registration.last_name != FORGOTTEN,
        )
        .order_by(Registration.sort_key, Registration.id)
    ).all()


def _missing(seat: Seat, *, door_used: bool) -> Missing | None:
    person = seat.registration
    if person.attendance == Attendance.PRESENT:
        return None
    if person.attendance in GONE:
        word = "fehlt" if person.attendance == Attendance.ABSENT else "entschuldigt"
        return Missing(seat, word, likely=True)
    if person.state != RegistrationState.CONFIRMED:
        return Missing(seat, "abgemeldet", likely=True)
    return Missing(seat, "noch nicht abgehakt", likely=True) if door_used else None


def _comer(person: Registration, seat: Seat | None, *, door_used: bool) -> Comer | None:
    present = person.attendance == Attendance.PRESENT
    if person.attendance in GONE:
        return None
    if seat is not None and not seat.printed:
        return Comer(person, "war aus dem Plan genommen", likely=False)
    if seat is not None and any(table >= 0 for table in seat.tables):
        return Comer(person, "war da und ist gegangen", likely=False)
    if seat is not None:
        return Comer(person, "doch noch gekommen", likely=True) if present else None
    if present:
        return Comer(person, "neu am Einlass", likely=True)
    word = "angemeldet, noch nicht abgehakt" if door_used else "angemeldet"
    return Comer(person, word, likely=not door_used)
