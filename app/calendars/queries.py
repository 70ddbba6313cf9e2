"""Reading other people's calendars and what speaks against a date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.calendars import rules
from app.calendars.models import ForeignCalendar, ForeignEvent
from app.calendars.rules import Entry, Kind
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import nearest_page
from app.core.words import sort_key

PER_PAGE = 50
READ_ANEW = timedelta(hours=24)
"""The window of entries moves on with the days."""


@dataclass(frozen=True)
class Overview:
    """A calendar in the list of all, with the number of its entries from today on."""

    calendar: ForeignCalendar
    coming: int


@dataclass(frozen=True)
class EntryPage:
    """One page of the coming entries of a calendar; ``page`` counts from 1."""

    rows: list[Entry]
    total: int
    page: int
    pages: int


def all_calendars(search: str = "") -> list[Overview]:
    """Every calendar by name; ``search`` looks into the name, without regard to accents."""
    number = func.count(ForeignEvent.id).filter(ForeignEvent.last_day >= clock.today())
    rows = db.session.execute(
        select(ForeignCalendar, number)
        .outerjoin(ForeignEvent, ForeignEvent.calendar_id == ForeignCalendar.id)
        .group_by(ForeignCalendar.id)
        .options(joinedload(ForeignCalendar.venue))
    )
    words = sort_key(search)[0].split()
    found = [
        Overview(calendar, coming)
        for calendar, coming in rows
        if all(word in sort_key(calendar.name)[0] for word in words)
    ]
    return sorted(found, key=lambda one: sort_key(one.calendar.name))


def calendar_by_id(calendar_id: int) -> ForeignCalendar:
    """One calendar. Raises ``NotFound``."""
    found = db.session.get(
        ForeignCalendar, calendar_id, options=[joinedload(ForeignCalendar.venue)]
    )
    if found is None:
        raise NotFound("Diesen Kalender gibt es nicht oder nicht mehr.")
    return found


def name_taken(name: str, without: int | None) -> bool:
    """Whether another calendar has this name."""
    found = db.session.scalar(select(ForeignCalendar.id).filter_by(name=name))
    return found is not None and found != without


def entries_page(calendar_id: int, search: str, page: int) -> EntryPage:
    """Coming entries whose title holds every word of ``search``, page by page."""
    wanted = [ForeignEvent.calendar_id == calendar_id, ForeignEvent.last_day >= clock.today()]
    wanted += [
        ForeignEvent.summary.icontains(word, autoescape=True)
        for word in search.replace("\x00", "").split()
    ]
    total = db.session.scalar(select(func.count(ForeignEvent.id)).where(*wanted)) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    found = _entries().where(*wanted).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return EntryPage([_entry(*row) for row in db.session.execute(found)], total, page, pages)


def number_of_entries(calendar_id: int) -> int:
    """How many entries go with the calendar."""
    statement = select(func.count(ForeignEvent.id)).filter_by(calendar_id=calendar_id)
    return db.session.scalar(statement) or 0


def entries_between(first: date, last: date) -> list[Entry]:
    """Entries of all calendars on these days, in order."""
    found = _entries().where(ForeignEvent.first_day <= last, ForeignEvent.last_day >= first)
    return [_entry(*row) for row in db.session.execute(found)]


def _entries() -> Any:
    return (
        select(ForeignCalendar.name, ForeignCalendar.kind, ForeignCalendar.venue_id, ForeignEvent)
        .join(ForeignCalendar, ForeignCalendar.id == ForeignEvent.calendar_id)
        .order_by(ForeignEvent.first_day, ForeignEvent.begins_at, ForeignEvent.id)
    )


def _entry(name: str, kind: str, venue_id: int | None, row: ForeignEvent) -> Entry:
    begins, ends = (
        clock.local(moment).replace(tzinfo=None) if moment else None
        for moment in (row.begins_at, row.ends_at)
    )
    days = (row.first_day, row.last_day)
    return Entry(name, Kind(kind), venue_id, row.summary, *days, begins, ends, row.busy)


def clashes_with(begins: datetime, ends: datetime, venue_id: int | None) -> list[str]:
    """A sentence with its source for each entry that speaks against this time and place.

    ``begins`` and ``ends`` are local, without zone.
    """
    entries = entries_between(begins.date(), ends.date())
    return rules.clashes(begins, ends, venue_id, entries)


def next_due(now: datetime, every: timedelta) -> Select[Any]:
    """A calendar to fetch or to read, the one that waits longest first; nobody has it in hand."""
    free = or_(ForeignCalendar.lease_until.is_(None), ForeignCalendar.lease_until < now)
    fetch = (ForeignCalendar.url != "") & or_(
        ForeignCalendar.tried_at.is_(None), ForeignCalendar.tried_at < now - every
    )
    expand = (ForeignCalendar.url == "") & or_(
        ForeignCalendar.read_at.is_(None), ForeignCalendar.read_at < now - READ_ANEW
    )
    return (
        select(ForeignCalendar)
        .where(free, or_(fetch, expand))
        .order_by(ForeignCalendar.tried_at, ForeignCalendar.id)
        .limit(1)
    )


def in_trouble() -> list[ForeignCalendar]:
    """Calendars that could not be fetched or read the last time."""
    rows = db.session.scalars(select(ForeignCalendar).where(ForeignCalendar.fault != ""))
    return sorted(rows, key=lambda one: sort_key(one.name))
