"""Calendar files: the zone, the golden files, round trips, injections, the changes of the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from app.core import ical
from app.core.errors import RuleBroken

GOLDEN = Path(__file__).parent / "golden"

MEETING = ical.Appointment(
    uid="treffen-6-k3v9@treffwerk.example.org",
    sequence=2,
    stamp=datetime(2027, 9, 1, 7, 30, tzinfo=UTC),
    created=datetime(2027, 8, 2, 9, 0, tzinfo=UTC),
    changed=datetime(2027, 8, 30, 12, 15, tzinfo=UTC),
    begins=datetime(2027, 9, 16, 18, 0),
    ends=datetime(2027, 9, 16, 20, 30),
    summary="Vernetzungstreffen KlimaTriebwerk: Wärme, Netze; Höfe",
    description="Guten Tag Nguyễn Thị Mai,\n\nIhr Platz ist bestätigt. Einlass ab 17:30 Uhr.",
    location="Neues Rathaus, Großer Saal\nNiederwall 23, 33602 Bielefeld",
    url="https://treffwerk.example.org/treffen/6",
    organiser_name="Geschäftsstelle KlimaTriebwerk",
    organiser_mail="klimatriebwerk@example.org",
    attendee_name="Nguyễn Thị Mai",
    attendee_mail="mai@example.org",
)


def events(data: bytes) -> list[Event]:
    return Calendar.from_ical(data).events


def only_event(data: bytes) -> Event:
    (event,) = events(data)
    assert event.errors == []
    return event


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("request.ics", ical.request(MEETING)),
        ("cancel.ics", ical.cancel(replace(MEETING, sequence=3))),
        (
            "publish.ics",
            ical.publish(
                [
                    MEETING,
                    replace(MEETING, uid="treffen-7-p2@treffwerk.example.org", cancelled=True),
                ]
            ),
        ),
    ],
)
def test_the_bytes_are_those_of_the_golden_file(name: str, data: bytes) -> None:
    assert data == (GOLDEN / name).read_bytes()


def rule_offsets(year: int) -> list[tuple[datetime, timedelta]]:
    """The changes of one year as the written VTIMEZONE gives them: the moment, the new offset."""
    (zone,) = Calendar.from_ical(ical.publish([])).timezones
    changes = []
    for part in zone.subcomponents:
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=part.DTSTART)
        (moment,) = rule.between(datetime(year, 1, 1), datetime(year, 12, 31))
        changes.append(((moment - part.TZOFFSETFROM).replace(tzinfo=UTC), part.TZOFFSETTO))
    return sorted(changes)


@pytest.mark.parametrize("year", range(2020, 2038))
def test_the_zone_changes_when_zoneinfo_says_so(year: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    offsets = [hour.astimezone(berlin).utcoffset() for hour in hours]
    real = [(hours[n], offsets[n]) for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]

    assert rule_offsets(year) == real


def test_a_request_names_one_person_and_reminds_once() -> None:
    calendar = Calendar.from_ical(ical.request(MEETING))
    event = only_event(ical.request(MEETING))

    assert (calendar["METHOD"], calendar["CALSCALE"], "UID" in calendar) == (
        "REQUEST",
        "GREGORIAN",
        False,
    )
    assert event["ATTENDEE"] == "mailto:mai@example.org"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Nguyễn Thị Mai",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }
    assert [alarm["TRIGGER"].dt for alarm in event.subcomponents] == [timedelta(days=-1)]


def test_a_cancellation_has_no_reminder_and_says_cancelled() -> None:
    event = only_event(ical.cancel(replace(MEETING, sequence=3)))

    assert (event["STATUS"], event["SEQUENCE"], event["UID"], event.subcomponents) == (
        "CANCELLED",
        3,
        MEETING.uid,
        [],
    )


def test_a_published_list_names_nobody_and_marks_what_is_off() -> None:
    off = replace(MEETING, uid="b@example.org", cancelled=True)

    first, second = events(ical.publish([MEETING, off]))

    assert [("ATTENDEE" in e, len(e.subcomponents), str(e["STATUS"])) for e in (first, second)] == [
        (False, 0, "CONFIRMED"),
        (False, 0, "CANCELLED"),
    ]
    assert str(second["SUMMARY"]) == f"Abgesagt: {MEETING.summary}"


def test_two_entries_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError, match="UID"):
        ical.publish([MEETING, MEETING])


def test_the_same_appointment_gives_the_same_bytes() -> None:
    assert ical.request(MEETING) == ical.request(replace(MEETING))


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        (datetime(2027, 9, 16, 22, 0), datetime(2027, 9, 17, 0, 30), 2.5),  # after midnight
        (datetime(2027, 3, 27, 23, 0), datetime(2027, 3, 28, 4, 0), 4.0),  # an hour is left out
        (datetime(2027, 10, 30, 23, 0), datetime(2027, 10, 31, 4, 0), 6.0),  # an hour comes twice
        (
            datetime(2027, 10, 31, 2, 30),
            datetime(2027, 10, 31, 4, 0),
            2.5,
        ),  # the first of the two 02:30
    ],
)
def test_wall_clock_times_survive(begins: datetime, ends: datetime, hours: float) -> None:
    event = only_event(ical.request(replace(MEETING, begins=begins, ends=ends)))

    read = (event.DTSTART, event.DTEND)
    assert [moment.replace(tzinfo=None) for moment in read] == [begins, ends]
    assert (read[1].astimezone(UTC) - read[0].astimezone(UTC)) == timedelta(hours=hours)
    assert event["DTSTART"].params["TZID"] == event["DTEND"].params["TZID"] == "Europe/Berlin"


@pytest.mark.parametrize("field", ["begins", "ends"])
def test_a_time_that_does_not_exist_is_refused(field: str) -> None:
    night = replace(MEETING, begins=datetime(2027, 3, 28, 1, 0), ends=datetime(2027, 3, 28, 4, 0))

    with pytest.raises(RuleBroken, match=r"Die Uhrzeit 02:30 gibt es am 28\.03\.2027 nicht"):
        ical.request(replace(night, **{field: datetime(2027, 3, 28, 2, 30)}))


def test_an_end_that_is_not_after_the_begin_is_refused() -> None:
    with pytest.raises(RuleBroken, match="Ende"):
        ical.request(replace(MEETING, ends=MEETING.begins))


@pytest.mark.parametrize(
    "change",
    [
        {"begins": datetime(2027, 9, 16, 18, 0, tzinfo=UTC)},
        {"stamp": datetime(2027, 9, 1, 7, 30)},
        {"uid": "a\r\nATTENDEE:mailto:x@example.org"},
        {"uid": ""},
        {"url": "https://example.org/\r\nX-EVIL:1"},
        {"attendee_mail": None},
        {"attendee_mail": "a@example.org\r\nX-EVIL:1"},
        {"attendee_mail": "a@example.org,b@example.org"},
        {"organiser_mail": 'a"@example.org'},
        {"organiser_mail": "a\x00@example.org"},
    ],
)
def test_what_could_break_the_file_is_refused(change: dict) -> None:
    with pytest.raises(ValueError):
        ical.request(replace(MEETING, **change))


EVIL = 'Mai"\r\nATTENDEE;CN="X":mailto:x@example.org\nEND:VEVENT\x00\x0b\u2028BEGIN:VALARM\x85^n'


@pytest.mark.parametrize(
    "field", ["summary", "description", "location", "organiser_name", "attendee_name"]
)
def test_text_never_becomes_a_property(field: str) -> None:
    data = ical.request(replace(MEETING, **{field: EVIL}))

    event = only_event(data)
    assert sorted(event) == sorted(only_event(ical.request(MEETING)))
    assert [part.name for part in event.subcomponents] == ["VALARM"]
    assert event["ATTENDEE"] == "mailto:mai@example.org"
    assert {c for c in data.decode() if c < " "} == {"\r", "\n"}


def test_a_name_loses_its_quotes_and_nothing_else() -> None:
    event = only_event(ical.request(replace(MEETING, organiser_name='Büro "Klima"; A, B: C')))

    assert event["ORGANIZER"].params["CN"] == "Büro 'Klima'; A, B: C"


def test_long_names_are_folded_between_characters() -> None:
    name = "Özdemir-Krzyżanowska " * 10 + "Ünal"

    data = ical.request(replace(MEETING, attendee_name=name, summary=name, location=name))

    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert [line.decode() for line in lines]  # no line ends inside a character
    assert only_event(data)["ATTENDEE"].params["CN"] == name


def test_a_place_of_several_lines_becomes_one() -> None:
    event = only_event(ical.request(MEETING))

    assert str(event["LOCATION"]) == "Neues Rathaus, Großer Saal, Niederwall 23, 33602 Bielefeld"


def test_empty_texts_are_left_out() -> None:
    event = only_event(ical.request(replace(MEETING, description="", location=" ", url="")))

    assert [name in event for name in ("DESCRIPTION", "LOCATION", "URL")] == [False, False, False]


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)


@example(summary=r"C:\Neu", description=r"\N", location=r"\n", name="\\")
@given(summary=TEXT, description=TEXT, location=TEXT, name=TEXT)
def test_any_text_without_control_characters_survives(
    summary: str, description: str, location: str, name: str
) -> None:
    meeting = replace(
        MEETING, summary=summary, description=description, location=location, attendee_name=name
    )

    event = only_event(ical.request(meeting))

    def kept(text: str) -> str:
        return text.replace(r"\N", r"\n")

    assert str(event["SUMMARY"]) == kept(summary).strip()
    assert str(event.get("DESCRIPTION", "")) == kept(description)
    assert str(event.get("LOCATION", "")) == kept(location).strip()
    assert event["ATTENDEE"].params.get("CN", "") == kept(name).strip().translate(ical.NO_QUOTES)


@pytest.mark.parametrize("letter", ["a", "ü", "日", "\\"])
def test_lines_are_folded_as_the_library_folds_them(letter):
    for length in range(15, 80):
        event = Event()
        event.add("summary", letter * length)
        calendar = ical.calendar_of("PUBLISH", [event])

        sent, theirs = ical.as_bytes(calendar), calendar.to_ical()

        assert sent.partition(b"BEGIN:VEVENT")[2] == theirs.partition(b"BEGIN:VEVENT")[2]
