"""Which number a group of people gets in a round: so that few people keep the table they sat at.

Who sits with whom stays as it is, so this costs nothing. Without it somebody may sit at table 7 in
every round among ever new people, and believes that the card is wrong.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from .instance import Instance, Plan


def on_the_move(instance: Instance, plan: Plan) -> Plan:
    """The same groups under other numbers; places that are fixed, locked or printed stay."""
    if instance.printed is not None:
        return plan
    rounds = [plan[0]]
    for round_ in range(1, instance.rounds):
        number = _numbers(instance, round_, plan[round_], rounds)
        rounds.append(tuple(number[table] for table in plan[round_]))
    return tuple(rounds)


def _numbers(
    instance: Instance, round_: int, tables: Sequence[int], before: Sequence[Sequence[int]]
) -> list[int]:
    """Table of the plan → its new number: two change numbers as long as that helps somebody."""
    number, known = list(range(len(instance.tables))), _been_there(instance, tables, before)
    pairs = _that_may_change(instance, round_)
    better = True
    while better:
        better = False
        for one, other in pairs:
            now = known[one][number[one]] + known[other][number[other]]
            then = known[one][number[other]] + known[other][number[one]]
            if then < now:
                number[one], number[other] = number[other], number[one]
                better = True
    return number


def _been_there(
    instance: Instance, tables: Sequence[int], before: Sequence[Sequence[int]]
) -> list[list[int]]:
    """For each table of the round and each number how much its people have had of it: twice is far
    worse than once, and the round just over counts a little more."""
    known = [[0] * len(instance.tables) for _ in instance.tables]
    for person, table in enumerate(tables):
        times = Counter(earlier[person] for earlier in before)
        for number, often in times.items():
            known[table][number] += 2 * often**2
        known[table][before[-1][person]] += 1
    return known


def _that_may_change(instance: Instance, round_: int) -> list[tuple[int, int]]:
    """Pairs of tables of one size at which nobody is bound to the number in this round."""
    bound = {instance.fixed_at(round_, person) for person in range(instance.size)}
    free = [table for table in range(len(instance.tables)) if table not in bound]
    seats = instance.tables
    return [(one, other) for one, other in combinations(free, 2) if seats[one] == seats[other]]
