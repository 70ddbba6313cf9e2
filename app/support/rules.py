"""Support of projects from plain values: minutes, sums, cases, warnings (domain.md 3.6)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.words import count, date_short, number
from app.ideas.rules import SupportKind

DAY_MINUTES = 24 * 60
QUICK_MINUTES = (15, 25, 30, 45, 60)
"""Buttons beside the field for minutes."""
LONGEST_TEXT = 4000
NEAR_AMOUNT = 80
"""From so many percent of the agreed minutes on, the office is warned."""
NEAR_END = timedelta(weeks=4)
"""So long before the agreed end, too."""
CASE_DAYS = timedelta(days=7)
"""A request is answered within so many days, unless the office sets another day."""
FORGOTTEN = timedelta(days=365)
"""So long after a request is done, who asked is forgotten (domain.md 2.3)."""

FORGOTTEN_TEXT = "Der Wortlaut ist gelöscht."
"""Stands in a request of somebody who was erased."""


class CaseState(StrEnum):
    """Where a request for help stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return CASE_LABELS[self]


CASE_LABELS = {
    CaseState.OPEN: "Neu",
    CaseState.TAKEN: "In Arbeit",
    CaseState.CLOSED: "Erledigt",
}
SOURCE_LABELS = {
    "office": "Geschäftsstelle",
    "link": "Projektseite",
    "answer": "Antwort auf eine Nachfrage",
}


@dataclass(frozen=True, kw_only=True)
class EntryValues:
    """What the office writes about one piece of support."""

    day: date
    kind: SupportKind
    minutes: int
    partner: str = ""
    what: str = ""
    outcome: str = ""
    note: str = ""
    follow_up: date | None = None
    case_id: int | None = None


def check_entry(values: EntryValues, today: date) -> None:
    """Raises ``RuleBroken`` naming the field."""
    if not 0 < values.minutes <= DAY_MINUTES:
        raise RuleBroken(
            f"Minuten: Möglich sind 1 bis {number(DAY_MINUTES)}. Prüfen Sie die Zahl.", "minutes"
        )
    if values.day > today:
        raise RuleBroken(
            f"Tag: Der {date_short(values.day)} liegt in der Zukunft. "
            "Tragen Sie ein, was schon geschehen ist.",
            "day",
        )
    if values.follow_up and values.follow_up < values.day:
        raise RuleBroken(
            "Wiedervorlage: Der Tag liegt vor der Unterstützung. Wählen Sie einen späteren Tag.",
            "follow_up",
        )


HOURS = re.compile(r"^(\d{1,3})[,.](\d{1,2})(?:std\.?|h)$|^(\d{1,3})(?:std\.?|h)$")
CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d)(?:h|std\.?)?$")
PLAIN = re.compile(r"^(\d{1,6})(?:min\.?|minuten)?$")


def read_minutes(typed: str) -> int | None:
    """Minutes of "25", "25 Min.", "1:30", "1,5 Std."; None for anything else."""
    text = "".join(typed.casefold().split())
    if not text.isascii():
        return None
    if found := PLAIN.match(text):
        return int(found[1])
    if found := CLOCK.match(text):
        return int(found[1]) * 60 + int(found[2])
    if found := HOURS.match(text):
        whole, part = found[1] or found[3], found[2] or "0"
        return int(whole) * 60 + round(int(part) * 60 / float(10 ** len(part)))
    return None


def hours(minutes: int) -> str:
    """9 Std. 45 Min.; 45 Min. below an hour; 2 Std. for full hours."""
    whole, rest = divmod(minutes, 60)
    parts = [f"{number(whole)}\N{NO-BREAK SPACE}Std."] if whole else []
    if rest or not whole:
        parts.append(f"{rest}\N{NO-BREAK SPACE}Min.")
    return " ".join(parts)


@dataclass(frozen=True)
class Group:
    """Entries that are alike: minutes and number of one kind, field and month."""

    kind: SupportKind
    field: str
    month: tuple[int, int]
    """Year and month."""
    minutes: int
    entries: int


@dataclass(frozen=True)
class Sum:
    """Minutes, and how many entries they come from."""

    minutes: int = 0
    entries: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.minutes + other.minutes, self.entries + other.entries)


@dataclass(frozen=True)
class Sums:
    """The log in numbers."""

    by_kind: Mapping[SupportKind, Sum]
    """All five, in the order of the mandate."""
    by_field: Mapping[str, Sum]
    """Id of the field of work, or empty: not decided yet; the largest first."""
    by_month: Mapping[tuple[int, int], Sum]
    """Year and month, the earliest first; only months with entries."""

    @property
    def total(self) -> Sum:
        return sum(self.by_kind.values(), Sum())

    @property
    def by_year(self) -> Mapping[int, Sum]:
        """The months of each year together, the earliest year first."""
        found: dict[int, Sum] = {}
        for (year, _), part in self.by_month.items():
            found[year] = found.get(year, Sum()) + part
        return found


def summed(groups: Iterable[Group]) -> Sums:
    """The groups added up in each of the three ways."""
    by_kind: dict[SupportKind, Sum] = dict.fromkeys(SupportKind, Sum())
    by_field: dict[str, Sum] = {}
    by_month: dict[tuple[int, int], Sum] = {}
    for one in groups:
        part = Sum(one.minutes, one.entries)
        by_kind[one.kind] += part
        by_field[one.field] = by_field.get(one.field, Sum()) + part
        by_month[one.month] = by_month.get(one.month, Sum()) + part
    largest = sorted(by_field.items(), key=lambda item: (-item[1].minutes, item[0]))
    return Sums(by_kind, dict(largest), dict(sorted(by_month.items())))


def agreed_warning(
    spent: int, agreed: int | None, until: date | None, today: date, *, closed: bool
) -> str:
    """A sentence when a project nears its agreed minutes or its last day; empty: all is well.

    ``closed``: the project is done or dropped, so nothing is to be watched.
    """
    if closed:
        return ""
    told = []
    if agreed and spent * 100 >= agreed * NEAR_AMOUNT:
        part = f"zu {spent * 100 // agreed} Prozent verbraucht"
        how = "aufgebraucht" if spent >= agreed else part
        words = f"{hours(spent)} von {hours(agreed)}"
        told.append(f"Die vereinbarte Zeit ist {how} ({words}).")
    if until and until < today:
        told.append(f"Die vereinbarte Unterstützung endete am {date_short(until)}.")
    elif until and until - today <= NEAR_END:
        left = count((until - today).days, "Tag", "Tagen")
        told.append(f"Die vereinbarte Unterstützung endet in {left}, am {date_short(until)}.")
    return " ".join(told)


def is_late(state: CaseState, due: date | None, today: date) -> bool:
    """A request is late from the day after its day, as long as it is not done."""
    return state != CaseState.CLOSED and due is not None and due < today


def forgotten_since(now: datetime) -> datetime:
    """Requests that were done before this moment lose who asked."""
    return now - FORGOTTEN
