import pytest

from app.tables.rules.cost import repeats, violations
from app.tables.rules.fields import (
    POLYNOMIALS,
    Ring,
    arithmetic,
    prime_powers,
    rounds_without_repeats,
)
from app.tables.rules.instance import Plan
from app.tables.rules.start import _larger_first
from tests.tables.tasks import plain


@pytest.mark.parametrize("order", [2, 3, 5, 7, *POLYNOMIALS])
def test_every_field_divides_and_distributes(order: int) -> None:
    field = arithmetic(order)
    assert field is not None
    sums, products = field
    everything = list(range(order))
    for a in everything:
        assert sums[a][0] == a and products[a][1] == a
        assert sorted(sums[a]) == everything
        assert a == 0 or sorted(products[a]) == everything
    for a in everything[:9]:
        for b in everything:
            c = (a * b + 1) % order
            assert products[a][sums[b][c]] == sums[products[a][b]][products[a][c]]


def test_what_is_no_prime_power_has_no_field() -> None:
    assert [arithmetic(order) for order in (1, 6, 10, 12, 121)] == [None] * 5
    assert [prime_powers(number) for number in (1, 12, 49, 60)] == [[], [4, 3], [49], [4, 3, 5]]
    assert not Ring(121).known


@pytest.mark.parametrize(
    "tables, seats, rounds",
    [
        (7, 7, 8), (7, 6, 7), (8, 8, 4), (8, 5, 8), (8, 4, 9), (9, 8, 4), (9, 3, 13), (9, 9, 10),
        (5, 5, 6), (16, 4, 20), (25, 8, 4), (12, 8, 3), (12, 3, 12), (15, 9, 3), (20, 7, 4),
        (6, 6, 3), (4, 2, 7), (1, 1, 1),
    ],
)  # fmt: skip
def test_nobody_meets_twice(tables: int, seats: int, rounds: int) -> None:
    _assert_no_repeat(tables * seats, tables, rounds)


@pytest.mark.parametrize(
    "people, tables, rounds",
    [(24, 5, 6), (23, 5, 5), (31, 8, 9), (50, 8, 3), (50, 9, 9), (100, 13, 4), (49, 15, 3)],
)
def test_nor_at_uneven_tables(people: int, tables: int, rounds: int) -> None:
    _assert_no_repeat(people, tables, rounds)


def _assert_no_repeat(people: int, tables: int, rounds: int) -> None:
    instance = plain(people, tables, rounds)
    found = rounds_without_repeats(tables, instance.tables, rounds)
    assert found is not None
    plan: Plan = tuple(_larger_first(instance, row) for row in found)
    assert violations(instance, plan) == []
    assert repeats(instance, plan) == 0


@pytest.mark.parametrize(
    "tables, sizes, rounds",
    [
        (10, (8,) * 10, 3),  # 10 = 2·5 gives two rounds
        (4, (5,) * 4, 2),  # more seats than tables: repeats are forced
        (7, (6,) * 7, 8),  # the columns of seven cannot be cut into tables of six
        (8, (4,) * 8, 10),
        (5, (7, 4, 4, 4, 4), 2),  # sizes that differ by more than one
    ],
)
def test_where_algebra_has_no_answer_it_says_so(
    tables: int, sizes: tuple[int, ...], rounds: int
) -> None:
    assert rounds_without_repeats(tables, sizes, rounds) is None
