"""Reading meetings, venues, checklists and the days on which offices are closed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, load_only, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.firsts import Firsts, firsts
from app.core.language import N_
from app.core.paging import found_page, nearest_page
from app.core.settings import current
from app.core.tokens import digest, link_token
from app.core.words import sort_key
from app.meetings.models import CalendarDay, ChecklistItem, Invitation, Meeting, Venue, VenueFault
from app.meetings.rules import Deadlines, MeetingState, SpecialDay, due_date

PER_PAGE = 50
PAST_SHOWN = 6
UNKNOWN = N_("Dieses Treffen gibt es nicht oder nicht mehr.")

# What many pages ask is built once: that takes longer than answering it.
_BY_SLUG = select(Meeting).where(
    Meeting.slug == bindparam("slug"), Meeting.state != MeetingState.DRAFT
)
_NEXT = (
    select(Meeting)
    .where(
        Meeting.day > bindparam("after"),
        Meeting.listed.is_(True),
        Meeting.state == MeetingState.PUBLISHED,
    )
    .order_by(Meeting.day, Meeting.id)
    .limit(bindparam("most"))
)
_NEXT_IN_SHORT = _NEXT.with_only_columns(Meeting.slug, Meeting.title, Meeting.day, Meeting.begins)
_KNOWN_FAULTS = (
    select(VenueFault.text)
    .where(VenueFault.venue_id == bindparam("venue_id"), VenueFault.mended_on.is_(None))
    .order_by(VenueFault.id)
)
_PUBLIC = select(Meeting).where(Meeting.public)
_WITH_SEATS = joinedload(Meeting.venue).selectinload(Venue.seatings)
_UPCOMING, _UPCOMING_PUBLIC = (
    meetings.where(Meeting.day >= bindparam("today")).order_by(Meeting.day, Meeting.begins)
    for meetings in (select(Meeting).options(_WITH_SEATS), _PUBLIC)
)
_VENUES = select(Venue).options(selectinload(Venue.seatings), selectinload(Venue.faults))
# All that Heute shows of a point: with the years there are thousands that nobody ticked off.
_SHOWN = (
    ChecklistItem.meeting_id,
    ChecklistItem.due,
    ChecklistItem.position,
    ChecklistItem.text,
    ChecklistItem.assigned_to,
)
_SHOWN_OF_POINTS = (
    load_only(*_SHOWN),
    contains_eager(ChecklistItem.meeting).load_only(Meeting.title, Meeting.day),
    lazyload(ChecklistItem.meeting, Meeting.venue),
)
_OPEN_POINTS = (
    select(ChecklistItem)
    .join(ChecklistItem.meeting)
    .where(
        ChecklistItem.done_at.is_(None),
        Meeting.state != MeetingState.CANCELLED,
    )
    .order_by(ChecklistItem.due, ChecklistItem.position, ChecklistItem.id)
)
_NEWEST = (Meeting.day.desc(), Meeting.id.desc())
_LAST = _PUBLIC.where(Meeting.day < bindparam("today")).order_by(*_NEWEST).limit(PAST_SHOWN + 1)


_INVITED = select(Invitation).where(Invitation.digest == bindparam("digest"))


def meeting_by_id(meeting_id: int) -> Meeting:
    """One meeting in any state. Raises ``NotFound``."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(UNKNOWN)
    return meeting


def meeting_by_slug(slug: str) -> Meeting:
    """A meeting as the public may see it: published or called off. Raises ``NotFound``."""
    meeting = db.session.scalar(_BY_SLUG, {"slug": slug})
    if meeting is None:
        raise NotFound(UNKNOWN)
    return meeting


ORDERS: dict[str, tuple[Any, ...]] = {
    "datum": (Meeting.day, Meeting.begins, Meeting.id),
    "titel": (Meeting.search_key, Meeting.day, Meeting.id),
    "status": (Meeting.state, Meeting.day, Meeting.id),
}
"""The allow-list of orders (I-6)."""


@dataclass(frozen=True)
class MeetingPage:
    """One page of the list of meetings; ``page`` counts from 1."""

    rows: list[Meeting]
    total: int
    page: int
    pages: int


