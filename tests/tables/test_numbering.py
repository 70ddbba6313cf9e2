"""Tables change their numbers so that people change tables; who meets whom stays."""

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.tables.rules.cost import cost, violations
from app.tables.rules.numbering import on_the_move
from app.tables.rules.search import plans
from app.tables.rules.start import first_plan
from tests.tables.tasks import plain, solvable


def stays(plan):
    """How often somebody keeps the table from one round to the next."""
    return sum(
        here == there
        for before, after in pairwise(plan)
        for here, there in zip(before, after, strict=True)
    )


def first(instance):
    return next(iter(plans(instance, 1))).plan


def test_after_algebra_nobody_sits_at_one_table_all_evening():
    task = plain(64, 8, 3)
    plan = first(task)
    assert sum(len(set(tables)) == 1 for tables in zip(*plan, strict=True)) == 8

    moved = on_the_move(task, plan)

    assert stays(moved) <= stays(plan)
    assert all(len(set(tables)) > 1 for tables in zip(*moved, strict=True))


def test_a_plan_on_cards_stays_as_it_is():
    task = plain(16, 4, 3)
    plan = first(task)
    printed = replace(task, printed=plan)

    assert on_the_move(printed, plan) == plan


@given(st.integers(0, 10**9))
def test_it_costs_nothing_and_breaks_nothing(seed):
    rng = random.Random(seed)
    task = solvable(rng)
    plan = first_plan(task, rng)

    moved = on_the_move(task, plan)

    assert violations(task, moved) == []
    assert cost(task, moved) == cost(task, plan)
    assert on_the_move(task, moved) == moved
