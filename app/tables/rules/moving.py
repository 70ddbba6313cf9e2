"""Who could change places with whom by hand, what it costs, and what forbids it.

An exchange moves whole groups that sit together. Where one side is larger, single people of the
other table go along. Tables without a person: -1 (not seated, or not there in this round).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice

from .instance import Instance, Pair, Plan, pairs_of

COMPANIES = 60
"""So many choices of who goes along are weighed, the first in the order of the people."""
Moves = dict[int, int]
"""Person → new table."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """How much more a plan has after a change, less being negative."""

    cost: int
    """The whole, in units of ``weights.repeat`` (without printed cards)."""
    repeats: int
    """In units of ``weights.repeat``."""
    new: int
    """Pairs that meet for the first time."""
    mix: int
    crowd: int
    lonely: int
    missing: tuple[Pair, ...] = ()
    """(table, sector): nobody of the sector is there any more, though there are enough."""
    filled: tuple[Pair, ...] = ()
    """(table, sector): somebody of the sector is there again."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """A change that keeps every hard rule."""

    partner: int | None
    """Who changes places with the person; None: goes to a table without an exchange."""
    table: int
    """Where the person goes."""
    moves: Moves
    """Everybody who moves."""
    price: Price
    sizes: tuple[Pair, ...] = ()
    """(table, people there afterwards) of tables that then have other sizes than planned."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A change that a hard rule forbids, and the German sentence that says why."""

    partner: int | None
    table: int
    why: str


@dataclass(frozen=True, kw_only=True)
class _Worth:
    """What one table has of everything that counts."""

    repeats: int
    new: int
    mix: int
    crowd: int
    lonely: int
    missing: frozenset[Pair]


