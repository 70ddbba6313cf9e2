"""Tables of an evening on which some are missing and others came; plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .cost import cost, repeats
from .instance import Instance, Plan, sizes

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


def fitted(
    people: int, seats: Sequence[int], number: int, tied: Mapping[int, int]
) -> tuple[int, ...]:
    """Seats of ``number`` tables for so many people, as near to those laid as possible.

    More people come to the smallest tables, fewer leave the largest; from a table with ``tied``
    people (table → how many must sit there) nobody is taken below that.
    """
    if number != len(seats) or abs(people - sum(seats)) > number:
        laid = list(sizes(people, number))
    else:
        laid = list(seats)
    for table, least in tied.items():
        if table < number:
            laid[table] = max(laid[table], least)
    while sum(laid) < people:
        laid[min(range(number), key=lambda table: (laid[table], table))] += 1
    while sum(laid) > people:
        spare = [table for table in range(number) if laid[table] > max(1, tied.get(table, 0))]
        if not spare:
            break
        laid[max(spare, key=lambda table: (laid[table], table))] -= 1
    return tuple(laid)


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
    allowed = [table for table in tables if not _quarrels(instance, trials[table], person)]
    best = min(allowed, key=lambda one: (cost(instance, trials[one]), one), default=None)
    if best is None:
        return None
    more = replace(instance, tables=(*instance.tables, 1))
    alone = repeats(more, _at(plan, person, len(instance.tables)))
    return Offer(best, repeats(instance, trials[best]) - alone)


def _at(plan: Plan, person: int, table: int) -> Plan:
    return tuple((*row[:person], table, *row[person + 1 :]) for row in plan)


def _quarrels(instance: Instance, plan: Plan, person: int) -> bool:
    foes = {one + other - person for one, other in instance.apart if person in (one, other)}
    return any(row[foe] == row[person] for row in plan for foe in foes)


def kept_plan(instance: Instance, wanted: Plan) -> Plan | None:
    """A valid plan in which as many as possible sit where ``wanted`` says (-1: no wish), at once.

    None: this simple way found none, so whoever asks must search.
    """
    met = _Met(instance)
    rounds = []
    for round_ in range(instance.rounds):
        found = _Round(instance, round_, wanted[round_], met).seated()
        if found is None:
            return None
        met.add(found)
        rounds.append(found)
    return tuple(rounds)


class _Met:
    """Who has met whom so far, in units of ``weights.repeat``."""

    def __init__(self, instance: Instance) -> None:
        self.unit = instance.weights.repeat
        self.times = [[0] * instance.size for _ in range(instance.size)]
        for (one, other), times in instance.history.items():
            self.times[one][other] = self.times[other][one] = times

    def add(self, tables: Sequence[int]) -> None:
        for one, here in enumerate(tables):
            for other, there in enumerate(tables):
                self.times[one][other] += self.unit * (here == there and one != other)


class _Round:
    """One round while people are being seated."""

    def __init__(self, instance: Instance, round_: int, wanted: Sequence[int], met: _Met) -> None:
        self.instance, self.round, self.wanted, self.met = instance, round_, wanted, met
        self.at = [-1] * instance.size
        self.free = list(instance.tables)
        self.foes: list[set[int]] = [set() for _ in range(instance.size)]
        for one, other in instance.apart:
            self.foes[one].add(other)
            self.foes[other].add(one)

    def seated(self) -> tuple[int, ...] | None:
        """Those who are tied first, then whoever can stay, then the others where there is room."""
        grouped = {person for group in self.instance.together for person in group}
        units = [*self.instance.together]
        units += [(one,) for one in range(self.instance.size) if one not in grouped]
        left = [unit for unit in units if not self._settle(unit, self._tied(unit))]
        if any(self._tied(unit) is not None for unit in left):
            return None
        left = [unit for unit in left if not self._settle(unit, self._wish(unit))]
        for unit in sorted(left, key=lambda one: (-len(one), -len(self.foes[one[0]]), one)):
            places = [one for one in range(len(self.free)) if self._fits(unit, one)]
            if not places:
                return None
            self._settle(unit, min(places, key=lambda table: (self._known(unit, table), table)))
        return tuple(self.at)

    def _tied(self, unit: tuple[int, ...]) -> int | None:
        tables = (self.instance.fixed_at(self.round, person) for person in unit)
        return next((table for table in tables if table is not None), None)

    def _wish(self, unit: tuple[int, ...]) -> int | None:
        wishes = [self.wanted[person] for person in unit if self.wanted[person] >= 0]
        return max(wishes, key=wishes.count, default=None)

    def _fits(self, unit: tuple[int, ...], table: int) -> bool:
        if not 0 <= table < len(self.free) or self.free[table] < len(unit):
            return False
        return not any(self.at[foe] == table for person in unit for foe in self.foes[person])

    def _settle(self, unit: tuple[int, ...], table: int | None) -> bool:
        if table is None or not self._fits(unit, table):
            return False
        for person in unit:
            self.at[person] = table
        self.free[table] -= len(unit)
        return True

    def _known(self, unit: tuple[int, ...], table: int) -> int:
        there = [person for person, at in enumerate(self.at) if at == table]
        return sum(self.met.times[one][other] for one in unit for other in there)
