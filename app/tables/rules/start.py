"""The first valid plan: algebra where it has an answer, otherwise one round after the other."""

import random
from collections.abc import Sequence

from .cost import violations
from .fields import rounds_without_repeats
from .instance import Instance, Plan

TRIES = 200


class NoPlan(Exception):
    """No seating was found that keeps every hard rule."""


def first_plan(instance: Instance, rng: random.Random, near: Plan | None = None) -> Plan:
    """A valid plan at once. Raises ``NoPlan`` when none was found in many tries."""
    if near is not None and not violations(instance, near):
        return near
    by_algebra = _by_algebra(instance)
    if by_algebra is not None:
        return by_algebra
    return tuple(_round(instance, rng, round_) for round_ in range(instance.rounds))


def _by_algebra(instance: Instance) -> Plan | None:
    """Without wishes that tie people down, the design over a finite field needs no search."""
    if instance.together or any(one.fixed_table is not None for one in instance.guests):
        return None
    if instance.apart or instance.history or instance.printed or instance.locked:
        return None
    rounds = rounds_without_repeats(len(instance.tables), instance.tables, instance.rounds)
    if rounds is None:
        return None
    return tuple(_larger_first(instance, tables) for tables in rounds)


def _larger_first(instance: Instance, tables: Sequence[int]) -> tuple[int, ...]:
    """The same groups under other table numbers, so that each has the seats it needs."""
    sizes = [tables.count(table) for table in range(len(instance.tables))]
    order = sorted(range(len(sizes)), key=lambda table: (-sizes[table], table))
    wanted = sorted(range(len(sizes)), key=lambda table: (-instance.tables[table], table))
    name = dict(zip(order, wanted, strict=True))
    return tuple(name[table] for table in tables)


def _round(instance: Instance, rng: random.Random, round_: int) -> tuple[int, ...]:
    for _ in range(TRIES):
        tables = _try_round(instance, rng, round_)
        if tables is not None:
            return tables
    raise NoPlan


def _try_round(instance: Instance, rng: random.Random, round_: int) -> tuple[int, ...] | None:
    """Those who are tied down first, large groups before small ones, the freest people last."""
    at: list[int] = [-1] * instance.size
    free = list(instance.tables)
    apart: list[set[int]] = [set() for _ in instance.guests]
    for one, other in instance.apart:
        apart[one].add(other)
        apart[other].add(one)
    for group in _in_order(instance, apart, rng, round_):
        fixed = {t for p in group if (t := instance.fixed_at(round_, p)) is not None}
        places = [
            table
            for table in (fixed or range(len(free)))
            if free[table] >= len(group)
            and not any(at[foe] == table for person in group for foe in apart[person])
        ]
        if not places or len(fixed) > 1:
            return None
        table = max(places, key=lambda one: (free[one], rng.random()))
        for person in group:
            at[person] = table
        free[table] -= len(group)
    return tuple(at)


def _in_order(
    instance: Instance, apart: list[set[int]], rng: random.Random, round_: int
) -> list[tuple[int, ...]]:
    grouped = {person for group in instance.together for person in group}
    singles = [(person,) for person in range(instance.size) if person not in grouped]
    groups = [*instance.together, *singles]
    rng.shuffle(groups)

    def weight(group: tuple[int, ...]) -> tuple[bool, int, int]:
        fixed = any(instance.fixed_at(round_, person) is not None for person in group)
        return not fixed, -len(group), -max(len(apart[person]) for person in group)

    return sorted(groups, key=weight)
