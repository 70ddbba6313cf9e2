"""Calendars to subscribe to, as files: names, a series as one entry, points to do, golden file."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import recurring_ical_events
from icalendar import Calendar

from app.core.ical_feeds import About, Point, SeriesEntry, feed
from tests.core.test_ical import GOLDEN, MEETING

ABOUT = About("KlimaTriebwerk: Treffen", "Alle öffentlichen Treffen.")
FIRST = replace(
    MEETING,
    uid="series-1@treffwerk.example.org",
    begins=datetime(2027, 2, 3, 18, 0),
    ends=datetime(2027, 2, 3, 20, 30),
    attendee_name=None,
    attendee_mail=None,
)
SERIES = SeriesEntry(
    first=FIRST,
    rule="FREQ=MONTHLY;BYDAY=1WE",
    last=datetime(2027, 11, 3, 18, 0),
    left_out=(datetime(2027, 5, 5, 18, 0), datetime(2027, 8, 4, 18, 0)),
    changed=(
        (
            datetime(2027, 4, 7, 18, 0),
            replace(FIRST, begins=datetime(2027, 3, 27, 22, 0), ends=datetime(2027, 3, 28, 4, 0)),
        ),
        (
            datetime(2027, 6, 2, 18, 0),
            replace(
                FIRST,
                begins=datetime(2027, 6, 2, 18, 0),
                ends=datetime(2027, 6, 2, 20, 30),
                cancelled=True,
            ),
        ),
    ),
)
POINT = Point(
    uid="point-7@treffwerk.example.org",
    version=2,
    stamp=datetime(2027, 8, 30, 12, 15, tzinfo=UTC),
    summary="Saal ansehen, Schlüssel holen",
    description="2. Vernetzungstreffen. Zuständig: Miriam Voss",
    due=date(2028, 2, 29),
    belongs_to="meeting-3@treffwerk.example.org",
    organiser_name="Büro",
    organiser_mail="buero@example.org",
)


def lines(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_the_bytes_are_those_of_the_golden_file() -> None:
    data = feed(ABOUT, [], series=[SERIES], points=[POINT])

    assert data == (GOLDEN / "series.ics").read_bytes()


def test_an_empty_feed_has_its_zone_its_names_and_its_pace() -> None:
    data = feed(About("Stadt, Büro; \\ Höfe\r\nX-EVIL:1", "Eins,\nzwei"), [])

    told = [line for line in lines(data) if "Büro" in line or "zwei" in line or "PT6H" in line]
    assert sorted(told) == sorted(
        [
            r"DESCRIPTION:Eins\, zwei",
            r"X-WR-CALDESC:Eins\, zwei",
            r"NAME:Stadt\, Büro\; \\ Höfe X-EVIL:1",
            r"X-WR-CALNAME:Stadt\, Büro\; \\ Höfe X-EVIL:1",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            "X-PUBLISHED-TTL:PT6H",
        ]
    )
    assert [zone["TZID"] for zone in Calendar.from_ical(data).timezones] == ["Europe/Berlin"]
    assert "UID" not in Calendar.from_ical(data)


def test_the_end_of_a_series_is_its_last_begin_in_utc() -> None:
    told = lines(feed(ABOUT, [], series=[SERIES]))

    # November is winter: six in the evening is five o'clock UTC.
    assert (
        next(line for line in told if "BYDAY=1WE" in line)
        == "RRULE:FREQ=MONTHLY;UNTIL=20271103T170000Z;BYDAY=1WE"
    )


def test_exceptions_stand_on_the_begin_that_the_rule_gives() -> None:
    told = lines(feed(ABOUT, [], series=[SERIES]))

    assert [line for line in told if line.startswith(("EXDATE", "RECURRENCE-ID"))] == [
        "EXDATE;TZID=Europe/Berlin:20270505T180000",
        "EXDATE;TZID=Europe/Berlin:20270804T180000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20270407T180000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20270602T180000",
    ]


def test_a_meeting_moved_across_the_change_of_clocks_keeps_its_hours() -> None:
    calendar = Calendar.from_ical(feed(ABOUT, [], series=[SERIES]))

    found = recurring_ical_events.of(calendar).between((2027, 1, 1), (2028, 1, 1))

    assert sorted((one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in found)[:4] == [
        (datetime(2027, 2, 3, 17, tzinfo=UTC), datetime(2027, 2, 3, 19, 30, tzinfo=UTC)),
        (datetime(2027, 3, 3, 17, tzinfo=UTC), datetime(2027, 3, 3, 19, 30, tzinfo=UTC)),
        # from ten at night to four: the night lasts an hour less
        (datetime(2027, 3, 27, 21, tzinfo=UTC), datetime(2027, 3, 28, 2, tzinfo=UTC)),
        (datetime(2027, 6, 2, 16, tzinfo=UTC), datetime(2027, 6, 2, 18, 30, tzinfo=UTC)),
    ]


def test_a_done_point_says_when() -> None:
    done = replace(POINT, done_at=datetime(2027, 8, 30, 12, 15, tzinfo=UTC))

    (todo,) = Calendar.from_ical(feed(ABOUT, [], points=[done])).todos

    assert (todo["STATUS"], todo["COMPLETED"].dt, todo["DUE"].dt) == (
        "COMPLETED",
        datetime(2027, 8, 30, 12, 15, tzinfo=UTC),
        date(2028, 2, 29),
    )


def test_a_series_and_a_meeting_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError, match="UID"):
        feed(ABOUT, [FIRST], series=[SERIES])
