"""What is to be mixed: people, tables, rounds, and what must hold (docs/table-mixing.md)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

Pair = tuple[int, int]
"""Two different people, the smaller number first."""
Plan = tuple[tuple[int, ...], ...]
"""For each round the table of each person, in the order of the people."""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody who takes part; ``label`` is what sentences call the person."""

    label: str = ""
    sector: int | None = None
    fixed_table: int | None = None
    """Sits there in every round (a lead, or „fester Platz“)."""
    organisation: int | None = None
    """A table should have at most ``Instance.most_of_one`` of one organisation (domain.md MOD4)."""
    interests: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What one point of each kind costs, against one repeat."""

    repeat: int = 1
    """Units of one repeat: the history may count in parts of it."""
    mix: int = 2
    crowd: int = 5
    """Of each person of an organisation at a table beyond the limit."""
    interest: int = 0
    changed_seat: int = 0


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One task. People and tables count from 0."""

    guests: tuple[Guest, ...]
    tables: tuple[int, ...]
    """Seats of each table, the same in every round; they add up to the number of people."""
    rounds: int
    history: Mapping[Pair, int] = field(default_factory=dict)
    """In units of ``weights.repeat``: how often two have shared a table before."""
    together: tuple[tuple[int, ...], ...] = ()
    """Groups that share a table in every round; no person is in two of them."""
    apart: frozenset[Pair] = frozenset()
    locked: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """(round, person) → table: the office has locked this place."""
    printed: Plan | None = None
    """Tables on the cards that people have, -1: none; leaving one costs ``changed_seat``."""
    weights: Weights = Weights()

    @property
    def size(self) -> int:
        return len(self.guests)

    def fixed_at(self, round_: int, person: int) -> int | None:
        """The only table where the person may sit in this round; None: any."""
        fixed = self.guests[person].fixed_table
        return self.locked.get((round_, person)) if fixed is None else fixed

    @cached_property
    def most_of_one(self) -> dict[int, int]:
        """Organisation → the most of its people that a table should have: two, if numbers allow."""
        counts = Counter(one.organisation for one in self.guests if one.organisation is not None)
        tables = len(self.tables)
        return {one: max(2, -(-number // tables)) for one, number in sorted(counts.items())}

    @cached_property
    def excluded(self) -> frozenset[Pair]:
        """Pairs that are told to sit together: meeting again does not count for them."""
        return frozenset(pair for group in self.together for pair in pairs_of(group))

    @cached_property
    def sector_bounds(self) -> dict[int, tuple[int, int]]:
        """Sector → the fewest and the most of it that a well-mixed table has."""
        counts = Counter(one.sector for one in self.guests if one.sector is not None)
        return {
            sector: (number // len(self.tables), -(-number // len(self.tables)))
            for sector, number in sorted(counts.items())
        }


def pairs_of(people: Iterable[int]) -> Iterable[Pair]:
    """All pairs among people, the smaller number first."""
    return combinations(sorted(people), 2)


def merged(groups: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    """Groups that share a person become one; singles are left out; sorted."""
    found: list[set[int]] = []
    for group in groups:
        joined = set(group)
        apart = [one for one in found if not one & joined]
        for one in found:
            if one & joined:
                joined |= one
        found = [*apart, joined]
    return tuple(sorted(tuple(sorted(one)) for one in found if len(one) > 1))


def sizes(people: int, tables: int) -> tuple[int, ...]:
    """Seats of so many tables, larger ones first, differing by one at most."""
    few, more = divmod(people, tables)
    return (few + 1,) * more + (few,) * (tables - more)
