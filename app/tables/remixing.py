"""New seats on the evening: some are missing, others came. Rounds that were held stay."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.access.actions import Actor, log
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.core.words import count, listing
from app.meetings.rules import MeetingState
from app.tables import searching
from app.tables.evening import DRAFT, is_seated, locked_plan
from app.tables.evening_queries import on_site
from app.tables.fitting import fitted
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import Task, at_once, task_of
from app.tables.queries import is_past, seats_of
from app.tables.rules import evening as rules
from app.tables.rules.instance import Plan
from app.tables.rules.start import NoPlan, Unfinished, first_plan
from app.tables.rules.wishes import contradictions, tight_wishes
from app.tables.steps import remember_step, step_with_key, weigh

SECONDS = 5
"""So long the search for something better goes on afterwards."""
PAST = "Das Treffen ist vorbei. Es gibt nichts mehr zu mischen."
MEANWHILE = (
    "Inzwischen hat eine Runde begonnen oder wurde zurückgenommen. Prüfen Sie bitte „Neu ab“ und "
    "mischen Sie dann noch einmal."
)
CALLED_OFF = "Das Treffen fällt aus. Es gibt nichts zu mischen."
ALL_HELD = "Alle Runden haben begonnen. Es gibt nichts mehr zu mischen."
NOBODY = "Für diese Person ist an keinem Tisch ein Platz, der alle Wünsche hält. Mischen Sie neu."
NOT_HERE = "Diese Person steht nicht auf der Liste. Laden Sie die Seite bitte neu."


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the team ticked before „Neu mischen“."""

    absent: frozenset[int]
    """Ids of seats: take no part in the rounds to come."""
    new: frozenset[int]
    """Ids of registrations: take part from now on."""
    held: int
    """So many first rounds stay as they are."""
    tables: int | None
    """How many tables; None: as proposed."""
    seen: int
    """So many rounds had begun on the page where this was ticked."""


def remix(plan_id: int, wish: Wish, submit_key: str, actor: Actor) -> None:
    """„Neu mischen“: a first valid plan at once, and a search for a better one.

    As few as possible sit elsewhere than their card says. Can be undone; the same ``submit_key``
    changes nothing more. Raises ``RuleBroken`` with the sentences why there is no plan.
    """
    with transaction():
        plan = locked_plan(plan_id)
        if step_with_key(submit_key):
            return
        _check(plan, wish)
        remember_step(plan, _what(wish), actor.name, submit_key=submit_key, held=wish.held)
        plan.rounds_held = wish.held
        _leave(plan, [seat for seat in seats_of(plan_id) if seat.id in wish.absent])
        _let_in(plan, wish.new)
        _lay_tables(plan, wish.tables)
        _seat_anew(plan)
        plan.afresh = False
        searching.ask(plan_id, SECONDS, actor)
        log(actor, "seating_remixed", f"seating_plan:{plan_id}")


def _check(plan: SeatingPlan, wish: Wish) -> None:
    _check_open(plan)
    if not 0 <= wish.held < plan.rounds:
        raise RuleBroken(ALL_HELD)
    if wish.seen != plan.rounds_held:
        raise RuleBroken(MEANWHILE)


def _check_open(plan: SeatingPlan) -> None:
    if plan.in_force_at is None:
        raise RuleBroken(DRAFT)
    if plan.meeting.state == MeetingState.CANCELLED:
        raise RuleBroken(CALLED_OFF)
    if is_past(plan):
        raise RuleBroken(PAST)


def _what(wish: Wish) -> str:
    parts = [
        words
        for number, words in (
            (len(wish.absent), count(len(wish.absent), "Person fehlt", "Personen fehlen")),
            (len(wish.new), count(len(wish.new), "Person ist neu", "Personen sind neu")),
        )
        if number
    ]
    return f"Ab Runde {wish.held + 1} neu gemischt" + (f": {listing(parts)}" if parts else "")


def _leave(plan: SeatingPlan, seats: Sequence[Seat]) -> None:
    """They keep the rounds that were held, and what their card says."""
    for seat in seats:
        seat.left_out = True
        held = [*seat.tables, *[-1] * plan.rounds][: plan.rounds_held]
        seat.tables = [*held, *[-1] * (plan.rounds - len(held))]


