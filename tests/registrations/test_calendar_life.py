"""The life of a person's calendar entry: every event in every state, and whatever comes after it.

ical.md 5: REQUEST, SEQUENCE and CANCEL; nothing for those who have no place.
"""

import itertools
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock as app_clock
from app.core.db import db
from app.core.errors import RuleBroken
from app.meetings import venues
from app.meetings.actions import change_of
from app.meetings.models import Meeting
from app.meetings.venues import VenueFacts
from app.registrations import actions, office
from app.registrations.calendar import picture_of
from app.registrations.models import Registration
from tests import build
from tests.conftest import Clock, empty_database
from tests.registrations.calendars import clients, last_number, scheduled, wanted

OTHER_DAY = date(2027, 10, 14)
_links = itertools.count(1)


def fresh(person):
    db.session.rollback()
    return db.session.get(Registration, person)


def change(meeting_id, **values):
    db.session.rollback()
    meeting = db.session.get(Meeting, meeting_id)
    return office.change_meeting(
        meeting_id,
        change_of(meeting, **values),
        seen_version=meeting.version,
        actor=build.OFFICE,
    )


def rename_venue(meeting_id):
    venue = db.session.get(Meeting, meeting_id).venue
    facts = VenueFacts(f"Neuer Name {next(_links)}", venue.street, venue.postcode, venue.city)
    venues.save_venue(venue.id, facts)


# the states


def a_hybrid(**values):
    return build.a_meeting(kit="online-hybrid", mode="hybrid", online_url="", **values)


def pending():
    meeting = a_hybrid()
    return meeting, build.a_registration(meeting, confirmed=False)


def requested():
    meeting = a_hybrid(needs_approval=True)
    return meeting, build.a_registration(meeting)


def waitlisted():
    meeting = a_hybrid(capacity=1)
    build.a_registration(meeting)
    return meeting, build.a_registration(meeting)


def offered():
    meeting = a_hybrid(capacity=1)
    first = build.a_registration(meeting)
    person = build.a_registration(meeting)
    actions.cancel(build.token_of(first))
    return meeting, person


def confirmed():
    meeting = a_hybrid()
    return meeting, build.a_registration(meeting)


def cancelled():
    meeting, person = confirmed()
    actions.cancel(build.token_of(person))
    return meeting, person


def called_off():
    meeting, person = confirmed()
    office.call_off(meeting, reason="Sturm", next_step="", actor=build.OFFICE)
    return meeting, person


STATES = {
    "unbestätigt": pending,
    "angefragt": requested,
    "Warteliste": waitlisted,
    "Platz angeboten": offered,
    "angemeldet": confirmed,
    "abgemeldet": cancelled,
    "Treffen abgesagt": called_off,
}

# the events

EVENTS = {
    "bestätigt die Adresse": lambda m, p: actions.confirm(build.token_of(p, "confirm")),
    "nimmt den Platz an": lambda m, p: actions.accept_offer(build.token_of(p)),
    "Zusage der Geschäftsstelle": lambda m, p: office.approve(m, [p], build.OFFICE),
    "Zeit geändert": lambda m, p: change(m, begins=time(19, 0)),
    "anderer Tag": lambda m, p: change(m, day=OTHER_DAY),
    "anderer Ort": lambda m, p: change(m, venue_id=build.a_venue()),
    "Online-Link geändert": lambda m, p: change(m, online_url="https://video.example.org/raum"),
    "Titel geändert": lambda m, p: change(m, title="Ein neuer Titel", topic="Und ein Thema"),
    "Ort umbenannt, mitgeteilt": lambda m, p: (rename_venue(m), office.announce(m, build.OFFICE)),
    "Ort nur anders geschrieben": lambda m, p: (
        rename_venue(m),
        office.keep_spelling(m, build.OFFICE),
    ),
    "meldet sich ab": lambda m, p: actions.cancel(build.token_of(p)),
    "von der Geschäftsstelle abgemeldet": lambda m, p: office.cancel(p, build.OFFICE),
    "meldet sich wieder an": lambda m, p: actions.come_back(build.token_of(p)),
    "wechselt auf online": lambda m, p: actions.switch(build.token_of(p), "online"),
    "Treffen abgesagt": lambda m, p: office.call_off(
        m, reason="Sturm", next_step="", actor=build.OFFICE
    ),
}

