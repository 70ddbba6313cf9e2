"""How a plan was before each change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from app.core import clock
from app.core.db import db
from app.tables.models import SeatingPlan, SeatingStep
from app.tables.planning import task_of
from app.tables.queries import seats_of
from app.tables.rules.bounds import bound
from app.tables.rules.broken import broken_wishes
from app.tables.rules.cost import cost
from app.tables.rules.wishes import contradictions

KEPT = 30
"""Steps per plan; older ones are forgotten."""
LONGEST = 300
SAID = 5
"""So many wishes that are not kept are named; with them the others are found."""
OPTIONS = (
    "title", "item_id", "rounds", "with_sectors", "with_organisations", "with_interests",
    "with_memory", "worsened",
)  # fmt: skip
FIELDS = ("tables", "locked", "fixed_table", "leads", "left_out")


def steps_of(plan_id: int) -> Sequence[SeatingStep]:
    """The last changes, the latest first, without the seats they keep."""
    statement = select(SeatingStep).filter_by(plan_id=plan_id)
    return db.session.scalars(statement.order_by(SeatingStep.id.desc())).all()


def last_step(plan_id: int) -> SeatingStep | None:
    """The change that can be undone."""
    return undoable(steps_of(plan_id))


def undoable(steps: Sequence[SeatingStep]) -> SeatingStep | None:
    """The one of these changes, the latest first, that can be undone."""
    last = next((one for one in steps if not one.undone), None)
    return last if last and not last.final else None


def step_with_key(submit_key: str) -> SeatingStep | None:
    """The change that a form with this key has made."""
    return db.session.scalar(select(SeatingStep).filter_by(submit_key=submit_key))


def remember_step(
    plan: SeatingPlan,
    what: str,
    by: str,
    *,
    submit_key: str | None = None,
    held: int | None = None,
) -> SeatingStep:
    """Keep how the seats are now, as what the change ``what`` can be undone to.

    Joins the caller's transaction; call it under the lock of the plan, before the change. Raises
    the plan's version, so that whoever looks at the seats of before changes nothing unseen.
    ``what``: a German phrase without names; ``by``: the name of whoever changes; ``held``: so many
    rounds have begun after the change; None: as before.
    """
    before = {
        "held": [plan.rounds_held, plan.rounds_held if held is None else held],
        "options": {name: getattr(plan, name) for name in OPTIONS},
        "tables": plan.tables,
        "seats": {
            str(seat.registration_id): {name: getattr(seat, name) for name in FIELDS}
            for seat in seats_of(plan.id)
        },
    }
    return _keep(plan, what, by, before=before, submit_key=submit_key)


def end_steps(plan: SeatingPlan, what: str, by: str) -> None:
    """Keep a change of people or wishes, which cannot be undone and nothing before it any more.

    Joins like ``remember_step``. Of the changes before only the words stay.
    """
    db.session.execute(update(SeatingStep).filter_by(plan_id=plan.id).values(before={}))
    _keep(plan, what, by, before={}, final=True)


def _keep(plan: SeatingPlan, what: str, by: str, **values: Any) -> SeatingStep:
    plan.version += 1
    what = what if len(what) <= LONGEST else f"{what[: LONGEST - 1]}…"
    step = SeatingStep(
        plan_id=plan.id, what=what, by=by, version=plan.version, at=clock.now(), **values
    )
    db.session.add(step)
    db.session.flush()
    _forget_old(plan.id)
    return step


def _forget_old(plan_id: int) -> None:
    old = select(SeatingStep.id).filter_by(plan_id=plan_id).order_by(SeatingStep.id.desc())
    db.session.execute(delete(SeatingStep).where(SeatingStep.id.in_(old.offset(KEPT).limit(1000))))


def weigh(plan: SeatingPlan) -> None:
    """Cost and bound of the seats as they are now, and which wishes they do not keep.

    A search that runs begins anew from them. Joins the caller's transaction.
    """
    task = task_of(plan)
    seated = task.seated
    plan.cost = None if seated is None else cost(task.instance, seated)
    broken = broken_wishes(task.instance, seated or (), task.first_round)
    unseated = seated is None and task.seats
    known = contradictions(task.instance, task.first_round) if broken or unseated else []
    plan.fault = "\n".join(known or broken[:SAID])
    plan.bound = bound(task.instance) if task.seats and task.instance.rounds else 0
    plan.basis += 1