class Situation:
    """One round of a plan as it is, and what changes of places cost in it."""

    def __init__(self, instance: Instance, plan: Plan, round_: int) -> None:
        self.instance, self.round = instance, round_
        self.tables = plan[round_]
        self.others = _meetings(plan[:round_] + plan[round_ + 1 :])
        self.group = {one: group for group in instance.together for one in group}
        self.at = [
            [person for person, table in enumerate(self.tables) if table == number]
            for number in range(len(instance.tables))
        ]

    def unit(self, person: int) -> tuple[int, ...]:
        """Who moves when the person moves."""
        return self.group.get(person, (person,))

    # ---- prices

    def price(self, moves: Moves) -> Price:
        """What it costs that these people go to these tables, and nobody else anywhere."""
        touched = {self.tables[person] for person in moves} | set(moves.values())
        touched.discard(-1)
        before = [self._worth(table, self.at[table]) for table in sorted(touched)]
        after = [self._worth(table, self.after(moves, table)) for table in sorted(touched)]
        was, now = _sum(before), _sum(after)
        repeats, new, mix, crowd, lonely = (x - y for x, y in zip(now, was, strict=True))
        weights = self.instance.weights
        points = weights.mix * mix + weights.crowd * crowd + weights.interest * lonely
        lost = {one for worth in after for one in worth.missing}
        lacked = {one for worth in before for one in worth.missing}
        return Price(
            cost=repeats + weights.repeat * points,
            repeats=repeats,
            new=new,
            mix=mix if weights.mix else 0,
            crowd=crowd,
            lonely=lonely,
            missing=tuple(sorted(lost - lacked)) if weights.mix else (),
            filled=tuple(sorted(lacked - lost)) if weights.mix else (),
        )

    def after(self, moves: Moves, table: int) -> list[int]:
        """The people at the table after the moves."""
        stay = [one for one in self.at[table] if moves.get(one, table) == table]
        come = [one for one, to in moves.items() if to == table and self.tables[one] != table]
        return sorted(stay + come)

    def _worth(self, table: int, people: Sequence[int]) -> _Worth:
        instance, repeats, new = self.instance, 0, 0
        for pair in pairs_of(people):
            known = instance.history.get(pair, 0) + instance.weights.repeat * self.others[pair]
            new += not known
            repeats += 0 if pair in instance.excluded else known
        sectors = Counter(instance.guests[one].sector for one in people)
        firms = Counter(instance.guests[one].organisation for one in people)
        return _Worth(
            repeats=repeats,
            new=new,
            mix=sum(
                max(0, least - sectors[sector], sectors[sector] - most)
                for sector, (least, most) in instance.sector_bounds.items()
            ),
            crowd=sum(max(0, firms[one] - most) for one, most in instance.most_of_one.items()),
            lonely=self._lonely(people),
            missing=frozenset(
                (table, sector)
                for sector, (least, _) in instance.sector_bounds.items()
                if least and not sectors[sector]
            ),
        )

    def _lonely(self, people: Sequence[int]) -> int:
        if not self.instance.weights.interest:
            return 0
        wishes = Counter(chain.from_iterable(self.instance.guests[one].interests for one in people))
        return sum(
            1
            for one in people
            if (own := self.instance.guests[one].interests)
            and all(wishes[interest] < 2 for interest in own)
        )

    # ---- all possibilities of one person

    def options(self, person: int) -> tuple[list[Option], list[Refusal]]:
        """What the person can do, the cheapest first, and what not, in the order of the tables."""
        found = [*self._exchanges(person), *self._moves(person)]
        offered = [one for one in found if isinstance(one, Option)]
        offered.sort(key=lambda one: (one.price.cost, -one.price.new, len(one.moves)))
        refused = [one for one in found if isinstance(one, Refusal)]
        return offered, sorted(refused, key=lambda one: (one.table, one.partner is None))

    def bound_to(self, person: int) -> str:
        """Why the person cannot leave the table at all; empty: nothing holds it."""
        return next(filter(None, map(self._held, self.unit(person))), "")

    def _held(self, person: int) -> str:
        guest = self.instance.guests[person]
        if guest.fixed_table is not None:
            return f"{guest.label} hat einen festen Platz an Tisch {guest.fixed_table + 1}."
        if (self.round, person) in self.instance.locked:
            return f"Der Platz von {guest.label} ist gesperrt."
        return ""

    def _exchanges(self, person: int) -> Iterator[Option | Refusal]:
        if self.tables[person] < 0:
            return
        for other, table in enumerate(self.tables):
            if table >= 0 and table != self.tables[person]:
                yield self.exchange(person, other)

    def exchange(self, one: int, other: int) -> Option | Refusal:
        """Two people at different tables change places, with their groups."""
        here, there = self.tables[one], self.tables[other]
        why = self.bound_to(one) or self.bound_to(other)
        if not why and other in self.unit(one):
            why = f"{names(self.instance, self.unit(one))} sollen zusammensitzen."
        if why:
            return Refusal(partner=other, table=there, why=why)
        moves = dict.fromkeys(self.unit(one), there) | dict.fromkeys(self.unit(other), here)
        more = len(self.unit(one)) - len(self.unit(other))
        ways = list(self._companies(moves, there if more > 0 else here, abs(more)))
        allowed = [way for way in ways if not self._quarrel(way)]
        if not allowed:
            why = self._quarrel(ways[0]) if ways else self._no_company(one, other)
            return Refusal(partner=other, table=there, why=why)
        priced = [(self.price(way), way) for way in allowed]
        price, best = min(priced, key=lambda both: (both[0].cost, -both[0].new))
        return Option(partner=other, table=there, moves=best, price=price, sizes=self._sizes(best))

    def _companies(self, moves: Moves, table: int, number: int) -> Iterator[Moves]:
        """The moves, with so many single people of the table who make room for a larger group."""
        target = next(to for to in moves.values() if to != table)
        free = [
            each
            for each in self.at[table]
            if each not in moves and each not in self.group and not self._held(each)
        ]
        for along in islice(combinations(free, number), COMPANIES):
            yield moves | dict.fromkeys(along, target)

    def _no_company(self, one: int, other: int) -> str:
        large, small = sorted((one, other), key=lambda each: -len(self.unit(each)))
        return (
            f"{names(self.instance, self.unit(large))} sitzen zusammen. An Tisch "
            f"{self.tables[small] + 1} können nicht genug andere Platz machen."
        )

    def _moves(self, person: int) -> Iterator[Option | Refusal]:
        for table in range(len(self.instance.tables)):
            if table != self.tables[person]:
                yield self.move(person, table)

    def move(self, person: int, table: int) -> Option | Refusal:
        """The person goes to a table with a free place, or to one that grows by one."""
        here, unit = self.tables[person], self.unit(person)
        moves = dict.fromkeys(unit, table)
        why = self.bound_to(person) or self._no_room(here, table, moves) or self._quarrel(moves)
        if why:
            return Refusal(partner=None, table=table, why=why)
        sizes = self._sizes(moves)
        return Option(partner=None, table=table, moves=moves, price=self.price(moves), sizes=sizes)

    def _no_room(self, here: int, table: int, moves: Moves) -> str:
        there, planned = len(self.after(moves, table)), self.instance.tables[table]
        if there > planned + 1:
            return f"An Tisch {table + 1} säßen dann {there} Personen, geplant sind {planned}."
        if here >= 0 and len(self.after(moves, here)) < 2:
            return f"An Tisch {here + 1} säße dann niemand oder jemand allein."
        return ""

    def _sizes(self, moves: Moves) -> tuple[Pair, ...]:
        tables = {self.tables[person] for person in moves} | set(moves.values())
        sizes = ((table, len(self.after(moves, table))) for table in sorted(tables - {-1}))
        changed = ((table, size) for table, size in sizes if size != len(self.at[table]))
        return tuple(
            (table, size) for table, size in changed if size != self.instance.tables[table]
        )

    def _quarrel(self, moves: Moves) -> str:
        """Who would sit together though they must not; empty: nobody."""
        for table in sorted(set(moves.values())):
            for pair in pairs_of(self.after(moves, table)):
                if pair in self.instance.apart and not moves.keys().isdisjoint(pair):
                    return f"{names(self.instance, pair)} sollen getrennt sitzen."
        return ""


def _sum(worths: Iterable[_Worth]) -> tuple[int, ...]:
    rows = [(one.repeats, one.new, one.mix, one.crowd, one.lonely) for one in worths]
    return tuple(map(sum, zip(*rows, strict=True)))


def _meetings(rounds: Sequence[Sequence[int]]) -> Counter[Pair]:
    met: Counter[Pair] = Counter()
    for tables in rounds:
        at: dict[int, list[int]] = {}
        for person, table in enumerate(tables):
            if table >= 0:
                at.setdefault(table, []).append(person)
        for people in at.values():
            met.update(pairs_of(people))
    return met


def names(instance: Instance, people: Iterable[int]) -> str:
    """„Ayşe Yıldırım, Zoë Bauer und Günther Öztürk“."""
    *first, last = (instance.guests[person].label for person in people)
    return f"{', '.join(first)} und {last}" if first else last
