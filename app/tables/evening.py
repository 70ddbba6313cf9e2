"""A plan in force: people have it on their cards, and it is shown to them.

Until the office presses „Plan gilt“ a plan is a draft. From then on ``Seat.printed`` holds what
is on the cards, and whatever changes afterwards can be told from it.
"""

from collections.abc import Sequence

from sqlalchemy import update

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.tables.cards import card_is_right
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, plans_in_force, seats_of
from app.tables.rules.cost import violations
from app.tables.rules.wishes import contradictions
from app.tables.states import SearchState

UNSEATED = (
    "Noch haben nicht alle einen Platz in allen Runden. Lassen Sie den Plan zuerst berechnen."
)
SEARCHING = "Die Berechnung läuft noch. Halten Sie sie an oder warten Sie, bis sie fertig ist."
BROKEN = (
    "Nicht alle Wünsche und festen Plätze sind eingehalten. Lassen Sie den Plan zuerst neu "
    "berechnen."
)
CALLED_OFF = "Das Treffen fällt aus. Für dieses Treffen gilt kein Tischplan mehr."
DRAFT = "Das geht erst, wenn der Plan gilt."


def locked_plan(plan_id: int) -> SeatingPlan:
    """The plan, locked behind its meeting; joins the caller's transaction. Raises ``NotFound``."""
    locked(Meeting, plan_by_id(plan_id).meeting_id)
    return locked(SeatingPlan, plan_id)


def put_in_force(plan_id: int, actor: Actor) -> SeatingPlan | None:
    """„Plan gilt“: the seats as they are now are those of the cards.

    At most one plan of a meeting and an item is in force: returns the one that is not any more.
    A second press changes nothing. Raises ``RuleBroken`` while somebody has no place, or sits
    against a wish or a fixed place.
    """
    with transaction():
        plan = locked_plan(plan_id)
        if plan.in_force_at:
            return None
        seats = _there(plan.id)
        if plan.search != SearchState.IDLE:
            raise RuleBroken(SEARCHING)
        if not seats or any(not is_seated(seat, plan) for seat in seats):
            raise RuleBroken(UNSEATED)
        _check_wishes(plan)
        before = [one for one in plans_in_force(plan.meeting_id) if one.item_id == plan.item_id]
        for one in before:
            _end(one)
        plan.in_force_at = clock.now()
        print_anew(seats)
        log(actor, "seating_in_force", f"seating_plan:{plan_id}")
        return before[-1] if before else None


def _check_wishes(plan: SeatingPlan) -> None:
    """Raise ``RuleBroken`` while people sit against a wish or a fixed place."""
    if plan.meeting.state == MeetingState.CANCELLED:
        raise RuleBroken(CALLED_OFF)
    task = task_of(plan)
    broken = violations(task.instance, task.seated or ())
    if any("sizes" not in one for one in broken):
        faults = contradictions(task.instance, task.first_round)
        raise RuleBroken(" ".join(faults) or BROKEN)


def take_back(plan_id: int, actor: Actor) -> None:
    """The plan is a draft again: nobody sees it, and the cards count no longer.

    A second press changes nothing.
    """
    with transaction():
        plan = locked_plan(plan_id)
        if plan.in_force_at:
            _end(plan)
            log(actor, "seating_taken_back", f"seating_plan:{plan_id}")


def cards_given(plan_id: int, actor: Actor) -> int:
    """Everybody has the card that holds now. Returns how many cards changed.

    Raises ``RuleBroken`` for a draft.
    """
    with transaction():
        plan = locked_plan(plan_id)
        if plan.in_force_at is None:
            raise RuleBroken(DRAFT)
        there = _there(plan.id)
        changed = [seat for seat in there if not card_is_right(plan, seat)]
        print_anew(there)
        if changed:
            log(actor, "seating_cards", f"seating_plan:{plan_id}")
        return len(changed)


def show_on_own_pages(meeting_id: int, shown: bool, actor: Actor) -> None:
    """Whether people see their tables on their page „Meine Anmeldung“. Twice is once."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.seats_shown != shown:
            meeting.seats_shown = shown
            log(actor, "seats_shown" if shown else "seats_hidden", f"meeting:{meeting_id}")


def is_seated(seat: Seat, plan: SeatingPlan) -> bool:
    """Whether somebody has a table in every round that is still to come."""
    return len(seat.tables) == plan.rounds and -1 not in seat.tables[plan.rounds_held :]


def print_anew(seats: Sequence[Seat]) -> None:
    """What holds now is on the card; joins the caller's transaction."""
    for seat in seats:
        seat.printed = list(seat.tables)


def _there(plan_id: int) -> list[Seat]:
    return [seat for seat in seats_of(plan_id) if not seat.left_out]


def _end(plan: SeatingPlan) -> None:
    plan.in_force_at = None
    db.session.execute(update(Seat).where(Seat.plan_id == plan.id).values(printed=[]))
