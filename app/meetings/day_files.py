"""Reading periods from a file somebody has: a calendar (.ics) or a list (CSV).

Nothing is kept here. What cannot be read is told with its line, and the rest is used.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from app.core.errors import RuleBroken
from app.core.words import count
from app.meetings.rules import SpecialDay
from app.meetings.special_days import KINDS, check

MOST = 2000
YEARS = range(2000, 2101)
COLUMNS = {
    "from": ("from", "von", "beginn", "start", "datum", "anfang", "erster tag"),
    "to": ("to", "bis", "ende", "end", "letzter tag"),
    "kind": ("kind", "art", "typ"),
    "name": ("name", "bezeichnung", "titel", "anlass", "ferien"),
}
KIND_WORDS = {
    "school": ("school", "schulferien", "ferien", "schulfrei"),
    "service_free": ("service_free", "dienstfrei", "dienstfreier tag", "schließtag", "brückentag"),
    "election": ("election", "wahl", "wahltag"),
    "other": ("other", "sonstiges", "anderes"),
}
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y%m%d")


@dataclass(frozen=True)
class Read:
    """What a file holds."""

    days: list[SpecialDay]
    rejected: list[str]
    """„Zeile 4: …“ for what could not be read."""


def read_file(data: bytes, kind: str) -> Read:
    """Periods of a calendar or a CSV file. ``kind`` counts where the file says none.

    Raises ``RuleBroken`` for a file that is neither of them, or holds too much.
    """
    if not data.strip():
        raise RuleBroken("Datei: Die Datei ist leer.", "file")
    text = _text_of(data)
    read = _calendar(text, kind) if "BEGIN:VCALENDAR" in text.upper() else _table(text, kind)
    if len(read.days) > MOST:
        raise RuleBroken(
            f"Datei: Das sind mehr als {count(MOST, 'Eintrag', 'Einträge')}. Bitte teilen Sie die "
            "Datei nach Jahren.",
            "file",
        )
    if not read.days and not read.rejected:
        raise RuleBroken("Datei: Darin stehen keine Tage.", "file")
    return read


def _text_of(data: bytes) -> str:
    if b"\0" in data[:2000]:
        raise RuleBroken(
            "Datei: Das ist weder ein Kalender (.ics) noch eine Liste (CSV). Bitte speichern Sie "
            "die Liste in Ihrem Tabellenprogramm als CSV.",
            "file",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _calendar(text: str, kind: str) -> Read:
    try:
        calendar = Calendar.from_ical(text)
    except ValueError:
        raise RuleBroken("Datei: Der Kalender ist beschädigt und nicht lesbar.", "file") from None
    days: list[SpecialDay] = []
    rejected: list[str] = []
    for number, event in enumerate(calendar.walk("VEVENT"), 1):
        try:
            days.append(_period(event, kind))
        except (KeyError, ValueError, AttributeError, TypeError, RuleBroken) as fault:
            why = fault.message if isinstance(fault, RuleBroken) else "Datum oder Name fehlt."
            rejected.append(f"Eintrag {number}: {why}")
    return Read(days, rejected)


def _period(event: Any, kind: str) -> SpecialDay:
    """All-day entries end on the day before DTEND (RFC 5545, 3.6.1)."""
    begin = event["DTSTART"].dt
    start = _plain(begin)
    if "DTEND" in event:
        end = event["DTEND"].dt
        last = _plain(end)
        if not isinstance(end, datetime) and last > start:
            last -= timedelta(days=1)
    elif "DURATION" in event:
        last = start + max(event["DURATION"].dt - timedelta(days=1), timedelta())
    else:
        last = start
    return _checked(start, last, kind, str(event["SUMMARY"]))


def _plain(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _checked(start: date, last: date, kind: str, name: str) -> SpecialDay:
    name = " ".join(name.split())[:200]
    if not name or not name.isprintable():
        raise RuleBroken("Der Name fehlt oder enthält unsichtbare Zeichen.")
    if start.year not in YEARS or last.year not in YEARS:
        raise RuleBroken("Das Jahr muss zwischen 2000 und 2100 liegen.")
    day = SpecialDay(start, last, kind, name)
    check(day)
    return day


def _table(text: str, kind: str) -> Read:
    lines = text.splitlines()
    separator = max(";,\t", key=lines[0].count)
    rows = list(csv.reader(lines, delimiter=separator))
    places = _places(rows[0])
    days: list[SpecialDay] = []
    rejected: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(days) > MOST:
            break
        try:
            days.append(_row(row, places, kind))
        except RuleBroken as fault:
            rejected.append(f"Zeile {number}: {fault.message}")
    return Read(days, rejected)


def _places(head: list[str]) -> dict[str, int]:
    """Column -> place. Raises ``RuleBroken`` when a column that must be there is missing."""
    words = [cell.strip().casefold() for cell in head]
    found = {
        column: next(place for place, word in enumerate(words) if word in names)
        for column, names in COLUMNS.items()
        if any(word in names for word in words)
    }
    for column, label in (("from", "von"), ("name", "Name")):
        if column not in found:
            raise RuleBroken(
                f"Datei: Die Spalte „{label}“ fehlt. Die erste Zeile muss die Spalten nennen: "
                "von; bis; Art; Name.",
                "file",
            )
    return found


def _row(row: list[str], places: dict[str, int], kind: str) -> SpecialDay:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
    start = _day(cells["from"])
    last = _day(cells["to"]) if cells.get("to") else start
    word = cells.get("kind", "").casefold()
    found = next((known for known, words in KIND_WORDS.items() if word in words), None)
    if word and found is None:
        raise RuleBroken(
            f"Die Art „{cells['kind'][:40]}“ gibt es nicht: {', '.join(KINDS.values())}."
        )
    return _checked(start, last, found or kind, cells["name"])


def _day(text: str) -> date:
    for shape in FORMATS:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007  # a date has no zone
        except ValueError:
            continue
    raise RuleBroken(f"„{text[:40]}“ ist kein Datum. Beispiel: 16.09.2027.")
