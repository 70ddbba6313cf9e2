import random
from dataclasses import replace
from itertools import permutations, product

import pytest

from app.tables.rules.bounds import bound, spread
from app.tables.rules.cost import cost, violations
from app.tables.rules.instance import Guest, Instance, Weights, sizes
from tests.tables.tasks import plain


def test_people_are_spread_as_evenly_as_possible() -> None:
    assert [spread(people, 4) for people in (0, 4, 5, 6, 9)] == [0, 0, 1, 2, 6]


@pytest.mark.parametrize(
    "people, tables, rounds, least",
    [(20, 4, 2, 4), (20, 4, 3, 12), (24, 4, 3, 24), (30, 5, 3, 15), (42, 6, 3, 18), (56, 7, 4, 42)],
)
def test_the_measure_names_these_bounds(people: int, tables: int, rounds: int, least: int) -> None:
    assert bound(plain(people, tables, rounds)) == least


def test_earlier_meetings_add_to_what_the_rounds_force() -> None:
    everybody = {(one, other): 1 for one in range(6) for other in range(one + 1, 6)}
    instance = replace(plain(6, 2, 2), history=everybody)
    assert bound(plain(6, 2, 2)) == 2
    assert bound(instance) == 2 + 12


def test_fixed_people_are_known_exactly() -> None:
    guests = tuple(Guest(fixed_table=number // 3) for number in range(6))
    instance = Instance(guests=guests, tables=(3, 3), rounds=3, history={(0, 1): 2})
    plan = ((0, 0, 0, 1, 1, 1),) * 3
    assert bound(instance) == cost(instance, plan) == 6 * 3 + 3 * 2


def test_tables_too_small_for_every_sector_cost_points() -> None:
    guests = tuple(Guest(sector=number % 3) for number in range(9))
    instance = Instance(guests=guests, tables=(2, 2, 5), rounds=1)
    assert bound(instance) == 2 * (1 + 1 + 2)


def test_more_pairs_than_strangers() -> None:
    assert bound(plain(4, 1, 3)) == 6 * 3
    assert bound(replace(plain(4, 1, 3), together=((0, 1),))) == 5 * 3


@pytest.mark.parametrize("number", range(60))
def test_no_plan_of_a_small_task_is_below(number: int) -> None:
    """All plans are counted."""
    rng = random.Random(number)
    instance = _small(rng)
    rows = set(permutations([t for t, seats in enumerate(instance.tables) for _ in range(seats)]))
    valid = [
        plan
        for plan in product(sorted(rows), repeat=instance.rounds)
        if not violations(instance, plan)
    ]
    if valid:
        assert bound(instance) <= min(cost(instance, plan) for plan in valid)


def _small(rng: random.Random) -> Instance:
    people = rng.choice([4, 5])
    pairs = [(one, other) for one in range(people) for other in range(one + 1, people)]
    rng.shuffle(pairs)
    return Instance(
        guests=tuple(
            Guest(sector=rng.choice([None, 0, 1]), fixed_table=rng.choice([None, None, None, 0]))
            for _ in range(people)
        ),
        tables=rng.choice([sizes(people, 2), (people - 1, 1)]),
        rounds=rng.randint(1, 2),
        history={pair: rng.randint(1, 2) for pair in pairs[3:]},
        together=(pairs[0],) if rng.random() < 0.5 else (),
        apart=frozenset(pairs[1:2]),
        weights=Weights(mix=rng.choice([0, 2])),
    )


def test_a_circle_of_acquaintances_larger_than_the_tables_meets_again() -> None:
    """Six who all know each other at five tables: one pair in each round, twice as often met."""
    known = {(one, other): 2 for one in range(6) for other in range(one + 1, 6)}
    assert bound(replace(plain(20, 5, 3), history=known)) == 2 * 3
    assert bound(replace(plain(20, 5, 3), history=known, together=((0, 1),))) == 0
