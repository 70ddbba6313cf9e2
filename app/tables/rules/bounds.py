"""What no plan can be better than, in closed form (bounds 1 to 3 of the measure)."""

from collections.abc import Collection, Mapping, Sequence
from heapq import nsmallest
from itertools import chain

from .instance import Instance, Pair, pairs_of

EFFORT = 500_000
"""Circles of acquaintances are looked for so long; each takes up to the square of the people."""


def spread(people: int, tables: int) -> int:
    """Pairs that must share a table when so many people are spread over so many tables."""
    return _spread(people, (people,) * tables)


def _spread(people: int, seats: Sequence[int]) -> int:
    """The same with so many seats at each table: the next one at a table meets all before."""
    return sum(nsmallest(people, chain.from_iterable(map(range, seats))))


def bound(instance: Instance) -> int:
    """What every valid plan costs at least, in units; never negative.

    Constant factors apart it takes the time of sorting everybody's acquaintances.
    """
    ties = _ties(instance)
    repeats = max(
        _by_rounds(instance) + max(_by_history(instance, ties), _by_circles(instance)),
        _by_person(instance, ties),
        _by_counting(instance),
    )
    return repeats + instance.weights.repeat * instance.weights.mix * _forced_mix(instance)


def _by_rounds(instance: Instance) -> int:
    """Two rounds force repeats, because each table of the one is spread over those of the other.

    Pairs that sit together in both by order are no repeats.
    """
    forced = sum(_spread(seats, instance.tables) for seats in instance.tables)
    pairs_of_rounds = instance.rounds * (instance.rounds - 1) // 2
    return instance.weights.repeat * pairs_of_rounds * max(0, forced - len(instance.excluded))


class _Ties:
    """Beside whom a person may sit: in every round, in some, or never."""

    def __init__(
        self, tables: Sequence[int | None], group: Sequence[int], apart: Collection[int],
        known: Mapping[int, int],
    ) -> None:  # fmt: skip
        """``tables``: the fixed ones of everybody; ``known``: earlier meetings, by person."""
        never = {*group, *apart}
        self.table = next((tables[one] for one in group if tables[one] is not None), None)
        self.partners = len(group) - 1
        others = [one for one in range(len(tables)) if one not in never]
        self.always: list[int] = []
        if self.table is not None:
            self.always = [known.get(one, 0) for one in others if tables[one] == self.table]
            others = [one for one in others if tables[one] is None]
        self.maybe = [known.get(one, 0) for one in others]

    def beside(self, instance: Instance) -> tuple[int, int]:
        """Fewest and most places beside people who are not always there, in one round."""
        seats = instance.tables if self.table is None else (instance.tables[self.table],)
        taken = 1 + self.partners + len(self.always)
        return max(0, min(seats) - taken), max(0, max(seats) - taken)


def _ties(instance: Instance) -> list[_Ties]:
    people = range(instance.size)
    known: list[dict[int, int]] = [{} for _ in people]
    for (one, other), times in instance.history.items():
        known[one][other] = known[other][one] = times
    apart: list[list[int]] = [[] for _ in people]
    for one, other in instance.apart:
        apart[one].append(other)
        apart[other].append(one)
    groups = {person: group for group in instance.together for person in group}
    tables = [guest.fixed_table for guest in instance.guests]
    return [_Ties(tables, groups.get(one, (one,)), apart[one], known[one]) for one in people]


