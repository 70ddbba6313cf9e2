"""Changing a meeting and calling it off: who is told, and what the calendars get."""

import pytest

from app.core.db import db
from app.core.errors import RuleBroken
from app.meetings.actions import MeetingChange
from app.meetings.models import Meeting
from app.registrations import actions, office
from app.registrations.rules import RegistrationState
from tests import build
from tests.registrations.outbox import calendar_of, last_mail, letters, row, state, text_of

S = RegistrationState


def change(meeting_id, **values):
    db.session.rollback()
    meeting = db.session.get(Meeting, meeting_id)
    names = MeetingChange.__dataclass_fields__
    new = MeetingChange(**{name: getattr(meeting, name) for name in names} | values)
    return office.change_meeting(meeting_id, new, seen_version=meeting.version, actor=build.OFFICE)


def test_moving_a_meeting_reaches_everybody_who_has_a_place_or_waits(ctx):
    meeting = build.a_meeting(capacity=1)
    guest, waiting = build.a_registration(meeting), build.a_registration(meeting)
    build.a_registration(meeting, confirmed=False)
    gone = build.a_registration(meeting)
    actions.cancel(build.token_of(gone))
    venue = build.a_venue(name="Alte Spulerei")
    before = len(letters())

    told = change(meeting, begins=build.time(19, 0), venue_id=venue)

    assert told == 2
    assert letters()[before:] == [
        ("change_notice", row(guest).email),
        ("change_waiting", row(waiting).email),
    ]
    mail = last_mail("change_notice")
    assert "Zeit: bisher 18:00 bis 20:30 Uhr, jetzt 19:00 bis 21:30 Uhr" in text_of(mail)
    assert "jetzt Alte Spulerei, Musterweg 12, 33719 Bielefeld" in text_of(mail)
    method, uid, sequence, event = calendar_of(mail)
    assert (method, uid, sequence) == ("REQUEST", row(guest).uid, 1)
    assert event["DTSTART"].dt.isoformat() == "2027-09-30T19:00:00+02:00"
    assert build.audit() == [("Miriam Voss", "meeting_changed", f"meeting:{meeting}")]


def test_a_new_title_tells_nobody(ctx):
    meeting = build.a_meeting()
    build.a_registration(meeting)

    assert change(meeting, title="Neuer Titel") == 0

    assert letters("change_notice") == []


def test_more_places_go_to_the_waiting_list_in_the_same_step(ctx):
    meeting = build.a_meeting(capacity=1)
    build.a_registration(meeting)
    first, second, third = (build.a_registration(meeting) for _ in range(3))

    change(meeting, capacity=3)

    assert [state(one) for one in (first, second, third)] == [S.OFFERED, S.OFFERED, S.WAITLISTED]


def test_fewer_places_than_taken_are_refused_with_the_number(ctx):
    meeting = build.a_meeting(capacity=3)
    build.a_registration(meeting)
    build.a_registration(meeting)

    with pytest.raises(RuleBroken) as fault:
        change(meeting, capacity=1)

    assert "2 Plätze sind schon vergeben" in fault.value.message
    assert db.session.get(Meeting, meeting).capacity == 3


def test_calling_off_tells_everybody_with_a_place_or_in_line(ctx):
    meeting = build.a_meeting(capacity=1)
    guest, waiting = build.a_registration(meeting), build.a_registration(meeting)
    build.a_registration(meeting, confirmed=False)
    before = len(letters())

    told = office.call_off(
        meeting,
        reason="Sturmwarnung",
        next_step="Wir nennen bald einen Termin.",
        actor=build.OFFICE,
    )

    assert told == 2
    assert letters()[before:] == [
        ("meeting_cancelled", row(guest).email),
        ("called_off_waiting", row(waiting).email),
    ]
    method, uid, sequence, _ = calendar_of(last_mail("meeting_cancelled"))
    assert (method, uid, sequence) == ("CANCEL", row(guest).uid, 1)
    assert "Grund: Sturmwarnung" in text_of(last_mail("meeting_cancelled"))
    with pytest.raises(RuleBroken):
        build.a_registration(meeting)
    with pytest.raises(RuleBroken):
        office.call_off(meeting, reason="x", next_step="", actor=build.OFFICE)


def test_a_meeting_that_is_over_cannot_be_called_off(ctx, clock):
    meeting = build.a_meeting()
    build.a_registration(meeting)
    clock.set("2027-09-30T18:00")

    with pytest.raises(RuleBroken):
        office.call_off(meeting, reason="x", next_step="", actor=build.OFFICE)

    assert letters("meeting_cancelled") == []
