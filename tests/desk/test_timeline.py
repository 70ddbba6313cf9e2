"""The timeline: everything dated about one meeting in one list."""

from datetime import date, timedelta

import pytest

from app.core.db import db, transaction
from app.desk.rules import Kind, Progress
from app.desk.timeline import timeline
from app.mailings.models import Mailing
from app.meetings import actions, checklist, queries
from app.meetings.checklist import Point
from app.meetings.rules import MeetingState
from tests import build
from tests.build import OFFICE

DAY = date(2027, 11, 25)
TODAY = date(2027, 9, 1)


def lines(meeting_id, **wanted):
    found = timeline(queries.meeting_by_id(meeting_id), TODAY, **wanted)
    return [entry for entries in found.months.values() for entry in entries]


def a_mailing(meeting_id, offset):
    facts = {"purpose": "reminder", "title": "Erinnerung", "subject": "Bald", "body": "Bis bald."}
    with transaction():
        db.session.add(Mailing(meeting_id=meeting_id, day_offset=offset, **facts))


def test_everything_dated_stands_in_order(ctx):
    meeting_id = build.a_meeting(day=DAY)
    a_mailing(meeting_id, -3)

    entries = lines(meeting_id)

    days = [entry.day for entry in entries]
    assert days == sorted(days)
    texts = {entry.text: entry for entry in entries}
    assert texts["E-Mail: Erinnerung"].day == date(2027, 11, 22)
    assert texts["Die Anmeldung öffnet"].progress is Progress.DONE
    assert texts["Letzter Tag der Anmeldung"].progress is Progress.NEXT
    assert texts["Angaben zur Unterstützung werden gelöscht"].day == DAY + timedelta(days=7)
    assert {entry.kind for entry in entries} == set(Kind)


def test_a_moved_meeting_moves_what_is_open(ctx):
    meeting_id = build.a_meeting(day=DAY)
    a_mailing(meeting_id, -3)
    first = queries.checklist_of(meeting_id)[0]
    checklist.tick(first.id, done=True, actor=OFFICE)
    before = {entry.text: entry.day for entry in lines(meeting_id)}
    done = first.text

    meeting = queries.meeting_by_id(meeting_id)
    week = DAY + timedelta(days=7)
    actions.change(meeting_id, actions.change_of(meeting, day=week), meeting.version)

    after = {entry.text: entry.day for entry in lines(meeting_id)}
    stayed = {text for text, day in after.items() if before[text] == day}
    assert stayed == {done, "Die Anmeldung öffnet"}


def test_filters_by_kind_and_what_is_open(ctx):
    meeting_id = build.a_meeting(day=DAY)
    first = queries.checklist_of(meeting_id)[0]
    checklist.tick(first.id, done=True, actor=OFFICE)

    points = lines(meeting_id, kind="checkliste")
    open_ones = lines(meeting_id, kind="checkliste", only_open=True)

    assert {entry.kind for entry in points} == {Kind.POINT}
    assert len(points) == len(open_ones) + 1


def test_after_a_cancellation_only_deletions_go_on(ctx):
    meeting_id = build.a_meeting(day=DAY, state=MeetingState.CANCELLED)

    entries = lines(meeting_id)

    going_on = {entry.kind for entry in entries if entry.progress is Progress.NEXT}
    assert going_on == {Kind.DELETION}
    assert not [entry for entry in entries if entry.progress is Progress.LATE]


def test_a_draft_whose_registration_should_be_open_is_late(ctx):
    meeting_id = build.a_meeting(day=DAY, state=MeetingState.DRAFT)

    opens = next(entry for entry in lines(meeting_id) if entry.text == "Die Anmeldung öffnet")

    assert opens.progress is Progress.LATE
    assert opens.note == "Das Treffen ist noch nicht veröffentlicht"


def test_points_are_ticked_on_the_page_and_it_comes_back(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting(day=DAY)
        point = Point("Saal ansehen", "raum", due=TODAY - timedelta(days=1))
        item_id = checklist.add_point(meeting_id, point, "k" * 20, OFFICE)
    path = f"/buero/treffen/{meeting_id}/zeitplan"
    row = soup(office.get(path)).find(id=f"punkt-{item_id}")
    assert "überfällig" in row.text

    typed = {field["name"]: field.get("value", "") for field in row.form.find_all("input")}
    answer = office.post(row.form["action"], data=typed)

    assert answer.location == f"{path}#punkt-{item_id}"
    assert "erledigt" in soup(office.get(path)).find(id=f"punkt-{item_id}").text
    assert f"punkt-{item_id}" not in office.get(path + "?offen=ja").text


def test_the_team_reads_it_without_buttons(app, moderator, soup):
    with app.app_context():
        meeting_id = build.a_meeting(day=DAY)

    page = soup(moderator.get(f"/buero/treffen/{meeting_id}/zeitplan"))

    assert "Letzter Tag der Anmeldung" in page.main.text
    assert not page.main.find_all("form")


@pytest.mark.parametrize("kind", ["", "e-mails", "unfug"])
def test_the_page_asks_the_same_number_of_questions_for_many_mails(
    app, office, count_queries, kind
):
    with app.app_context():
        meeting_id = build.a_meeting(day=DAY)
        a_mailing(meeting_id, -1)

    def asked():
        with count_queries() as seen:
            assert office.get(f"/buero/treffen/{meeting_id}/zeitplan?art={kind}").status_code == 200
        return len(seen)

    asked()
    one = asked()
    with app.app_context():
        for number in range(29):
            a_mailing(meeting_id, -number)
            point = Point(f"Punkt {number}", "raum", due=TODAY)
            checklist.add_point(meeting_id, point, f"{'k' * 20}{number}", OFFICE)

    assert asked() == one
