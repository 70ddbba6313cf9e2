"""A report given at a held meeting counts once and sets the next date; a postponed one does not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.agenda import reports
from app.agenda.models import AgendaReport
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import headings
from app.minutes.models import MinutesItem
from app.projects import queries
from app.projects.reporting import count_reports
from tests import build as house
from tests.build import OFFICE
from tests.projects import build
from tests.tasks.build import release

pytestmark = pytest.mark.usefixtures("ctx")
HELD = date(2027, 9, 16)
NEXT = HELD + timedelta(weeks=16)


def planned(clock, **values):
    """A meeting with the report of a due project, and the clock after it. (project, meeting)"""
    project = build.a_project(**{"report_due": date(2027, 9, 1)} | values)
    meeting = house.a_planned_meeting(day=HELD)
    reports.add_reports(meeting, {project}, None, OFFICE)
    clock.set("2027-09-17T09:00")
    return project, meeting


def state(project):
    idea = build.idea(project)
    return idea.report_due, idea.news_on, len(queries.news_of(project))


def the_heading(meeting):
    """The heading of the minutes under which projects reported."""
    item = db.session.scalar(select(AgendaReport)).item_id
    found = select(MinutesItem.id).where(MinutesItem.agenda_item == item)
    house.minutes_for(meeting)
    return db.session.scalar(found)


def test_a_report_counts_when_the_minutes_are_out_and_once(clock):
    project, meeting = planned(clock)
    assert count_reports() == 0
    the_heading(meeting)
    assert count_reports() == 0
    release(meeting)
    assert [count_reports(), count_reports()] == [1, 0]
    assert state(project) == (NEXT, HELD, 1)
    (news,) = queries.news_of(project)
    assert (news.source, news.name) == ("meeting", db.session.get(Meeting, meeting).title)
    told = [one for one in build.history(project) if "berichtet" in one]
    assert len(told) == 1


def test_without_minutes_it_counts_two_weeks_later(clock):
    project, _ = planned(clock)
    clock.set("2027-09-29T09:00")
    assert count_reports() == 0
    clock.set("2027-09-30T09:00")
    assert count_reports() == 1
    assert state(project) == (NEXT, HELD, 1)


def test_a_report_that_was_postponed_stays_due_and_is_offered_again(clock):
    project, meeting = planned(clock)
    headings.postpone(meeting, the_heading(meeting), postponed=True, actor=OFFICE)
    release(meeting)
    assert count_reports() == 0
    assert state(project) == (date(2027, 9, 1), None, 0)


def test_a_report_that_turns_out_to_be_postponed_is_taken_back(clock):
    project, meeting = planned(clock)
    heading = the_heading(meeting)
    release(meeting)
    assert count_reports() == 1
    with transaction():
        db.session.get(MinutesItem, heading).postponed = True
    assert [count_reports(), count_reports()] == [1, 0]
    assert state(project) == (HELD, None, 0)
    with transaction():
        db.session.get(MinutesItem, heading).postponed = False
    assert count_reports() == 1
    assert state(project) == (NEXT, HELD, 1)


def test_a_meeting_that_was_called_off_counts_nothing(clock):
    project, meeting = planned(clock)
    with transaction():
        db.session.get(Meeting, meeting).state = MeetingState.CANCELLED
    clock.set("2027-10-20T09:00")
    assert count_reports() == 0
    assert state(project)[2] == 0


def test_a_later_date_of_the_office_stays(clock):
    project, meeting = planned(clock)
    with transaction():
        build.idea(project).report_due = date(2028, 6, 1)
    the_heading(meeting)
    release(meeting)
    assert count_reports() == 1
    assert state(project) == (date(2028, 6, 1), HELD, 1)


def test_a_report_of_two_ideas_that_were_merged_counts_for_the_one_that_goes_on(clock):
    project, meeting = planned(clock)
    the_heading(meeting)
    release(meeting)
    assert count_reports() == 1
    other = build.a_project(title="Zwilling")
    with transaction():
        item = db.session.scalar(select(AgendaReport)).item_id
        db.session.add(AgendaReport(item_id=item, idea_id=other, position=9))
        build.idea(other).merged_into_id = project
    assert count_reports() == 0
    assert state(project) == (NEXT, HELD, 1)
