from datetime import date, time

import pytest
from sqlalchemy import select

from app.access.models import AuditEntry
from app.core.db import db
from app.core.errors import Conflict, RuleBroken
from app.kits.shelf import shelf
from app.meetings import actions, checklist, queries, special_days, venues
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState
from tests import build
from tests.build import OFFICE


def test_a_kickoff_gets_its_checklist_by_the_working_day_rule(ctx, clock):
    clock.set("2026-11-20T09:00")

    meeting_id = build.a_meeting("auftakt", day=date(2027, 2, 18), begins=time(17, 30))

    points = queries.checklist_of(meeting_id)
    save_the_date = next(point for point in points if "Terminhinweis" in point.text)
    assert len(points) == 36
    assert points[0].due == date(2026, 11, 26)
    assert save_the_date.due == date(2026, 12, 23)


def test_meetings_keep_the_kit_as_it_was(ctx):
    meeting = db.session.get(Meeting, build.a_meeting("pitch-abend"))

    assert meeting.kit == shelf().kit("pitch-abend")
    assert (meeting.ends_at.hour, meeting.ends_at.minute) == (20, 30)
    assert (meeting.doors_at.hour, meeting.doors_at.minute) == (17, 30)


def test_same_title_and_day_get_different_addresses(ctx):
    first, second = build.a_meeting(), build.a_meeting()

    assert build.slug_of(second) == build.slug_of(first) + "-2"


def test_a_meeting_that_is_not_listed_cannot_be_guessed(ctx):
    plan = actions.Plan("Sitzung", date(2027, 9, 30), time(16), 18, build.a_venue(), listed=False)
    meeting = actions.create(shelf().kit("lenkungskreis"), plan)

    assert len(meeting.slug) == len("2027-09-30-sitzung-") + 27


def test_publishing_twice_is_publishing_once(ctx):
    meeting_id = build.a_meeting(state=MeetingState.DRAFT)

    actions.publish(meeting_id, OFFICE)
    actions.publish(meeting_id, OFFICE)

    logged = db.session.scalars(select(AuditEntry.what)).all()
    assert queries.meeting_by_id(meeting_id).state == MeetingState.PUBLISHED
    assert logged == ["meeting_published"]


def test_without_a_place_nothing_is_published(ctx):
    meeting_id = build.a_meeting(state=MeetingState.DRAFT, venue_id=None)

    with pytest.raises(RuleBroken, match="Es fehlt der Ort"):
        actions.publish(meeting_id, OFFICE)


def test_moving_a_meeting_moves_open_points_and_raises_the_sequence(ctx):
    meeting_id = build.a_meeting(day=date(2027, 9, 30))
    points = queries.checklist_of(meeting_id)
    checklist.tick(points[0].id, done=True, actor=OFFICE)
    meeting = queries.meeting_by_id(meeting_id)
    done_due, open_due = points[0].due, points[-1].due

    touched = actions.change(meeting_id, actions.change_of(meeting, day=date(2027, 10, 7)), 1)

    assert touched is True
    meeting = queries.meeting_by_id(meeting_id)
    assert (meeting.sequence, meeting.version) == (1, 2)
    assert db.session.get(ChecklistItem, points[0].id).due == done_due
    assert db.session.get(ChecklistItem, points[-1].id).due == open_due.replace(day=21)


def test_a_new_title_reaches_no_calendar(ctx):
    meeting = queries.meeting_by_id(build.a_meeting())

    assert actions.change(meeting.id, actions.change_of(meeting, title="Neu"), 1) is False
    assert queries.meeting_by_id(meeting.id).sequence == 0


def test_the_second_of_two_changes_at_once_is_told(ctx):
    meeting = queries.meeting_by_id(build.a_meeting())
    actions.change(meeting.id, actions.change_of(meeting, title="Erster"), 1)

    with pytest.raises(Conflict):
        actions.change(meeting.id, actions.change_of(meeting, title="Zweiter"), 1)

    assert queries.meeting_by_id(meeting.id).title == "Erster"


def test_two_venues_cannot_share_a_name(ctx):
    build.a_venue(name="Ratssaal")
    facts = venues.VenueFacts("Ratssaal", "Platz 1", "33602", "Bielefeld")

    with pytest.raises(RuleBroken) as fault:
        venues.save_venue(None, facts)

    assert fault.value.field == "name"


def test_the_office_knows_its_holidays(ctx):
    special_days.seed_days()
    days = queries.special_days(date(2027, 3, 20), date(2027, 4, 5))

    assert [(day.kind, day.name) for day in days] == [
        ("school", "Osterferien in NRW"),
        ("public", "Karfreitag"),
        ("public", "Ostermontag"),
    ]


def test_a_meeting_cannot_begin_at_a_time_that_does_not_exist(office):
    typed = {"title": "Nachtwanderung", "day": "2028-03-26", "begins": "02:30", "venue_id": "0",
             "capacity": "20"}  # fmt: skip

    night = office.post("/buero/treffen/neu?kit=vernetzung", data=typed)
    morning = office.post("/buero/treffen/neu?kit=vernetzung", data=typed | {"begins": "03:00"})

    assert "Die Uhrzeit 02:30 gibt es am 26.03.2028 nicht" in night.text
    assert morning.status_code == 303


def test_a_meeting_does_not_begin_in_the_hour_that_exists_twice(ctx):
    with pytest.raises(RuleBroken, match="zweimal"):
        build.a_meeting(day=date(2027, 10, 31), begins=time(2, 30))

    assert build.a_meeting(day=date(2027, 10, 31), begins=time(3, 0))
