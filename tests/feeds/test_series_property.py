"""Whatever becomes of a series: its one entry and its single meetings tell the same dates."""

from datetime import date, time, timedelta

from hypothesis import given, reject, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db
from app.core.errors import RuleBroken
from app.feeds import calendar
from app.series import actions
from app.series.models import SeriesMeeting
from app.series.rules import Rhythm
from tests import build
from tests.conftest import empty_database
from tests.feeds.files import expanded, set_meeting, slug_of_series

RHYTHMS = st.one_of(
    st.fixed_dictionaries({"rhythm": st.sampled_from([Rhythm.MONTHLY, Rhythm.ODD, Rhythm.EVEN])}),
    st.fixed_dictionaries({"rhythm": st.just(Rhythm.STEPS), "interval": st.integers(2, 4)}),
    st.fixed_dictionaries({"rhythm": st.just(Rhythm.WEEKS), "interval": st.integers(3, 6)}),
    st.fixed_dictionaries(
        {
            "rhythm": st.just(Rhythm.CHOSEN),
            "months": st.sets(st.integers(1, 12), min_size=2, max_size=5).map(tuple),
        }
    ),
)
RULES = st.fixed_dictionaries(
    {
        "nth": st.sampled_from([1, 2, 3, 4, 5, -1]),
        "weekday": st.integers(0, 6),
        "starts_on": st.dates(date(2027, 10, 1), date(2028, 3, 1)),
        "title_pattern": st.sampled_from(["{nummer}. Treffen {jahr}", "Radeltreff"]),
    }
)
HOURS = st.sampled_from([time(9, 30), time(18, 0), time(22, 30)])
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["published", "cancelled", "draft"]),
        "listed": st.booleans(),
        "shift": st.integers(-40, 40),
        "begins": HOURS,
        "duration_minutes": st.sampled_from([45, 90, 600]),
        "title": st.sampled_from(["Sommerfest", "Treffen; mit Komma, und Umlaut ä"]),
        "topic": st.just("Ein Thema"),
        "venue": st.just(True),
        "taken_out": st.booleans(),
    },
)


@settings(max_examples=40)
@given(rhythm=RHYTHMS, rule=RULES, begins=HOURS, changes=st.lists(CHANGES, max_size=8))
def test_one_entry_tells_the_same_dates_as_the_single_meetings(
    built_app, rhythm, rule, begins, changes
):
    with built_app.app_context():
        empty_database()
        series_id = a_series(rhythm | rule, begins)
        slug = slug_of_series(series_id)
        before = sequence_in(calendar.series_rule(slug).build())
        for row, change in zip(rows_of(series_id), changes, strict=False):
            apply(series_id, row, dict(change))

        one, single = calendar.series_rule(slug).build(), calendar.series_dates(slug).build()

        assert expanded(one) == expanded(single)
        assert None in (before, after := sequence_in(one)) or after >= before


def a_series(rule, begins):
    until = rule["starts_on"] + timedelta(days=330)
    ends = time(begins.hour + 1, begins.minute)
    try:
        series_id = build.a_series(until=until, begins=begins, ends=ends, **rule)
    except RuleBroken:  # no such day in the period
        reject()
    for row in rows_of(series_id):
        set_meeting(row.meeting_id, state="published")
    return series_id


def rows_of(series_id):
    statement = select(SeriesMeeting).filter_by(series_id=series_id).order_by(SeriesMeeting.id)
    return db.session.scalars(statement).all()


def apply(series_id, row, change):
    meeting_id, day = row.meeting_id, row.meeting.day
    if change.pop("taken_out", False):
        actions.take_out(series_id, meeting_id, build.OFFICE)
    if change.pop("venue", False):
        change["venue_id"] = build.a_venue()
    shift = change.pop("shift", 0)
    set_meeting(meeting_id, day=day + timedelta(days=shift), **change)


def sequence_in(data):
    """SEQUENCE of the entry with the rule; None when no two meetings follow the rule."""
    masters = [one for one in Calendar.from_ical(data).events if "RRULE" in one]
    assert len(masters) <= 1
    return int(masters[0]["SEQUENCE"]) if masters else None
