"""The cost of a plan, counted slowly from its definition; the search must agree with it."""

from collections import Counter
from collections.abc import Iterator

from .instance import Instance, Pair, Plan, pairs_of


def seats(instance: Instance, plan: Plan) -> list[list[list[int]]]:
    """For each round and each table the people at it, in ascending order."""
    found: list[list[list[int]]] = []
    for tables in plan:
        at: list[list[int]] = [[] for _ in instance.tables]
        for person, table in enumerate(tables):
            at[table].append(person)
        found.append(at)
    return found


def meetings(instance: Instance, plan: Plan) -> Counter[Pair]:
    """How often each pair shares a table in the plan."""
    return Counter(
        pair for tables in seats(instance, plan) for table in tables for pair in pairs_of(table)
    )


def repeats(instance: Instance, plan: Plan) -> int:
    """Cost A in units: the first meeting of strangers costs nothing, the next one, then two, …"""
    unit = instance.weights.repeat
    return sum(
        times * instance.history.get(pair, 0) + unit * times * (times - 1) // 2
        for pair, times in meetings(instance, plan).items()
        if pair not in instance.excluded
    )


def mix(instance: Instance, plan: Plan) -> int:
    """Cost B: how far the head-count of each sector at each table is from a fair share."""
    distance = 0
    for table in _all_tables(instance, plan):
        counts = Counter(instance.guests[person].sector for person in table)
        for sector, (least, most) in instance.sector_bounds.items():
            distance += max(0, least - counts[sector], counts[sector] - most)
    return distance


def crowd(instance: Instance, plan: Plan) -> int:
    """How many people of one organisation sit at a table beyond its limit."""
    beyond = 0
    for table in _all_tables(instance, plan):
        counts = Counter(instance.guests[person].organisation for person in table)
        for organisation, most in instance.most_of_one.items():
            beyond += max(0, counts[organisation] - most)
    return beyond


def lonely(instance: Instance, plan: Plan) -> int:
    """How often somebody with interests sits with nobody who shares one."""
    return sum(
        1
        for table in _all_tables(instance, plan)
        for person in table
        if (own := instance.guests[person].interests)
        and not any(own & instance.guests[other].interests for other in table if other != person)
    )


def changed_seats(instance: Instance, plan: Plan) -> int:
    """How many places differ from those on the printed cards."""
    if instance.printed is None:
        return 0
    return sum(
        was >= 0 and now != was
        for before, after in zip(instance.printed, plan, strict=True)
        for was, now in zip(before, after, strict=True)
    )


def cost(instance: Instance, plan: Plan) -> int:
    """The whole in units of ``weights.repeat``."""
    weights = instance.weights
    points = (
        weights.mix * mix(instance, plan)
        + weights.crowd * crowd(instance, plan)
        + weights.interest * lonely(instance, plan)
        + weights.changed_seat * changed_seats(instance, plan)
    )
    return repeats(instance, plan) + weights.repeat * points


def violations(instance: Instance, plan: Plan) -> list[str]:
    """Every hard rule that the plan breaks, for tests; empty when it is valid."""
    return list(_violations(instance, plan))


def _violations(instance: Instance, plan: Plan) -> Iterator[str]:
    if len(plan) != instance.rounds:
        yield "rounds"
    for number, tables in enumerate(plan):
        if len(tables) != instance.size:
            yield f"round {number}: people"
            continue
        taken = Counter(tables)
        if any(taken[table] != seats for table, seats in enumerate(instance.tables)):
            yield f"round {number}: sizes"
        for person, table in enumerate(tables):
            if instance.fixed_at(number, person) not in (None, table):
                yield f"round {number}: person {person} left the fixed place"
        for group in instance.together:
            if len({tables[person] for person in group}) > 1:
                yield f"round {number}: {group} not together"
        for one, other in instance.apart:
            if tables[one] == tables[other]:
                yield f"round {number}: {one} and {other} not apart"


def _all_tables(instance: Instance, plan: Plan) -> Iterator[list[int]]:
    for tables in seats(instance, plan):
        yield from tables
