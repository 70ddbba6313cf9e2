"""How meetings are shared out between the rule and entries of their own; the rule as text."""

from datetime import UTC, date, datetime

import pytest

from app.feeds import rules
from app.feeds.rules import Held, Split
from app.series.rules import Rhythm, Rule

JAN, FEB, MAR, APR = (date(2028, month, 12) for month in (1, 2, 3, 4))
DATES = (JAN, FEB, MAR, APR)


def held(*days):
    """Meetings on the given days, in the place of the dates of the rule in turn."""
    return tuple(
        Held(number, rule_day, day)
        for number, (rule_day, day) in enumerate(zip(DATES, days, strict=False))
        if day
    )


def test_meetings_on_their_dates_are_the_series():
    all_of_them = held(*DATES)

    assert rules.split(DATES, all_of_them) == Split(all_of_them, (), ())


def test_a_series_begins_with_its_first_meeting_and_leaves_dates_out():
    some = held(None, FEB, None, APR)

    assert rules.split(DATES, some) == Split(some, (MAR,), ())


def test_a_meeting_moved_between_its_neighbours_stays_in_the_series():
    moved = held(JAN, date(2028, 2, 20), MAR)

    assert rules.split(DATES, moved) == Split(moved, (), ())


@pytest.mark.parametrize("day", [MAR, date(2028, 3, 13), JAN, date(2027, 12, 1)])
def test_a_meeting_moved_to_or_past_a_neighbour_stands_alone(day):
    first, moved, last = held(JAN, day, MAR)

    assert rules.split(DATES, (first, moved, last)) == Split((first, last), (FEB,), (moved,))


def test_two_neighbours_that_swapped_their_order_are_no_series():
    first, second, third = held(date(2028, 2, 5), date(2028, 2, 1), MAR)

    assert rules.split(DATES, (first, second, third)) == Split((first, third), (FEB,), (second,))


def test_one_date_makes_no_series_and_two_meetings_on_a_date_are_not_both_in_it():
    twin = Held(9, FEB, FEB)
    first, second = held(JAN, FEB)

    assert rules.split(DATES, (first,)) == Split((), (), (first,))
    assert rules.split(DATES, (first, second, twin)) == Split((first, second), (), (twin,))


def test_a_day_that_the_rule_does_not_give_stands_alone():
    other = Held(9, date(2028, 2, 29), date(2028, 2, 29))
    first, second = held(JAN, FEB)

    assert rules.split(DATES, (first, second, other)).apart == (other,)
    assert rules.split((), (first, second)) == Split((), (), (first, second))


@pytest.mark.parametrize(
    ("rhythm", "more", "text", "outlook"),
    [
        (Rhythm.MONTHLY, {}, "FREQ=MONTHLY;BYDAY=3WE", True),
        (Rhythm.ODD, {}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=3WE", True),
        (Rhythm.EVEN, {}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=3WE", True),
        (Rhythm.STEPS, {"interval": 3}, "FREQ=MONTHLY;INTERVAL=3;BYDAY=3WE", True),
        (Rhythm.MONTHLY, {"nth": -1}, "FREQ=MONTHLY;BYDAY=-1WE", True),
        (Rhythm.MONTHLY, {"nth": 5}, "FREQ=MONTHLY;BYDAY=5WE", False),
        (Rhythm.CHOSEN, {"months": (9, 3)}, "FREQ=MONTHLY;BYDAY=3WE;BYMONTH=3,9", False),
        (Rhythm.WEEKS, {}, "FREQ=WEEKLY;BYDAY=WE", True),
        (Rhythm.WEEKS, {"interval": 2}, "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=WE", True),
    ],
)
def test_the_rule_is_told_in_words_that_outlook_knows_if_there_are_any(rhythm, more, text, outlook):
    facts = {"nth": 3, "weekday": 2, "starts_on": JAN, "until": APR} | more
    rule = Rule(rhythm, **facts)

    assert (rules.rule_text(rule), rules.outlook_takes(rule)) == (text, outlook)


def test_the_sequence_grows_with_time_and_fits_everywhere():
    assert rules.sequence_of(datetime(2020, 1, 1, 0, 0, 7, tzinfo=UTC)) == 7
    assert rules.sequence_of(datetime(2080, 1, 1, tzinfo=UTC)) < 2**31


def test_a_meeting_leaves_a_year_and_a_day_later():
    assert rules.first_day(date(2028, 9, 1)) == date(2027, 9, 2)
    assert rules.day_of_leaving(date(2027, 9, 2)) == date(2028, 9, 2)
