"""States and dates of a meeting, decided from plain values."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.words import count, date_short

PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
    | {"ł": "l", "Ł": "L"}
)


class MeetingState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Seating(StrEnum):
    """How a room is set up (domain.md 1.9)."""

    THEATRE = "theatre"
    TABLES = "tables"
    CIRCLE = "circle"


SEATING_LABELS = {
    Seating.THEATRE: "Reihen",
    Seating.TABLES: "Tische",
    Seating.CIRCLE: "Stuhlkreis",
}


@dataclass(frozen=True)
class SpecialDay:
    """A day on which offices plan differently, and why."""

    start: date
    end: date
    kind: str
    """public, school, service_free, election, other"""
    name: str

    @property
    def sentence(self) -> str:
        """Osterferien in NRW (22.03.–03.04.2027)"""
        if self.start == self.end:
            return f"{self.name} ({self.start:%d.%m.%Y})"
        year = "%Y" if self.start.year != self.end.year else ""
        return f"{self.name} ({self.start:%d.%m.{year}}–{self.end:%d.%m.%Y})"


def clashes(day: date, special: Collection[SpecialDay]) -> list[SpecialDay]:
    """The special days that this date falls on (domain.md 3.9: warn, never block)."""
    return [one for one in special if one.start <= day <= one.end]


def working_day(day: date, closed: Collection[date], *, before: bool) -> date:
    """The nearest working day, going back before the meeting and on after it (domain.md 1.8)."""
    step = timedelta(days=-1 if before else 1)
    while day.weekday() >= 5 or day in closed:
        day += step
    return day


def due_date(meeting_day: date, offset: int, closed: Collection[date]) -> date:
    """The day of a checklist point ``offset`` calendar days from the meeting (domain.md 1.8).

    The day of the meeting itself stays as it is, also on a Saturday.
    """
    day = meeting_day + timedelta(days=offset)
    return day if offset == 0 else working_day(day, closed, before=offset < 0)


@dataclass(frozen=True)
class Deadlines:
    """The days of a meeting that people are told as days, and that move with it."""

    opens: date
    closes: date
    pitches: date | None


def follow(old: Deadlines, typed: Deadlines, shift: timedelta, today: date) -> Deadlines:
    """The deadlines of a meeting that moves by ``shift``: what nobody typed anew moves along.

    A registration that has opened stays open: what is done stays done (domain.md 1.8).
    """

    def moved(before: date, now: date) -> date:
        return now if now != before else before + shift

    opens = old.opens if typed.opens == old.opens <= today else moved(old.opens, typed.opens)
    pitches = typed.pitches
    if old.pitches and typed.pitches:
        pitches = moved(old.pitches, typed.pitches)
    return Deadlines(opens, moved(old.closes, typed.closes), pitches)


@dataclass(frozen=True)
class Move:
    """Something dated that moves with its meeting."""

    what: str
    old: date
    new: date


def check_deadlines(days: Deadlines, meeting_day: date) -> None:
    """Raise ``RuleBroken``, at its field, for a day that does not fit the others."""
    until = f"Bitte wählen Sie einen Tag bis zum {date_short(meeting_day)}, dem Tag des Treffens."
    if days.closes > meeting_day:
        raise RuleBroken(f"Letzter Tag der Anmeldung: {until}", "registration_closes")
    if days.opens > days.closes:
        raise RuleBroken(
            "Erster Tag der Anmeldung: Die Anmeldung schließt schon am "
            f"{date_short(days.closes)}. Bitte wählen Sie einen Tag davor.",
            "registration_opens",
        )
    if days.pitches and days.pitches > meeting_day:
        raise RuleBroken(f"Letzter Tag für Pitches: {until}", "pitch_deadline")


def suggested_places(seats: int, group_ideal: int, group_max: int) -> int:
    """Places of a meeting for which nobody gave a number.

    As many as the room has with its seating, and no more than the kit works with; while the
    room is not known (0 seats), the size that suits the kit best.
    """
    return min(seats, group_max) if seats else group_ideal


def room_warnings(seats: int, seating: str, planned: int, taken: int) -> list[str]:
    """Why a room is too small for what is planned or taken; [] when it is not, or not known."""
    if not seats or max(planned, taken) <= seats:
        return []
    how = f" mit Bestuhlung „{SEATING_LABELS[Seating(seating)]}“" if seating else ""
    room = f"Der Raum hat{how} höchstens {count(seats, 'Platz', 'Plätze')}"
    if taken > seats:
        return [f"{room}, vergeben sind schon {taken}."]
    return [f"{room}, geplant sind {planned}."]


def _words_of(title: str) -> str:
    """Letters and digits of a title without umlauts, joined by hyphens, 80 at most."""
    plain = unicodedata.normalize("NFKD", title.translate(PLAIN)).encode("ascii", "ignore")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.decode()).strip("-")[:80].strip("-")


def slug_of(day: date, title: str) -> str:
    """2027-09-16-projekt-pitch-abend-2027: readable, without umlauts."""
    return f"{day:%Y-%m-%d}-{_words_of(title).lower() or 'treffen'}"


def file_name(day: date, title: str, document: str, ending: str) -> str:
    """2027-06-17_2-Vernetzungstreffen-2027_Ergebnisprotokoll.pdf (domain.md 3.10)."""
    return f"{day:%Y-%m-%d}_{_words_of(title) or 'Treffen'}_{document}.{ending}"


def position_of(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees from „52.02127, 8.53470“; None for an empty text.

    A decimal comma is read as well. Raises ``RuleBroken``.
    """
    if not text.strip():
        return None
    found = re.fullmatch(r"\s*(-?\d{1,2}[.,]\d+)\s*[,;\s]\s*(-?\d{1,3}[.,]\d+)\s*", text)
    position = [float(part.replace(",", ".")) for part in found.groups()] if found else []
    if not position or abs(position[0]) > 90 or abs(position[1]) > 180:
        raise RuleBroken(
            "Lage auf der Karte: Das sind nicht Breite und Länge. Beispiel: 52.02127, 8.53470.",
            "position",
        )
    return position[0], position[1]


def position_text(latitude: float | None, longitude: float | None) -> str:
    """The same as text for the form."""
    if latitude is None or longitude is None:
        return ""
    return f"{latitude:.5f}, {longitude:.5f}"


def preparation_phase(due: date, today: date) -> str:
    """Under which heading an open point of the checklist stands on paper."""
    sunday = today + timedelta(days=6 - today.weekday())
    if due < today:
        return "Überfällig"
    if due <= sunday:
        return f"Diese Woche, bis {date_short(sunday)}"
    if due <= sunday + timedelta(days=7):
        return f"Nächste Woche, bis {date_short(sunday + timedelta(days=7))}"
    return "Danach"
