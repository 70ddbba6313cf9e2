"""What a plan means for people, counted by hand; advice that promises nothing false."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tables.rules.cost import repeats
from app.tables.rules.figures import (
    Advice,
    Figures,
    advice,
    figures,
    forced_repeats,
    meetings_until_all_met,
    with_memory,
)
from app.tables.rules.instance import Guest, Instance, sizes
from app.tables.rules.start import first_plan


def task(people, tables, rounds, **more):
    return Instance(guests=(Guest(),) * people, tables=tables, rounds=rounds, **more)


def test_figures_of_six_people_at_two_tables():
    instance = task(
        6, (3, 3), 2,
        history={(0, 1): 1}, together=((4, 5),), apart=frozenset({(2, 4)}),
    )  # fmt: skip
    plan = ((0, 0, 0, 1, 1, 1), (0, 1, 1, 1, 0, 0))

    assert figures(instance, plan) == Figures(
        least_new=2,
        mean_new=16 / 6,
        all_tables=4,
        never_met=4,
        all_pairs=14,
    )


def test_who_is_told_to_sit_together_is_no_new_acquaintance():
    instance = task(4, (2, 2), 1, together=((0, 1),))

    found = figures(instance, ((0, 0, 1, 1),))

    assert (found.least_new, found.mean_new, found.never_met) == (0, 0.5, 4)


def test_advice_says_what_numbers_force_and_names_the_best_first():
    assert advice(24, 3, fewest=4, most=6) == [
        Advice(5, (4, 5), 0),
        Advice(6, (4, 4), 0),
        Advice(4, (6, 6), 24),
    ]
    assert (forced_repeats(24, 4, 3), forced_repeats(24, 6, 3)) == (24, 0)
    assert advice(1, 3) == []


def test_more_rounds_than_pairs_force_repeats_at_small_tables_too():
    (two,) = advice(4, 4, fewest=2, most=2)

    assert two == Advice(2, (2, 2), 2)  # 4 rounds of 2 pairs, and 6 pairs in all


def test_advice_knows_who_has_met_before():
    everybody = {(one, other): 1 for one in range(8) for other in range(one + 1, 8)}
    instance = task(8, (4, 4), 1, history=everybody)

    found = with_memory(instance, advice(8, 1, fewest=2, most=4))

    assert [(one.tables, one.repeats) for one in found] == [(4, 4), (3, 7), (2, 12)]


@given(st.integers(4, 16), st.integers(1, 4), st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_no_plan_has_fewer_repeats_than_the_advice_says(people, rounds, seed):
    rng = Random(seed)
    for one in advice(people, rounds, fewest=2, most=people):
        instance = Instance(
            guests=(Guest(),) * people, tables=sizes(people, one.tables), rounds=rounds
        )
        plan = first_plan(instance, rng)

        assert repeats(instance, plan) >= one.repeats


@pytest.mark.parametrize(
    ("instance", "plan", "more"),
    [
        (task(4, (4,), 1), ((0, 0, 0, 0),), None),
        (task(4, (2, 2), 1), ((0, 0, 1, 1),), 2),
        (task(4, (2, 2), 2), ((0, 0, 1, 1), (0, 1, 0, 1)), 1),
        (task(4, (2, 2), 1, apart=frozenset({(0, 2), (1, 3), (0, 3), (1, 2)})),
         ((0, 0, 1, 1),), None),
        (task(20, (5, 5, 5, 5), 1), (tuple(number // 5 for number in range(20)),), 4),
    ],
)  # fmt: skip
def test_how_many_more_meetings_until_all_have_met(instance, plan, more):
    assert meetings_until_all_met(instance, plan) == more
