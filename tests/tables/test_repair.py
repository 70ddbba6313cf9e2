import random
from itertools import islice

from app.tables.rules.cost import changed_seats, violations
from app.tables.rules.instance import Guest, Instance, Weights
from app.tables.rules.repair import changed_people, repair, seats_like
from app.tables.rules.search import plans
from app.tables.rules.start import first_plan

GUESTS = tuple(
    Guest(sector=number % 4, fixed_table=number if number < 6 else None) for number in range(40)
)
EVENING = Instance(
    guests=GUESTS,
    tables=(7, 7, 7, 7, 6, 6),
    rounds=3,
    history={(10, 20): 1, (8, 39): 2},
    together=((10, 11), (12, 38)),
    apart=frozenset({(13, 14), (15, 39)}),
    locked={(0, 20): 1, (2, 21): 3, (2, 39): 2},
)
PLAN = first_plan(EVENING, random.Random(1))


def test_the_task_of_the_rest_of_the_evening() -> None:
    rest = repair(EVENING, PLAN, held=1, absent=[9, 36, 37, 38, 39], new=[Guest(sector=3)] * 2)
    task = rest.instance
    assert rest.before == (*range(9), *range(10, 36), None, None)
    assert (task.rounds, task.size, sorted(task.tables)) == (2, 37, [6, 6, 6, 6, 6, 7])
    assert task.together == ((9, 10),)
    assert task.apart == frozenset({(12, 13)})
    assert task.locked == {(1, 20): 3}
    assert task.weights == Weights(changed_seat=1)
    met = {pair for pair, times in task.history.items() if times}
    first = PLAN[0]
    assert met == {
        (one, other)
        for one in range(35)
        for other in range(one + 1, 35)
        if first[rest.before[one]] == first[rest.before[other]]  # type: ignore[index]
    } | {(9, 19)}


def test_the_first_plan_changes_few_cards_and_the_search_does_not_change_more() -> None:
    rest = repair(EVENING, PLAN, held=1, absent=[36, 37, 38, 39], new=[Guest(sector=3)] * 2)
    task = rest.instance
    found = [one.plan for one in islice(plans(task, 1), 40)]
    assert [violations(task, plan) for plan in (found[0], found[-1])] == [[], []]
    assert changed_seats(task, found[0]) <= 6
    assert changed_people(task, found[0]) <= 6


def test_if_nobody_is_missing_nothing_changes() -> None:
    task = repair(EVENING, PLAN, held=1, absent=[]).instance
    assert next(plans(task, 1)).plan == PLAN[1:]


def test_tables_with_more_people_stay_the_larger_ones() -> None:
    printed = ((0, 0, 1, 1, 1, 2, 2, -1),)
    assert seats_like(printed, 3, {}) == (3, 3, 2)
    assert seats_like(printed, 3, {2: 3}) == (2, 3, 3)


def test_people_are_counted_once_however_many_rounds_they_change() -> None:
    task = repair(EVENING, PLAN, held=1, absent=[]).instance
    assert changed_people(task, PLAN[1:]) == 0
    assert changed_people(task, (tuple(reversed(PLAN[1])), PLAN[2])) > 0
