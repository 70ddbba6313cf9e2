"""Bad input: whatever arrives is read, listed with a reason, or left alone; nothing breaks."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.itip import CalendarFault, read_message
from app.replies import reading
from app.replies.rules import Trust
from tests.replies import samples

MAIL = "mai@example.org"
GOOD = samples.google("uid-1", MAIL)
MANY = GOOD.replace(
    b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:uid-1\r\nEND:VEVENT\r\n" * 300 + b"END:VCALENDAR"
)


def fault_of(calendar, **more):
    return reading.unpack(samples.mail(calendar, MAIL, **more)).fault


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (b"", "keine Kalenderdatei"),
        (b"Ja, ich komme.", "keine Kalenderdatei"),
        (b"<html><body>BEGIN:VCALENDAR</body></html>", "keine Kalenderdatei"),
        (b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n", "keine Kalenderdatei"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "beschädigt"),
        (b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", "kein Termin"),
        (GOOD.replace(b"UID:uid-1\r\n", b""), "kein Termin"),
        (GOOD.replace(b"UID:uid-1", b"UID:" + b"x" * 300), "zu lang"),
        (MANY, "mehr als 50 Termine"),
        (MANY.replace(b"VEVENT", b"VQUARK"), "mehr als 50 Termine"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 210_000, "größer als 200 KB"),
        (GOOD.replace(b"END:VEVENT", b"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT"),
         "mehrere Termine"),
        (GOOD.replace(b"METHOD:REPLY", b"METHOD:REQUEST"), "verschiedene Vorgänge"),
    ],
)  # fmt: skip
def test_calendars_of_no_use_have_a_reason(calendar, words):
    assert words in fault_of(calendar)


def test_without_a_method_it_is_no_answer_and_one_of_two_is_enough():
    bare = GOOD.replace(b"METHOD:REPLY\r\n", b"")

    assert "nicht, ob sie eine Antwort ist" in fault_of(bare, kind="text/calendar")
    assert fault_of(bare) == fault_of(GOOD, kind="text/calendar") == ""


@pytest.mark.parametrize("cte", ["base64", "8bit", "quoted-printable"])
@pytest.mark.parametrize(
    "kind", ["text/calendar; method=REPLY", "application/ics; name=invite.ics", "Text/Calendar"]
)
def test_every_wrapping_is_opened(cte, kind):
    calendar = GOOD.replace(b"=", b"=3D") if cte == "quoted-printable" else GOOD

    message = reading.unpack(samples.mail(calendar, MAIL, cte=cte, kind=kind)).message

    assert (message.uid, message.guests[0].partstat) == ("uid-1", "ACCEPTED")


@pytest.mark.parametrize("charset", ["", "utf-8", "quark", "base64", "utf-16", "us-ascii"])
def test_a_broken_charset_costs_letters_only(charset):
    calendar = samples.google("uid-1", MAIL, more="COMMENT:Grüße").decode().encode("cp1252")

    message = read_message(calendar.replace(b"UID", b"\x00UID\x00"), "REPLY", charset) if (
        charset != "utf-16"
    ) else read_message(GOOD, "REPLY", charset)  # fmt: skip

    assert (message.uid, message.guests[0].mail) == ("uid-1", MAIL)
    assert message.comment.startswith("Gr") == (charset != "utf-16")


def test_control_characters_and_long_comments_are_cut():
    calendar = samples.google("uid-1", MAIL, more="COMMENT:a\\nb\x00\x07" + "c" * 5000)
    message = read_message(calendar)

    assert (len(message.comment), message.comment[:4]) == (1000, "a\nbc")


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        (b"SEQUENCE:0", b"SEQUENCE:viele", "sequence", 0),
        (b"SEQUENCE:0", b"SEQUENCE:99999999999", "sequence", 0),
        (b"SEQUENCE:0", b"SEQUENCE:-3", "sequence", 0),
        (b"DTSTAMP:20270901T090000Z", b"DTSTAMP:gestern", "stamp", None),
        (b"DTSTAMP:20270901T090000Z\r\n", b"", "stamp", None),
        (b"DTSTART:20270930T160000Z", b"DTSTART;VALUE=DATE:20270930", "begins", None),
        (b"SUMMARY:Vernetzungstreffen", b"RECURRENCE-ID:quark", "one_date", True),
    ],
)
def test_broken_lines_do_not_stop_the_rest(old, new, field, expected):
    message = read_message(GOOD.replace(old, new))

    assert (getattr(message, field), message.uid) == (expected, "uid-1")


def test_a_zone_of_a_file_does_not_reach_the_next_one():
    zone = (
        b"BEGIN:VTIMEZONE\r\nTZID:Europe/Quark\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        b"TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    other = GOOD.replace(b"DTSTART:20270930T160000Z", b"DTSTART;TZID=Europe/Quark:20270930T180000")
    with_zone = other.replace(b"BEGIN:VEVENT", zone + b"BEGIN:VEVENT")

    assert read_message(with_zone).begins == read_message(other).begins


def test_delegation_is_seen():
    calendar = GOOD.replace(b"PARTSTAT=ACCEPTED", b'DELEGATED-TO="mailto:c@d";PARTSTAT=DELEGATED')

    assert [guest.delegated for guest in read_message(calendar).guests] == [True]


BOUNCE = (
    b"From: mailer-daemon@example.org\r\nContent-Type: multipart/report; boundary=out\r\n\r\n"
    b"--out\r\nContent-Type: message/rfc822\r\n\r\n" + samples.mail(GOOD, MAIL) + b"\r\n--out--\r\n"
)
FORWARDED = BOUNCE.replace(b"multipart/report", b"multipart/mixed")


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\x00" * 100,
        b"From: mai@example.org\r\nSubject: Angenommen: Treffen\r\n\r\nIch komme.\r\n",
        samples.mail(GOOD, MAIL, headers=("Auto-Submitted: auto-replied (vacation)",)),
        samples.mail(GOOD, MAIL, kind="text/plain"),
        BOUNCE,
        FORWARDED,
    ],
)
def test_ordinary_mail_notices_and_bounces_are_left_alone(mail):
    assert reading.unpack(mail) is None


def test_calendar_servers_that_say_auto_generated_are_heard():
    mail = samples.mail(GOOD, MAIL, headers=("Auto-Submitted: auto-generated",))

    assert reading.unpack(mail).message.uid == "uid-1"


def test_a_file_handed_in_has_no_sender_to_compare():
    parcel = reading.unpack(b"\xef\xbb\xbf\r\n" + GOOD)

    assert (parcel.envelope.trust, parcel.message.uid) == (Trust.OFFICE, "uid-1")


def test_hundreds_of_parts_are_not_looked_into():
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    head, calendar, tail = samples.mail(GOOD, MAIL).partition(b"--b\r\nContent-Type: text/cal")

    assert reading.unpack(head + part * 300 + calendar + tail) is None
    assert reading.unpack(head + part * 50 + calendar + tail).message


@given(st.data())
def test_damaged_mails_are_read_or_refused(data):
    mail = bytearray(samples.mail(GOOD, MAIL, cte="8bit"))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mail) - 1))
        mail[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))

    parcel = reading.unpack(bytes(mail))

    assert parcel is None or bool(parcel.message) != bool(parcel.fault)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_calendar_or_a_fault(data):
    with suppress(CalendarFault):
        assert read_message(b"BEGIN:VCALENDAR\r\n" + data).uid
