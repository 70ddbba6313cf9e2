"""The mail that carries an entry, as ical.md 4.2 wants it, and what stands in the entry."""

import email.policy
from email import message_from_bytes

import pytest

from app.core.db import db
from app.outbox.models import Message
from app.registrations import actions, office
from tests import build
from tests.registrations.calendars import scheduled
from tests.registrations.outbox import calendar_of, last_mail, row, text_of
from tests.registrations.test_calendar_life import change

LINK = "https://video.example.org/raum"


def mails():
    rows = db.session.query(Message).order_by(Message.id)
    return [message_from_bytes(one.body, policy=email.policy.default) for one in rows]


def test_one_from_one_to_one_attendee_and_the_parts_in_their_order(ctx):
    build.a_registration(build.a_meeting(), first_name="Nguyễn Thị", last_name="Mai",
                         email="mai@example.org")  # fmt: skip

    mail = last_mail("confirmation")

    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert mail.get_all("From") == ["Geschäftsstelle KlimaTriebwerk <klimatriebwerk@example.org>"]
    assert mail.get_all("To") == ["Nguyễn Thị Mai <mai@example.org>"]
    inline, copy = (
        next(part for part in mail.walk() if part.get_content_type() == kind)
        for kind in ("text/calendar", "application/ics")
    )
    assert dict(inline["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
    assert inline["Content-Transfer-Encoding"] == "base64"
    assert inline["Content-Disposition"] is None
    data = inline.get_payload(decode=True)
    assert data == copy.get_payload(decode=True)
    assert data.count(b"\r\n") == data.count(b"\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert data.count(b"mailto:") == 2
    assert mail["Reply-To"] is None


def test_later_messages_stand_in_the_thread_of_the_first(ctx):
    meeting = build.a_meeting()
    person = build.a_registration(meeting)
    change(meeting, begins=build.time(19, 0))
    actions.cancel(build.token_of(person))
    actions.come_back(build.token_of(person))

    first = last_mail_of(0)
    assert (first["In-Reply-To"], first["References"]) == (None, None)
    for number in (1, 2, 3):
        later = last_mail_of(number)
        assert later["In-Reply-To"] == later["References"] == first["Message-ID"]
        assert later["Message-ID"] != first["Message-ID"]


def last_mail_of(number):
    """The mail with this entry, in the order in which they left."""
    with_entry = [one for one in mails() if "text/calendar" in
                  [part.get_content_type() for part in one.walk()]]  # fmt: skip
    return with_entry[number]


def test_nobody_sees_another_address_and_no_personal_link_is_in_the_entry(ctx):
    meeting = build.a_meeting()
    people = [build.a_registration(meeting) for _ in range(3)]
    addresses = {row(one).email for one in people}
    secrets = {build.token_of(one) for one in people} | {
        build.token_of(one, "confirm") for one in people
    }
    change(meeting, begins=build.time(19, 0))

    assert len(mails()) == 9
    for mail in mails():
        (reader,) = [one for one in addresses if one in mail["To"]]
        assert not [one for one in addresses - {reader} if one in mail.as_string()]
    for message in scheduled():
        assert not [one for one in secrets if one in message.event.to_ical().decode()]


def test_on_site_the_place_stands_in_location_and_the_link_beside_it(ctx):
    meeting = build.a_meeting(mode="hybrid", online_url=LINK, dial_in="0521 51-0")
    build.a_registration(meeting)

    event = calendar_of(last_mail("confirmation"))[3]

    assert event["LOCATION"].endswith("Musterweg 12, 33719 Bielefeld")
    assert f"Online: {LINK}\nTelefon: 0521 51-0" in event["DESCRIPTION"]
    assert event["CONFERENCE"] == LINK
    assert dict(event["CONFERENCE"].params) == {
        "VALUE": "URI",
        "FEATURE": "VIDEO",
        "LABEL": "Online teilnehmen",
    }


def test_by_video_the_link_is_the_location(ctx):
    meeting = build.a_meeting(mode="hybrid", online_url=LINK)
    person = build.a_registration(meeting, participation="online")

    assert calendar_of(last_mail("confirmation"))[3]["LOCATION"] == LINK

    office.switch(person, "onsite", build.OFFICE)
    event = calendar_of(last_mail("switched"))[3]
    assert event["LOCATION"].endswith("Musterweg 12, 33719 Bielefeld")
    assert event["SEQUENCE"] == 1


def test_what_everybody_may_read_holds_no_link_to_the_conference(app, client):
    with app.app_context():
        meeting = build.a_meeting(mode="hybrid", online_url=LINK, dial_in="0521 51-0")
        online = build.a_meeting(kit="online-hybrid", mode="online", online_url=LINK, venue_id=None)
        slugs = [build.slug_of(one) for one in (meeting, online)]

    for slug in slugs:
        text = client.get(f"/treffen/{slug}/termin.ics").text.replace("\r\n ", "")
        assert LINK not in text and "CONFERENCE" not in text and "Telefon" not in text
    assert "LOCATION:Online" in text


def test_a_known_position_is_told_to_every_kind_of_client(ctx):
    venue = build.a_venue(name="Haus „Nord“", latitude=52.02127, longitude=8.5347)
    build.a_registration(build.a_meeting(venue_id=venue))

    event = calendar_of(last_mail("confirmation"))[3]

    assert (event["GEO"].latitude, event["GEO"].longitude) == (52.02127, 8.5347)
    place = event["X-APPLE-STRUCTURED-LOCATION"]
    assert place == "geo:52.02127,8.53470"
    assert place.params["VALUE"] == "URI"
    assert place.params["X-TITLE"] == "Haus „Nord“"
    assert place.params["X-ADDRESS"] == "Musterweg 12, 33719 Bielefeld"


def test_an_address_with_umlauts_does_not_keep_the_invitation_back(ctx):
    meeting = build.a_meeting(online_url="https://vidéo.example.org/büro raum")
    build.a_registration(meeting)

    event = calendar_of(last_mail("confirmation"))[3]

    assert event["CONFERENCE"] == "https://xn--vido-dpa.example.org/b%C3%BCro%20raum"


@pytest.mark.parametrize(
    ("day", "begins", "start", "end"),
    [
        # the clocks go back, and forth, in these nights
        ("2027-10-30", "22:30", "2027-10-30T22:30:00+02:00", "2027-10-31T01:00:00+02:00"),
        ("2027-10-31", "00:30", "2027-10-31T00:30:00+02:00", "2027-10-31T03:00:00+01:00"),
        ("2028-03-25", "22:30", "2028-03-25T22:30:00+01:00", "2028-03-26T01:00:00+01:00"),
        ("2028-03-26", "00:30", "2028-03-26T00:30:00+01:00", "2028-03-26T03:00:00+02:00"),
        ("2028-02-29", "23:00", "2028-02-29T23:00:00+01:00", "2028-03-01T01:30:00+01:00"),
    ],
)
def test_nights_of_the_clock_change_midnight_and_leap_days(ctx, day, begins, start, end):
    meeting = build.a_meeting(
        day=build.date.fromisoformat(day),
        begins=build.time.fromisoformat(begins),
    )
    build.a_registration(meeting)

    event = calendar_of(last_mail("confirmation"))[3]

    assert (event["DTSTART"].dt.isoformat(), event["DTEND"].dt.isoformat()) == (start, end)


def test_moving_across_the_clock_change_keeps_the_hour_on_the_wall(ctx):
    meeting = build.a_meeting(day=build.date(2027, 10, 28))
    build.a_registration(meeting)

    change(meeting, day=build.date(2027, 11, 4))

    _, _, sequence, event = calendar_of(last_mail("change_notice"))
    assert (sequence, event["DTSTART"].dt.isoformat()) == (1, "2027-11-04T18:00:00+01:00")


def test_an_address_taken_away_and_given_again_loses_and_gets_the_entry(ctx):
    meeting = build.a_meeting()
    person = build.a_registration(meeting, email="alt@example.org")
    for address in ("", "neu@example.org"):
        applicant = build.an_applicant(last_name="Süß", email=address)
        version = row(person).version
        office.edit(person, applicant, version, note="", actor=build.OFFICE)

    told = [(one.reader, one.method, one.sequence) for one in scheduled()]

    assert told == [
        ("alt@example.org", "REQUEST", 0),
        ("alt@example.org", "CANCEL", 1),
        ("neu@example.org", "REQUEST", 2),
    ]


def test_who_waits_reads_the_new_link_at_the_address_the_office_corrected(ctx):
    meeting = build.a_meeting(capacity=1)
    build.a_registration(meeting)
    person = build.a_registration(meeting, email="alt@example.org")
    applicant = build.an_applicant(last_name="Süß", email="neu@example.org")

    office.edit(person, applicant, row(person).version, note="", actor=build.OFFICE)

    mail = last_mail("waitlist")
    assert mail["To"].addresses[0].addr_spec == "neu@example.org"
    assert f"/anmeldung/{build.token_of(person)}" in text_of(mail)


def test_a_new_address_gets_the_entry_and_the_old_one_loses_it(ctx):
    person = build.a_registration(build.a_meeting(), email="alt@example.org")
    actions.confirm_address(build.an_address_link(person))

    told = [(one.reader, one.method, one.sequence, one.uid) for one in scheduled()]

    uid = row(person).uid
    assert "nimmt den Termin aus dem Kalender" in text_of(last_mail("address_changed"))
    assert told == [
        ("alt@example.org", "REQUEST", 0, uid),
        ("alt@example.org", "CANCEL", 1, uid),
        ("neu@example.org", "REQUEST", 2, uid),
    ]