def _by_person(instance: Instance, ties: Sequence[_Ties]) -> int:
    """Each person fills so many places beside others, the cheapest first, over all rounds."""
    unit, rounds = instance.weights.repeat, instance.rounds
    known = sum(
        rounds * times + unit * rounds * (rounds - 1) // 2 for tie in ties for times in tie.always
    )
    prices = []
    for tie in ties:
        most = rounds * tie.beside(instance)[1]
        near = sorted(tie.maybe)[:most]  # nobody else is among the cheapest so many times
        prices.append([start + unit * step for step in range(rounds) for start in near])
    return -(-(known + _cheapest(instance, ties, prices, rounds)) // 2)


def _by_history(instance: Instance, ties: Sequence[_Ties]) -> int:
    """What earlier meetings alone cost: in each round the neighbours who are known least."""
    known = sum(sum(tie.always) for tie in ties)
    one_round = known + _cheapest(instance, ties, [tie.maybe for tie in ties], 1)
    return -(-instance.rounds * one_round // 2)


def _by_circles(instance: Instance) -> int:
    """Some of a circle in which everybody knows everybody meet in each round, if tables are fewer.

    Circles share no acquaintance: what one has used is taken away.
    """
    left = {
        pair: times
        for pair, times in instance.history.items()
        if times > 0 and pair not in instance.excluded
    }
    knows: list[set[int]] = [set() for _ in instance.guests]
    for one, other in left:
        knows[one].add(other)
        knows[other].add(one)
    total = 0
    people = sorted(range(instance.size), key=lambda one: len(knows[one]))
    for _ in range(EFFORT // max(1, instance.size**2)):
        if not people:
            break
        circle = _circle(knows, people[-1])
        if len(circle) > len(instance.tables):
            total += _spread(len(circle), instance.tables) * _use_up(circle, left, knows)
        else:
            people.pop()
    return instance.rounds * total


def _circle(knows: Sequence[set[int]], person: int) -> list[int]:
    """People who all know each other, begun with one and grown by whom most others know."""
    circle, others = [person], knows[person]
    while others:
        further = {one: len(others & knows[one]) for one in sorted(others)}
        best = max(further, key=further.__getitem__)
        circle.append(best)
        others = others & knows[best]
    return circle


def _use_up(circle: Sequence[int], left: dict[Pair, int], knows: Sequence[set[int]]) -> int:
    """Take away, and return, how often all pairs of the circle have met."""
    pairs = list(pairs_of(circle))
    times = min(left[pair] for pair in pairs)
    for one, other in pairs:
        left[one, other] -= times
        if not left[one, other]:
            knows[one].discard(other)
            knows[other].discard(one)
    return times


def _cheapest(
    instance: Instance, ties: Sequence[_Ties], prices: Sequence[list[int]], rounds: int
) -> int:
    """The least sum for all places beside others; every pair is counted from both sides.

    Everybody has the places of the smallest table; the rest goes to whom it costs least.
    """
    places = sum(seats * (seats - 1) for seats in instance.tables)
    places -= sum(tie.partners + len(tie.always) for tie in ties)
    total, open_, further = 0, rounds * places, []
    for tie, row in zip(ties, prices, strict=True):
        least, most = tie.beside(instance)
        row = sorted(row)[: rounds * most]
        total += sum(row[: rounds * least])
        open_ -= rounds * least
        further.append(row[rounds * least :])
    return total + sum(nsmallest(max(0, open_), chain.from_iterable(further)))


def _by_counting(instance: Instance) -> int:
    """More places beside others than pairs: some must meet again."""
    known = len(instance.excluded)
    beside = sum(seats * (seats - 1) // 2 for seats in instance.tables) - known
    pairs = instance.size * (instance.size - 1) // 2 - len(instance.excluded | instance.apart)
    if pairs <= 0:
        return 0
    times, rest = divmod(instance.rounds * beside, pairs)
    return instance.weights.repeat * (pairs * times * (times - 1) // 2 + rest * times)


def _forced_mix(instance: Instance) -> int:
    """Points that a table costs because its seats are too few, or too many, for fair shares."""
    least = sum(low for low, _ in instance.sector_bounds.values())
    most = sum(high for _, high in instance.sector_bounds.values())
    most += sum(one.sector is None for one in instance.guests)
    per_round = sum(max(0, least - seats, seats - most) for seats in instance.tables)
    return instance.rounds * per_round
