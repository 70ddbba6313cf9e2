import random
from dataclasses import replace
from itertools import islice

import pytest

from app.tables.rules.cost import cost, crowd, lonely, mix, violations
from app.tables.rules.instance import Guest, Instance, Plan, Weights
from app.tables.rules.search import Found, plans
from app.tables.rules.start import first_plan
from tests.tables.tasks import plain


def _last(instance: Instance, chunks: int, seed: int = 1, start: Plan | None = None) -> Found:
    *_, last = islice(plans(instance, seed, start), chunks)
    assert violations(instance, last.plan) == []
    assert last.cost == cost(instance, last.plan)
    return last


@pytest.mark.parametrize(
    "people, tables, rounds, best",
    [
        (20, 4, 4, 24), (30, 5, 3, 15), (30, 6, 3, 0), (36, 6, 3, 0), (42, 6, 3, 18),
        (64, 8, 4, 0), (72, 9, 4, 0), (200, 25, 4, 0),
    ],
)  # fmt: skip
def test_the_bound_is_reached(people: int, tables: int, rounds: int, best: int) -> None:
    found = _last(plain(people, tables, rounds), 300)
    assert (found.cost, found.bound, found.perfect) == (best, best, True)


def test_it_stops_asking_when_nothing_better_exists() -> None:
    assert len(list(plans(plain(36, 6, 3), 1))) == 1


@pytest.mark.parametrize(
    "instance",
    [
        plain(7, 1, 3),
        plain(2, 1, 1),
        replace(plain(2, 1, 2), together=((0, 1),)),
        Instance(
            guests=tuple(Guest(fixed_table=number % 2) for number in range(8)),
            tables=(4, 4),
            rounds=3,
        ),
        replace(
            plain(9, 2, 2), locked={(r, one): int(one > 4) for r in range(2) for one in range(9)}
        ),
        replace(plain(6, 2, 2), together=((0, 1, 2, 3, 4),), tables=(5, 1)),
    ],
    ids=["one table", "two people", "a couple", "all fixed", "all locked", "one group"],
)
def test_it_ends_when_nothing_can_move(instance: Instance) -> None:
    found = list(islice(plans(instance, 1), 1000))
    assert len(found) < 1000
    assert violations(instance, found[-1].plan) == []


def test_a_locked_round_stays_while_the_others_get_better() -> None:
    row = tuple(number // 5 for number in range(20))
    locked = {(0, person): table for person, table in enumerate(row)}
    found = _last(replace(plain(20, 4, 3), locked=locked), 100)
    assert found.plan[0] == row
    assert found.cost == 12


def test_groups_change_tables_too() -> None:
    """Two couples who know everybody of one table but nobody of the other two."""
    known = {(one, other): 9 for one in range(4) for other in range(4, 8)}
    instance = replace(plain(12, 3, 1), together=((0, 1), (2, 3)), history=known)
    bad = ((0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 2),)
    found = _last(instance, 100, start=bad)
    assert found.cost == 0


def test_only_groups_can_move() -> None:
    groups = tuple((2 * number, 2 * number + 1) for number in range(8))
    assert _last(replace(plain(16, 4, 3), together=groups), 100).cost == 0


def test_organisations_sectors_and_interests_are_spread() -> None:
    guests = tuple(
        Guest(
            sector=number % 3,
            organisation=0 if number < 7 else None,
            interests=frozenset({number % 2}) if number < 12 else frozenset(),
        )
        for number in range(24)
    )
    weights = Weights(repeat=100, interest=1)
    found = _last(Instance(guests=guests, tables=(6,) * 4, rounds=2, weights=weights), 200)
    instance = Instance(guests=guests, tables=(6,) * 4, rounds=2, weights=weights)
    assert [count(instance, found.plan) for count in (mix, crowd, lonely)] == [0, 0, 0]
    assert found.cost == found.bound == 800


def test_tables_of_very_different_sizes() -> None:
    instance = replace(plain(30, 5, 3), tables=(15, 7, 4, 3, 1))
    found = _last(instance, 100)
    assert found.cost < cost(instance, first_plan(instance, random.Random(1)))


def test_the_same_seed_gives_the_same_plan_and_another_one_another() -> None:
    instance = plain(36, 6, 4)
    assert _last(instance, 30, seed=7) == _last(instance, 30, seed=7)
    assert _last(instance, 30, seed=7).plan != _last(instance, 30, seed=8).plan


def test_it_goes_on_from_where_it_stopped() -> None:
    instance = plain(36, 6, 4)
    before = _last(instance, 5)
    after = list(islice(plans(instance, 2, before.plan), 60))
    assert after[0].plan == before.plan
    assert after[-1].cost < before.cost


def test_from_a_plan_changed_by_hand_that_breaks_a_rule() -> None:
    instance = replace(plain(20, 4, 3), apart=frozenset({(0, 1)}))
    together: Plan = (tuple(number // 5 for number in range(20)),) * 3
    found = _last(instance, 60, start=together)
    assert found.cost == found.bound


def test_no_earlier_meetings_are_worth_seating_two_together_who_must_be_apart() -> None:
    known = {(one, other): 1000 for one in range(4) for other in range(4, 8)}
    _last(replace(plain(8, 2, 1), history=known, apart=frozenset({(0, 1)})), 20)


def test_no_mixture_is_worth_it_either() -> None:
    """Of two sectors only one pair may share a table of two."""
    guests = tuple(Guest(sector=number % 2) for number in range(8))
    mixed = {(min(a, b), max(a, b)) for a in range(0, 8, 2) for b in range(1, 8, 2)}
    instance = replace(plain(8, 4, 1), guests=guests, apart=frozenset(mixed - {(0, 1)}))
    _last(replace(instance, weights=Weights(mix=1000)), 20)
