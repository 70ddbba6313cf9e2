"""How many copies the kits' rules make, and where each document of a pack stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kits.printables import KitCount, Per
from app.papers.rules import MOST_COPIES, Numbers, copies, page_ranges, suggested_tables

EVENING = Numbers(registered=60, members=64, places=80, roles=16, pitches=4, tables=8)


@pytest.mark.parametrize(
    ("count", "many"),
    [
        (KitCount(), 1),
        (KitCount(times=2), 2),
        (KitCount(per=Per.REGISTERED), 60),
        (KitCount(per=Per.REGISTERED, plus=10), 70),
        (KitCount(per=Per.REGISTERED, times=0.3), 18),
        (KitCount(per=Per.REGISTERED, times=0.375), 23),
        (KitCount(per=Per.MEMBER), 64),
        (KitCount(per=Per.PLACE, times=0.25), 20),
        (KitCount(per=Per.ROLE, plus=2), 18),
        (KitCount(per=Per.ROLE_OR_PITCH), 20),
        (KitCount(per=Per.TABLE, times=2, plus=4), 20),
        (KitCount(per=Per.TABLE, times=100), MOST_COPIES),
    ],
)
def test_copies_for_an_evening(count, many):
    assert copies(count, EVENING) == many


def test_three_tenths_of_ten_people_are_three_sheets_and_not_four():
    assert copies(KitCount(per=Per.REGISTERED, times=0.1), Numbers(30, 30, 80, 1, 0, 1)) == 3


def test_nobody_registered_needs_nothing_but_what_is_added():
    nobody = Numbers(registered=0, members=0, places=80, roles=4, pitches=0, tables=1)

    assert copies(KitCount(per=Per.REGISTERED), nobody) == 0
    assert copies(KitCount(per=Per.REGISTERED, plus=10), nobody) == 10


@pytest.mark.parametrize(("people", "tables"), [(0, 1), (1, 1), (8, 1), (9, 2), (60, 8)])
def test_tables_for_people(people, tables):
    assert suggested_tables(people) == tables


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 30)), min_size=1, max_size=12),
    st.integers(0, 3),
)
def test_page_ranges_follow_each_other_and_hold_all_copies(documents, before):
    counts, times = [pages for pages, _ in documents], [many for _, many in documents]

    ranges = page_ranges(counts, times, before)

    assert ranges[0][0] == before + 1
    assert [first for first, _ in ranges[1:]] == [last + 1 for _, last in ranges[:-1]]
    assert [last - first + 1 for first, last in ranges] == [
        pages * many for pages, many in documents
    ]
