"""What released minutes call postponed comes back at the next meeting."""

from datetime import date

import pytest

from app.agenda import actions as agenda
from app.agenda.queries import items_of
from app.agenda.topics import marked
from app.core.db import db
from app.minutes import headings, releases
from app.minutes.models import MinutesItem
from tests import build
from tests.minutes.releasing import release

pytestmark = pytest.mark.usefixtures("ctx")


def test_a_postponed_heading_comes_back_once_however_often_minutes_are_released(clock):
    meeting_id = build.a_planned_meeting(kit="vernetzung")
    later = build.a_planned_meeting(day=date(2027, 11, 25))
    clock.set("2027-09-30T21:00")
    first, second, *_ = build.minutes_for(meeting_id)
    build.an_entry(meeting_id, first)
    title = db.session.get(MinutesItem, second).title
    headings.postpone(meeting_id, second, postponed=True, actor=build.OFFICE)

    release(meeting_id)
    releases.revise(meeting_id, actor=build.OFFICE)
    build.an_entry(meeting_id, first, text="Nachtrag")
    release(meeting_id, note="Nachtrag ergänzt.")

    back = [one for one in items_of(later) if one.title == title and one.id in marked(later)]
    assert [marked(later)[one.id].words for one in back] == ["vertagt vom 30.09.2027"]


def test_what_stands_in_no_agenda_comes_back_by_its_title_once(clock):
    meeting_id = build.a_planned_meeting(kit="vernetzung")
    later = build.a_planned_meeting(day=date(2027, 11, 25))
    clock.set("2027-09-30T21:00")
    first, second, *_ = build.minutes_for(meeting_id)
    build.an_entry(meeting_id, first)
    removed = db.session.get(MinutesItem, second)
    agenda.remove_item(meeting_id, removed.agenda_item)
    added = headings.add_heading(meeting_id, "Fahrradstraße vor der Schule", actor=build.OFFICE)
    for item_id in (second, added):
        headings.postpone(meeting_id, item_id, postponed=True, actor=build.OFFICE)

    release(meeting_id)
    releases.revise(meeting_id, actor=build.OFFICE)
    build.an_entry(meeting_id, first, text="Nachtrag")
    release(meeting_id, note="Nachtrag ergänzt.")

    marks = marked(later)
    assert [one.title for one in items_of(later) if one.id in marks] == [
        db.session.get(MinutesItem, second).title, "Fahrradstraße vor der Schule",
    ]  # fmt: skip
    assert {mark.words for mark in marks.values()} == {"vertagt vom 30.09.2027"}
