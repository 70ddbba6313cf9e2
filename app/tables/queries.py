"""What is known about seating plans."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries import on_site
from app.registrations.rules import FORGOTTEN, Attendance
from app.tables.models import Seat, SeatingPlan, SeatWish
from app.tables.states import Included

_KNOWN = Registration.last_name != FORGOTTEN
"""Whoever is erased counts no more, also before ``retention.forget_seats`` comes by."""


def plans_of(meeting_id: int) -> Sequence[SeatingPlan]:
    """All plans of a meeting, the oldest first."""
    return db.session.scalars(
        select(SeatingPlan).where(SeatingPlan.meeting_id == meeting_id).order_by(SeatingPlan.id)
    ).all()


def plan_in_force(meeting_id: int, item_id: int | None) -> SeatingPlan | None:
    """The plan that people have on their cards for the meeting, or for one item of its agenda."""
    return db.session.scalar(
        select(SeatingPlan).where(
            SeatingPlan.meeting_id == meeting_id,
            SeatingPlan.item_id.is_not_distinct_from(item_id),
            SeatingPlan.in_force_at.is_not(None),
        )
    )


def plans_in_force(meeting_id: int) -> Sequence[SeatingPlan]:
    """All plans of a meeting that people have on their cards, the oldest first."""
    return db.session.scalars(
        select(SeatingPlan)
        .where(SeatingPlan.meeting_id == meeting_id, SeatingPlan.in_force_at.is_not(None))
        .order_by(SeatingPlan.id)
    ).all()


def plan_by_id(plan_id: int) -> SeatingPlan:
    """Raises ``NotFound``."""
    found = db.session.get(SeatingPlan, plan_id)
    if found is None:
        raise NotFound("Diesen Tischplan gibt es nicht oder nicht mehr.")
    return found


def is_past(plan: SeatingPlan) -> bool:
    """Whether the day of the meeting is over."""
    return plan.meeting.day < clock.today()


def is_over(plan: SeatingPlan) -> bool:
    """Whether nothing is left to mix: all rounds have begun, or the day is over."""
    return plan.rounds_held >= plan.rounds or is_past(plan)


def seats_of(plan_id: int) -> Sequence[Seat]:
    """Everybody in a plan, but nobody erased, in German order of the names. One query."""
    return db.session.scalars(
        select(Seat)
        .join(Seat.registration)
        .where(Seat.plan_id == plan_id, _KNOWN)
        .order_by(Registration.sort_key, Seat.id)
    ).all()


def seats_of_plans(plan_ids: Collection[int]) -> Sequence[Seat]:
    """Everybody in these plans, in German order of the names. One query."""
    return db.session.scalars(
        select(Seat)
        .join(Seat.registration)
        .where(Seat.plan_id.in_(plan_ids), _KNOWN)
        .order_by(Registration.sort_key, Seat.id)
    ).all()


def wishes_of(plan_id: int) -> Sequence[SeatWish]:
    """Who must sit together, who apart."""
    return db.session.scalars(
        select(SeatWish).where(SeatWish.plan_id == plan_id).order_by(SeatWish.id)
    ).all()


def people_in(meeting: Meeting, included: Included) -> Sequence[Registration]:
    """Who belongs to a plan of the meeting by what is known now, in German order. One query.

    People who take part by video are not in the room.
    """
    if included is Included.CONFIRMED:
        return on_site(meeting)
    there = [Registration.meeting_id == meeting.id, Registration.attendance == Attendance.PRESENT]
    if meeting.mode != Mode.ONSITE:
        there.append(Registration.participation == Mode.ONSITE)
    return db.session.scalars(
        select(Registration).where(*there, _KNOWN).order_by(Registration.sort_key, Registration.id)
    ).all()


def made_by(submit_key: str) -> int | None:
    """The id of the plan that this very form has made."""
    return db.session.scalar(select(SeatingPlan.id).filter_by(submit_key=submit_key))


def seat_of(plan_id: int, seat_id: int) -> Seat:
    """One person of a plan. Raises ``NotFound``."""
    found = db.session.get(Seat, seat_id)
    if found is None or found.plan_id != plan_id or found.registration.last_name == FORGOTTEN:
        raise NotFound("Diese Person gehört nicht oder nicht mehr zu diesem Tischplan.")
    return found
