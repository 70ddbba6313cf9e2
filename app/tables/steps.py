"""How the seats were before each change, and the way back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict
from app.tables.models import Seat, SeatingPlan, SeatingStep
from app.tables.planning import task_of
from app.tables.queries import seats_of
from app.tables.rules.bounds import bound
from app.tables.rules.cost import cost

KEPT = 30
"""Steps per plan; older ones are forgotten."""
LONGEST = 300
FIELDS = ("tables", "locked", "fixed_table", "leads", "left_out")
MEANWHILE = (
    "Inzwischen gibt es eine neuere Änderung, oder diese wurde schon zurückgenommen. Sehen Sie "
    "bitte nach, wie der Tischplan jetzt aussieht."
)


def steps_of(plan_id: int) -> Sequence[SeatingStep]:
    """The last changes, the latest first, without the seats they keep."""
    statement = select(SeatingStep).filter_by(plan_id=plan_id)
    return db.session.scalars(statement.order_by(SeatingStep.id.desc())).all()


def step_with_key(submit_key: str) -> SeatingStep | None:
    """The change that a form with this key has made."""
    return db.session.scalar(select(SeatingStep).filter_by(submit_key=submit_key))


def remember_step(
    plan: SeatingPlan, what: str, by: str, *, submit_key: str | None = None
) -> SeatingStep:
    """Keep how the seats are now, as what the change ``what`` can be undone to.

    Joins the caller's transaction; call it under the lock of the plan, before the change. Raises
    the plan's version, so that whoever looks at the seats of before changes nothing unseen.
    ``what``: a German phrase without names; ``by``: the name of whoever changes.
    """
    plan.version += 1
    step = SeatingStep(
        plan_id=plan.id,
        what=what if len(what) <= LONGEST else f"{what[: LONGEST - 1]}…",
        before={
            "tables": plan.tables,
            "seats": {
                str(seat.id): {name: getattr(seat, name) for name in FIELDS}
                for seat in seats_of(plan.id)
            },
        },
        version=plan.version,
        submit_key=submit_key,
        at=clock.now(),
        by=by,
    )
    db.session.add(step)
    db.session.flush()
    _forget_old(plan.id)
    return step


def _forget_old(plan_id: int) -> None:
    old = select(SeatingStep.id).filter_by(plan_id=plan_id).order_by(SeatingStep.id.desc())
    db.session.execute(delete(SeatingStep).where(SeatingStep.id.in_(old.offset(KEPT).limit(1000))))


def undo(plan_id: int, step_id: int, actor: Actor) -> str:
    """Take the last change back; returns what it was.

    Rounds that were held meanwhile stay. Who came in after the change has no place then. Raises
    ``Conflict`` when ``step_id`` is not the last change that still holds.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        step = next((one for one in steps_of(plan_id) if not one.undone), None)
        if step is None or step.id != step_id:
            raise Conflict(MEANWHILE)
        plan.tables = step.before["tables"]
        for seat in seats_of(plan_id):
            _put_back(seat, step.before["seats"].get(str(seat.id)), plan)
        step.undone = True
        plan.version += 1
        weigh(plan)
        log(actor, "seating_undone", f"seating_plan:{plan_id}")
        return step.what


def _put_back(seat: Seat, before: dict[str, Any] | None, plan: SeatingPlan) -> None:
    if before is None:
        seat.tables, seat.locked = [*seat.tables[: plan.rounds_held]], []
        return
    held = seat.tables[: plan.rounds_held]
    for name in FIELDS:
        setattr(seat, name, before[name])
    seat.tables = [*held, *before["tables"][len(held) : plan.rounds]]


def weigh(plan: SeatingPlan) -> None:
    """Cost and bound of the seats as they are now; a search that runs begins anew from them.

    Joins the caller's transaction.
    """
    task = task_of(plan)
    seated = task.seated
    plan.cost = None if seated is None else cost(task.instance, seated)
    plan.bound = bound(task.instance) if task.seats and task.instance.rounds else 0
    plan.basis += 1
