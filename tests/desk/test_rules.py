from dataclasses import dataclass
from datetime import date

import pytest

from app.desk.rules import Group, Progress, grouped, happens, progress

TODAY = date(2027, 9, 1)
BEFORE, AFTER = date(2027, 8, 31), date(2027, 9, 2)


@pytest.mark.parametrize(
    ("day", "done", "off", "expected"),
    [
        (BEFORE, False, False, Progress.LATE),
        (TODAY, False, False, Progress.TODAY),
        (AFTER, False, False, Progress.NEXT),
        (BEFORE, True, False, Progress.DONE),
        (AFTER, True, True, Progress.DONE),
        (BEFORE, False, True, Progress.OFF),
    ],
)
def test_where_something_stands(day, done, off, expected):
    assert progress(day, TODAY, done=done, off=off) is expected


def test_what_happens_by_itself_is_never_late():
    assert [happens(day, TODAY) for day in (BEFORE, TODAY, AFTER)] == [
        Progress.DONE,
        Progress.TODAY,
        Progress.NEXT,
    ]


@dataclass(frozen=True)
class Thing:
    due: date | None


def test_groups_keep_the_order_of_what_is_in_them():
    days = (AFTER, BEFORE, None, TODAY, BEFORE)

    groups = grouped([Thing(day) for day in days], TODAY)

    assert list(groups) == [Group.LATE, Group.TODAY, Group.SOON, Group.WATCH]
    assert [len(things) for things in groups.values()] == [2, 1, 1, 1]
