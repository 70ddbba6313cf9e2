"""Changes by hand: move, swap, lock. ``steps`` keeps what was before, and takes it back.

What is changed by hand ends a search under way: it would change it again a second later.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.access.actions import Actor, log
from app.core.db import locked, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.words import count
from app.tables import searching
from app.tables.cards import card_is_right
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import Task, task_of
from app.tables.rules.instance import Plan
from app.tables.rules.moving import Moves, Option, Refusal, Situation
from app.tables.states import SearchState
from app.tables.steps import remember_step, step_with_key, steps_of, weigh

HELD = "Diese Runde hat schon begonnen. Daran ändert der Plan nichts mehr."
NO_ROUND = "Diese Runde gibt es in diesem Plan nicht."
GONE = "Diese Person ist nicht mehr in diesem Tischplan."
MOVED = (
    "Die Berechnung hat inzwischen bessere Plätze gefunden. Ihre Änderung ist deshalb nicht "
    "gemacht. Hier steht der Plan, wie er jetzt ist."
)
Places = Mapping[int, int]
"""Id of a seat → its table in one round, from 0; -1: none."""


@dataclass(frozen=True)
class Choice:
    """A change that somebody wants: a person changes places with another, or goes to a table."""

    round: int
    """Of the plan, from 0."""
    seat_id: int
    partner_id: int | None = None
    """The seat of the other person."""
    table: int | None = None
    """From 0, when there is no other person."""


@dataclass(frozen=True)
class Seen:
    """What the page had shown, and the key of its form.

    What other people changed since makes a new choice necessary. A search under way changes seats
    all the time: only those that the change itself moves must be where the page had shown them.
    """

    version: int
    places: Places
    submit_key: str = ""


@dataclass(frozen=True)
class Done:
    """A change that was made: what people say about it."""

    task: Task
    option: Option
    cards: int
    """Cards that were right before and are not any more."""


@dataclass(frozen=True)
class Locking:
    """Which places: those of a person, of a table, or of all in one round."""

    round: int
    seat_id: int | None = None
    table: int | None = None
    on: bool = True


def situation_of(plan: SeatingPlan, task: Task, round_: int) -> Situation:
    """One round of the plan (from 0) as it is now. Raises ``RuleBroken`` when it was held."""
    if not 0 <= round_ < plan.rounds:
        raise RuleBroken(NO_ROUND)
    if round_ < task.first_round:
        raise RuleBroken(HELD)
    return Situation(task.instance, seated_now(plan, task), round_ - task.first_round)


def seated_now(plan: SeatingPlan, task: Task) -> Plan:
    """The tables of all rounds to come; -1: no place yet."""
    return tuple(
        tuple(seat.tables[number] if number < len(seat.tables) else -1 for seat in task.seats)
        for number in range(task.first_round, plan.rounds)
    )


def change_place(plan_id: int, choice: Choice, seen: Seen, actor: Actor) -> Done | None:
    """Somebody changes places. None: the same form had done it already.

    Raises ``Conflict`` when the plan is not the one that was seen, ``RuleBroken`` with the reason
    when a hard rule forbids the change.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        if step_with_key(seen.submit_key):
            return None
        _must_be_seen(plan, seen.version)
        task = task_of(plan)
        situation = situation_of(plan, task, choice.round)
        option = option_of(situation, task, choice)
        if isinstance(option, Refusal):
            raise RuleBroken(option.why)
        _must_sit_there(task, situation, option.moves, seen.places)
        here = situation.tables[place_of(task, choice.seat_id)]
        what = _what(choice, here, option)
        remember_step(plan, what, actor.name, submit_key=seen.submit_key)
        cards = _seat(plan, task, choice.round, option.moves)
        _end_search(plan)
        weigh(plan)
        log(actor, "seats_exchanged", f"seating_plan:{plan_id}")
        return Done(task, option, cards)


def option_of(situation: Situation, task: Task, choice: Choice) -> Option | Refusal:
    """What the choice moves and costs, or why it is not possible. Raises ``RuleBroken``."""
    person = place_of(task, choice.seat_id)
    if choice.partner_id is not None:
        partner = place_of(task, choice.partner_id)
        if situation.tables[partner] in (-1, situation.tables[person]):
            raise RuleBroken("Wählen Sie eine Person an einem anderen Tisch.")
        if situation.tables[person] < 0:
            raise RuleBroken("Diese Person hat in dieser Runde noch keinen Platz zum Tauschen.")
        return situation.exchange(person, partner)
    if choice.table is None or not 0 <= choice.table < len(situation.at):
        raise RuleBroken("Wählen Sie einen Tisch dieses Plans.")
    if choice.table == situation.tables[person]:
        raise RuleBroken("Die Person sitzt schon an diesem Tisch.")
    return situation.move(person, choice.table)


def place_of(task: Task, seat_id: int) -> int:
    """The number of the person in the task. Raises ``NotFound``."""
    found = next((n for n, seat in enumerate(task.seats) if seat.id == seat_id), None)
    if found is None:
        raise NotFound(GONE)
    return found


