"""Tables of an evening on which some are missing and others came; plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cost import cost, repeats
from .instance import Instance, Plan, sizes

TWO = 2
"""Nobody sits alone."""
LEAST = 4
"""A table with fewer people is no conversation."""


def proposed_tables(people: int, seats: Sequence[int]) -> int:
    """How many tables for so many people, when the tables were laid for ``seats``.

    As near to the number of now as possible, so that no table has a person more or less than
    before and none has fewer than four; if that cannot be, as near to the old sizes as possible.
    """
    now = len(seats)
    most = max(1, people // LEAST)
    low, high = min(seats, default=LEAST) - 1, max(seats, default=LEAST) + 1
    near = sorted(range(1, max(most, 1) + 1), key=lambda number: (abs(number - now), number))
    for number in near:
        if low <= people // number and -(-people // number) <= high:
            return number
    return min(near, key=lambda number: abs(people / number - sum(seats) / max(now, 1)))


def laid_for(people: int, seats: Sequence[int], number: int) -> Sequence[int]:
    """Seats of ``number`` tables to begin with: those laid, if they are as many and nearly fit."""
    near = number == len(seats) and abs(people - sum(seats)) <= number
    return seats if near else sizes(people, number)


@dataclass(frozen=True)
class Hole:
    """A table with fewer people than the smallest one should have. All from 0."""

    round: int
    table: int
    people: int


def holes(seats: Sequence[int], plan: Plan) -> list[Hole]:
    """Where people who went early are missed, round by round; -1: no place in this round."""
    used = [table for table, laid in enumerate(seats) if laid]
    least = max(TWO, min((seats[table] for table in used), default=0))
    return [
        Hole(number, table, people)
        for number, row in enumerate(plan)
        for table in used
        if (people := row.count(table)) < least
    ]


@dataclass(frozen=True)
class Offer:
    """A place for one more person."""

    table: int
    repeats: int
    """By meeting people again there, in units of ``weights.repeat``."""


def cheapest_seat(
    instance: Instance, plan: Plan, person: int, tables: Sequence[int]
) -> Offer | None:
    """The one of these tables where the person costs least in all rounds; None: none is allowed.

    ``plan`` has the person at any table. Sizes are not looked at.
    """
    trials = {table: _at(plan, person, table) for table in tables}
    allowed = [table for table in tables if is_allowed(instance, trials[table], person)]
    best = min(allowed, key=lambda one: (cost(instance, trials[one]), one), default=None)
    if best is None:
        return None
    more = replace(instance, tables=(*instance.tables, 1))
    alone = repeats(more, _at(plan, person, len(instance.tables)))
    return Offer(best, repeats(instance, trials[best]) - alone)


def _at(plan: Plan, person: int, table: int) -> Plan:
    return tuple((*row[:person], table, *row[person + 1 :]) for row in plan)


def is_allowed(instance: Instance, plan: Plan, person: int) -> bool:
    """Whether this person sits at the own fixed table, if any, and apart from whom it must be."""
    foes = {one + other - person for one, other in instance.apart if person in (one, other)}
    apart = all(row[foe] != row[person] for row in plan for foe in foes)
    fixed = instance.guests[person].fixed_table
    return apart and all(fixed in (None, row[person]) for row in plan)
