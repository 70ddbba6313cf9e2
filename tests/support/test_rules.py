"""Minutes, sums, warnings and cases as plain values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.ideas.rules import SUPPORT_LABELS, SupportKind
from app.support.rules import (
    DAY_MINUTES,
    CaseState,
    Group,
    Sum,
    agreed_warning,
    check_entry,
    hours,
    is_late,
    read_minutes,
    summed,
)
from tests.support.build import values

TODAY = date(2027, 9, 1)
NBSP = "\N{NO-BREAK SPACE}"


def test_the_five_kinds_are_named_as_in_the_mandate():
    assert list(SUPPORT_LABELS.values()) == [
        "Vermittlung von Kontakten und Akteuren",
        "Koordination von Gruppen",
        "Beratung und Begleitung",
        "Moderation von Veranstaltungen",
        "Lotsenfunktion in Politik und Verwaltung",
    ]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("25", 25), (" 25 Min. ", 25), ("1:30", 90), ("1,5 Std.", 90), ("1.25 h", 75),
        ("2 Std.", 120), ("0", 0), ("", None), ("viel", None), ("-5", None), ("1:75", None),
        ("25,5", None), ("²5", None), ("9" * 100, None), ("١٥", None), ("25\x00", None),
    ],
)  # fmt: skip
def test_minutes_are_read_as_people_write_them(typed, minutes):
    assert read_minutes(typed) == minutes


@given(st.integers(0, 99_999))
def test_what_is_written_as_hours_is_read_back(minutes):
    whole, rest = divmod(minutes, 60)
    assert read_minutes(str(minutes)) == minutes
    assert whole > 999 or read_minutes(f"{whole}:{rest:02}") == minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 Min."), (25, "25 Min."), (60, "1 Std."), (585, "9 Std. 45 Min."),
        (1855, "30 Std. 55 Min."), (60_001, "1.000 Std. 1 Min."),
    ],
)  # fmt: skip
def test_minutes_are_told_in_hours(minutes, words):
    assert hours(minutes).replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": -5}, "minutes"),
        ({"minutes": DAY_MINUTES + 1}, "minutes"),
        ({"minutes": 100_000}, "minutes"),
        ({"day": date(2027, 9, 2)}, "day"),
        ({"follow_up": date(2027, 8, 31)}, "follow_up"),
    ],
)
def test_an_entry_that_cannot_be_names_its_field(changed, field):
    with pytest.raises(RuleBroken) as fault:
        check_entry(values(**changed), TODAY)
    assert fault.value.field == field


def test_the_ends_are_allowed():
    check_entry(values(minutes=1, follow_up=TODAY), TODAY)
    check_entry(values(minutes=DAY_MINUTES), TODAY)


groups = st.builds(
    Group,
    st.sampled_from(SupportKind),
    st.sampled_from(["", "EE", "MO", "KG"]),
    st.tuples(st.integers(2026, 2028), st.integers(1, 12)),
    st.integers(1, DAY_MINUTES),
    st.integers(1, 40),
)


@given(st.lists(groups))
def test_all_ways_of_adding_up_come_to_the_same(some):
    found = summed(some)
    whole = Sum(sum(one.minutes for one in some), sum(one.entries for one in some))
    assert found.total == whole
    for part in (found.by_field, found.by_month, found.by_year):
        assert sum(part.values(), Sum()) == whole
    assert list(found.by_kind) == list(SupportKind)


@given(st.lists(groups), st.lists(groups))
def test_two_parts_together_are_the_whole(first, second):
    whole, parts = summed(first + second), (summed(first), summed(second))
    for kind in SupportKind:
        assert whole.by_kind[kind] == parts[0].by_kind[kind] + parts[1].by_kind[kind]
    assert list(whole.by_month) == sorted(whole.by_month)


@pytest.mark.parametrize(
    ("spent", "agreed", "until", "begins"),
    [
        (191, 240, None, ""),
        (192, 240, None, "Die vereinbarte Zeit ist zu 80 Prozent verbraucht"),
        (240, 240, None, "Die vereinbarte Zeit ist aufgebraucht"),
        (0, None, date(2027, 9, 30), ""),
        (0, None, date(2027, 9, 29), "Die vereinbarte Unterstützung endet in 28 Tagen"),
        (0, None, TODAY, "Die vereinbarte Unterstützung endet in 0 Tagen"),
        (0, None, date(2027, 8, 31), "Die vereinbarte Unterstützung endete am 31.08.2027"),
        (9999, None, None, ""),
    ],
)
def test_a_warning_comes_near_the_amount_and_near_the_end(spent, agreed, until, begins):
    words = agreed_warning(spent, agreed, until, TODAY, closed=False)
    assert words.startswith(begins) and bool(words) == bool(begins)
    assert agreed_warning(spent, agreed, until, TODAY, closed=True) == ""


def test_a_request_is_late_after_its_day_until_it_is_done():
    assert not is_late(CaseState.OPEN, TODAY, TODAY)
    assert is_late(CaseState.TAKEN, date(2027, 8, 31), TODAY)
    assert not is_late(CaseState.CLOSED, date(2027, 8, 31), TODAY)
    assert not is_late(CaseState.OPEN, None, TODAY)
