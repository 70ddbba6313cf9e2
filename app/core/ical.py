"""Calendar files: the only door to the icalendar library.

One appointment goes out as REQUEST or CANCEL to exactly one person; several as PUBLISH.
Nothing here reads the clock: the same appointment gives the same bytes.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event
from icalendar.parser import Contentline
from icalendar.prop import vCalAddress, vText, vUri

from app.core.errors import RuleBroken
from app.core.language import gettext as _

PRODUCT = "-//Treffwerk//Kalender//DE"
ZONE_NAME = "Europe/Berlin"
ZONE = ZoneInfo(ZONE_NAME)
LINE_LIMIT = 75
"""The library folds a line of so many octets (RFC 5545 3.1 allows this many)."""

# The library would write lists of dates, which Outlook and Thunderbird misread. Two rules are what
# every calendar understands; a test compares them with zoneinfo for 2020 to 2037.
# The lines stand in the order of the library.
VTIMEZONE = "\r\n".join(
    (
        "BEGIN:VTIMEZONE",
        f"TZID:{ZONE_NAME}",
        "BEGIN:DAYLIGHT",
        "DTSTART:19810329T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    )
).encode()

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s\"<>,;:\\@]+@[^\s\"<>,;:\\@]+")
_PLAIN = re.compile(r"[!-~]+")

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True)
class Place:
    """Where the meeting is on a map; degrees as in WGS 84."""

    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Appointment:
    """One meeting as calendars see it.

    ``begins`` and ``ends`` are naive wall-clock times in Berlin; ``stamp``, ``created`` and
    ``changed`` are aware moments. ``uid`` and ``sequence`` come from the database, never from here.
    """

    uid: str
    sequence: int
    stamp: datetime
    created: datetime
    changed: datetime
    begins: datetime
    ends: datetime
    summary: str
    description: str
    location: str
    url: str
    organiser_name: str
    organiser_mail: str
    attendee_name: str | None = None
    attendee_mail: str | None = None
    partstat: str = ""
    """The answer that came last (RFC 5545 3.2.12); empty: none to this time and place yet."""
    cancelled: bool = False
    tentative: bool = False
    """Not settled yet: a draft, or somebody who answered with „vielleicht“."""
    conference: str = ""
    """Address of the video conference (RFC 7986 5.11); never in what everybody may read."""
    place: Place | None = None


def request(appointment: Appointment) -> bytes:
    """The invitation for the one attendee (RFC 5546 3.2.2), with a reminder a day before."""
    event = event_of(appointment, "REQUEST")
    _invite(event, appointment, rsvp=True)
    event.add_component(_reminder())
    return as_bytes(calendar_of("REQUEST", [event]))


def cancel(appointment: Appointment) -> bytes:
    """The cancellation for the one attendee (RFC 5546 3.2.5); ``sequence`` is raised already."""
    event = event_of(appointment, "CANCEL")
    _invite(event, appointment, rsvp=False)
    return as_bytes(calendar_of("CANCEL", [event]))


def publish(appointments: Sequence[Appointment]) -> bytes:
    """A download: no attendees, no alarms, one entry for each UID."""
    refuse_twins(appointments)
    events = [event_of(appointment, "PUBLISH") for appointment in appointments]
    return as_bytes(calendar_of("PUBLISH", events))


def refuse_twins(appointments: Sequence[Appointment]) -> None:
    """Raise ``ValueError`` for two appointments with one UID."""
    uids = [appointment.uid for appointment in appointments]
    if len(set(uids)) != len(uids):
        raise ValueError("two appointments with one UID: calendars would show only the last one")


def check_begin(moment: datetime) -> None:
    """The same for a begin, which must not stand in the hour that exists twice (ical.md 8)."""
    check_wall_time(moment)
    early, late = (moment.replace(tzinfo=ZONE, fold=fold).utcoffset() for fold in (0, 1))
    if early != late:
        raise RuleBroken(
            f"Die Uhrzeit {moment:%H:%M} gibt es am {moment:%d.%m.%Y} zweimal: Die Uhren werden in "
            "dieser Nacht auf Winterzeit umgestellt. Bitte wählen Sie eine andere Uhrzeit."
        )


def check_wall_time(moment: datetime) -> None:
    """Refuse a naive local time that the change to summer time skips (RuleBroken)."""
    if moment.tzinfo is not None:
        raise ValueError(f"a naive local time is needed, not {moment!r}")
    there_and_back = moment.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE)
    if there_and_back.replace(tzinfo=None) != moment:
        raise RuleBroken(
            f"Die Uhrzeit {moment:%H:%M} gibt es am {moment:%d.%m.%Y} nicht: Die Uhren werden "
            "in dieser Nacht auf Sommerzeit umgestellt. Bitte wählen Sie eine andere Uhrzeit."
        )


def calendar_of(method: Method, events: Sequence[Component]) -> Calendar:
    """A calendar without its zone, which ``as_bytes`` puts in; it has no UID of its own."""
    calendar = Calendar()  # not Calendar.new(): it would add a random UID to every rendering
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def as_bytes(calendar: Calendar) -> bytes:
    """The file as it is sent: CRLF, lines of at most 75 octets."""
    data = b"\r\n".join(_folded(line) for line in calendar.content_lines() if line) + b"\r\n"
    head, _, rest = data.partition(b"\r\nBEGIN:" if calendar.subcomponents else b"\r\nEND:")
    begin = b"BEGIN:" if calendar.subcomponents else b"END:"
    return b"".join((head, b"\r\n", VTIMEZONE, begin, rest))


def _folded(line: Contentline) -> bytes:
    """As the library folds it, which looks at each letter; a line that is short stays as it is."""
    data = line.encode()
    if len(data) >= LINE_LIMIT:
        data = line.to_ical()  # type: ignore[no-untyped-call]
    return data


NO_QUOTES = str.maketrans({'"': "'", "\\": "/"})
"""Outlook shows an escaped quote raw, and parsers take a backslash for an escape."""


def event_of(appointment: Appointment, method: Method) -> Event:
    """The VEVENT that all messages share; attendee and reminder come on top."""
    cancelled = method == "CANCEL" or appointment.cancelled
    event = Event()
    event["UID"] = vText(_plain(appointment.uid, "UID"))
    event.add("sequence", appointment.sequence)
    for name, moment in (
        ("dtstamp", appointment.stamp),
        ("created", appointment.created),
        ("last-modified", appointment.changed),
    ):
        event.add(name, utc(moment))
    _add_times(event, appointment)
    _add_texts(event, appointment, marked=cancelled and method == "PUBLISH")
    _add_conference(event, appointment)
    _add_place(event, appointment.place)
    event.add("status", _status(appointment, cancelled=cancelled))
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event["ORGANIZER"] = address_of(appointment.organiser_name, appointment.organiser_mail)
    return event


def _add_times(event: Event, appointment: Appointment) -> None:
    check_wall_time(appointment.begins)
    check_wall_time(appointment.ends)
    begins, ends = appointment.begins.replace(tzinfo=ZONE), appointment.ends.replace(tzinfo=ZONE)
    if ends.astimezone(UTC) <= begins.astimezone(UTC):
        raise RuleBroken("Das Ende muss nach dem Beginn liegen.")
    event.add("dtstart", begins)
    event.add("dtend", ends)


def _add_texts(event: Event, appointment: Appointment, *, marked: bool) -> None:
    prefix = "Abgesagt: " if marked else ""
    event["SUMMARY"] = vText(prefix + one_line(appointment.summary))
    if description := _lines(appointment.description):
        event["DESCRIPTION"] = vText(description)
    place = [line.strip() for line in _lines(appointment.location).split("\n")]
    if location := ", ".join(filter(None, place)):
        event["LOCATION"] = vText(location)
    if appointment.url:
        event["URL"] = vUri(_plain(appointment.url, "URL"))


def _status(appointment: Appointment, *, cancelled: bool) -> str:
    if cancelled:
        return "CANCELLED"
    return "TENTATIVE" if appointment.tentative else "CONFIRMED"


def _add_conference(event: Event, appointment: Appointment) -> None:
    """Clients that do not know CONFERENCE find the link in LOCATION or DESCRIPTION."""
    if not appointment.conference:
        return
    link = vUri(_plain(appointment.conference, "CONFERENCE"))
    link.params.update({"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Online teilnehmen"})
    event["CONFERENCE"] = link


def _add_place(event: Event, place: Place | None) -> None:
    """GEO for all, and Apple's property with the map (ical.md 4.2: quoted, without line ends)."""
    if place is None:
        return
    position = f"{place.latitude:.5f},{place.longitude:.5f}"
    event.add("geo", (round(place.latitude, 5), round(place.longitude, 5)))
    shown = vUri(f"geo:{position}")
    shown.params["VALUE"] = "URI"
    shown.params["X-ADDRESS"] = one_line(place.address).translate(NO_QUOTES)
    shown.params["X-APPLE-RADIUS"] = "70"
    shown.params["X-TITLE"] = one_line(place.name).translate(NO_QUOTES)
    event["X-APPLE-STRUCTURED-LOCATION"] = shown