def _let_in(plan: SeatingPlan, people: frozenset[int]) -> None:
    """Who was in the plan before comes back, others get a seat without a table yet."""
    known = {seat.registration_id: seat for seat in seats_of(plan.id)}
    laid = sum(table["seats"] > 0 for table in plan.tables)
    if not people <= {one.id for one in on_site(plan)}:
        raise RuleBroken(NOT_HERE)
    for person in sorted(people):
        if person in known:
            known[person].left_out = False
            _free_from_closed(known[person], laid, plan.rounds_held)
            continue
        db.session.add(
            Seat(plan_id=plan.id, registration_id=person, tables=[-1] * plan.rounds, printed=[])
        )
    db.session.flush()


def _lay_tables(plan: SeatingPlan, number: int | None) -> None:
    """So many tables with seats for everybody; those given up are the last ones.

    A table at which people sat before keeps its number, with no seats.
    """
    there = [seat for seat in seats_of(plan.id) if not seat.left_out]
    laid = [table["seats"] for table in plan.tables if table["seats"]]
    if len(there) < 2:
        raise RuleBroken("Es sind weniger als zwei Personen da. Mischen lohnt sich nicht.")
    number = number or rules.proposed_tables(len(there), laid)
    if not 1 <= number <= len(there) // 2:
        raise RuleBroken(
            f"{number} Tische gehen nicht. Für {len(there)} Personen sind 1 bis "
            f"{len(there) // 2} möglich."
        )
    for seat in there:
        _free_from_closed(seat, number, plan.rounds_held)
    tied = Counter(seat.fixed_table for seat in there if seat.fixed_table is not None)
    seats = fitted(rules.laid_for(len(there), laid, number), len(there), tied=tied)
    more = [_table(0)] * max(0, number - len(plan.tables))
    closed = plan.tables[number:] if plan.rounds_held else []
    plan.tables = [
        *({**old, "seats": new} for old, new in zip([*plan.tables, *more], seats, strict=False)),
        *({**old, "seats": 0} for old in closed),
    ]


def _table(seats: int) -> dict[str, Any]:
    return {"seats": seats, "title": "", "lead": ""}


def _free_from_closed(seat: Seat, number: int, held: int) -> None:
    """Who was tied to a table that is given up is tied no longer."""
    if seat.fixed_table is not None and seat.fixed_table >= number:
        seat.fixed_table, seat.leads = None, False
    seat.locked = [
        round_
        for round_ in seat.locked
        if round_ < held or -1 < (seat.tables[round_] if len(seat.tables) > round_ else -1) < number
    ]


def _seat_anew(plan: SeatingPlan) -> None:
    """A first valid plan, as near to the printed cards as it goes at once.

    Where it does not, nobody has a place in the rounds to come until the search has one.
    """
    task = task_of(plan, keep_cards=True)
    faults = contradictions(task.instance, task.first_round)
    if faults:
        raise RuleBroken(" ".join(faults))
    try:
        found = first_plan(task.instance, Random(plan.seed), _wanted(plan, task), at_once())
    except Unfinished:
        found = ((-1,) * task.instance.size,) * task.instance.rounds
    except NoPlan:
        raise RuleBroken(" ".join(tight_wishes(task.instance))) from None
    for person, seat in enumerate(task.seats):
        held = [*seat.tables, *[-1] * plan.rounds][: plan.rounds_held]
        seat.tables = [*held, *(tables[person] for tables in found)]
    db.session.flush()
    weigh(plan)


def _wanted(plan: SeatingPlan, task: Task) -> Plan:
    """Where everybody sits by the card, or else at the moment."""

    def table(seat: Seat, round_: int) -> int:
        said = seat.printed or seat.tables
        return said[round_] if len(said) > round_ else -1

    rounds = range(plan.rounds_held, plan.rounds)
    return tuple(tuple(table(seat, round_) for seat in task.seats) for round_ in rounds)


@dataclass(frozen=True)
class Given:
    """A place that somebody got at once."""

    name: str
    tables: Sequence[int]
    """Table from 0 of each round, -1: a round before."""
    repeats: int
    """Meetings with people known already, in units of ``planning.UNIT``."""


