from datetime import date, time

import pytest
from sqlalchemy import func, select

from app.agenda.queries import items_of
from app.core import clock as app_clock
from app.core.db import db
from app.core.errors import RuleBroken
from app.mailings.queries import of_meeting
from app.meetings.actions import Plan
from app.meetings.models import ChecklistItem, Meeting
from app.series import actions, plans, queries
from app.series.models import Series, SeriesMeeting
from app.series.rules import Rhythm
from tests import build


def days_of(series_id):
    series = queries.series_by_id(series_id)
    return [f"{e.meeting.day:%d.%m.%y}" for e in queries.entries_of(series, app_clock.today())]


def test_a_series_makes_a_draft_for_each_date(ctx):
    series_id = build.a_series(venue_id=build.a_venue(), capacity=40)

    entries = queries.entries_of(queries.series_by_id(series_id), app_clock.today())
    assert [(e.row.number, f"{e.meeting.day:%d.%m.%y}", e.meeting.title) for e in entries] == [
        (1, "19.01.28", "1. Vernetzungstreffen 2028"),
        (2, "15.03.28", "2. Vernetzungstreffen 2028"),
        (3, "17.05.28", "3. Vernetzungstreffen 2028"),
        (4, "19.07.28", "4. Vernetzungstreffen 2028"),
        (5, "20.09.28", "5. Vernetzungstreffen 2028"),
        (6, "15.11.28", "6. Vernetzungstreffen 2028"),
    ]
    for entry in entries:
        meeting = entry.meeting
        assert (meeting.state, meeting.capacity, meeting.duration_minutes) == ("draft", 40, 150)
        assert (entry.by_hand, entry.reasons, entry.moved) == ((), (), False)
        assert len(items_of(meeting.id)) == len(meeting.kit.agenda)
        points = db.session.query(ChecklistItem).filter_by(meeting_id=meeting.id).count()
        assert points == len(meeting.kit.checklist)
        assert of_meeting(meeting.id)
    assert build.audit()[-1] == ("Miriam Voss", "series_planned", f"series:{series_id}")


def test_the_same_form_twice_makes_one_series(ctx):
    plan = build.a_series_plan()

    made = [actions.create_series(plan, "the-same-key", build.OFFICE) for _ in range(2)]

    assert made[0] == made[1]
    assert db.session.scalar(select(func.count(Series.id))) == 1
    assert db.session.scalar(select(func.count(Meeting.id))) == 6


def test_the_same_form_twice_plans_one_meeting(ctx):
    plan = Plan("Sommertreffen", date(2027, 9, 30), time(18), 50, None)

    first, again, other = (
        actions.plan_meeting("vernetzung", plan, build.OFFICE, submit_key=key)
        for key in ("the-same-key", "the-same-key", "another-key")
    )

    assert first == again != other
    assert db.session.scalar(select(func.count(Meeting.id))) == 2


def test_dates_are_left_out_and_moved_before_anything_is_made(ctx):
    series_id = build.a_series(
        skipped=[date(2028, 7, 19)], moved={date(2028, 3, 15): date(2028, 3, 22)}
    )

    rows = db.session.scalars(select(SeriesMeeting).order_by(SeriesMeeting.number)).all()
    assert days_of(series_id) == ["19.01.28", "22.03.28", "17.05.28", "20.09.28", "15.11.28"]
    assert [row.rule_day.day for row in rows] == [19, 15, 17, 20, 15]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert db.session.get(Series, series_id).skipped == ["2028-07-19"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends": time(17, 0)}, "ends"),
        ({"ends": time(18, 0)}, "ends"),
        ({"capacity": 0}, "capacity"),
        ({"title_pattern": "{nr}"}, "title_pattern"),
        ({"until": date(2027, 1, 1)}, "until_month"),
        ({"skipped": [date(2028, m, d) for m, d in
                      ((1, 19), (3, 15), (5, 17), (7, 19), (9, 20), (11, 15))]}, None),
        ({"moved": {date(2028, 1, 19): date(2028, 3, 15)}}, None),
    ],
)  # fmt: skip
def test_what_is_wrong_leaves_nothing_behind(ctx, values, field):
    with pytest.raises(RuleBroken) as fault:
        build.a_series(**values)

    assert fault.value.field == field
    assert db.session.scalar(select(func.count(Series.id))) == 0
    assert db.session.scalar(select(func.count(Meeting.id))) == 0


