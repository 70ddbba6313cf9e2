"""What must be forgotten of seating plans, and when (domain.md 2.3). The clockwork calls these.

Who sat where is kept as long as the registration, wishes and steps to undo until the day is over.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, select

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.settings import current
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN
from app.tables.models import Seat, SeatingPlan, SeatingStep, SeatWish
from app.tables.people import follow_people


def forget_seats() -> int:
    """Remove the seats and wishes of people whose registration was forgotten. How many seats."""
    plans = (
        select(SeatingPlan.meeting_id, SeatingPlan.id)
        .where(SeatingPlan.id.in_(select(Seat.plan_id).where(Seat.registration_id.in_(_nobody()))))
        .order_by(SeatingPlan.meeting_id, SeatingPlan.id)
    )
    rows = db.session.execute(plans).all()
    return sum(_forget_in(meeting_id, plan_id) for meeting_id, plan_id in rows)


def _nobody() -> Select[Any]:
    return select(Registration.id).where(Registration.last_name == FORGOTTEN)


def _forget_in(meeting_id: int, plan_id: int) -> int:
    """The others keep their places, as far as the tables of a coming meeting still hold them."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        plan = locked(SeatingPlan, plan_id)
        of_nobody = Seat.plan_id == plan_id, Seat.registration_id.in_(_nobody())
        gone = db.session.scalars(delete(Seat).where(*of_nobody).returning(Seat.id)).all()
        nobody = SeatWish.one_id.in_(_nobody()) | SeatWish.other_id.in_(_nobody())
        db.session.execute(delete(SeatWish).where(SeatWish.plan_id == plan_id, nobody))
        if gone and meeting.day >= clock.today():
            plan.version += 1
            follow_people(plan)
        return len(gone)


def forget_leads() -> int:
    """Take out who led a table at meetings long past. Returns from how many plans."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    old = select(SeatingPlan).join(SeatingPlan.meeting).where(Meeting.day < before)
    with transaction():
        plans = db.session.scalars(old.with_for_update(of=SeatingPlan)).unique().all()
        led = [plan for plan in plans if any(table.get("lead") for table in plan.tables)]
        for plan in led:
            plan.tables = [table | {"lead": ""} for table in plan.tables]
            plan.version += 1
        return len(led)


def forget_wishes() -> int:
    """Remove wishes and steps of past meetings: they have done their work. How many rows."""
    past = (
        select(SeatingPlan.id)
        .join(Meeting, SeatingPlan.meeting_id == Meeting.id)
        .where(Meeting.day < clock.today())
    )
    with transaction():
        wishes = delete(SeatWish).where(SeatWish.plan_id.in_(past)).returning(SeatWish.id)
        steps = delete(SeatingStep).where(SeatingStep.plan_id.in_(past)).returning(SeatingStep.id)
        return sum(len(db.session.scalars(one).all()) for one in (wishes, steps))
