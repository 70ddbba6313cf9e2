from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Conflict, NotFound, RuleBroken
from app.meetings import checklist, queries
from app.meetings.checklist import Point
from app.meetings.models import ChecklistItem
from tests import build
from tests.build import OFFICE

DAY = date(2027, 9, 30)


def test_a_point_before_or_after_the_meeting_falls_on_a_working_day(ctx):
    meeting_id = build.a_meeting(day=DAY)

    before = checklist.add_point(
        meeting_id, Point("Vorher", "raum", day_offset=-4), "a" * 20, OFFICE
    )
    after = checklist.add_point(
        meeting_id, Point("Nachher", "raum", day_offset=2), "b" * 20, OFFICE
    )

    assert queries.point_by_id(meeting_id, before).due == date(2027, 9, 24)
    assert queries.point_by_id(meeting_id, after).due == date(2027, 10, 4)


def test_the_same_form_sent_twice_adds_one_point(ctx):
    meeting_id = build.a_meeting()
    point = Point("Saal ansehen", "raum", due=DAY)

    first = checklist.add_point(meeting_id, point, "k" * 20, OFFICE)

    assert checklist.add_point(meeting_id, point, "k" * 20, OFFICE) == first
    assert db.session.scalar(select(func.count()).where(ChecklistItem.own)) == 1


def test_a_point_keeps_the_name_of_whoever_ticked_it_first(ctx):
    item = queries.checklist_of(build.a_meeting())[0]
    checklist.tick(item.id, done=True, actor=OFFICE)
    other = type(OFFICE)(2, "Jonas Brand", OFFICE.roles)

    checklist.tick(item.id, done=True, actor=other)

    assert queries.point_by_id(item.meeting_id, item.id).done_by == OFFICE.name


def test_two_changes_at_once_are_told_and_who_it_is_given_to_is_logged(ctx):
    item = queries.checklist_of(build.a_meeting())[0]
    meeting_id, seen = item.meeting_id, item.version
    given = Point("Moderation anfragen", "personal", assigned_to="Jonas Brand", due=DAY)
    checklist.change_point(item.id, given, seen, OFFICE)

    with pytest.raises(Conflict):
        checklist.change_point(item.id, Point("Anders", "raum", due=DAY), seen, OFFICE)

    kept = queries.point_by_id(meeting_id, item.id)
    assert (kept.text, kept.assigned_to, kept.due) == ("Moderation anfragen", "Jonas Brand", DAY)
    assert build.audit()[-1] == (OFFICE.name, "point_given", f"meeting:{meeting_id}")


def test_own_points_can_be_taken_off_and_those_of_the_kit_cannot(ctx):
    meeting_id = build.a_meeting()
    of_kit = queries.checklist_of(meeting_id)[0]
    own = checklist.add_point(meeting_id, Point("Extra", "raum", due=DAY), "k" * 20, OFFICE)

    checklist.remove_point(own, 1, OFFICE)

    with pytest.raises(NotFound):
        queries.point_by_id(meeting_id, own)
    with pytest.raises(RuleBroken, match="kommt aus dem Kit"):
        checklist.remove_point(of_kit.id, of_kit.version, OFFICE)


TYPED = {
    "text": "Kinderbetreuung anfragen",
    "area": "personal",
    "when": "abstand",
    "days": "10",
    "side": "davor",
    "assigned_to": "Jonas Brand",
    "submit_key": "k" * 20,
}


def test_the_office_adds_changes_and_removes_a_point(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting(day=DAY)
    new = f"/buero/treffen/{meeting_id}/checkliste/neu"
    assert "Miriam Voss" in str(soup(office.get(new)).find("datalist"))

    for _ in range(2):
        assert office.post(new, data=TYPED).status_code == 303

    page = soup(office.get(f"/buero/treffen/{meeting_id}"))
    rows = [row for row in page.select("#checkliste li") if "Kinderbetreuung" in row.text]
    assert len(rows) == 1 and "Zuständig: Jonas Brand" in rows[0].text
    assert "Mo., 20.09.2027" in rows[0].text
    edit = rows[0].a["href"]
    version = soup(office.get(edit)).find(id="version")["value"]
    changed = TYPED | {"when": "tag", "due": "2027-09-22", "version": version}
    assert office.post(edit, data=changed).status_code == 303
    again = soup(office.post(edit, data=changed | {"text": "Zu spät"}))
    assert "inzwischen geändert" in again.main.text
    assert "Zu spät" in again.find("textarea").text
    remove = edit.replace("bearbeiten", "entfernen")
    stand = soup(office.get(remove)).find("input", {"name": "stand"})["value"]
    office.post(remove, data={"stand": stand})
    assert "Kinderbetreuung" not in office.get(f"/buero/treffen/{meeting_id}").text


def test_a_missing_day_is_told_at_its_field_and_nothing_is_lost(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting()
    new = f"/buero/treffen/{meeting_id}/checkliste/neu"

    page = soup(office.post(new, data=TYPED | {"days": ""}))
    fixed = soup(office.post(new, data=TYPED | {"when": "tag"}))

    assert "wie viele Tage" in page.find(id="days-error").text
    assert page.find("textarea").text.strip() == TYPED["text"]
    assert "den Tag" in fixed.find(id="due-error").text


def test_a_point_of_another_meeting_is_not_found(app, office):
    with app.app_context():
        first, second = build.a_meeting(), build.a_meeting()
        item_id = queries.checklist_of(first)[0].id

    path = f"/buero/treffen/{second}/checkliste/{item_id}"

    assert office.post(path, data={"erledigt": "ja"}).status_code == 404
    assert office.get(path + "/bearbeiten").status_code == 404
