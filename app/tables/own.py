"""The own tables of one person, as the personal page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.agenda.published import published_agenda_for
from app.core.db import db
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from app.tables.models import Seat, SeatingPlan


@dataclass(frozen=True)
class OwnRound:
    """Where the person sits in one round."""

    number: int
    table: int | None
    """From 1; None: not in this round."""
    title: str
    """Of the table."""
    begins: datetime | None
    """By the published agenda, local wall-clock."""


@dataclass(frozen=True)
class OwnPlan:
    """The rounds of one plan in force."""

    title: str
    leads: bool
    """The person leads the table."""
    rounds: Sequence[OwnRound]


def own_plans(registration: Registration) -> list[OwnPlan]:
    """What the office shows to people, of this person alone; a constant number of queries."""
    meeting = registration.meeting
    called_off = meeting.state == MeetingState.CANCELLED
    confirmed = registration.state == RegistrationState.CONFIRMED
    if not meeting.seats_shown or called_off or not confirmed:
        return []
    seats = db.session.scalars(
        select(Seat)
        .join(Seat.plan)
        .where(
            Seat.registration_id == registration.id,
            Seat.left_out.is_(False),
            SeatingPlan.in_force_at.is_not(None),
        )
        .order_by(SeatingPlan.id)
    ).all()
    if not seats:
        return []
    rows = published_agenda_for(meeting).rows
    public = {row.item.id: row.begin for row in rows if row.item.public}
    return [
        OwnPlan(
            seat.plan.title,
            seat.leads,
            [
                _round(seat, number, begins)
                for number, begins in enumerate(_times(seat.plan, public))
            ],
        )
        for seat in seats
    ]


def _times(plan: SeatingPlan, public: Mapping[int, datetime]) -> list[datetime | None]:
    """When each round begins: of all, or of none while the agenda with them is not published."""
    items = [*plan.round_items, *[None] * plan.rounds][: plan.rounds]
    known = all(item is None or item in public for item in items)
    return [public[item] if known and item is not None else None for item in items]


def _round(seat: Seat, number: int, begins: datetime | None) -> OwnRound:
    plan = seat.plan
    table = seat.tables[number] if len(seat.tables) > number else -1
    known = plan.tables[table] if 0 <= table < len(plan.tables) else {"title": ""}
    return OwnRound(
        number + 1,
        table + 1 if table >= 0 else None,
        known["title"],
        begins,
    )
