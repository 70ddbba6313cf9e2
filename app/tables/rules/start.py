"""The first valid plan: what is there already, algebra where it has an answer, or one by one."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from .anneal import anneal, movable
from .board import Board
from .cost import violations
from .fields import rounds_without_repeats
from .instance import Guest, Instance, Plan, Weights

TRIES = 20
"""Seatings of one round that are begun before there is no plan."""
STEPS = 2000
"""Ways of placing the groups that are looked at in one of them."""
QUARREL = 20
"""What two who must be apart cost while a seating is mended, against one changed place."""
CHUNKS = 40
TRIALS = 2000

Row = tuple[int, ...]
"""For each person the table in one round; -1: none yet."""


GoOn = Callable[[], bool]
"""Whether whoever waits for a plan still does. Rules read no clock."""


class NoPlan(Exception):
    """No seating was found that keeps every hard rule."""


class Unfinished(NoPlan):
    """Not yet: whoever waits has given up before all tries were made."""


def always() -> bool:
    return True


def first_plan(
    instance: Instance, rng: random.Random, near: Plan | None = None, go_on: GoOn = always
) -> Plan:
    """A valid plan at once: ``near`` if it is one, otherwise as near to it as is easily found.

    ``near`` may have -1 where somebody has no table yet. Without it the printed plan takes its
    place. Raises ``NoPlan`` when none was found in many tries, which takes seconds where hundreds
    of people are to be kept apart; ``go_on`` is asked in between (not before the first plan that
    is easily found): ``Unfinished`` when it says no.
    """
    near = instance.printed if near is None else near
    if near is not None and not violations(instance, near):
        return near
    if sum(instance.tables) != instance.size:
        raise NoPlan
    by_algebra = _by_algebra(instance) if near is None else None
    if by_algebra is not None:
        return by_algebra
    wanted = near or ((-1,) * instance.size,) * instance.rounds
    return tuple(
        _round(instance, rng, round_, row, go_on)
        for round_, row in enumerate(wanted[: instance.rounds])
    )


def _by_algebra(instance: Instance) -> Plan | None:
    """Without wishes that tie people down, the design over a finite field needs no search."""
    tied = instance.together or instance.apart or instance.locked
    if tied or any(one.fixed_table is not None for one in instance.guests):
        return None
    rounds = rounds_without_repeats(len(instance.tables), instance.tables, instance.rounds)
    if rounds is None:
        return None
    return tuple(_larger_first(instance, tables) for tables in rounds)


def _larger_first(instance: Instance, tables: Sequence[int]) -> Row:
    """The same groups under other table numbers, so that each has the seats it needs."""
    sizes = [tables.count(table) for table in range(len(instance.tables))]
    order = sorted(range(len(sizes)), key=lambda table: (-sizes[table], table))
    wanted = sorted(range(len(sizes)), key=lambda table: (-instance.tables[table], table))
    name = dict(zip(order, wanted, strict=True))
    return tuple(name[table] for table in tables)


def _round(instance: Instance, rng: random.Random, round_: int, wanted: Row, go_on: GoOn) -> Row:
    for number in range(TRIES):
        if number and not go_on():
            raise Unfinished
        seating = _Seating(instance, rng, round_, wanted)
        if seating.seat_everybody():
            row = _reconciled(instance, rng, round_, tuple(seating.at), wanted, go_on)
            if row is not None:
                return row
        elif seating.steps >= 0:
            break  # every way was looked at
    raise NoPlan


class _Seating:
    """One round that is being filled: the fixed ones first, then groups, then the others."""

    def __init__(self, instance: Instance, rng: random.Random, round_: int, wanted: Row) -> None:
        self.instance, self.rng, self.round_, self.wanted = instance, rng, round_, wanted
        self.at, self.steps = [-1] * instance.size, STEPS
        self.free = list(instance.tables)
        self.foes: list[set[int]] = [set() for _ in instance.guests]
        for one, other in instance.apart:
            self.foes[one].add(other)
            self.foes[other].add(one)

    def seat_everybody(self) -> bool:
        """Whether everybody has a table; some may sit with those they must be apart from."""
        grouped = {person for group in self.instance.together for person in group}
        singles = [(person,) for person in range(self.instance.size) if person not in grouped]
        units = [*self.instance.together, *singles]
        tied = [unit for unit in units if self._tables_of(unit)]
        if not all(self._seat_tied(unit) for unit in tied):
            return False
        groups = [unit for unit in units if len(unit) > 1 and unit not in tied]
        self.rng.shuffle(groups)
        groups.sort(key=len, reverse=True)
        if not self._seat_groups(groups):
            return False
        self._seat_singles([person for (person,) in singles if self.at[person] < 0])
        return True

    def _tables_of(self, unit: Sequence[int]) -> set[int]:
        fixed = (self.instance.fixed_at(self.round_, person) for person in unit)
        return {table for table in fixed if table is not None}

    def _seat_tied(self, unit: Sequence[int]) -> bool:
        table, *more = self._tables_of(unit)
        if more or not 0 <= table < len(self.free) or self.free[table] < len(unit):
            return False
        self._put(unit, table)
        return True

    def _seat_groups(self, groups: Sequence[Sequence[int]]) -> bool:
        """Depth first; gives up when too many ways were looked at."""
        if not groups:
            return True
        group, *rest = groups
        for table in self._places(group):
            self.steps -= 1
            if self.steps < 0:
                return False
            self._put(group, table)
            if self._seat_groups(rest):
                return True
            self._put(group, -1)
        return False

    def _seat_singles(self, people: list[int]) -> None:
        """Who has a table already keeps it if there is room; those with many foes come first."""
        self.rng.shuffle(people)
        people.sort(key=lambda one: (self.wanted[one] < 0, -len(self.foes[one])))
        for person in people:
            kept = self._keeps_place(person)
            self._put((person,), self.wanted[person] if kept else self._places((person,))[0])

    def _keeps_place(self, person: int) -> bool:
        """Most do when little changed: no need to look at all tables for them."""
        table = self.wanted[person]
        return (
            0 <= table < len(self.free)
            and self.free[table] > 0
            and all(self.at[foe] != table for foe in self.foes[person])
        )

    def _places(self, unit: Sequence[int]) -> list[int]:
        """Tables with room, the best first: as wanted, then without quarrel, then in any order.

        One exchange mends a quarrel later; who loses a wanted place takes it from the next one.
        """
        tables = [table for table, free in enumerate(self.free) if free >= len(unit)]
        self.rng.shuffle(tables)
        foes = {self.at[foe] for person in unit for foe in self.foes[person]}
        wishes = [self.wanted[person] for person in unit]
        return sorted(tables, key=lambda table: (-wishes.count(table), table in foes))

    def _put(self, unit: Sequence[int], table: int) -> None:
        before = self.at[unit[0]]
        if before >= 0:
            self.free[before] += len(unit)
        if table >= 0:
            self.free[table] -= len(unit)
        for person in unit:
            self.at[person] = table


def _reconciled(
    instance: Instance, rng: random.Random, round_: int, row: Row, wanted: Row, go_on: GoOn
) -> Row | None:
    """Exchanges until nobody sits with those they must be apart from; None: not found."""
    if not _quarrels(instance, row):
        return row
    alone = _one_round(instance, round_, wanted)
    rounds, board = movable(alone), Board(alone, (row,))
    for number, heat in enumerate(_heats()) if rounds else ():
        if number and not go_on():
            raise Unfinished
        anneal(board, rounds, rng, TRIALS, heat)
        if not _quarrels(instance, board.best[0]):
            return board.best[0]
    return None


def _heats() -> Iterator[float]:
    """Cold at first, so that few change places; then from hot to cold."""
    yield 0.25
    for chunk in range(CHUNKS):
        yield QUARREL * 0.5 * 0.1 ** (chunk / CHUNKS)


def _quarrels(instance: Instance, row: Row) -> bool:
    return any(row[one] == row[other] for one, other in instance.apart)


def _one_round(instance: Instance, round_: int, wanted: Row) -> Instance:
    """The task of one round in which only quarrels and changed places count."""
    fixed = [instance.fixed_at(round_, person) for person in range(instance.size)]
    return replace(
        instance,
        guests=tuple(Guest(fixed_table=table) for table in fixed),
        rounds=1,
        history=dict.fromkeys(instance.apart, QUARREL),
        apart=frozenset(),
        locked={},
        printed=(wanted,),
        weights=Weights(mix=0, crowd=0, changed_seat=1),
    )
