"""Periods that numbers are told for: both ends included, plain dates (domain.md 3.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import RuleBroken
from app.core.words import date_plain, date_short

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first day to the last one."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """1. Januar 2027 bis 31. August 2027"""
        return f"{date_plain(self.first)} bis {date_plain(self.last)}"

    @property
    def short(self) -> str:
        """01.01.2027 bis 31.08.2027"""
        return f"{date_short(self.first)} bis {date_short(self.last)}"

    @property
    def before(self) -> "Period":
        """As long, and right before: so many months when these are whole ones, else days."""
        last = self.first - DAY
        if self.first.day == 1 and (self.last + DAY).day == 1:
            months = (self.last + DAY).year * 12 + (self.last + DAY).month
            months -= self.first.year * 12 + self.first.month
            return Period(_months_back(self.first, months), last)
        return Period(last - (self.last - self.first), last)


@dataclass(frozen=True)
class Preset:
    """A period that is often wanted, and its name."""

    label: str
    period: Period


def checked(first: date, last: date) -> Period:
    """The period. Raises ``RuleBroken`` when it ends before it begins."""
    if last < first:
        raise RuleBroken(
            "Bis: Der Zeitraum endet vor seinem Beginn. "
            f"Bitte wählen Sie einen Tag ab dem {date_short(first)}.",
            "until",
        )
    return Period(first, last)


def year_up_to(today: date) -> Period:
    """From the first of January to a day."""
    return Period(date(today.year, 1, 1), today)


def year_before(day: date) -> Period:
    """From the first of January to the day before; on the first of January the whole year before.

    That is what a session on this day is told.
    """
    return year_up_to(day - DAY)


def presets(today: date, began: date | None) -> list[Preset]:
    """Periods to choose from; ``began``: the first day that there is something to count."""
    year = year_up_to(today)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    twelve = Period(_months_back(today.replace(day=1), 11), today)
    found = [
        Preset(f"Jahr {today.year} bis heute", year),
        Preset(f"Jahr {today.year - 1}", Period(_months_back(year.first, 12), year.first - DAY)),
        Preset("Letzte zwölf Monate", twelve),
        Preset("Dieses Quartal", Period(quarter, today)),
        Preset("Voriges Quartal", Period(_months_back(quarter, 3), quarter - DAY)),
    ]
    if began and began <= today:
        found.append(Preset("Seit Beginn", Period(began, today)))
    return found


def _months_back(first: date, months: int) -> date:
    """The first of a month so many months before."""
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, first.day)
