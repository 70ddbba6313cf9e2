"""When a rule changes: nobody's meeting disappears, handwork stays, no date comes twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.series.matching import Fate, Kept, Match, match

FIRST = date(2028, 1, 1)
DAYS = st.integers(0, 400).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def series(draw):
    """Meetings as they can stand in a series: days of the rule are given once."""
    rule_days = draw(st.lists(DAYS, unique=True, max_size=14))
    kept = []
    for number, rule_day in enumerate(rule_days, 1):
        stays = draw(st.booleans())
        day = draw(DAYS) if stays and draw(st.booleans()) else rule_day
        fixed, lasts = draw(st.booleans()), draw(st.booleans())
        kept.append(Kept(number, rule_day, day, fixed, stays, lasts))
    return kept


SITUATIONS = st.tuples(series(), st.lists(DAYS, max_size=20), DAYS, st.booleans())


def as_they_are_now(kept, found):
    """The meetings after the change was made."""
    known = {one.id: one for one in kept}
    left = [one for one in found if one.fate != Fate.REMOVED]
    new_ids = iter(range(1000, 2000))
    return [
        Kept(one.id, one.rule_day, one.day, known[one.id].fixed, known[one.id].stays,
             known[one.id].lasts)
        if one.id else Kept(next(new_ids), one.rule_day, one.day)
        for one in left
    ]  # fmt: skip


@given(SITUATIONS)
def test_nobodys_meeting_disappears(situation):
    kept, wanted, since, by_week = situation

    found = {one.id: one for one in match(kept, wanted, since=since, by_week=by_week) if one.id}

    assert set(found) == {one.id for one in kept}
    for one in kept:
        if one.fixed or one.stays:
            assert (found[one.id].day, found[one.id].fate == Fate.REMOVED) == (one.day, False)
        if one.lasts:
            assert found[one.id].fate != Fate.REMOVED
        if one.fixed:
            assert found[one.id] == Match(one.id, one.rule_day, one.day, Fate.UNTOUCHED)


@given(SITUATIONS)
def test_no_date_is_given_twice(situation):
    kept, wanted, since, by_week = situation

    found = match(kept, wanted, since=since, by_week=by_week)

    given_away = [one.day for one in found if one.fate in (Fate.NEW, Fate.MOVES)]
    others = [one.day for one in found if one.fate not in (Fate.NEW, Fate.MOVES, Fate.REMOVED)]
    assert len(given_away) == len(set(given_away))
    assert not set(given_away) & set(others)
    assert set(given_away) <= set(wanted)
    assert min((one.day for one in found if one.fate == Fate.NEW), default=since) >= since


@given(SITUATIONS)
def test_every_date_of_the_rule_has_its_meeting(situation):
    kept, wanted, since, by_week = situation

    found = match(kept, wanted, since=since, by_week=by_week)

    stood_for = {one.rule_day for one in found} | {one.day for one in found}
    periods = {day.isocalendar()[:2] if by_week else (day.year, day.month)
               for day in stood_for}  # fmt: skip
    for day in wanted:
        if day >= since:
            assert (day.isocalendar()[:2] if by_week else (day.year, day.month)) in periods


@given(SITUATIONS)
def test_doing_it_again_changes_nothing(situation):
    kept, wanted, since, by_week = situation
    now = as_they_are_now(kept, match(kept, wanted, since=since, by_week=by_week))

    again = match(now, wanted, since=since, by_week=by_week)

    still = {Fate.UNTOUCHED, Fate.SAME, Fate.OUTSIDE}
    assert {one.fate for one in again} <= still
    assert [(one.id, one.day) for one in again] == sorted(
        [(one.id, one.day) for one in now], key=lambda pair: (pair[1], pair[0])
    )


def test_a_meeting_takes_the_new_day_of_its_month():
    third, second = date(2028, 3, 15), date(2028, 3, 8)

    assert match([Kept(1, third, third)], [second], since=FIRST) == [
        Match(1, second, second, Fate.MOVES)
    ]


def test_people_stay_where_they_are_and_no_second_meeting_comes_into_their_month():
    third, second = date(2028, 3, 15), date(2028, 3, 8)

    assert match([Kept(1, third, third, stays=True)], [second], since=FIRST) == [
        Match(1, second, third, Fate.STAYS)
    ]


def test_what_the_rule_no_longer_knows_goes_when_nobody_worked_on_it():
    one, two, three = (date(2028, month, 15) for month in (3, 4, 5))
    kept = [Kept(1, one, one), Kept(2, two, two, lasts=True), Kept(3, three, three, stays=True)]

    found = match(kept, [], since=FIRST)

    assert [(one.id, one.fate) for one in found] == [
        (1, Fate.REMOVED), (2, Fate.OUTSIDE), (3, Fate.OUTSIDE)
    ]  # fmt: skip


def test_held_meetings_do_not_stand_in_the_way_of_later_weeks():
    """A weekly series that goes on: held ones of the same month take no new date."""
    held = [date(2028, 3, 1), date(2028, 3, 8)]
    weeks = [date(2028, 3, 1) + timedelta(weeks=number) for number in range(5)]
    kept = [Kept(number, day, day, fixed=True) for number, day in enumerate(held, 1)]

    found = match(kept, weeks, since=date(2028, 3, 10), by_week=True)

    assert [one.day for one in found if one.fate == Fate.NEW] == weeks[2:]
