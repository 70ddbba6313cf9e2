"""What is known about seating plans."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.registrations.models import Registration
from app.tables.models import Seat, SeatingPlan, SeatWish


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


def seats_of(plan_id: int) -> Sequence[Seat]:
    """Everybody in a plan, in German order of the names. One query."""
    return db.session.scalars(
        select(Seat)
        .join(Seat.registration)
        .where(Seat.plan_id == plan_id)
        .order_by(Registration.sort_key, Seat.id)
    ).all()


def wishes_of(plan_id: int) -> Sequence[SeatWish]:
    """Who must sit together, who apart."""
    return db.session.scalars(
        select(SeatWish).where(SeatWish.plan_id == plan_id).order_by(SeatWish.id)
    ).all()
