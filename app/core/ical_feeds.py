"""Calendars that people subscribe to: appointments, a series as one entry, points to do.

RFC 5545 and 7986, METHOD:PUBLISH of RFC 5546. Nothing here reads the clock: the same input gives
the same bytes, so that a feed keeps its ETag while nothing changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, Todo
from icalendar.prop import vDDDLists, vDDDTypes, vRecur, vText

from app.core.ical import (
    ZONE,
    ZONE_NAME,
    Appointment,
    address_of,
    as_bytes,
    calendar_of,
    event_of,
    one_line,
    refuse_twins,
    utc,
)

REFRESH = "PT6H"
"""How often programs may ask again; more often does not help anybody."""


@dataclass(frozen=True)
class About:
    """What a feed says about itself: its name, one sentence, its colour (a CSS3 name)."""

    name: str
    description: str
    color: str = "green"


@dataclass(frozen=True)
class SeriesEntry:
    """A series as one entry with its exceptions; all times are naive wall-clock times in Berlin."""

    first: Appointment
    """The entry as it is on its first date; ``begins`` must be a date of the rule."""
    rule: str
    """RRULE (RFC 5545 3.3.10) without UNTIL, for example ``FREQ=MONTHLY;BYDAY=3WE``."""
    last: datetime
    """The last begin that the rule gives."""
    left_out: tuple[datetime, ...] = ()
    """Begins that the rule gives and on which there is no meeting (EXDATE)."""
    changed: tuple[tuple[datetime, Appointment], ...] = ()
    """The begin that the rule gives, and the appointment that stands in its place."""


@dataclass(frozen=True)
class Point:
    """Something to do up to a day (VTODO)."""

    uid: str
    version: int
    stamp: datetime
    summary: str
    description: str
    due: date
    belongs_to: str
    """UID of the appointment."""
    organiser_name: str
    organiser_mail: str
    done_at: datetime | None = None


def feed(
    about: About,
    appointments: Sequence[Appointment],
    *,
    series: Sequence[SeriesEntry] = (),
    points: Sequence[Point] = (),
) -> bytes:
    """A calendar to subscribe to: no attendees, no alarms. Raises ``ValueError`` for twins."""
    refuse_twins([*appointments, *(one.first for one in series)])
    entries = [event_of(one, "PUBLISH") for one in appointments]
    for one in series:
        entries += _series_events(one)
    calendar = calendar_of("PUBLISH", [*entries, *map(_todo, points)])
    _introduce(calendar, about)
    return as_bytes(calendar)


def _introduce(calendar: Calendar, about: About) -> None:
    """RFC 7986, and the names that older programs know."""
    name, description = vText(one_line(about.name)), vText(one_line(about.description))
    calendar["NAME"] = calendar["X-WR-CALNAME"] = name
    calendar["DESCRIPTION"] = calendar["X-WR-CALDESC"] = description
    calendar["X-WR-TIMEZONE"] = vText(ZONE_NAME)
    calendar["COLOR"] = vText(about.color)
    refresh = vText(REFRESH)
    refresh.params["VALUE"] = "DURATION"  # the library forgets it
    calendar["REFRESH-INTERVAL"] = refresh
    calendar["X-PUBLISHED-TTL"] = vText(REFRESH)


def _series_events(series: SeriesEntry) -> list[Event]:
    """The master, then its exceptions: never an exception alone (RFC 5545 3.8.4.4)."""
    master = event_of(series.first, "PUBLISH")
    master["RRULE"] = _recur(series.rule, series.last)
    if series.left_out:
        # One line for each date: clients that stop at a long line would lose the rest.
        master["EXDATE"] = [_zoned_list(begins) for begins in series.left_out]
    events = [master]
    for begins, appointment in series.changed:
        event = event_of(appointment, "PUBLISH")
        event["RECURRENCE-ID"] = _zoned(begins)
        events.append(event)
    return events


def _recur(rule: str, last: datetime) -> vRecur:
    """UNTIL is written in UTC and is the last begin itself (RFC 5545 3.3.10)."""
    until = last.replace(tzinfo=ZONE).astimezone(UTC)
    recur: vRecur = vRecur.from_ical(f"{rule};UNTIL={until:%Y%m%dT%H%M%SZ}")
    return recur


def _zoned(begins: datetime) -> vDDDTypes:
    value = vDDDTypes(begins.replace(tzinfo=ZONE))
    value.params["TZID"] = ZONE_NAME
    return value


def _zoned_list(begins: datetime) -> vDDDLists:
    value = vDDDLists([begins.replace(tzinfo=ZONE)])
    value.params["TZID"] = ZONE_NAME
    return value


def _todo(point: Point) -> Todo:
    todo = Todo()
    todo["UID"] = vText(point.uid)
    todo.add("sequence", point.version)
    todo.add("dtstamp", utc(point.stamp))
    todo.add("last-modified", utc(point.stamp))
    todo["SUMMARY"] = vText(one_line(point.summary))
    if point.description:
        todo["DESCRIPTION"] = vText(one_line(point.description))
    todo.add("due", point.due)
    todo["RELATED-TO"] = vText(point.belongs_to)
    todo["ORGANIZER"] = address_of(point.organiser_name, point.organiser_mail)
    todo["STATUS"] = vText("COMPLETED" if point.done_at else "NEEDS-ACTION")
    if point.done_at:
        todo.add("completed", utc(point.done_at))
        todo.add("percent-complete", 100)
    return todo
