"""When our dates clash with entries of other calendars, from plain values (domain.md 3.9: warn)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.words import date_brief, time_of


class Kind(StrEnum):
    """What a calendar is about."""

    VENUE = "venue"
    COUNCIL = "council"
    HOLIDAYS = "holidays"
    OTHER = "other"


KINDS = {
    Kind.COUNCIL: "Ratssitzungen",
    Kind.VENUE: "Belegung eines Raums",
    Kind.HOLIDAYS: "Ferien und Feiertage",
    Kind.OTHER: "Sonstiges",
}


@dataclass(frozen=True)
class Entry:
    """One entry of another calendar. Times are local, without zone; days belong both to it."""

    calendar: str
    kind: Kind
    venue_id: int | None
    summary: str
    first_day: date
    last_day: date
    begins: datetime | None = None
    """None: all day."""
    ends: datetime | None = None
    busy: bool = True

    @property
    def when(self) -> str:
        """Do., 18.02.2027, 17:00–19:00 Uhr; for whole days their dates."""
        if self.begins and self.ends:
            return f"{date_brief(self.first_day)}, {time_of(self.begins)}–{time_of(self.ends)} Uhr"
        if self.first_day == self.last_day:
            return date_brief(self.first_day)
        return f"{date_brief(self.first_day)} bis {date_brief(self.last_day)}"


def clashes(
    begins: datetime, ends: datetime, venue_id: int | None, entries: Iterable[Entry]
) -> list[str]:
    """A sentence with its source for each entry that speaks against this time and place.

    Room calendars count where the room is the same and the times overlap; all others on the day.
    """
    return [
        sentence_of(entry) for entry in entries if _speaks_against(entry, begins, ends, venue_id)
    ]


def sentence_of(entry: Entry) -> str:
    """„Der Raum ist belegt: Chorprobe, Do., 18.02.2027, 17:00–19:00 Uhr (Kalender „Saal“)“"""
    what = "Der Raum ist belegt" if entry.kind is Kind.VENUE else "Am selben Tag"
    return f"{what}: {entry.summary}, {entry.when} (Kalender „{entry.calendar}“)"


def _speaks_against(entry: Entry, begins: datetime, ends: datetime, venue_id: int | None) -> bool:
    if entry.kind is not Kind.VENUE:
        counts = entry.busy or entry.begins is None  # holidays are often marked as free
        return counts and entry.first_day <= ends.date() and entry.last_day >= begins.date()
    if not entry.busy or venue_id is None or entry.venue_id != venue_id:
        return False
    if entry.begins and entry.ends:
        return entry.begins < ends and entry.ends > begins
    return entry.first_day <= ends.date() and entry.last_day >= begins.date()