def give_seat(plan_id: int, registration_id: int, actor: Actor) -> Given:
    """One more person at once: the same table in all rounds to come, nobody else moves.

    A table with the fewest people, and of these the one that costs least; who must sit with
    somebody sits there. A second press changes nothing. Raises ``RuleBroken``.
    """
    with transaction():
        plan = locked_plan(plan_id)
        _check_open(plan)
        if plan.rounds_held >= plan.rounds:
            raise RuleBroken(ALL_HELD)
        mine = _seat_of(plan, registration_id)
        if mine is not None and not mine.left_out and is_seated(mine, plan):
            return Given(mine.registration.full_name, mine.tables, 0)
        remember_step(plan, "Eine Person dazugekommen", actor.name)
        _let_in(plan, frozenset({registration_id}))
        given = _seat_one(plan, registration_id)
        log(actor, "seat_given", f"seating_plan:{plan_id}")
        return given


def _seat_of(plan: SeatingPlan, registration_id: int) -> Seat | None:
    return next((one for one in seats_of(plan.id) if one.registration_id == registration_id), None)


def _seat_one(plan: SeatingPlan, registration_id: int) -> Given:
    task = task_of(plan)
    person = next(n for n, one in enumerate(task.seats) if one.registration_id == registration_id)
    mine = task.seats[person]
    if any(not is_seated(seat, plan) for seat in task.seats if seat is not mine):
        raise RuleBroken("Noch haben nicht alle einen Platz. Mischen Sie zuerst neu.")
    friends = next((group for group in task.instance.together if person in group), ())
    held = [*mine.tables, *[-1] * plan.rounds][: plan.rounds_held]
    if friends:
        friend = next(task.seats[one] for one in friends if one != person)
        coming, repeats = friend.tables[plan.rounds_held :], 0
        if not rules.is_allowed(task.instance, _with(task, person, coming), person):
            raise RuleBroken(NOBODY)
    else:
        offer = _offer(task, person)
        coming, repeats = [offer.table] * task.instance.rounds, offer.repeats
    mine.tables, mine.printed = [*held, *coming], []
    _one_more(plan, coming[0])
    db.session.flush()
    weigh(plan)
    return Given(mine.registration.full_name, mine.tables, repeats)


def _with(task: Task, person: int, coming: Sequence[int]) -> Plan:
    """The rounds to come as everybody sits, this person at these tables."""
    return tuple(
        tuple(table if at == person else seat.tables[number] for at, seat in enumerate(task.seats))
        for number, table in enumerate(coming, task.first_round)
    )


def _offer(task: Task, person: int) -> rules.Offer:
    fixed = task.instance.guests[person].fixed_table
    least = min(task.instance.tables)
    small = [table for table, seats in enumerate(task.instance.tables) if seats == least]
    plan = _with(task, person, [0] * task.instance.rounds)
    others = [table for table in range(len(task.instance.tables)) if table not in small]
    for tables in ([fixed],) if fixed is not None else (small, others):
        offer = rules.cheapest_seat(task.instance, plan, person, tables)
        if offer is not None:
            return offer
    raise RuleBroken(NOBODY)


def _one_more(plan: SeatingPlan, table: int) -> None:
    plan.tables = [
        {**one, "seats": one["seats"] + (number == table)} for number, one in enumerate(plan.tables)
    ]


def leave_early(plan_id: int, seat_id: int, actor: Actor) -> str:
    """Somebody goes before the rounds to come; nobody else moves. Returns the name.

    A second press changes nothing. Raises ``RuleBroken``.
    """
    with transaction():
        plan = locked_plan(plan_id)
        seat = next((one for one in seats_of(plan_id) if one.id == seat_id), None)
        if seat is None:
            raise RuleBroken("Wählen Sie bitte aus, wer geht.")
        if seat.left_out:
            return seat.registration.full_name
        _check_open(plan)
        if plan.rounds_held >= plan.rounds:
            raise RuleBroken(ALL_HELD)
        remember_step(plan, "Eine Person gegangen", actor.name)
        _one_fewer(plan, seat)
        _leave(plan, [seat])
        db.session.flush()
        weigh(plan)
        log(actor, "seat_left", f"seating_plan:{plan_id}")
        return seat.registration.full_name


def _one_fewer(plan: SeatingPlan, seat: Seat) -> None:
    """One of the largest tables has a seat less, so that seats and people agree again."""
    largest = max(table["seats"] for table in plan.tables)
    own = seat.tables[plan.rounds_held :]
    large = [number for number, table in enumerate(plan.tables) if table["seats"] == largest]
    number = next((one for one in own if one in large), large[-1])
    plan.tables = [
        {**one, "seats": one["seats"] - (at == number)} for at, one in enumerate(plan.tables)
    ]
