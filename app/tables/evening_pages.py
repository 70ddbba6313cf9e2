"""What the pages of a plan show about it being in force, and about the evening."""

from dataclasses import dataclass

from app.tables import queries
from app.tables.evening import is_seated
from app.tables.models import SeatingPlan
from app.tables.states import SearchState


@dataclass(frozen=True)
class Panel:
    """Whether a plan is in force, and what stands in the way."""

    people: int
    ready: bool
    """Everybody has a place in every round."""
    searching: bool
    other: SeatingPlan | None
    """The plan in force that this one would replace."""
    changed: int
    """People whose card says something else than the plan."""


def panel(plan: SeatingPlan) -> Panel:
    """Two queries, however many people."""
    there = [seat for seat in queries.seats_of(plan.id) if not seat.left_out]
    return Panel(
        people=len(there),
        ready=bool(there) and all(is_seated(seat, plan) for seat in there),
        searching=plan.search != SearchState.IDLE,
        other=None if plan.in_force_at else queries.plan_in_force(plan.meeting_id, plan.item_id),
        changed=sum(seat.printed != seat.tables for seat in there) if plan.in_force_at else 0,
    )