def _invite(event: Event, appointment: Appointment, *, rsvp: bool) -> None:
    if appointment.attendee_mail is None:
        raise ValueError("a message for one person needs attendee_mail")
    attendee = address_of(appointment.attendee_name or "", appointment.attendee_mail)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = appointment.partstat or "NEEDS-ACTION"
    if rsvp:
        attendee.params["RSVP"] = "TRUE"
    event["ATTENDEE"] = attendee


def _reminder() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Erinnerung"))
    alarm.add("trigger", timedelta(days=-1))
    return alarm


def address_of(name: str, mail: str) -> vCalAddress:
    """A person with a name. Raises ``ValueError`` for what is no mail address."""
    if not _ADDRESS.fullmatch(mail) or _lines(mail) != mail:
        raise ValueError(f"not a mail address: {mail!r}")
    address = vCalAddress(f"mailto:{mail}")
    # A quote would become ^' (RFC 6868), which Outlook shows as it is.
    if common_name := one_line(name).translate(NO_QUOTES):
        address.params["CN"] = common_name
    return address


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"an aware moment is needed, not {moment!r}")
    return moment.astimezone(UTC)


def _plain(text: str, what: str) -> str:
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{what} may hold visible ASCII characters only: {text!r}")
    return text


def _lines(text: str) -> str:
    """The text with plain line feeds and without any other control character or lone surrogate.

    The library takes the two letters \\N for a line break, both ways; \\n in lower case survives.
    """
    text = _LINE_ENDS.sub("\n", text).replace(r"\N", r"\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def one_line(text: str) -> str:
    """The text without line ends, tabs and other control characters."""
    return " ".join(_lines(text).replace("\t", " ").split("\n")).strip()
