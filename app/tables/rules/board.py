"""A plan under way: what each exchange of two people costs, judged in constant time.

``pull[r][i][t]``: what person i would pay for sitting with the people at table t in round r, as often
as they have met so far. An exchange is judged from four of these numbers and carried out by mending
the rows of everybody. So judging is cheap and carrying out is not, which fits a search that throws
most exchanges away. All amounts are in units of ``weights.repeat``.
"""

import math
import random
from itertools import combinations

from .instance import Instance, Plan

FORBIDDEN = 1000
"""What a meeting of two who must be apart costs, in repeats: more than one exchange can win."""


class Board:
    """The state of the search; ``total`` follows every exchange."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance = instance
        self.unit = instance.weights.repeat
        self.tables = [list(tables) for tables in plan]
        self.sector = [-1 if one.sector is None else one.sector for one in instance.guests]
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
        self.total = self._seat_everybody()
        self.pull = [self._pull(tables) for tables in self.tables]
        self.total += self._fold_in_printed()
        self.counts, self.leave, self.join = self._sectors()
        self.total += self._sector_total()
        self.total += self._interest_total()

    def plan(self) -> Plan:
        return tuple(tuple(tables) for tables in self.tables)

    def _met_before(self) -> list[list[int]]:
        size = self.instance.size
        met = [[0] * size for _ in range(size)]
        for (one, other), times in self.instance.history.items():
            met[one][other] = met[other][one] = times
        for one, other in self.instance.apart:
            met[one][other] += FORBIDDEN * self.unit
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

    # ---- sectors: for each round and table what it costs that one of a sector leaves or joins

    def _sectors(
        self,
    ) -> tuple[list[list[list[int]]], list[list[list[int]]], list[list[list[int]]]]:
        kinds = max(self.instance.sector_bounds, default=-1) + 1
        counts = [[[0] * kinds for _ in self.instance.tables] for _ in self.tables]
        for numbers, tables in zip(counts, self.tables, strict=True):
            for person, table in enumerate(tables):
                if self.sector[person] >= 0:
                    numbers[table][self.sector[person]] += 1
        leave = [[[0] * (kinds + 1) for _ in self.instance.tables] for _ in self.tables]
        join = [[[0] * (kinds + 1) for _ in self.instance.tables] for _ in self.tables]
        for round_, numbers in enumerate(counts):
            for table, at in enumerate(numbers):
                for sector in range(kinds):
                    leave[round_][table][sector], join[round_][table][sector] = self._prices(
                        sector, at[sector]
                    )
        return counts, leave, join

    def _prices(self, sector: int, number: int) -> tuple[int, int]:
        """(when one leaves, when one joins)"""
        least, most = self.instance.sector_bounds.get(sector, (0, 10**9))
        point = self.instance.weights.mix * self.unit
        leaving = (number <= least) - (number > most)
        joining = (number >= most) - (number < least)
        return leaving * point, joining * point

    def _sector_total(self) -> int:
        distance = 0
        for numbers in self.counts:
            for at in numbers:
                for sector, (least, most) in self.instance.sector_bounds.items():
                    distance += max(0, least - at[sector], at[sector] - most)
        return distance * self.instance.weights.mix * self.unit

    def _change_sector(self, round_: int, person: int, table: int, step: int) -> None:
        sector = self.sector[person]
        if sector >= 0:
            counts = self.counts[round_][table]
            counts[sector] += step
            prices = self._prices(sector, counts[sector])
            self.leave[round_][table][sector], self.join[round_][table][sector] = prices

    # ---- interests

    def _interest_total(self) -> int:
        if not self.instance.weights.interest:
            return 0
        return sum(self._lonely(people) for tables in self.seated for people in tables)

    def _lonely(self, people: list[int]) -> int:
        guests = self.instance.guests
        alone = sum(
            1
            for one in people
            if (own := guests[one].interests)
            and not any(own & guests[other].interests for other in people if other != one)
        )
        return alone * self.instance.weights.interest * self.unit

    def _interest_price(self, round_: int, one: int, other: int) -> int:
        tables = self.seated[round_]
        here = tables[self.tables[round_][one]]
        there = tables[self.tables[round_][other]]
        after = [other if x == one else x for x in here], [one if x == other else x for x in there]
        return sum(map(self._lonely, after)) - self._lonely(here) - self._lonely(there)

    # ---- exchanges

    def price(self, round_: int, one: int, other: int) -> int:
        """What the whole costs more when two people at different tables change places."""
        tables, pull = self.tables[round_], self.pull[round_]
        here, there = tables[one], tables[other]
        mine, theirs = pull[one], pull[other]
        seats = self.instance.tables
        left = seats[here] + seats[there] - 2
        left -= sum(tables[friend] == here for friend in self.partners[one])
        left -= sum(tables[friend] == there for friend in self.partners[other])
        price = mine[there] - mine[here] + theirs[here] - theirs[there]
        price += self.unit * left - 2 * self.met[one][other]
        x, y = self.sector[one], self.sector[other]
        if x != y:
            leave, join = self.leave[round_], self.join[round_]
            price += leave[here][x] + join[there][x] + leave[there][y] + join[here][y]
        if self.instance.weights.interest:
            price += self._interest_price(round_, one, other)
        return price

    def exchange(self, round_: int, one: int, other: int, price: int) -> None:
        """Carry out what was judged."""
        tables = self.tables[round_]
        here, there = tables[one], tables[other]
        near, far = self.seated[round_][here], self.seated[round_][there]
        near.remove(one)
        far.remove(other)
        self._meet(one, near, -self.unit)
        self._meet(other, near, self.unit)
        self._meet(other, far, -self.unit)
        self._meet(one, far, self.unit)
        near.append(other)
        far.append(one)
        tables[one], tables[other] = there, here
        for row, mine, theirs in zip(
            self.pull[round_], self.met[one], self.met[other], strict=True
        ):
            if mine != theirs:
                row[here] += theirs - mine
                row[there] += mine - theirs
        for person, start, end in ((one, here, there), (other, there, here)):
            self._change_sector(round_, person, start, -1)
            self._change_sector(round_, person, end, 1)
        self.total += price

    def _meet(self, person: int, others: list[int], step: int) -> None:
        mine, partners = self.met[person], self.partners[person]
        for other in others:
            if other not in partners:
                mine[other] += step
                self.met[other][person] += step
                for tables, pull in zip(self.tables, self.pull, strict=True):
                    pull[person][tables[other]] += step
                    pull[other][tables[person]] += step

    def anneal(self, rng: random.Random, people: list[int], trials: int, heat: float) -> int:
        """Try so many exchanges of single people at one temperature; returns how many were made.

        The loop says again what ``price`` says, without its calls: it runs a million times a second.
        """
        toss, exp = rng.random, math.exp
        tables_of, pull_of, met, seats = self.tables, self.pull, self.met, self.instance.tables
        sector, unit, rounds, number = self.sector, self.unit, len(self.tables), len(people)
        plain = not self.instance.weights.interest
        done, lowest = 0, self.total
        for _ in range(trials):
            round_ = int(toss() * rounds)
            one, other = people[int(toss() * number)], people[int(toss() * number)]
            tables = tables_of[round_]
            here, there = tables[one], tables[other]
            if here == there:
                continue
            pull = pull_of[round_]
            mine, theirs = pull[one], pull[other]
            price = (
                mine[there] - mine[here] + theirs[here] - theirs[there]
                - 2 * met[one][other] + unit * (seats[here] + seats[there] - 2)
            )  # fmt: skip
            x, y = sector[one], sector[other]
            if x != y:
                leave, join = self.leave[round_], self.join[round_]
                price += leave[here][x] + join[there][x] + leave[there][y] + join[here][y]
            if not plain:
                price += self._interest_price(round_, one, other)
            if price <= 0 or toss() < exp(-price / heat):
                self.exchange(round_, one, other, price)
                done += 1
                if self.total < lowest:
                    lowest = self.total
                    self.lowest = lowest
                    self.best = self.plan()
        return done