def all_meetings(search: str = "", order: str = "-datum", page: int = 1) -> MeetingPage:
    """Every meeting; ``search`` looks into title and topic, without regard to accents."""
    columns = ORDERS.get(order.removeprefix("-"), ORDERS["datum"])
    sorting = [column.desc() if order.startswith("-") else column.asc() for column in columns]
    found = select(Meeting).where(*found_by(search)).order_by(*sorting)
    if not search:
        return _page_of(found, page)
    rows, total = found_page(found, page, PER_PAGE)
    page, pages = nearest_page(total, page, PER_PAGE)
    return MeetingPage(rows, total, page, pages)


def _page_of(found: Select[Meeting], page: int) -> MeetingPage:
    counting = found.with_only_columns(func.count(Meeting.id)).order_by(None)
    total = db.session.scalar(counting) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(found.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return MeetingPage(list(rows.unique()), total, page, pages)


def found_by(search: str) -> list[ColumnElement[bool]]:
    """Conditions for meetings whose title and topic hold every word of ``search``."""
    words = sort_key(search.replace("\x00", ""))[0].split()
    return [Meeting.search_key.contains(word, autoescape=True) for word in words]


def upcoming(today: date, *, public: bool) -> list[Meeting]:
    """Meetings from today on, the next one first; for the public only listed, published ones."""
    statement = _UPCOMING_PUBLIC if public else _UPCOMING
    return list(db.session.scalars(statement, {"today": today}))


def past(today: date) -> list[Meeting]:
    """The last public meetings before today, newest first: one more than the home page shows."""
    return list(db.session.scalars(_LAST, {"today": today}))


def past_page(today: date, page: int) -> MeetingPage:
    """All public meetings before today, newest first, page by page."""
    return _page_of(_PUBLIC.where(Meeting.day < today).order_by(*_NEWEST), page)


def next_public_meeting(after: date) -> Meeting | None:
    """The next listed meeting after this day that is published and not called off."""
    return db.session.scalar(_NEXT, {"after": after, "most": 1})


def next_public_meetings(after: date, most: int = 3) -> list[Meeting]:
    """The same for the next few, the earliest first."""
    return list(db.session.scalars(_NEXT, {"after": after, "most": most}).unique())


@dataclass(frozen=True)
class Following:
    """As much of a later meeting as a page of another one says."""

    slug: str
    title: str
    day: date
    begins: time


def following(meeting: Meeting, most: int = 3) -> list[Following]:
    """The next few public meetings after this one, in short."""
    rows = db.session.execute(_NEXT_IN_SHORT, {"after": meeting.day, "most": most})
    return [Following(*row) for row in rows]


def known_faults(meeting: Meeting) -> list[str]:
    """What does not work at the venue at the moment; [] without one."""
    if meeting.venue_id is None:
        return []
    return list(db.session.scalars(_KNOWN_FAULTS, {"venue_id": meeting.venue_id}))


def slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Meeting.id).where(Meeting.slug == slug)) is not None


VENUE_ORDERS: dict[str, Callable[[Venue], Any]] = {
    "name": lambda venue: sort_key(venue.name),
    "ort": lambda venue: (sort_key(venue.city), venue.postcode, sort_key(venue.name)),
    "plaetze": lambda venue: (venue.seats, sort_key(venue.name)),
}
"""The allow-list of orders (I-6)."""


def venues(search: str = "", order: str = "name") -> list[Venue]:
    """All venues; ``search`` looks into name, address and stop, without regard to accents."""
    words = sort_key(search)[0].split()
    found = [
        venue
        for venue in db.session.scalars(_VENUES)
        if all(word in sort_key(f"{venue.name} {venue.address} {venue.stop}")[0] for word in words)
    ]
    key = VENUE_ORDERS.get(order.removeprefix("-"), VENUE_ORDERS["name"])
    return sorted(found, key=key, reverse=order.startswith("-"))


def meetings_at(venue_id: int, since: date | None = None) -> list[Meeting]:
    """Meetings planned or held at a place, in order; from the day ``since`` on."""
    statement = select(Meeting).where(Meeting.venue_id == venue_id).order_by(Meeting.day)
    if since:
        statement = statement.where(Meeting.day >= since)
    return list(db.session.scalars(statement))


def venue_by_id(venue_id: int) -> Venue:
    """One venue. Raises ``NotFound``."""
    venue = db.session.get(Venue, venue_id)
    if venue is None:
        raise NotFound("Diesen Ort gibt es nicht.")
    return venue


