"""The rounds of a plan as items of the agenda, and how the live view follows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.access.actions import Actor, log
from app.agenda.models import AgendaItem
from app.agenda.queries import items_of
from app.agenda.splitting import Part, split_item
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.kits.schema import Kind
from app.tables.evening import locked_plan
from app.tables.models import Seat, SeatingPlan
from app.tables.queries import plans_in_force, seats_of_plans

TWICE = "Jede Runde braucht einen eigenen Punkt. Wählen Sie für zwei Runden nicht denselben."
FOREIGN = "Diesen Punkt gibt es nicht mehr. Laden Sie die Seite bitte neu."
FEWEST = 5
"""Minutes of a round: shorter ones are no conversation."""


def connect(plan_id: int, items: Sequence[int | None], actor: Actor) -> None:
    """Choose for each round the item of the agenda that it is; None: none. ``RuleBroken``."""
    with transaction():
        plan = locked_plan(plan_id)
        chosen = [one for one in items if one is not None]
        if len(set(chosen)) < len(chosen):
            raise RuleBroken(TWICE)
        if not {one.id for one in items_of(plan.meeting_id)} >= set(chosen):
            raise RuleBroken(FOREIGN)
        wanted = [*items, *[None] * plan.rounds][: plan.rounds]
        if wanted != plan.round_items:
            plan.round_items = wanted
            log(actor, "seating_rounds", f"seating_plan:{plan_id}")


def write_into_agenda(plan_id: int, item_id: int, between: int, actor: Actor) -> None:
    """One item becomes as many as there are rounds, its minutes divided among them.

    ``between``: minutes for changing tables between two rounds, as items of their own. Undone on
    the page of the agenda. A second press finds its rounds there and changes nothing. Raises
    ``RuleBroken``.
    """
    with transaction():
        plan = locked_plan(plan_id)
        items = {one.id: one for one in items_of(plan.meeting_id)}
        if item_id not in items:
            raise RuleBroken(FOREIGN)
        if item_id in plan.round_items and all(one in items for one in plan.round_items):
            return
        parts = parts_of(items[item_id], plan.rounds, between)
        ids = split_item(plan.meeting_id, item_id, parts, actor.name)
        plan.round_items = [one for one, part in zip(ids, parts, strict=True) if part.kind is None]
        log(actor, "seating_rounds", f"seating_plan:{plan_id}")


def parts_of(item: AgendaItem, rounds: int, between: int) -> list[Part]:
    """The parts of an item, its minutes kept. Raises ``RuleBroken`` when there are too few."""
    left = item.minutes - between * (rounds - 1)
    if between < 0 or left < FEWEST * rounds:
        raise RuleBroken(
            f"„{item.title}“ dauert {item.minutes} Minuten. Für {rounds} Runden von mindestens "
            f"{FEWEST} Minuten und den Wechsel dazwischen braucht es "
            f"{FEWEST * rounds + max(between, 0) * (rounds - 1)}."
        )
    parts: list[Part] = []
    for number in range(rounds):
        if number and between:
            parts.append(Part("Tische wechseln", between, Kind.TRANSITION))
        ending = f" – Tischrunde {number + 1}"
        minutes = left // rounds + (number < left % rounds)
        parts.append(Part(item.title[: 200 - len(ending)] + ending, minutes))
    return parts


@dataclass(frozen=True)
class RoundShown:
    """A round as the live view shows it at its item."""

    number: int
    of: int
    plan_id: int
    tables: Sequence[tuple[str, Sequence[str]]]
    """„Tisch 3“ or „Tisch 3: Verkehr“, and who sits there, in German order."""

    @property
    def words(self) -> str:
        """„Tischrunde 2 von 3“"""
        return f"Tischrunde {self.number} von {self.of}"

    @property
    def call(self) -> str:
        """What everybody is asked to do, without names."""
        do = (
            "Bitte gehen Sie an Ihren Tisch."
            if self.number == 1
            else "Bitte wechseln Sie den Tisch."
        )
        return f"{self.words}: {do}"


def rounds_shown(meeting_id: int) -> dict[int, RoundShown]:
    """Item of the agenda → its round, of plans in force. Two queries."""
    plans = [plan for plan in plans_in_force(meeting_id) if any(plan.round_items)]
    if not plans:
        return {}
    seats = seats_of_plans([plan.id for plan in plans])
    return {
        item: RoundShown(number + 1, plan.rounds, plan.id, _tables_of(plan, number, seats))
        for plan in plans
        for number, item in enumerate(plan.round_items[: plan.rounds])
        if item is not None
    }


def _tables_of(
    plan: SeatingPlan, number: int, seats: Sequence[Seat]
) -> list[tuple[str, Sequence[str]]]:
    at: list[list[str]] = [[] for _ in plan.tables]
    for seat in seats:
        counts = not seat.left_out or number < plan.rounds_held
        if seat.plan_id == plan.id and counts and len(seat.tables) > number:
            table = seat.tables[number]
            if 0 <= table < len(at):
                at[table].append(seat.registration.full_name)
    return [(table_name(plan, table), names) for table, names in enumerate(at) if names]


def table_name(plan: SeatingPlan, table: int) -> str:
    """„Tisch 3: Verkehr“; ``table`` counts from 0."""
    title = plan.tables[table]["title"] if table < len(plan.tables) else ""
    return f"Tisch {table + 1}: {title}" if title else f"Tisch {table + 1}"


def follow_live(meeting_id: int, before: Collection[int], after: Collection[int]) -> None:
    """The items that have begun are others now: rounds that have begun are held.

    Joins the caller's transaction, which holds the lock on the meeting. What somebody has said on
    the page of the plan is lowered only by taking back the press that had raised it.
    """
    for plan in plans_in_force(meeting_id):
        was, now = _begun(plan, before), _begun(plan, after)
        if was != now and (now > plan.rounds_held or plan.rounds_held == was):
            plan = locked(SeatingPlan, plan.id)
            plan.rounds_held = now
            plan.basis += 1
    db.session.flush()


def _begun(plan: SeatingPlan, items: Collection[int]) -> int:
    rounds = enumerate(plan.round_items[: plan.rounds], 1)
    return max((number for number, item in rounds if item in items), default=0)