def test_a_kit_that_does_not_exist_leaves_nothing_behind(ctx):
    with pytest.raises(RuleBroken):
        build.a_series(kit_id="zirkus")

    assert db.session.scalar(select(func.count(Series.id))) == 0


SUNDAYS = {"rhythm": Rhythm.CHOSEN, "nth": -1, "weekday": 6, "begins": time(2, 30),
           "ends": time(5, 0)}  # fmt: skip


def test_a_time_that_the_clock_change_spoils_must_be_moved_or_left_out(ctx):
    """26.03.2028: there is no half past two; on 29.10.2028 there are two of them (ical.md 8)."""
    night = build.a_series_plan(months=(3, 10), **SUNDAYS)
    faults = [(one.slot.day, bool(one.fault)) for one in plans.preview_of(night)]

    with pytest.raises(RuleBroken, match="Die Uhrzeit 02:30 gibt es am 26"):
        actions.create_series(night, "night", build.OFFICE)
    with pytest.raises(RuleBroken, match=r"02:30 gibt es am 29\.10\.2028 zweimal"):
        build.a_series(months=(3, 10), skipped=[date(2028, 3, 26)], **SUNDAYS)
    spoiled = [date(2028, 3, 26), date(2028, 10, 29)]
    rest = build.a_series(months=(3, 5, 10), skipped=spoiled, **SUNDAYS)

    assert faults == [(day, True) for day in spoiled]
    assert days_of(rest) == ["28.05.28"]


def test_six_in_the_evening_stays_six_across_both_changes(ctx):
    build.a_series(rhythm=Rhythm.WEEKS, weekday=6, starts_on=date(2028, 3, 19),
                   until=date(2028, 11, 5))  # fmt: skip

    meetings = db.session.scalars(select(Meeting)).all()
    assert {meeting.begins for meeting in meetings} == {time(18, 0)}
    assert {meeting.ends_at.time() for meeting in meetings} == {time(20, 30)}


def test_the_preview_names_holidays_votes_and_other_meetings(ctx):
    build.a_meeting(title="Lenkungskreis", day=date(2028, 5, 17))
    build.a_calendar_day(date(2028, 7, 10), date(2028, 8, 22), name="Sommerferien in NRW")
    build.a_calendar_day(date(2028, 11, 15), kind="election", name="Seniorenratswahl")
    build.a_calendar_day(date(2028, 9, 20), kind="service_free", name="Betriebsausflug")

    hints = [one.hints for one in plans.preview_of(build.a_series_plan())]
    whit_monday = build.a_series_plan(rhythm=Rhythm.CHOSEN, months=(6,), nth=1, weekday=0)

    assert hints == [
        (), (), ("Am selben Tag: Lenkungskreis",), ("Sommerferien in NRW (10.07.–22.08.2028)",),
        ("Betriebsausflug (20.09.2028)",), ("Seniorenratswahl (15.11.2028)",),
    ]  # fmt: skip
    assert plans.preview_of(whit_monday)[0].hints == ("Pfingstmontag (05.06.2028)",)


def test_a_meeting_is_taken_out_and_another_one_in(ctx):
    series_id = build.a_series()
    second = queries.entries_of(queries.series_by_id(series_id), app_clock.today())[1]
    other = build.a_meeting(day=date(2028, 3, 22))

    actions.take_out(series_id, second.meeting.id, build.OFFICE)
    actions.add_meeting(series_id, other, build.OFFICE)

    entries = queries.entries_of(queries.series_by_id(series_id), app_clock.today())
    assert [entry.meeting.id == other for entry in entries] == [False, True, *[False] * 4]
    assert entries[1].row.number == 2
    assert entries[1].by_hand == queries.PLANNED
    assert db.session.get(Meeting, second.meeting.id) is not None
    assert db.session.get(Series, series_id).skipped == ["2028-03-15"]
    with pytest.raises(RuleBroken, match="gehört schon zu einer Reihe"):
        actions.add_meeting(build.a_series(name="Andere"), other, build.OFFICE)


def test_a_series_of_120_meetings_is_made_at_once(ctx, count_queries):
    """Ten years: every meeting costs the same, however many there are already."""
    with count_queries() as few:
        build.a_series(until=date(2028, 3, 31))
    with count_queries() as many:
        series_id = build.a_series(
            rhythm=Rhythm.MONTHLY, starts_on=date(2029, 1, 1), until=date(2031, 6, 30)
        )

    each = len(few) / 2
    assert len(days_of(series_id)) == 30
    assert len(many) / 30 <= each
