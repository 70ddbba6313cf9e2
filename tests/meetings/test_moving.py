"""Everything dated is relative: what moves with a meeting, and what stays (domain.md 1.8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.meetings import actions, checklist, queries, rules
from app.meetings.models import ChecklistItem
from app.meetings.rules import Deadlines
from tests import build
from tests.build import OFFICE

DAY = date(2027, 11, 25)
OLD = Deadlines(date(2027, 10, 21), date(2027, 11, 24), date(2027, 11, 15))
WEEK = timedelta(days=7)
TODAY = date(2027, 9, 1)


def test_what_nobody_typed_anew_moves_along():
    assert rules.follow(OLD, OLD, WEEK, TODAY) == Deadlines(
        date(2027, 10, 28), date(2027, 12, 1), date(2027, 11, 22)
    )


def test_a_day_typed_in_the_same_form_holds():
    typed = Deadlines(OLD.opens, date(2027, 11, 26), None)

    assert rules.follow(OLD, typed, WEEK, TODAY) == Deadlines(
        date(2027, 10, 28), date(2027, 11, 26), None
    )


def test_a_registration_that_has_opened_stays_open():
    moved = rules.follow(OLD, OLD, WEEK, today=date(2027, 10, 21))

    assert (moved.opens, moved.closes) == (OLD.opens, date(2027, 12, 1))


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        (Deadlines(OLD.opens, date(2027, 11, 26), None), "registration_closes", "25.11.2027"),
        (Deadlines(date(2027, 11, 25), OLD.closes, None), "registration_opens", "24.11.2027"),
        (Deadlines(OLD.opens, OLD.closes, date(2027, 11, 26)), "pitch_deadline", "25.11.2027"),
    ],
)
def test_days_that_do_not_fit_are_told_at_their_field(days, field, words):
    with pytest.raises(RuleBroken) as fault:
        rules.check_deadlines(days, DAY)

    assert fault.value.field == field
    assert words in fault.value.message


@given(st.dates(date(2027, 1, 1), date(2030, 1, 1)), st.integers(-60, 60), st.integers(-60, -1))
def test_moving_there_and_back_changes_nothing(day, days, offset):
    """Also over the last Sundays of March and October: days are days, whatever the clocks do."""
    shift = timedelta(days=days)
    old = Deadlines(day + timedelta(days=offset), day, day + timedelta(days=offset))
    there = rules.follow(old, old, shift, date(2026, 1, 1))

    assert rules.follow(there, there, -shift, date(2026, 1, 1)) == old
    assert (there.closes - day).days == days


@pytest.mark.parametrize("sunday", [date(2028, 3, 26), date(2027, 10, 31)])
def test_days_are_counted_over_a_change_of_the_clocks(sunday):
    assert rules.due_date(sunday + timedelta(days=2), -7, ()) == sunday - timedelta(days=5)
    assert rules.due_date(sunday - timedelta(days=4), 7, ()) == sunday + timedelta(days=3)


def moved(meeting_id, day, **values):
    meeting = queries.meeting_by_id(meeting_id)
    change = actions.change_of(meeting, day=day, **values)
    actions.change(meeting_id, change, meeting.version)
    return queries.meeting_by_id(meeting_id)


def test_a_moved_meeting_takes_its_deadlines_and_open_points_along(ctx):
    meeting_id = build.a_meeting(day=DAY)
    done, *others = queries.checklist_of(meeting_id)
    checklist.tick(done.id, done=True, actor=OFFICE)
    own = checklist.Point("Saal ansehen", "raum", due=date(2027, 10, 1))
    own_id = checklist.add_point(meeting_id, own, "k" * 20, OFFICE)
    before = {point.id: (point.due, point.day_offset) for point in others}
    done_due = done.due
    meeting = queries.meeting_by_id(meeting_id)
    closes, pitches = meeting.registration_closes, meeting.pitch_deadline

    meeting = moved(meeting_id, DAY + WEEK)

    assert (meeting.registration_closes, meeting.pitch_deadline) == (closes + WEEK, pitches + WEEK)
    points = {point.id: point for point in queries.checklist_of(meeting_id)}
    assert points[done.id].due == done_due
    assert points[own_id].due == date(2027, 10, 1)
    closed = queries.closed_days(meeting.day)
    for point_id, (_, offset) in before.items():
        assert points[point_id].due == rules.due_date(DAY + WEEK, offset, closed)
    assert all(points[point_id].due > due for point_id, (due, _) in before.items())


def test_deadlines_stay_when_the_office_wants_it(ctx):
    meeting = queries.meeting_by_id(build.a_meeting(day=DAY))
    closes = meeting.registration_closes
    change = actions.change_of(meeting, day=DAY + WEEK)

    actions.change(meeting.id, change, meeting.version, keep_dates=True)

    assert queries.meeting_by_id(meeting.id).registration_closes == closes


def test_the_preview_says_what_will_be_there_afterwards(ctx):
    meeting_id = build.a_meeting(day=DAY)
    meeting = queries.meeting_by_id(meeting_id)
    moves = actions.planned_moves(meeting, actions.change_of(meeting, day=DAY + WEEK))

    meeting = moved(meeting_id, DAY + WEEK)

    told = {move.what: move.new for move in moves}
    assert told["Letzter Tag der Anmeldung"] == meeting.registration_closes
    assert told["Protokoll freigeben"] == queries.minutes_due(meeting)
    assert all(told.get(point.text, point.due) == point.due for point in meeting.checklist)
    assert actions.planned_moves(meeting, actions.change_of(meeting, title="Neu")) == ()


def test_a_reopened_point_is_due_where_the_meeting_is_now(ctx):
    meeting_id = build.a_meeting(day=DAY)
    point_id = queries.checklist_of(meeting_id)[0].id
    checklist.tick(point_id, done=True, actor=OFFICE)
    moved(meeting_id, DAY + WEEK)

    checklist.tick(point_id, done=False, actor=OFFICE)

    point = queries.point_by_id(meeting_id, point_id)
    closed = queries.closed_days(DAY)
    assert point.due == rules.due_date(DAY + WEEK, point.day_offset, closed)


def test_minutes_are_due_on_a_working_day(ctx):
    for days in range(14):
        meeting_id = build.a_meeting(day=date(2027, 12, 10) + timedelta(days=days))
        meeting = queries.meeting_by_id(meeting_id)
        due = queries.minutes_due(meeting)
        assert due.weekday() < 5 and due not in queries.closed_days(due)
        assert due >= meeting.day + timedelta(days=meeting.kit.minutes_due_day)


def test_points_of_a_meeting_after_the_clocks_change_stand_on_their_days(ctx):
    meeting_id = build.a_meeting(day=date(2027, 10, 28))
    meeting = moved(meeting_id, date(2027, 11, 4))

    week_before = [p for p in meeting.checklist if p.day_offset == -7]
    assert {p.due for p in week_before} <= {date(2027, 10, 28)}
    assert all(isinstance(p, ChecklistItem) for p in meeting.checklist)