def _what(choice: Choice, here: int, option: Option) -> str:
    begin = f"Runde {choice.round + 1}"
    if option.partner is not None:
        return f"{begin}: Tausch zwischen Tisch {here + 1} und Tisch {option.table + 1}"
    if here < 0:
        return f"{begin}: Platz an Tisch {option.table + 1}"
    return f"{begin}: von Tisch {here + 1} zu Tisch {option.table + 1}"


def _seat(plan: SeatingPlan, task: Task, round_: int, moves: Moves) -> int:
    """Write the moves; returns how many cards were right before and are not any more."""
    wrong = 0
    for person, table in moves.items():
        seat = task.seats[person]
        right = card_is_right(plan, seat)
        tables = [*seat.tables, *[-1] * (plan.rounds - len(seat.tables))]
        tables[round_] = table
        seat.tables = tables
        wrong += right and not card_is_right(plan, seat)
    return wrong


def _end_search(plan: SeatingPlan) -> None:
    if plan.search != SearchState.IDLE:
        searching.stop(plan.id)


def _must_be_seen(plan: SeatingPlan, version: int) -> None:
    if plan.version != version:
        raise Conflict(meanwhile(plan, version))


def _must_sit_there(
    task: Task, situation: Situation, people: Iterable[int], places: Places
) -> None:
    """Raises ``Conflict`` when the search has moved one of these people meanwhile."""
    if any(situation.tables[one] != places.get(task.seats[one].id) for one in people):
        raise Conflict(MOVED)


def places_in(seats: Sequence[Seat], round_: int) -> Places:
    """Where people sit in one round (from 0)."""
    return {one.id: one.tables[round_] if round_ < len(one.tables) else -1 for one in seats}


def meanwhile(plan: SeatingPlan, version: int) -> str:
    """What has happened to the plan since somebody had seen its ``version``."""
    since = [one for one in steps_of(plan.id) if one.version > version and not one.undone]
    news = "; ".join(f"„{one.what}“ ({one.by})" for one in reversed(since[:3]))
    what = f"Inzwischen geändert: {news}. " if news else "Der Plan ist inzwischen ein anderer. "
    return f"{what}Ihre Änderung ist deshalb nicht gemacht. Hier steht der Plan, wie er jetzt ist."


def lock(plan_id: int, wanted: Locking, seen: Seen, actor: Actor) -> int:
    """Lock or unlock places of one round; returns how many changed. Twice is once.

    A search under way goes on with what may still change. Raises ``Conflict`` when the plan is not
    the one that was seen, ``RuleBroken`` for a round that was held, and for more people at a table
    than it has seats.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        task = task_of(plan)
        situation = situation_of(plan, task, wanted.round)
        changing = [
            person
            for person, table in enumerate(situation.tables)
            if table >= 0
            and wanted.seat_id in (None, task.seats[person].id)
            and wanted.table in (None, table)
            and (wanted.round in task.seats[person].locked) != wanted.on
        ]
        if changing:
            _must_be_seen(plan, seen.version)
            _must_sit_there(task, situation, changing, seen.places)
            if wanted.on:
                _must_have_seats(task, situation, changing)
            remember_step(plan, _locked_what(wanted), actor.name)
            for seat in (task.seats[person] for person in changing):
                seat.locked = _with(seat.locked, wanted.round, wanted.on)
            plan.basis += 1
            log(actor, "seats_locked" if wanted.on else "seats_unlocked", f"seating_plan:{plan_id}")
        return len(changing)


def _must_have_seats(task: Task, situation: Situation, locking: Collection[int]) -> None:
    """Every search keeps the seats of a table: more people cannot be bound to it."""
    bound = {*locking, *(one for one in range(len(situation.tables)) if situation.bound_to(one))}
    for table in sorted({situation.tables[one] for one in locking}):
        people = situation.at[table]
        there = len([one for one in people if not bound.isdisjoint(situation.unit(one))])
        seats = task.instance.tables[table]
        if there > seats:
            raise RuleBroken(
                f"Tisch {table + 1} hat {count(seats, 'Platz', 'Plätze')}, dort sitzen aber in "
                f"Runde {task.first_round + situation.round + 1} {len(people)} Personen. So viele "
                "können dort nicht gesperrt werden. Setzen Sie zuerst eine Person an einen anderen "
                "Tisch, oder geben Sie dem Tisch in den Einstellungen mehr Plätze."
            )


def _locked_what(wanted: Locking) -> str:
    done = "gesperrt" if wanted.on else "entsperrt"
    if wanted.seat_id is not None:
        return f"Runde {wanted.round + 1}: ein Platz {done}"
    where = "" if wanted.table is None else f", Tisch {wanted.table + 1}"
    return f"Runde {wanted.round + 1}{where}: alle Plätze {done}"


def _with(rounds: list[int], number: int, on: bool) -> list[int]:
    rest = {one for one in rounds if one != number}
    return sorted(rest | {number} if on else rest)
