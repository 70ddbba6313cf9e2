"""Keeping other calendars: the clockwork fetches and reads them, the last good copy stays."""

import threading
from datetime import date, datetime

import pytest

from app.calendars import actions, queries
from app.calendars.actions import CalendarFacts
from app.calendars.rules import Kind
from app.core.db import db
from app.core.errors import Conflict, RuleBroken
from tests import build
from tests.calendars.build import a_foreign_calendar, calendar_facts
from tests.calendars.files import calendar, event


def never():
    return False


def update():
    done = actions.update_due(never)
    db.session.rollback()
    return done


def of(calendar_id):
    db.session.rollback()
    return queries.calendar_by_id(calendar_id)


def summaries(calendar_id):
    return [entry.summary for entry in queries.entries_page(calendar_id, "", 1).rows]


def test_an_uploaded_file_is_read_by_the_clockwork_once_a_day(ctx, clock):
    one = a_foreign_calendar()
    assert summaries(one) == []

    assert [update(), update()] == [1, 0]

    assert summaries(one) == ["Chorprobe"]
    assert (of(one).fault, of(one).read_at is not None) == ("", True)
    clock.move(hours=25)
    assert update() == 1


def test_a_new_file_replaces_every_entry(ctx):
    one = a_foreign_calendar()
    update()
    new = calendar(event("7", SUMMARY="Ratssitzung"))

    actions.save(one, calendar_facts(content=new), build.OFFICE, seen_version=1)

    assert summaries(one) == ["Chorprobe"]
    assert (update(), summaries(one)) == (1, ["Ratssitzung"])


def test_an_address_is_fetched_again_after_its_hours(ctx, clock, host, allow):
    allow(internal=[host.at])
    one = a_foreign_calendar(url=host.url, content=None)

    assert [update(), update()] == [1, 0]
    assert summaries(one) == ["Chorprobe"]

    clock.move(hours=7)
    host.answer = lambda handler: handler.give(304)
    update()
    assert host.seen[1][1]["If-None-Match"] == '"1"'
    assert (summaries(one), of(one).fault) == (["Chorprobe"], "")
    assert of(one).etag == '"1"'


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda handler: handler.give(500), "antwortet mit dem Fehler 500"),
        (lambda handler: handler.give(body=b"<html>"), "kein Kalender im Format iCalendar"),
        (lambda handler: handler.give(302, Location="http://10.0.0.1/"), "darf Treffwerk nichts"),
    ],
)
def test_a_fault_is_told_and_the_last_good_copy_stays(ctx, clock, host, allow, answer, sentence):
    allow(internal=[host.at])
    one = a_foreign_calendar(url=host.url, content=None)
    update()
    good = of(one).received_at
    clock.move(hours=7)
    host.answer = answer

    update()

    assert sentence in of(one).fault
    assert (summaries(one), of(one).received_at) == (["Chorprobe"], good)
    assert [found.id for found in queries.in_trouble()] == [one]
    clock.move(hours=7)
    host.answer = lambda handler: handler.give(body=calendar(event(SUMMARY="Neu")))
    update()
    assert (of(one).fault, summaries(one)) == ("", ["Neu"])


def test_one_bad_calendar_does_not_keep_the_next_from_being_read(ctx):
    bad = a_foreign_calendar(name="A", content=b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT")
    good = a_foreign_calendar(name="B")

    assert update() == 2

    assert "beschädigt" in of(bad).fault
    assert summaries(good) == ["Chorprobe"]


def test_two_clockworks_share_the_work(app, clock):
    with app.app_context():
        for number in range(4):
            a_foreign_calendar(name=f"Saal {number}")
    done = []

    def work():
        with app.app_context():
            done.append(actions.update_due(never))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == 4


def test_what_was_changed_meanwhile_is_not_overwritten(ctx, host, allow):
    allow(internal=[host.at])
    one = a_foreign_calendar(url=host.url, content=None)

    def answer(handler):
        with ctx.app_context():
            facts = calendar_facts(name="Anders", content=calendar(event(SUMMARY="Neu")))
            actions.save(one, facts, build.OFFICE, seen_version=1)
            db.session.remove()
        handler.give(body=calendar(event()))

    host.answer = answer

    assert update() == 2
    assert (of(one).name, summaries(one)) == ("Anders", ["Neu"])


def test_reading_again_asks_for_all_of_it(ctx, host, allow):
    allow(internal=[host.at])
    one = a_foreign_calendar(url=host.url, content=None)
    update()

    actions.read_again(one)

    assert update() == 1
    assert "If-None-Match" not in host.seen[1][1]


def test_removing_takes_the_entries_and_is_logged(ctx):
    one = a_foreign_calendar()
    update()
    assert queries.number_of_entries(one) == 1

    actions.remove(one, build.OFFICE)

    assert queries.entries_between(date(2027, 1, 1), date(2028, 1, 1)) == []
    assert build.audit()[-1][1] == "foreign_calendar_removed"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"content": None}, "file"),
        ({"content": b"<html>"}, "file"),
        ({"content": b"BEGIN:VCALENDAR" + b"X" * 2**21}, "file"),
        ({"kind": Kind.VENUE, "venue_id": None}, "venue_id"),
        ({"url": "https://fremd.example.org/a.ics"}, "url"),
        ({"name": "Saal"}, "name"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(ctx, values, field):
    a_foreign_calendar(name="Saal")

    with pytest.raises(RuleBroken) as fault:
        actions.save(None, calendar_facts(**values), build.OFFICE)

    assert fault.value.field == field


def test_two_people_at_once_lose_nothing(ctx):
    one = a_foreign_calendar()
    actions.save(one, calendar_facts(name="Neu"), build.OFFICE, seen_version=1)

    with pytest.raises(Conflict):
        actions.save(one, calendar_facts(name="Anders"), build.OFFICE, seen_version=1)


def test_clashes_of_a_room_and_of_a_day_in_one_question(ctx, count_queries):
    venue = build.a_venue()
    a_foreign_calendar(name="Saal", venue_id=venue, kind=Kind.VENUE)
    a_foreign_calendar(name="Rat", content=calendar(event(SUMMARY="Ratssitzung")))
    update()

    with count_queries() as seen:
        found = queries.clashes_with(datetime(2027, 9, 30, 18), datetime(2027, 9, 30, 20), venue)

    assert found == [
        "Der Raum ist belegt: Chorprobe, Do., 30.09.2027, 17:00–19:00 Uhr (Kalender „Saal“)",
        "Am selben Tag: Ratssitzung, Do., 30.09.2027, 17:00–19:00 Uhr (Kalender „Rat“)",
    ]
    assert len([one for one in seen if one.startswith("SELECT")]) == 1


def test_facts_without_a_room_forget_the_place(ctx):
    venue = build.a_venue()

    one = a_foreign_calendar(kind=Kind.OTHER, venue_id=venue)

    assert of(one).venue_id is None
    assert isinstance(calendar_facts(), CalendarFacts)
