"""Changes by hand: move, swap, lock. ``steps`` keeps what was before, and takes it back.

What is changed by hand ends a search under way: it would change it again a second later.
"""

from dataclasses import dataclass

from app.core.db import locked, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.tables import searching
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import Task, task_of
from app.tables.rules.instance import Plan
from app.tables.rules.moving import Moves, Option, Refusal, Situation
from app.tables.states import SearchState
from app.tables.steps import remember_step, step_with_key, steps_of, weigh

HELD = "Diese Runde hat schon begonnen. Daran ändert der Plan nichts mehr."
NO_ROUND = "Diese Runde gibt es in diesem Plan nicht."
GONE = "Diese Person ist nicht mehr in diesem Tischplan."


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
    """What the page had shown, and the key of its form."""

    version: int
    submit_key: str


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


def change_place(plan_id: int, choice: Choice, seen: Seen, by: str) -> Done | None:
    """Somebody changes places. None: the same form had done it already.

    Raises ``Conflict`` when the plan is not the one that was seen, ``RuleBroken`` with the reason
    when a hard rule forbids the change.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        if step_with_key(seen.submit_key):
            return None
        _must_be_seen(plan, seen)
        task = task_of(plan)
        situation = situation_of(plan, task, choice.round)
        option = option_of(situation, task, choice)
        if isinstance(option, Refusal):
            raise RuleBroken(option.why)
        here = situation.tables[place_of(task, choice.seat_id)]
        what = _what(choice, here, option)
        remember_step(plan, what, by, submit_key=seen.submit_key)
        cards = _seat(plan, task, choice.round, option.moves)
        _end_search(plan)
        weigh(plan)
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


def card_is_right(plan: SeatingPlan, seat: Seat) -> bool:
    """Whether the printed card of the person says where to sit; a draft has no cards."""
    return plan.in_force_at is None or seat.tables == seat.printed


def _end_search(plan: SeatingPlan) -> None:
    if plan.search != SearchState.IDLE:
        searching.stop(plan.id)


def _must_be_seen(plan: SeatingPlan, seen: Seen) -> None:
    if plan.version != seen.version:
        raise Conflict(meanwhile(plan, seen.version))


def meanwhile(plan: SeatingPlan, version: int) -> str:
    """What has happened to the plan since somebody had seen its ``version``."""
    since = [one for one in steps_of(plan.id) if one.version > version and not one.undone]
    news = "; ".join(f"„{one.what}“ ({one.by})" for one in reversed(since[:3]))
    what = f"Inzwischen geändert: {news}. " if news else "Der Plan ist inzwischen ein anderer. "
    return f"{what}Ihre Änderung ist deshalb nicht gemacht. Hier steht der Plan, wie er jetzt ist."


def lock(plan_id: int, wanted: Locking, version: int, by: str) -> int:
    """Lock or unlock places of one round; returns how many changed. Twice is once.

    A search under way goes on with what may still change. Raises ``Conflict`` when the plan is not
    the one that was seen, ``RuleBroken`` for a round that was held.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        task = task_of(plan)
        tables = situation_of(plan, task, wanted.round).tables
        meant = [
            seat
            for seat, table in zip(task.seats, tables, strict=True)
            if table >= 0 and wanted.seat_id in (None, seat.id) and wanted.table in (None, table)
        ]
        changing = [seat for seat in meant if (wanted.round in seat.locked) != wanted.on]
        if changing:
            if plan.version != version:
                raise Conflict(meanwhile(plan, version))
            remember_step(plan, _locked_what(wanted), by)
            for seat in changing:
                seat.locked = _with(seat.locked, wanted.round, wanted.on)
            plan.basis += 1
        return len(changing)


def _locked_what(wanted: Locking) -> str:
    done = "gesperrt" if wanted.on else "entsperrt"
    if wanted.seat_id is not None:
        return f"Runde {wanted.round + 1}: ein Platz {done}"
    where = "" if wanted.table is None else f", Tisch {wanted.table + 1}"
    return f"Runde {wanted.round + 1}{where}: alle Plätze {done}"


def _with(rounds: list[int], number: int, on: bool) -> list[int]:
    rest = {one for one in rounds if one != number}
    return sorted(rest | {number} if on else rest)
