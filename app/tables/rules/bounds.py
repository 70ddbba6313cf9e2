"""What no plan can be better than, in closed form (bounds 1 to 3 of the measure)."""

from collections import Counter
from heapq import nsmallest

from .instance import Instance


def spread(people: int, tables: int) -> int:
    """Pairs that must share a table when so many people are spread over so many tables."""
    few, more = divmod(people, tables)
    return more * few * (few + 1) // 2 + (tables - more) * few * (few - 1) // 2


def bound(instance: Instance) -> int:
    """The largest of the bounds on the repeats, in units of ``weights.repeat``; never negative."""
    return max(0, _by_rounds(instance), _by_person(instance), _by_counting(instance))


def _by_rounds(instance: Instance) -> int:
    """Two rounds force repeats, because each table of the one is spread over those of the other."""
    tables = len(instance.tables)
    forced = sum(spread(seats, tables) for seats in instance.tables)
    pairs_of_rounds = instance.rounds * (instance.rounds - 1) // 2
    known = _together_in_two(instance) * pairs_of_rounds
    return instance.weights.repeat * (forced * pairs_of_rounds - known)


def _together_in_two(instance: Instance) -> int:
    """Pairs that sit together in both rounds by order: they do not count as repeats."""
    return len(instance.excluded)


def _by_person(instance: Instance) -> int:
    """Each person fills so many places beside others, the cheapest first; every pair is seen twice."""
    unit = instance.weights.repeat
    smallest, places = min(instance.tables), []
    known: list[dict[int, int]] = [{} for _ in instance.guests]
    for (one, other), times in instance.history.items():
        known[one][other] = known[other][one] = times
    partners = Counter(person for pair in instance.excluded for person in pair)
    for person, guest in enumerate(instance.guests):
        seats = smallest if guest.fixed_table is None else instance.tables[guest.fixed_table]
        wanted = instance.rounds * (seats - 1 - partners[person])
        others = [
            known[person].get(other, 0)
            for other in range(instance.size)
            if other != person and _pair(person, other) not in instance.excluded
        ]
        steps = (start + unit * step for start in others for step in range(instance.rounds))
        places.append(sum(nsmallest(max(0, wanted), steps)))
    return -(-sum(places) // 2)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _by_counting(instance: Instance) -> int:
    """More places beside others than pairs: some must meet again."""
    beside = instance.rounds * sum(seats * (seats - 1) // 2 for seats in instance.tables)
    beside -= instance.rounds * len(instance.excluded)
    pairs = instance.size * (instance.size - 1) // 2 - len(instance.excluded)
    if pairs <= 0:
        return 0
    times, rest = divmod(beside, pairs)
    return instance.weights.repeat * (pairs * times * (times - 1) // 2 + rest * times)
