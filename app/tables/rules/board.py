"""A plan under way: what an exchange costs, judged from four numbers, carried out by mending.

``pull[r][i][t]``: what person i would pay for sitting with the people at table t in round r, as
often as they have met so far. Judging an exchange is cheap and carrying it out is not, which fits
a search that throws most exchanges away. All amounts are in units of ``weights.repeat``.
"""

from itertools import combinations

from .instance import Instance, Plan
from .traits import Traits

COLD = 1000
"""Repeats that no search is ever hot enough to pay."""


def forbidden(instance: Instance) -> int:
    """What a meeting of two who must be apart costs, in units: no plan that keeps the rules does.

    So no exchange is worth a broken rule, however much earlier meetings and mixture weigh.
    """
    weights, rounds, places = instance.weights, instance.rounds, instance.rounds * instance.size
    met = rounds * sum(instance.history.values())
    pairs = sum(seats * (seats - 1) // 2 for seats in instance.tables)
    again = rounds * (rounds - 1) // 2 * pairs
    points = 2 * weights.mix + weights.crowd + weights.interest + weights.changed_seat
    return met + weights.repeat * (again + places * points + COLD)


class Board:
    """The state of the search; ``total`` follows every exchange, ``best`` is the cheapest seen."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance = instance
        self.unit = instance.weights.repeat
        self.tables = [list(tables) for tables in plan]
        self.partners = [frozenset[int]()] * instance.size
        for group in instance.together:
            for person in group:
                self.partners[person] = frozenset(group) - {person}
        self.met = self._met_before()
        self.seated = [
            [
                [i for i, at in enumerate(tables) if at == table]
                for table in range(len(instance.tables))
            ]
            for tables in self.tables
        ]
        self.traits = Traits(instance, plan)
        self.likes = _masks(instance)
        self.loneliness = instance.weights.interest * self.unit
        # what those at each table who share no interest with anybody there cost: the most to be won
        self.alone = [[self.lonely(people) for people in tables] for tables in self.seated]
        self.total = self._seat_everybody() + self.traits.total + sum(map(sum, self.alone))
        self.pull = [self._pull(tables) for tables in self.tables]
        self.total += self._fold_in_printed()
        self.lowest, self.best = self.total, plan

    def plan(self) -> Plan:
        return tuple(tuple(tables) for tables in self.tables)

    def remember(self) -> None:
        """Keep the plan if it is the cheapest so far."""
        if self.total < self.lowest:
            self.lowest, self.best = self.total, self.plan()

    # ---- how it begins

    def _met_before(self) -> list[list[int]]:
        size = self.instance.size
        met = [[0] * size for _ in range(size)]
        for (one, other), times in self.instance.history.items():
            met[one][other] = met[other][one] = times
        never = forbidden(self.instance)
        for one, other in self.instance.apart:
            met[one][other] += never
            met[other][one] = met[one][other]
        for one, other in self.instance.excluded:
            met[one][other] = met[other][one] = 0
        return met

    def _seat_everybody(self) -> int:
        """Count the meetings of the plan one after the other; returns what they cost."""
        total = 0
        for tables in self.seated:
            for people in tables:
                for one, other in combinations(people, 2):
                    if other not in self.partners[one]:
                        total += self.met[one][other]
                        self.met[one][other] += self.unit
                        self.met[other][one] += self.unit
        return total

    def _pull(self, tables: list[int]) -> list[list[int]]:
        pull = []
        for row in self.met:
            sums = [0] * len(self.instance.tables)
            for table, times in zip(tables, row, strict=True):
                sums[table] += times
            pull.append(sums)
        return pull

    def _fold_in_printed(self) -> int:
        """A table that is not the printed one is dearer by a constant: it joins the pull."""
        instance, total = self.instance, 0
        extra = instance.weights.changed_seat * self.unit
        if instance.printed is None or not extra:
            return 0
        for pull, printed, tables in zip(self.pull, instance.printed, self.tables, strict=True):
            for row, wanted, now in zip(pull, printed, tables, strict=True):
                if wanted >= 0:
                    row[:] = [value + extra * (at != wanted) for at, value in enumerate(row)]
                    total += extra * (now != wanted)
        return total

    # ---- interests

    def lonely(self, people: list[int]) -> int:
        """What it costs that some of these share no interest with anybody else of them."""
        once = twice = 0
        for person in people:
            mask = self.likes[person]
            twice |= once & mask
            once |= mask
        alone = sum(1 for one in people if (own := self.likes[one]) and not own & twice)
        return alone * self.loneliness

    def lonely_price(
        self, round_: int, here: int, there: int, away: list[int], back: list[int]
    ) -> int:
        """What the interests say to an exchange of some from here against some from there."""
        near, far = self.seated[round_][here], self.seated[round_][there]
        near_after = [one for one in near if one not in away] + back
        far_after = [one for one in far if one not in back] + away
        before = self.alone[round_][here] + self.alone[round_][there]
        return self.lonely(near_after) + self.lonely(far_after) - before

    # ---- exchanges

    def price(self, round_: int, away: list[int], back: list[int]) -> int:
        """What the whole costs more when as many people of two tables change places.

        Each side holds whole groups: who sits together goes together.
        """
        here, there = self.tables[round_][away[0]], self.tables[round_][back[0]]
        price = self._side(round_, away, here, there) + self._side(round_, back, there, here)
        price -= 2 * sum(self.met[one][other] for one in away for other in back)
        price += self.traits.price(round_, here, there, away, back)
        if self.loneliness:
            price += self.lonely_price(round_, here, there, away, back)
        return price

    def _side(self, round_: int, people: list[int], here: int, there: int) -> int:
        pull = self.pull[round_]
        price = sum(pull[one][there] - pull[one][here] for one in people)
        price += 2 * sum(self.met[one][other] for one, other in combinations(people, 2))
        left = len(people) * (self.instance.tables[here] - len(people))
        return price + self.unit * left

    def exchange_all(self, round_: int, away: list[int], back: list[int], price: int) -> None:
        """Carry out what ``price`` judged."""
        for one, other in zip(away, back, strict=True):
            self.exchange(round_, one, other)
        self.total += price

    def exchange(self, round_: int, one: int, other: int) -> None:
        """Two people change places. The caller adds the price to ``total``."""
        tables, unit = self.tables[round_], self.unit
        here, there = tables[one], tables[other]
        near, far = self.seated[round_][here], self.seated[round_][there]
        near.remove(one)
        far.remove(other)
        self._meet(one, near, -unit)
        self._meet(other, near, unit)
        self._meet(other, far, -unit)
        self._meet(one, far, unit)
        near.append(other)
        far.append(one)
        tables[one], tables[other] = there, here
        for row, mine, theirs in zip(
            self.pull[round_], self.met[one], self.met[other], strict=True
        ):
            if mine != theirs:
                row[here] += theirs - mine
                row[there] += mine - theirs
        if self.traits.kinds:
            self.traits.move(round_, one, here, there)
            self.traits.move(round_, other, there, here)
        if self.loneliness:
            self.alone[round_][here] = self.lonely(near)
            self.alone[round_][there] = self.lonely(far)

    def _meet(self, person: int, others: list[int], step: int) -> None:
        mine, partners = self.met[person], self.partners[person]
        for other in others:
            if other not in partners:
                mine[other] += step
                self.met[other][person] += step
        for tables, pull in zip(self.tables, self.pull, strict=True):
            row, at = pull[person], tables[person]
            for other in others:
                if other not in partners:
                    row[tables[other]] += step
                    pull[other][at] += step


def _masks(instance: Instance) -> list[int]:
    return [sum(1 << interest for interest in one.interests) for one in instance.guests]
