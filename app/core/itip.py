"""What another calendar sent: bytes of a calendar file as plain data, read tolerantly (RFC 5546).

Outlook leaves ORGANIZER out and names zones its own way, Thunderbird sends every date of one UID,
some send LF alone: all of that is read. What cannot be understood raises ``CalendarFault``.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

BERLIN = ZoneInfo("Europe/Berlin")
"""Where a time without a zone is meant; the settings know no other zone."""
LARGEST = 200 * 1024
MOST_EVENTS = 50
MOST_COMPONENTS = 200
LONGEST_LINE = 20_000
LONGEST_COMMENT = 1000
LONGEST_UID = 250
PARTSTATS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE"})
_ZONES = re.compile(r"^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$", re.I | re.M | re.S)
_WORD = re.compile(r"[A-Z-]{1,30}")
_BEGIN = re.compile(r"^BEGIN:(\w+)", re.I | re.M)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


class CalendarFault(Exception):
    """The file cannot be used; the message is a German sentence."""


@dataclass(frozen=True)
class Guest:
    """An ATTENDEE: address in small letters, what they answer, and whether they sent another."""

    mail: str
    partstat: str
    delegated: bool = False


@dataclass(frozen=True)
class CalendarMessage:
    """One scheduling message about one UID. Moments are in UTC; None: not said or not readable."""

    method: str
    uid: str
    guests: tuple[Guest, ...] = ()
    sequence: int = 0
    stamp: datetime | None = None
    one_date: bool = False
    """It is about single dates of a series only (RECURRENCE-ID)."""
    begins: datetime | None = None
    ends: datetime | None = None
    comment: str = ""


def read_message(data: bytes, method: str = "", charset: str = "") -> CalendarMessage:
    """The message in these bytes. ``method``, ``charset``: as the mail's Content-Type says.

    Raises ``CalendarFault``: too large, no calendar, no event, several UIDs, no or two methods
    (RFC 6047 2.4: property and parameter must agree).
    """
    text = _decoded(data, charset)
    calendar = _parsed(text)
    events = [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]
    uids = {_text(event, "UID") for event in events}
    if not events or uids == {""}:
        raise CalendarFault("In der Kalenderdatei steht kein Termin.")
    if len(uids) > 1:
        raise CalendarFault("Die Kalenderdatei nennt mehrere Termine.")
    event = next((one for one in events if "RECURRENCE-ID" not in one), events[0])
    uid = uids.pop()
    if len(uid) > LONGEST_UID:
        raise CalendarFault("Die Kennung des Termins ist zu lang.")
    return CalendarMessage(
        method=_method(calendar, method),
        uid=uid,
        guests=_guests(event),
        sequence=_number(event, "SEQUENCE"),
        stamp=_moment(event, "DTSTAMP"),
        one_date="RECURRENCE-ID" in event,
        begins=_moment(event, "DTSTART"),
        ends=_moment(event, "DTEND"),
        comment=_text(event, "COMMENT", lines=True)[:LONGEST_COMMENT],
    )


def _decoded(data: bytes, charset: str) -> str:
    """Text without control characters; a wrong charset costs letters, not the answer."""
    if len(data) > LARGEST:
        raise CalendarFault(f"Die Kalenderdatei ist größer als {LARGEST // 1024} KB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode(charset or "cp1252", "replace")
        except (LookupError, ValueError):
            text = data.decode("cp1252", "replace")
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _parsed(text: str) -> Calendar:
    """Without its zones: icalendar would keep them for every later file of this process."""
    begun = [name.upper() for name in _BEGIN.findall(text)]
    if not begun or begun[0] != "VCALENDAR":
        raise CalendarFault("Das ist keine Kalenderdatei.")
    if begun.count("VEVENT") > MOST_EVENTS or len(begun) > MOST_COMPONENTS:
        raise CalendarFault(f"Die Kalenderdatei ist zu lang: mehr als {MOST_EVENTS} Termine.")
    text = _ZONES.sub("", text)
    if any(len(line) > LONGEST_LINE for line in text.replace("\n ", "").split("\n")):
        raise CalendarFault("Die Kalenderdatei ist beschädigt.")
    try:
        found = Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as fault:
        raise CalendarFault("Die Kalenderdatei ist beschädigt.") from fault
    if not isinstance(found, Calendar):
        raise CalendarFault("Das ist keine Kalenderdatei.")
    return found


def _method(calendar: Calendar, said: str) -> str:
    inside, outside = _text(calendar, "METHOD").upper(), said.strip().upper()
    if inside and outside and inside != outside:
        raise CalendarFault("E-Mail und Kalenderdatei nennen verschiedene Vorgänge.")
    method = inside or outside
    if not _WORD.fullmatch(method):
        raise CalendarFault("Die Kalenderdatei sagt nicht, ob sie eine Antwort ist.")
    return method


def _first(component: Any, name: str) -> Any:
    value = component.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text(component: Any, name: str, *, lines: bool = False) -> str:
    value = _first(component, name)
    text = "" if value is None else str(value)
    return text.strip() if lines else " ".join(text.split())


def _number(component: Any, name: str) -> int:
    try:
        found = int(_text(component, name) or 0)
    except ValueError:
        return 0
    return found if 0 <= found < 2**31 else 0


def _moment(component: Any, name: str) -> datetime | None:
    """A point in time in UTC; without a zone it is meant where the forum is."""
    try:
        found = getattr(_first(component, name), "dt", None)
    except BrokenCalendarProperty:
        return None
    if not isinstance(found, datetime):
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=BERLIN)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _guests(event: Event) -> tuple[Guest, ...]:
    found = event.get("ATTENDEE")
    values = found if isinstance(found, list) else [] if found is None else [found]
    return tuple(_guest(value) for value in values[:MOST_EVENTS])


def _guest(value: Any) -> Guest:
    words = " ".join(str(value).split())
    mail = words[7:] if words.lower().startswith("mailto:") else words
    params = getattr(value, "params", {})
    return Guest(
        mail=mail.casefold()[:320],
        partstat=str(params.get("PARTSTAT", "")).upper()[:30],
        delegated="DELEGATED-TO" in params or "DELEGATED-FROM" in params,
    )
