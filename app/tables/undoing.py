"""Taking the last change of a plan back."""

from typing import Any

from app.access.actions import Actor, log
from app.agenda.queries import items_of
from app.core.db import transaction
from app.core.errors import Conflict
from app.tables import searching
from app.tables.evening import locked_plan
from app.tables.models import Seat, SeatingPlan
from app.tables.people import follow_people
from app.tables.queries import seats_of
from app.tables.steps import FIELDS, last_step, weigh

MEANWHILE = (
    "Inzwischen gibt es eine neuere Änderung, oder diese wurde schon zurückgenommen. Sehen Sie "
    "bitte nach, wie der Tischplan jetzt aussieht."
)


def undo(plan_id: int, step_id: int, actor: Actor) -> str:
    """Take the last change back, settings included; returns what it was. A search under way ends.

    Rounds that were held meanwhile stay. Whoever came in with the change is left out; the tables
    have seats for those who are there by now. Raises ``Conflict`` when ``step_id`` is not the last
    change that can be taken back.
    """
    with transaction():
        plan = locked_plan(plan_id)
        step = last_step(plan_id)
        if step is None or step.id != step_id:
            raise Conflict(MEANWHILE)
        searching.stop(plan_id)
        plan.afresh = False
        was, since = step.before["held"]
        if plan.rounds_held == since:
            plan.rounds_held = was
        _put_options_back(plan, step.before["options"])
        plan.tables = step.before["tables"]
        seats = seats_of(plan_id)
        for seat in seats:
            _put_back(seat, step.before["seats"].get(str(seat.registration_id)), plan)
        step.undone = True
        plan.version += 1
        _fit(plan, sum(not seat.left_out for seat in seats))
        log(actor, "seating_undone", f"seating_plan:{plan_id}")
        return step.what


def _put_options_back(plan: SeatingPlan, before: dict[str, Any]) -> None:
    """An item that is not there any more, or that a plan in force is for, stays as it is."""
    items = {item.id for item in items_of(plan.meeting_id)}
    kept = plan.in_force_at is not None or before["item_id"] not in (None, *items)
    for name, value in before.items():
        if name != "item_id" or not kept:
            setattr(plan, name, value)
    plan.rounds = max(plan.rounds, plan.rounds_held)


def _put_back(seat: Seat, before: dict[str, Any] | None, plan: SeatingPlan) -> None:
    if before is None:
        seat.tables, seat.locked, seat.left_out = seat.tables[: plan.rounds_held], [], True
        return
    held = seat.tables[: plan.rounds_held]
    for name in FIELDS:
        setattr(seat, name, before[name])
    seat.tables = [*held, *before["tables"][len(held) : plan.rounds]]


def _fit(plan: SeatingPlan, people: int) -> None:
    """Seats for as many as there are now; who has no place gets one."""
    if sum(table["seats"] for table in plan.tables) == people:
        weigh(plan)
    else:
        follow_people(plan)