def open_points(today: date, until: date, reader: str = "") -> Firsts[ChecklistItem]:
    """Points not done and due up to this day, of meetings not called off, the oldest first.

    ``reader``: only what this person takes care of. Two queries.
    """
    return firsts(
        _OPEN_POINTS.where(ChecklistItem.due <= until),
        ChecklistItem.due,
        today,
        who=ChecklistItem.assigned_to,
        reader=reader,
        options=_SHOWN_OF_POINTS,
    )


def checklist_of(meeting_id: int) -> list[ChecklistItem]:
    """All points of a meeting in order of their day."""
    return list(
        db.session.scalars(
            select(ChecklistItem)
            .where(ChecklistItem.meeting_id == meeting_id)
            .order_by(ChecklistItem.due, ChecklistItem.position)
        )
    )


def point_by_id(meeting_id: int, item_id: int) -> ChecklistItem:
    """One point of this meeting's checklist. Raises ``NotFound``."""
    item = db.session.get(ChecklistItem, item_id)
    if item is None or item.meeting_id != meeting_id:
        raise NotFound("Diesen Punkt gibt es auf der Checkliste nicht.")
    return item


def points_that_move(meeting_id: int) -> list[ChecklistItem]:
    """Open points that are counted from the meeting (domain.md 1.8)."""
    return list(
        db.session.scalars(
            select(ChecklistItem).where(
                ChecklistItem.meeting_id == meeting_id,
                ChecklistItem.done_at.is_(None),
                ChecklistItem.day_offset.is_not(None),
            )
        )
    )


def deadlines_of(meeting: Meeting) -> Deadlines:
    """The days that people are told, and that move with the meeting."""
    return Deadlines(
        meeting.registration_opens, meeting.registration_closes, meeting.pitch_deadline
    )


def minutes_due(meeting: Meeting) -> date:
    """Until when the minutes are to be released: the kit's day, or the next working day."""
    offset = meeting.kit.minutes_due_day
    return due_date(meeting.day, offset, closed_days(meeting.day))


_KEPT_DAYS = select(CalendarDay.start, CalendarDay.end, CalendarDay.kind, CalendarDay.name).where(
    CalendarDay.start <= bindparam("last"), CalendarDay.end >= bindparam("first")
)


def special_days(first: date, last: date) -> list[SpecialDay]:
    """Public holidays (computed), service-free days of the settings, and what the office keeps."""
    settings = current().calendar
    years = range(first.year, last.year + 1)
    days: list[SpecialDay] = []
    for year in years:
        days += _public_holidays(settings.holidays_region, year)
        for day_in_year in settings.service_free_days:
            day = date.fromisoformat(f"{year}-{day_in_year}")
            days.append(SpecialDay(day, day, "service_free", "Dienstfreier Tag"))
    days = [day for day in days if day.start <= last and day.end >= first]
    days += [
        SpecialDay(*row) for row in db.session.execute(_KEPT_DAYS, {"first": first, "last": last})
    ]
    return sorted(days, key=lambda day: (day.start, day.name))


@lru_cache(maxsize=50)
def _public_holidays(region: str, year: int) -> tuple[SpecialDay, ...]:
    """Computing a year takes longer than a page may."""
    import holidays

    found = holidays.country_holidays("DE", subdiv=region, years=year, language="de")
    return tuple(SpecialDay(day, day, "public", name) for day, name in found.items())


def closed_days(around: date) -> frozenset[date]:
    """Public holidays and service-free days of a year around a day: no working days."""
    return closed_between(around, around)


def closed_between(first: date, last: date) -> frozenset[date]:
    """The same for a year around every day from ``first`` to ``last``, asked once."""
    year = timedelta(days=366)
    return frozenset(
        special.start + timedelta(days=number)
        for special in special_days(first - year, last + year)
        if special.kind in ("public", "service_free")
        for number in range((special.end - special.start).days + 1)
    )


def invitation_token(invitation: Invitation) -> str:
    """The secret part of a personal invitation's link; derived, never stored."""
    return link_token("invitation", invitation.id, invitation.link_version)


def invitation_behind(token: str) -> Invitation:
    """The invitation behind a personal link. Raises ``NotFound``, in the same words always."""
    found = db.session.scalar(_INVITED, {"digest": digest(token)}) if token else None
    if found is None:
        raise NotFound(
            "Der Link ist unvollständig, abgelaufen oder falsch. "
            "Bitte öffnen Sie ihn noch einmal vollständig aus der E-Mail."
        )
    return found
