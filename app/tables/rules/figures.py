"""What a plan means for people: numbers to read before it is printed (no figures for solvers)."""

from collections import Counter
from dataclasses import dataclass

from .bounds import spread
from .cost import meetings, repeats, seats
from .instance import Instance, Plan, sizes


@dataclass(frozen=True, kw_only=True)
class Figures:
    """New acquaintances, mixed tables, repeats, and pairs that have still never met."""

    least_new: int
    mean_new: float
    mixed_tables: int
    """Tables, over all rounds, at which everybody's sector is there as far as numbers allow."""
    all_tables: int
    repeats: int
    never_met: int
    all_pairs: int


def figures(instance: Instance, plan: Plan) -> Figures:
    """All of them, counted from the plan."""
    met = meetings(instance, plan)
    new: Counter[int] = Counter()
    for pair in met:
        if not instance.history.get(pair):
            new.update(pair)
    known = set(met) | {pair for pair, times in instance.history.items() if times}
    all_pairs = instance.size * (instance.size - 1) // 2
    people = range(instance.size)
    tables = [table for round_ in seats(instance, plan) for table in round_]
    return Figures(
        least_new=min((new[person] for person in people), default=0),
        mean_new=sum(new[person] for person in people) / max(1, instance.size),
        mixed_tables=sum(_is_mixed(instance, table) for table in tables),
        all_tables=len(tables),
        repeats=repeats(instance, plan) // instance.weights.repeat,
        never_met=all_pairs - len(known),
        all_pairs=all_pairs,
    )


def _is_mixed(instance: Instance, table: list[int]) -> bool:
    there = {instance.guests[person].sector for person in table} - {None}
    return len(there) >= min(len(instance.sector_bounds), len(table))


def forced_repeats(people: int, tables: int, rounds: int) -> int:
    """How many repeats so many tables force in so many rounds, whoever sits where."""
    forced = sum(spread(seats_, tables) for seats_ in sizes(people, tables))
    return forced * (rounds * (rounds - 1) // 2)


@dataclass(frozen=True)
class Advice:
    """A number of tables and what it forces."""

    tables: int
    seats: tuple[int, int]
    """Fewest and most seats of a table."""
    repeats: int


def advice(people: int, rounds: int, fewest: int = 3, most: int = 8) -> list[Advice]:
    """Every number of tables whose size lies between ``fewest`` and ``most`` seats."""
    found = []
    for tables in range(1, people // 2 + 1):
        seats_ = sizes(people, tables)
        if fewest <= seats_[-1] and seats_[0] <= most:
            forced = forced_repeats(people, tables, rounds)
            found.append(Advice(tables, (seats_[-1], seats_[0]), forced))
    return found


def meetings_until_all_met(instance: Instance, plan: Plan) -> int | None:
    """At least so many meetings of this kind until all have sat together; None: they have.

    Each evening a person sits beside at most Σ(seats − 1) others; nobody can be faster.
    """
    met = meetings(instance, plan)
    known: Counter[int] = Counter()
    for one, other in {*met, *(pair for pair, times in instance.history.items() if times)}:
        known.update((one, other))
    missing = instance.size - 1 - min(known[person] for person in range(instance.size))
    beside = instance.rounds * (max(instance.tables) - 1)
    return -(-missing // beside) if missing else None
