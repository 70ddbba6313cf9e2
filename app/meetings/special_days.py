"""Days on which offices plan differently: kept by the office, seeded from the settings."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core.db import db, locked, transaction
from app.core.errors import NotFound, RuleBroken
from app.core.settings import current
from app.meetings.models import CalendarDay
from app.meetings.rules import SpecialDay

KINDS = {
    "school": "Schulferien",
    "service_free": "Dienstfrei",
    "election": "Wahl",
    "other": "Sonstiges",
}
LONGEST = 100
"""No period is longer than this many days: a wrong year is told at once."""


def kept_days() -> list[CalendarDay]:
    """All days the office keeps, in order."""
    return list(
        db.session.scalars(select(CalendarDay).order_by(CalendarDay.start, CalendarDay.name))
    )


def day_by_id(day_id: int) -> CalendarDay:
    """One of them. Raises ``NotFound``."""
    day = db.session.get(CalendarDay, day_id)
    if day is None:
        raise NotFound("Diesen Eintrag gibt es nicht oder nicht mehr.")
    return day


def check(day: SpecialDay) -> None:
    """Raise ``RuleBroken`` with the field that is wrong."""
    if day.end < day.start:
        raise RuleBroken("Bis: Der letzte Tag liegt vor dem ersten.", "end")
    if (day.end - day.start).days >= LONGEST:
        raise RuleBroken(
            f"Bis: Der Zeitraum ist länger als {LONGEST} Tage. Bitte prüfen Sie das Jahr.", "end"
        )


def save_day(day_id: int | None, new: SpecialDay, actor: Actor) -> None:
    """Add a period, or change one. Raises ``RuleBroken`` for one that is there already."""
    check(new)
    with transaction():
        row = locked(CalendarDay, day_id) if day_id else CalendarDay()
        twin = db.session.scalar(
            select(CalendarDay.id).filter_by(
                start=new.start, end=new.end, kind=new.kind, name=new.name
            )
        )
        if twin is not None and twin != day_id:
            raise RuleBroken("Name: Diesen Eintrag gibt es schon.", "name")
        for name, value in vars(new).items():
            setattr(row, name, value)
        db.session.add(row)
        db.session.flush()
        log(actor, "calendar_day_saved", f"calendar_day:{row.id}")


def delete_day(day_id: int, actor: Actor) -> None:
    """Forget a period; no meeting changes by it."""
    with transaction():
        db.session.delete(locked(CalendarDay, day_id))
        log(actor, "calendar_day_deleted", f"calendar_day:{day_id}")


def add_days(days: Sequence[SpecialDay], actor: Actor) -> int:
    """Add those that are not there yet. Returns how many; the same list twice adds nothing."""
    with transaction():
        new = new_ones(days)
        db.session.add_all(
            CalendarDay(start=day.start, end=day.end, kind=day.kind, name=day.name) for day in new
        )
        log(actor, "calendar_days_imported", f"count:{len(new)}")
        return len(new)


def new_ones(days: Sequence[SpecialDay]) -> list[SpecialDay]:
    """Those of a list that the office does not keep yet, each once."""
    there = {(row.start, row.end, row.kind, row.name) for row in kept_days()}
    found = []
    for day in days:
        key = (day.start, day.end, day.kind, day.name)
        if key not in there:
            there.add(key)
            found.append(day)
    return found


def seed_days() -> int:
    """Fill an empty table from ``calendar.special_days`` of the settings. Returns how many."""
    with transaction():
        if db.session.scalar(select(CalendarDay.id).limit(1)) is not None:
            return 0
        rows = [
            CalendarDay(start=day.start, end=day.end, kind=day.kind, name=day.name)
            for day in current().calendar.special_days
        ]
        db.session.add_all(rows)
        return len(rows)


def as_text(days: Sequence[SpecialDay]) -> str:
    """One line for each, for the hidden field between preview and import."""
    return "\n".join(f"{day.start};{day.end};{day.kind};{day.name}" for day in days)


def from_text(text: str) -> list[SpecialDay]:
    """What ``as_text`` wrote; lines that are none are left out."""
    found = []
    for line in text.splitlines():
        parts = line.split(";", 3)
        try:
            day = SpecialDay(
                date.fromisoformat(parts[0]), date.fromisoformat(parts[1]), parts[2], parts[3]
            )
            check(day)
        except (ValueError, IndexError, RuleBroken):
            continue
        if day.kind in KINDS and 0 < len(day.name) <= 200 and day.name.isprintable():
            found.append(day)
    return found
