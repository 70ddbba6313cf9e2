"""What a change by hand costs, before it is made: one exchange, one move, or all of somebody's."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .cost import seats
from .instance import Instance, Plan, Weights, pairs_of


@dataclass(frozen=True, kw_only=True)
class Change:
    """How much more there is of each kind after a change; below nought: it gets better."""

    repeats: int = 0
    """In units of ``weights.repeat``."""
    mix: int = 0
    crowd: int = 0
    lonely: int = 0
    changed_seats: int = 0

    def total(self, weights: Weights) -> int:
        """In units of ``weights.repeat``, as ``cost.cost`` counts."""
        points = (
            weights.mix * self.mix
            + weights.crowd * self.crowd
            + weights.interest * self.lonely
            + weights.changed_seat * self.changed_seats
        )
        return self.repeats + weights.repeat * points

    def __sub__(self, other: "Change") -> "Change":
        return Change(
            repeats=self.repeats - other.repeats,
            mix=self.mix - other.mix,
            crowd=self.crowd - other.crowd,
            lonely=self.lonely - other.lonely,
            changed_seats=self.changed_seats - other.changed_seats,
        )


class Round:
    """One round of a plan, to be asked what changes in it would cost. Hard rules are not asked."""

    def __init__(self, instance: Instance, plan: Plan, round_: int) -> None:
        self.instance = instance
        self.tables = plan[round_]
        self.people = seats(instance, plan)[round_]
        self.printed = instance.printed[round_] if instance.printed else None
        self.known = _known_elsewhere(instance, plan, round_)

    def change(self, moves: Mapping[int, int]) -> Change:
        """``moves``: person → the table where they will sit. Tables may get fuller or emptier."""
        touched = {*moves.values(), *(self.tables[person] for person in moves)}
        after = {
            table: [person for person in self.people[table] if person not in moves]
            for table in touched
        }
        for person, table in moves.items():
            after[table].append(person)
        return self._cost(after) - self._cost({table: self.people[table] for table in touched})

    def exchange(self, one: int, other: int) -> Change:
        """Two people change places."""
        return self.change({one: self.tables[other], other: self.tables[one]})

    def exchanges(self, person: int) -> dict[int, Change]:
        """What it costs to change places with each person at another table."""
        here = self.tables[person]
        return {
            other: self.exchange(person, other)
            for other, table in enumerate(self.tables)
            if table != here
        }

    def moves(self, person: int) -> dict[int, Change]:
        """What it costs to sit down at each other table, where nobody leaves for it."""
        here = self.tables[person]
        return {
            table: self.change({person: table})
            for table in range(len(self.people))
            if table != here
        }

    def _cost(self, tables: Mapping[int, Iterable[int]]) -> Change:
        instance, guests = self.instance, self.instance.guests
        repeats = mix = crowd = lonely = changed = 0
        for table, people in tables.items():
            repeats += sum(self.known.get(pair, 0) for pair in pairs_of(people))
            sectors = Counter(guests[person].sector for person in people)
            for sector, (least, most) in instance.sector_bounds.items():
                mix += max(0, least - sectors[sector], sectors[sector] - most)
            firms = Counter(guests[person].organisation for person in people)
            for firm, most in instance.most_of_one.items():
                crowd += max(0, firms[firm] - most)
            topics = Counter(topic for person in people for topic in guests[person].interests)
            lonely += sum(
                1
                for person in people
                if (own := guests[person].interests) and all(topics[topic] == 1 for topic in own)
            )
            if self.printed is not None:
                changed += sum(self.printed[person] not in (-1, table) for person in people)
        return Change(repeats=repeats, mix=mix, crowd=crowd, lonely=lonely, changed_seats=changed)


def _known_elsewhere(instance: Instance, plan: Plan, round_: int) -> dict[tuple[int, int], int]:
    """What a pair pays for sharing a table in this round: as often as they meet otherwise.

    Pairs that are told to sit together pay nothing.
    """
    known = Counter(dict(instance.history))
    for number, tables in enumerate(seats(instance, plan)):
        if number != round_:
            known.update(
                {pair: instance.weights.repeat for table in tables for pair in pairs_of(table)}
            )
    return {pair: times for pair, times in known.items() if pair not in instance.excluded}
