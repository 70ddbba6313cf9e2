"""What calendars of other people hold, also damaged and hostile ones."""

import time
from datetime import date

import pytest

from app.calendars import reading
from app.calendars.reading import ReadFault
from app.core import ical_expand
from app.core.ical_expand import NotUnderstood, expand
from tests.calendars.files import calendar, event

FIRST, LAST = date(2027, 8, 1), date(2028, 12, 31)
SPAN = (
    "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\n"
    "DTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
    "DTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
)


def begins(data):
    found = expand(data, FIRST, LAST)
    return [entry.get("begins") or entry["first"] for entry in found["entries"]]


def refused(data):
    return expand(data, FIRST, LAST)["refused"]


def test_one_entry_with_everything_that_is_kept():
    data = calendar(event(LOCATION="Großer Saal"))

    assert expand(data, FIRST, LAST) == {
        "entries": [
            {
                "uid": "1",
                "summary": "Chorprobe",
                "location": "Großer Saal",
                "busy": True,
                "begins": "2027-09-30T15:00:00+00:00",
                "ends": "2027-09-30T17:00:00+00:00",
            }
        ],
        "refused": [],
        "refused_number": 0,
    }


def test_repetitions_keep_their_hour_over_both_clock_changes():
    weekly = event(
        **{
            "DTSTART;TZID=Europe/Berlin": "20271028T180000",
            "DTEND;TZID=Europe/Berlin": "20271028T190000",
            "RRULE": "FREQ=WEEKLY;COUNT=2",
        }
    )
    spring = event(
        "2",
        **{
            "DTSTART;TZID=Europe/Berlin": "20280323T180000",
            "DTEND;TZID=Europe/Berlin": "20280323T190000",
            "RRULE": "FREQ=WEEKLY;COUNT=2",
        },
    )

    assert begins(calendar(weekly, spring)) == [
        "2027-10-28T16:00:00+00:00",
        "2027-11-04T17:00:00+00:00",
        "2028-03-23T17:00:00+00:00",
        "2028-03-30T16:00:00+00:00",
    ]


def test_moved_and_cancelled_dates_of_a_series():
    series = event(RRULE="FREQ=WEEKLY;COUNT=3")
    moved = event(
        **{
            "RECURRENCE-ID;TZID=Europe/Berlin": "20271007T170000",
            "DTSTART;TZID=Europe/Berlin": "20271008T170000",
            "DTEND;TZID=Europe/Berlin": "20271008T190000",
        }
    )
    off = event(
        **{"RECURRENCE-ID;TZID=Europe/Berlin": "20271014T170000", "STATUS": "CANCELLED",
           "DTSTART;TZID=Europe/Berlin": "20271014T170000",
           "DTEND;TZID=Europe/Berlin": "20271014T190000"}
    )  # fmt: skip

    assert begins(calendar(series, moved, off)) == [
        "2027-09-30T15:00:00+00:00",
        "2027-10-08T15:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("20271023", "20271107", "2027-11-06"),
        ("20280229", "20280301", "2028-02-29"),
        ("20280229", None, "2028-02-29"),
    ],
)
def test_whole_days_end_on_the_day_before(start, end, last):
    data = calendar(event(**{"DTSTART;VALUE=DATE": start, "DTEND;VALUE=DATE": end}))

    (entry,) = expand(data, FIRST, LAST)["entries"]

    assert (entry["first"].replace("-", ""), entry["last"]) == (start, last)


@pytest.mark.parametrize("head", ["", SPAN])
def test_names_of_zones_as_windows_writes_them(head):
    outlook = event(**{"DTSTART": None, "DTSTART;TZID=W. Europe Standard Time": "20270930T170000",
                       "DTEND;TZID=W. Europe Standard Time": "20270930T190000"})  # fmt: skip

    assert begins(calendar(outlook, head=head)) == ["2027-09-30T15:00:00+00:00"]