NOTHING = ""
TABLE = {
    "unbestätigt": {"bestätigt die Adresse": "REQUEST 0"},
    "angefragt": {"Zusage der Geschäftsstelle": "REQUEST 0"},
    # by video there is no limit, so that whoever waits for the room gets a place at once
    "Warteliste": {"wechselt auf online": "REQUEST 0"},
    "Platz angeboten": {"nimmt den Platz an": "REQUEST 0", "wechselt auf online": "REQUEST 0"},
    "angemeldet": {
        "Zeit geändert": "REQUEST 1",
        "anderer Tag": "REQUEST 1",
        "anderer Ort": "REQUEST 1",
        "Online-Link geändert": "REQUEST 1",
        "Ort umbenannt, mitgeteilt": "REQUEST 1",
        "meldet sich ab": "CANCEL 1",
        "von der Geschäftsstelle abgemeldet": "CANCEL 1",
        "wechselt auf online": "REQUEST 1",
        "Treffen abgesagt": "CANCEL 1",
    },
    "abgemeldet": {"meldet sich wieder an": "REQUEST 2"},
    "Treffen abgesagt": {},
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_every_event_in_every_state(ctx, clock, state, event):
    meeting, person = STATES[state]()
    clock.move(minutes=1)
    before, uid = last_number(), fresh(person).uid
    mail, stamp = fresh(person).email, fresh(person).sent_stamp

    try:
        EVENTS[event](meeting, person)
    except RuleBroken:
        assert event not in TABLE[state]

    own = [one for one in scheduled(before) if one.reader == mail]
    assert [f"{one.method} {one.sequence}" for one in own] == (
        [TABLE[state][event]] if event in TABLE[state] else []
    )
    for message in own:
        _is_right(message, fresh(person), uid, stamp)


def _is_right(message, row, uid, stamp):
    """The rules of ical.md 4.2 that hold for every message."""
    event, cancels = message.event, message.method == "CANCEL"
    assert message.uid == uid == row.uid
    assert message.part_method == message.method
    assert str(event["STATUS"]) == ("CANCELLED" if cancels else "CONFIRMED")
    assert stamp is None or message.stamp > stamp
    assert message.stamp == row.sent_stamp
    now = picture_of(row)
    assert message.picture == (now.begins, now.ends, now.place)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert str(event["ATTENDEE"]) == f"mailto:{row.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert ("RSVP" in event["ATTENDEE"].params) == (not cancels)
    assert str(event["ORGANIZER"]) == "mailto:klimatriebwerk@example.org"


def test_the_table_names_only_what_there_is():
    assert set(TABLE) == set(STATES)
    assert {event for row in TABLE.values() for event in row} <= set(EVENTS)


# whatever comes after what


STEPS = (
    "register", "cancel", "come_back", "time", "day", "place", "link", "title", "switch",
    "address", "move", "rename", "resend", "wait",
)  # fmt: skip


class Story:
    """Two meetings, and people to whom things happen; every step goes through the real actions."""

    def __init__(self, clock):
        self.clock = clock
        self.meetings = [a_hybrid(), a_hybrid(day=date(2027, 10, 7), capacity=2)]
        self.people = []
        self.number = 0

    def step(self, what, which):
        self.number += 1
        self.clock.move(seconds=which % 3)
        meeting = self.meetings[which % 2]
        if what == "register":
            self.people.append(build.a_registration(meeting))
        elif what in OF_MEETINGS:
            OF_MEETINGS[what](self, meeting)
        elif what == "wait":
            self.clock.move(hours=1)
        elif self.people:
            OF_PEOPLE[what](self, self.people[which % len(self.people)])

    def move(self, person):
        there = next(m for m in self.meetings if m != fresh(person).meeting_id)
        self.people.append(office.move(person, there, build.OFFICE).id)

    def readdress(self, person):
        link = build.an_address_link(person, f"neu{self.number}@example.org")
        actions.confirm_address(link)

    def resend(self, person):
        row = fresh(person)
        again = build.an_applicant(
            first_name=row.first_name, last_name=row.last_name, email=row.email
        )
        actions.register(row.meeting_id, again, f"again-{self.number}")

    def switch(self, person):
        other = "onsite" if fresh(person).participation == "online" else "online"
        actions.switch(build.token_of(person), other)

    def rename(self, meeting):
        rename_venue(meeting)
        office.announce(meeting, build.OFFICE)


OF_MEETINGS = {
    "time": lambda self, m: change(m, begins=time(17 + self.number % 3, self.number % 60)),
    "day": lambda self, m: change(m, day=date(2027, 10, 4 + self.number % 27)),
    "place": lambda self, m: change(m, venue_id=build.a_venue()),
    "link": lambda self, m: change(m, online_url=f"https://video.example.org/{self.number}"),
    "title": lambda self, m: change(m, title=f"Titel {self.number}"),
    "rename": Story.rename,
}
OF_PEOPLE = {
    "cancel": lambda self, p: actions.cancel(build.token_of(p)),
    "come_back": lambda self, p: actions.come_back(build.token_of(p)),
    "switch": Story.switch,
    "address": Story.readdress,
    "move": Story.move,
    "resend": Story.resend,
}


@settings(max_examples=15)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), max_size=15))
def test_the_last_message_always_describes_the_meeting(built_app, steps):
    clock = Clock()
    clock.set("2027-09-01T09:00")
    with built_app.app_context():
        empty_database()
        story = Story(clock)
        for what, which in [("register", 0), ("register", 1), *steps]:
            try:
                story.step(what, which)
            except RuleBroken:
                db.session.rollback()
        messages = scheduled()
        _sequence_never_falls(messages)
        shown = {mail: one.shown for mail, one in clients(messages).items() if one.shown}
        assert shown == wanted(_picture)
        db.session.remove()


def _picture(row):
    now = picture_of(row)
    return (now.begins, now.ends, now.place)


def _sequence_never_falls(messages):
    last = {}
    for message in messages:
        if message.uid in last:
            assert message.sequence >= last[message.uid].sequence
            assert message.stamp > last[message.uid].stamp
        last[message.uid] = message


@pytest.fixture(autouse=True)
def _real_clock_afterwards():
    yield
    app_clock.reset()
