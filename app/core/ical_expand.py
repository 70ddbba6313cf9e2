"""Entries of somebody else's calendar, every repetition as one of its own (ical.md section 6).

Runs as a process of its own, so that a calendar that never ends harms nobody: bytes come in on
standard input, JSON goes out. It imports nothing of ours and starts quickly.
"""

import json
import resource
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
import x_wr_timezone
from icalendar import Calendar, Event

BERLIN = ZoneInfo("Europe/Berlin")
MOST_EVENTS = 5_000
MOST_INSTANCES = 1_000
MOST_TEXT = 300
MOST_REFUSED = 50
TOO_OFTEN = ("SECONDLY", "MINUTELY")
NEEDED = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
"""What must be understood: an entry is never taken for free because its time is damaged."""


class NotUnderstood(Exception):
    """This entry, or the whole calendar, cannot be used; a German sentence without the name."""


def expand(data: bytes, first: date, last: date) -> dict[str, Any]:
    """``entries``: what takes place from ``first`` to ``last``; ``refused``: what is left out.

    Each entry: uid, summary, location, busy, and either ``begins``/``ends`` (ISO, UTC) or
    ``first``/``last`` (ISO days, both belong to it). Raises ``NotUnderstood``.
    """
    calendar = _calendar(data)
    events = list(calendar.walk("VEVENT"))
    if len(events) > MOST_EVENTS:
        raise NotUnderstood(f"Der Kalender hat mehr als {MOST_EVENTS} Einträge.")
    zones = list(calendar.walk("VTIMEZONE"))
    entries: list[dict[str, Any]] = []
    refused: list[str] = []
    for group in _by_uid(events):
        try:
            entries += _of_one_uid(group, zones, first, last)
        except NotUnderstood as fault:
            refused.append(f"„{_text(group[0], 'SUMMARY') or 'ohne Titel'}“: {fault}")
    return {"entries": entries, "refused": refused[:MOST_REFUSED], "refused_number": len(refused)}


def _calendar(data: bytes) -> Calendar:
    text = _decoded(data)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise NotUnderstood("Das ist kein Kalender im Format iCalendar (.ics).")
    try:
        standard: Calendar = x_wr_timezone.to_standard(Calendar.from_ical(text))
        return standard
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NotUnderstood("Der Kalender ist beschädigt und nicht lesbar.") from fault


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").replace("\0", "")


def _by_uid(events: Iterable[Any]) -> list[list[Event]]:
    """An entry and the changes of its single dates belong together; without UID each is alone."""
    groups: dict[object, list[Event]] = {}
    for number, event in enumerate(events):
        groups.setdefault(_text(event, "UID") or number, []).append(event)
    return list(groups.values())


def _of_one_uid(
    events: Sequence[Event], zones: Sequence[Any], first: date, last: date
) -> list[dict[str, Any]]:
    for event in events:
        _check(event)
    alone = Calendar()
    for part in (*zones, *events):
        alone.add_component(part)
    try:
        found = recurring_ical_events.of(alone).between(first, last + timedelta(days=1))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as fault:
        raise NotUnderstood("Zeit oder Wiederholung sind beschädigt.") from fault
    if len(found) > MOST_INSTANCES:
        raise NotUnderstood(f"Der Eintrag wiederholt sich mehr als {MOST_INSTANCES}-mal.")
    return [_entry(event) for event in found if _text(event, "STATUS").upper() != "CANCELLED"]


def _check(event: Event) -> None:
    if "DTSTART" not in event or NEEDED & {str(name).upper() for name, _ in event.errors}:
        raise NotUnderstood("Zeit oder Wiederholung fehlen oder sind beschädigt.")
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if {str(one).upper() for one in rule.get("FREQ", [])} & set(TOO_OFTEN):
            raise NotUnderstood("Der Eintrag wiederholt sich häufiger als stündlich.")


def _entry(event: Event) -> dict[str, Any]:
    begin, end = event.start, event.end
    entry: dict[str, Any] = {
        "uid": _text(event, "UID"),
        "summary": _text(event, "SUMMARY") or "ohne Titel",
        "location": _text(event, "LOCATION"),
        "busy": _text(event, "TRANSP").upper() != "TRANSPARENT",
    }
    if not isinstance(begin, datetime):
        last = max(begin, end - timedelta(days=1))  # DTEND is the day after (RFC 5545 3.6.1)
        return entry | {"first": begin.isoformat(), "last": last.isoformat()}
    moments = (_moment(begin), max(_moment(begin), _moment(end)))
    return entry | dict(zip(("begins", "ends"), (one.isoformat() for one in moments), strict=True))


def _moment(when: date) -> datetime:
    """In UTC; a time without a zone is meant here."""
    moment = when if isinstance(when, datetime) else datetime.combine(when, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)).astimezone(UTC)


def _text(event: Event, name: str) -> str:
    """One line that can be kept and shown."""
    line = " ".join(str(event.get(name, "")).split())
    return "".join(letter for letter in line if letter.isprintable())[:MOST_TEXT]


def main() -> None:
    """``ical_expand.py FIRST LAST MEGABYTES`` with ISO days."""
    first, last = (date.fromisoformat(day) for day in sys.argv[1:3])
    limit = int(sys.argv[3]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        result = expand(sys.stdin.buffer.read(), first, last)
    except NotUnderstood as fault:
        result = {"fault": str(fault)}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
