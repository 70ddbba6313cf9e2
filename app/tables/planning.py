"""From a seating plan in the database to the task that ``rules`` can solve."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.settings import current
from app.registrations.models import Registration
from app.tables import memory, queries
from app.tables.models import Seat, SeatingPlan
from app.tables.rules.instance import Guest, Instance, Pair, Plan, Weights, merged, pairs_of
from app.tables.rules.start import GoOn
from app.tables.states import WishKind

UNIT = 100
"""One repeat in the units of ``Instance``: older meetings count in percent of it."""
INTEREST = 1
"""What it costs, in repeats, that nobody at the table shares an interest with somebody."""
CARD = 1
"""What it costs, in repeats, that somebody sits elsewhere than the printed card says."""
AT_ONCE = 0.1
"""Seconds of the processor that a request may look for a first plan; then the search does it."""


def at_once() -> GoOn:
    """For ``first_plan`` in a request, which holds the plan and must not keep others waiting."""
    end = time.thread_time() + AT_ONCE
    return lambda: time.thread_time() < end


@dataclass(frozen=True)
class Task:
    """The rounds of a plan that are still to come, as plain values."""

    instance: Instance
    seats: tuple[Seat, ...]
    """One per person of the instance, in its order."""
    first_round: int
    """The round of the plan, from 0, that is round 0 of the instance."""

    @property
    def seated(self) -> Plan | None:
        """Where people sit at the moment; None: somebody has no place in one of these rounds."""
        rounds = range(self.first_round, self.first_round + self.instance.rounds)
        if any(len(seat.tables) < rounds.stop for seat in self.seats):
            return None
        plan = tuple(tuple(seat.tables[number] for seat in self.seats) for number in rounds)
        return None if any(-1 in tables for tables in plan) else plan


def task_of(plan: SeatingPlan, *, keep_cards: bool = False) -> Task:
    """The task as the plan stands now. ``keep_cards``: who leaves a printed place costs.

    Constant number of queries. The sizes of the tables are those of the plan: whether they fit is
    for ``rules.wishes.contradictions`` to say.
    """
    seats = tuple(seat for seat in queries.seats_of(plan.id) if not seat.left_out)
    first = plan.rounds_held
    place = {seat.registration_id: number for number, seat in enumerate(seats)}
    wishes = _wishes(plan.id, place)
    instance = Instance(
        guests=_guests(plan, seats),
        tables=tuple(table["seats"] for table in plan.tables if table["seats"]),
        rounds=plan.rounds - first,
        history=_history(plan, seats, first),
        together=merged(wishes[WishKind.TOGETHER]),
        apart=frozenset(wishes[WishKind.APART]),
        locked=_locked(seats, first),
        printed=_printed(plan, seats) if keep_cards else None,
        weights=_weights(plan, keep_cards=keep_cards),
    )
    return Task(instance, seats, first)


def whole_task(plan: SeatingPlan) -> Task:
    """All rounds as they were, with everybody who sat in each of them; for figures, not to solve.

    A table has as many seats as people sat there in its fullest round. Constant number of queries.
    """
    every = range(plan.rounds)
    seats = tuple(
        seat for seat in queries.seats_of(plan.id)
        if len(seat.tables) >= plan.rounds and all(seat.tables[number] >= 0 for number in every)
    )  # fmt: skip
    laid = max((seat.tables[number] for seat in seats for number in every), default=-1) + 1
    at = [Counter(seat.tables[number] for seat in seats) for number in every]
    place = {seat.registration_id: number for number, seat in enumerate(seats)}
    wishes = _wishes(plan.id, place)
    instance = Instance(
        guests=_guests(plan, seats),
        tables=tuple(max(one[table] for one in at) for table in range(laid)),
        rounds=plan.rounds,
        history=_history(plan, seats, 0),
        together=merged(wishes[WishKind.TOGETHER]),
        apart=frozenset(wishes[WishKind.APART]),
        weights=_weights(plan),
    )
    return Task(instance, seats, 0)


def _weights(plan: SeatingPlan, *, keep_cards: bool = False) -> Weights:
    return Weights(
        repeat=UNIT,
        mix=2 if plan.with_sectors else 0,
        interest=INTEREST if plan.with_interests else 0,
        changed_seat=CARD if keep_cards else 0,
    )


def _locked(seats: Sequence[Seat], first: int) -> dict[tuple[int, int], int]:
    return {
        (number - first, person): seat.tables[number]
        for person, seat in enumerate(seats)
        for number in seat.locked
        if number >= first
    }


def _guests(plan: SeatingPlan, seats: Sequence[Seat]) -> tuple[Guest, ...]:
    sectors = {sector.id: number for number, sector in enumerate(current().forum.sectors)}
    firms: dict[str, int] = {}
    fields = {field.id: number for number, field in enumerate(current().forum.action_fields)}
    wished = memory.interests_of(seats) if plan.with_interests else {}
    return tuple(
        Guest(
            label=seat.registration.full_name,
            sector=sectors.get(seat.registration.sector) if plan.with_sectors else None,
            fixed_table=seat.fixed_table,
            organisation=_number_of(seat.registration, firms) if plan.with_organisations else None,
            interests=frozenset(
                fields[one] for one in wished.get(seat.registration_id, ()) if one in fields
            ),
        )
        for seat in seats
    )


def _number_of(registration: Registration, firms: dict[str, int]) -> int | None:
    """The same number for the same organisation; None: none was named."""
    key = registration.organisation_key
    return firms.setdefault(key, len(firms)) if key else None


def _wishes(plan_id: int, place: Mapping[int, int]) -> dict[WishKind, list[Pair]]:
    found: dict[WishKind, list[Pair]] = {kind: [] for kind in WishKind}
    for wish in queries.wishes_of(plan_id):
        if wish.one_id in place and wish.other_id in place:
            one, other = sorted((place[wish.one_id], place[wish.other_id]))
            found[WishKind(wish.kind)].append((one, other))
    return found


def _history(plan: SeatingPlan, seats: Sequence[Seat], held: int) -> dict[Pair, int]:
    """Earlier meetings as far as they count, and the rounds of this evening that are over."""
    known = dict(memory.known_pairs(plan, seats)) if plan.with_memory else {}
    for number in range(held):
        for pair in _together_in(number, seats):
            known[pair] = known.get(pair, 0) + UNIT
    return known


def _together_in(number: int, seats: Sequence[Seat]) -> Iterable[Pair]:
    at: dict[int, list[int]] = {}
    for person, seat in enumerate(seats):
        if len(seat.tables) > number and seat.tables[number] >= 0:
            at.setdefault(seat.tables[number], []).append(person)
    return (pair for people in at.values() for pair in pairs_of(people))


def _printed(plan: SeatingPlan, seats: Sequence[Seat]) -> Plan:
    return tuple(
        tuple(seat.printed[number] if len(seat.printed) > number else -1 for seat in seats)
        for number in range(plan.rounds_held, plan.rounds)
    )
