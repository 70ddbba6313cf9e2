"""Every calendar file that we write, read by four libraries that others use: all see the same."""

import json
import subprocess
import warnings
from datetime import UTC, date, time, timedelta
from pathlib import Path

import pytest
import recurring_ical_events
import vobject
from icalendar import Calendar
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.ical import ZONE
from app.demo.export import Parcel, add_calendar, add_feeds
from app.demo.loader import load_demo
from app.meetings.calendar import public_uid
from app.meetings.models import ChecklistItem, Meeting
from app.series.models import SeriesMeeting
from app.series.rules import Rhythm
from tests import build
from tests.conftest import ROOT, empty_database
from tests.demo.conftest import NOW
from tests.feeds.files import set_meeting
from tests.node import node

SCRIPT = Path(__file__).parent / "ical_js.mjs"
NODE = node()
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


@pytest.fixture(scope="module")
def files(built_app, tmp_path_factory):
    """All calendar files of the export, and what the database says of meetings and points."""
    folder = tmp_path_factory.mktemp("calendars")
    with built_app.app_context():
        empty_database()
        clock.start_at(NOW)
        load_demo()
        a_lively_series()
        parcel = Parcel(folder)
        for meeting in db.session.scalars(select(Meeting).order_by(Meeting.day)):
            add_calendar(parcel, str(meeting.id), meeting)
        add_feeds(parcel)
        yield sorted(folder.rglob("*.ics"))
    clock.reset()


def a_lively_series():
    """Every last Tuesday at ten at night, also on a leap day; with every kind of exception."""
    series_id = build.a_series(
        rhythm=Rhythm.MONTHLY, nth=-1, weekday=1, name="Radeltreff", title_pattern="Radeltreff",
        starts_on=date(2028, 1, 1), begins=time(22, 0), ends=time(23, 30),
    )  # fmt: skip
    ids = [
        row.meeting_id
        for row in db.session.query(SeriesMeeting)
        .filter_by(series_id=series_id)
        .order_by(SeriesMeeting.rule_day)
    ]
    for meeting_id in ids:
        set_meeting(meeting_id, state="published")
    set_meeting(ids[2], day=date(2028, 3, 25), duration_minutes=360)  # the clocks change that night
    set_meeting(ids[4], state="cancelled")
    set_meeting(ids[5], listed=False)
    set_meeting(ids[6], title="Sommerfest; mit Musik, und Tanz")
    set_meeting(ids[9], day=date(2028, 10, 28), duration_minutes=360)  # and that night again
    set_meeting(ids[10], day=date(2028, 12, 30))  # past its neighbour


@pytest.fixture(scope="module")
def ours(files):
    """What icalendar with recurring_ical_events reads, by path."""
    return {path: by_icalendar(path) for path in files}


def by_icalendar(path):
    calendar = Calendar.from_ical(path.read_bytes())
    assert [one.errors for one in calendar.walk() if one.errors] == []
    found = recurring_ical_events.of(calendar, keep_recurrence_attributes=True)
    return sorted(
        [str(one["UID"]), text_of(one.start), text_of(one.end), *texts(one)]
        for one in found.between((2020, 1, 1), (2040, 1, 1))
    )


def texts(one):
    return [str(one["STATUS"]), str(one["SUMMARY"]), str(one.get("LOCATION", ""))]


def text_of(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def by_vobject(path):
    """Single entries and the dates of a series; vobject does not put exceptions in their places."""
    with warnings.catch_warnings():
        # vobject calls utcfromtimestamp of its own library, which Python has deprecated.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="vobject")
        calendar = vobject.readOne(path.read_bytes().decode())
        calendar.validate(raiseException=True)
        events = list(getattr(calendar, "vevent_list", []))
        moved = {
            (one.uid.value, text_of(one.recurrence_id.value))
            for one in events
            if hasattr(one, "recurrence_id")
        }
        return sorted(line for one in events for line in _lines(one, moved))


def _lines(event, moved):
    """One line for each date that the event gives; ``moved``: dates that have an exception."""
    length = event.dtend.value - event.dtstart.value
    tail = [event.status.value, event.summary.value]
    place = [event.location.value if hasattr(event, "location") else ""]
    if not event.rruleset:
        starts, length = [event.dtstart.value], event.dtend.value - event.dtstart.value
        return [[event.uid.value, text_of(starts[0]), text_of(event.dtend.value), *tail, *place]]
    begins = [day.replace(tzinfo=ZONE) for day in map(_naive, event.rruleset)]
    return [
        [event.uid.value, text_of(day), text_of(_later(day, length)), *tail, *place]
        for day in begins
        if (event.uid.value, text_of(day)) not in moved
    ]


def _naive(moment):
    return moment.replace(tzinfo=None)


def _later(moment, length):
    return (moment.replace(tzinfo=None) + length).replace(tzinfo=ZONE)


@pytest.fixture(scope="module")
def by_ical_js(files):
    answer = subprocess.run(
        [NODE, SCRIPT, *files], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stderr == ""
    return json.loads(answer.stdout)


def test_there_is_something_to_read(files, ours):
    assert len([path for path in files if path.parent.name == "kalender"]) >= 20
    assert any("RRULE:FREQ=MONTHLY" in path.read_bytes().decode() for path in files)
    assert sum(map(len, ours.values())) > 50


def test_vobject_reads_the_same(files, ours):
    assert {path: by_vobject(path) for path in files} == ours


@needs_node
def test_ical_js_reads_the_same(ours, by_ical_js):
    assert {Path(path): told["events"] for path, told in by_ical_js.items()} == ours


@needs_node
def test_all_read_the_points_that_the_database_has(files, by_ical_js):
    (path,) = (path for path in files if path.name.endswith("Checkliste.ics"))
    mine = sorted(
        [str(todo["UID"]), todo["DUE"].dt.isoformat(), str(todo["STATUS"])]
        for todo in Calendar.from_ical(path.read_bytes()).todos
    )

    assert mine == by_ical_js[str(path)]["todos"]
    dues = {f"point-{row.id}@": row.due.isoformat() for row in db.session.query(ChecklistItem)}
    assert {uid.split("@")[0] + "@": due for uid, due, _ in mine}.items() <= dues.items()
    assert len(mine) > 50


def test_the_team_reads_what_the_database_says(files, ours):
    (path,) = (path for path in files if path.name.endswith("Team.ics"))
    rows = db.session.scalars(select(Meeting)).unique().all()

    assert [line[:3] for line in ours[path]] == sorted(
        [
            public_uid(row),
            text_of(row.begins_at.replace(tzinfo=ZONE)),
            text_of((row.begins_at + timedelta(minutes=row.duration_minutes)).replace(tzinfo=ZONE)),
        ]
        for row in rows
    )
