import random
from dataclasses import replace
from itertools import combinations

import pytest

from app.tables.rules.cost import changed_seats, violations
from app.tables.rules.instance import Guest, Instance
from app.tables.rules.start import NoPlan, Unfinished, first_plan
from tests.tables.tasks import plain


def _first(instance: Instance, seed: int = 1) -> list[str]:
    return violations(instance, first_plan(instance, random.Random(seed)))


def test_many_people_who_must_be_apart() -> None:
    """Six delegations of six: at every table of six one of each, as the only way."""
    instance = plain(36, 6, 3)
    apart = [
        pair
        for delegation in range(6)
        for pair in combinations(range(6 * delegation, 6 * delegation + 6), 2)
    ]
    assert _first(replace(instance, apart=frozenset(apart))) == []


def test_groups_of_the_size_of_a_table_and_groups_that_fit_in_one_way_only() -> None:
    whole = replace(plain(24, 4, 2), together=((0, 1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)))
    assert _first(whole) == []
    groups = ((0, 1, 2), (3, 4, 5), (6, 7), (8, 9), (10, 11))
    assert _first(replace(plain(12, 2, 3), together=groups)) == []


def test_groups_that_must_be_apart_from_each_other() -> None:
    groups = tuple((2 * number, 2 * number + 1) for number in range(6))
    apart = frozenset({(0, 2), (0, 4), (2, 4), (6, 8), (6, 10), (8, 10)})
    assert _first(replace(plain(12, 3, 3), together=groups, apart=apart)) == []


def test_tables_that_are_full_of_fixed_people() -> None:
    guests = tuple(Guest(fixed_table=number // 5 if number < 15 else None) for number in range(20))
    instance = Instance(guests=guests, tables=(5, 5, 5, 5), rounds=3)
    assert _first(instance) == []


def test_a_locked_round_stays_as_it_is() -> None:
    row = (1, 0, 1, 0, 1, 0, 1, 0)
    instance = replace(plain(8, 2, 2), locked={(1, one): table for one, table in enumerate(row)})
    assert first_plan(instance, random.Random(1))[1] == row


def test_near_a_plan_few_change_places() -> None:
    """Two people who must now be apart sit together in each of three rounds: one exchange each."""
    before = first_plan(plain(30, 5, 3), random.Random(1))
    pairs = [(0, next(i for i in range(1, 30) if row[i] == row[0])) for row in before]
    changed = replace(plain(30, 5, 3), printed=before, apart=frozenset(pairs))
    plan = first_plan(changed, random.Random(1))
    assert violations(changed, plan) == []
    assert changed_seats(changed, plan) <= 2 * len(pairs)


def test_people_without_a_table_get_one_and_the_others_keep_theirs() -> None:
    before = first_plan(plain(24, 4, 2), random.Random(1))
    near = tuple((*row[:-2], -1, -1) for row in before)
    plan = first_plan(plain(24, 4, 2), random.Random(2), near)
    assert violations(plain(24, 4, 2), plan) == []
    assert [row[:-2] for row in plan] == [row[:-2] for row in before]


@pytest.mark.parametrize(
    "instance",
    [
        replace(plain(8, 2, 2), tables=(4, 5)),
        replace(plain(8, 2, 2), together=((0, 1, 2, 3, 4),)),
        replace(plain(8, 2, 2), apart=frozenset({(0, 1), (0, 2), (1, 2)})),
        replace(plain(9, 3, 1), together=((0, 1), (2, 3), (4, 5), (6, 7))),
        Instance(guests=(Guest(fixed_table=0),) * 3 + (Guest(),), tables=(2, 2), rounds=1),
        Instance(guests=(Guest(fixed_table=7), Guest()), tables=(2,), rounds=1),
        replace(plain(8, 2, 2), together=((0, 1),), locked={(0, 0): 0, (0, 1): 1}),
    ],
    ids=["seats", "group", "triangle", "groups", "fixed", "no such table", "locked apart"],
)
def test_what_cannot_be_is_given_up_soon(instance: Instance) -> None:
    with pytest.raises(NoPlan):
        first_plan(instance, random.Random(1))


def test_whoever_waits_can_give_up_but_what_is_easy_comes_all_the_same() -> None:
    alone = replace(plain(6, 2, 1), apart=frozenset({(0, 1), (0, 2), (0, 3), (0, 4)}))
    asked: list[int] = []

    def twice() -> bool:
        asked.append(1)
        return len(asked) < 3

    with pytest.raises(Unfinished):
        first_plan(alone, random.Random(1), go_on=twice)
    assert len(asked) == 3
    easy = replace(plain(24, 4, 3), apart=frozenset({(0, 1), (0, 2)}))
    assert violations(easy, first_plan(easy, random.Random(1), go_on=lambda: False)) == []