def test_old_encodings_and_zero_bytes():
    data = calendar(event(SUMMARY="Bürgerforum")).decode().encode("cp1252")

    for one in (data, data.replace(b"PRODID", b"\0PRODID")):
        assert expand(one, FIRST, LAST)["entries"][0]["summary"] == "Bürgerforum"


def test_what_is_damaged_is_named_and_the_rest_is_used():
    data = calendar(
        event("a", SUMMARY="Ohne Beginn", DTSTART=None),
        event("b", SUMMARY="Kein Datum", DTSTART="morgen"),
        event("c", SUMMARY="Kaputte Regel", RRULE="FREQ=NIE"),
        event("d", SUMMARY="Jede Sekunde", RRULE="FREQ=SECONDLY"),
        event("e", SUMMARY="Stündlich", RRULE="FREQ=HOURLY"),
        event("f"),
    )

    found = expand(data, FIRST, LAST)

    assert [entry["uid"] for entry in found["entries"]] == ["f"]
    assert found["refused"] == [
        "„Ohne Beginn“: Zeit oder Wiederholung fehlen oder sind beschädigt.",
        "„Kein Datum“: Zeit oder Wiederholung fehlen oder sind beschädigt.",
        "„Kaputte Regel“: Zeit oder Wiederholung fehlen oder sind beschädigt.",
        "„Jede Sekunde“: Der Eintrag wiederholt sich häufiger als stündlich.",
        "„Stündlich“: Der Eintrag wiederholt sich mehr als 1000-mal.",
    ]


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=1000000000", "FREQ=WEEKLY"])
def test_a_rule_without_end_is_read_as_far_as_the_months_that_count(rule):
    days = begins(calendar(event(RRULE=rule)))

    assert len(days) == (459 if "DAILY" in rule else 66)


@pytest.mark.parametrize(
    "data", [b"", b"<html>Anmelden</html>", b"%PDF-1.7", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT"]
)
def test_what_is_no_calendar_says_so(data):
    with pytest.raises(NotUnderstood):
        expand(data, FIRST, LAST)


def test_more_entries_than_anybody_has_are_refused():
    data = calendar(*[event(str(number)) for number in range(ical_expand.MOST_EVENTS + 1)])

    with pytest.raises(NotUnderstood, match="mehr als 5000"):
        expand(data, FIRST, LAST)


# in the process of its own


def test_the_process_gives_the_same(ctx):
    found = reading.read(calendar(event()))

    assert [entry["begins"] for entry in found.entries] == ["2027-09-30T15:00:00+00:00"]


def test_a_calendar_of_a_million_dates_is_given_up_and_harms_nobody(ctx, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 2)
    hourly = [event(str(number), RRULE="FREQ=HOURLY") for number in range(300)]
    started = time.monotonic()

    with pytest.raises(ReadFault, match="zu viele Termine"):
        reading.read(calendar(*hourly))

    assert time.monotonic() - started < 20
    monkeypatch.undo()
    assert len(reading.read(calendar(event())).entries) == 1


def test_what_is_no_calendar_is_told_from_the_process(ctx):
    with pytest.raises(ReadFault, match="kein Kalender"):
        reading.read(b"<html></html>")


def test_a_process_that_needs_too_much_memory_is_ended(ctx, monkeypatch):
    monkeypatch.setattr(reading, "MEGABYTES", 20)

    with pytest.raises(ReadFault, match="zu groß oder beschädigt"):
        reading.read(calendar(*[event()] * 2000))


def test_zones_of_one_file_do_not_reach_the_next(ctx):
    own = SPAN.replace("W. Europe Standard Time", "Unsere Zeit").replace("+0200", "+0500")
    odd = event(**{"DTSTART": None, "DTSTART;TZID=Unsere Zeit": "20270930T170000",
                   "DTEND;TZID=Unsere Zeit": "20270930T190000"})  # fmt: skip

    first = reading.read(calendar(odd, head=own))
    second = reading.read(calendar(odd))

    assert [one["begins"] for one in first.entries] == ["2027-09-30T12:00:00+00:00"]
    assert [one["begins"] for one in second.entries] == ["2027-09-30T15:00:00+00:00"]
