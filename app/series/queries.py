"""Reading series: their meetings, what was changed by hand, whom a change would touch."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.calendars.queries import entries_between
from app.calendars.rules import clashes
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.meetings.models import CalendarDay, Meeting, Venue
from app.meetings.queries import special_days
from app.meetings.rules import MeetingState
from app.registrations.queries import counts_of
from app.registrations.rules import Counts
from app.series import rules
from app.series.bound import reasons_of
from app.series.models import Series, SeriesMeeting
from app.series.rules import Rule, Slot, Wish

PLANNED = ("title", "day", "begins", "duration_minutes", "venue_id", "capacity")
"""What a series sets of its meetings; a value that differs was changed by hand."""


_SERIES_OF = (
    select(Series)
    .join(SeriesMeeting, SeriesMeeting.series_id == Series.id)
    .where(SeriesMeeting.meeting_id == bindparam("meeting_id"))
)


_TO_SHOW = (
    select(Series)
    .where(
        Series.public.is_(True),
        select(SeriesMeeting.id)
        .join(SeriesMeeting.meeting)
        .where(
            SeriesMeeting.series_id == Series.id,
            Meeting.public,
        )
        .exists(),
    )
    .order_by(func.lower(Series.name))
)
_TO_NAME = _TO_SHOW.with_only_columns(Series.slug, Series.name)


@dataclass(frozen=True)
class Entry:
    """A meeting of a series with everything the page says about it."""

    row: SeriesMeeting
    meeting: Meeting
    counts: Counts
    reasons: tuple[str, ...]
    """Why it is never removed, for example „Anmeldungen“; empty: a draft nobody worked on."""
    by_hand: tuple[str, ...]
    """Names of the values that differ from those the series set."""
    held: bool

    @property
    def moved(self) -> bool:
        """It does not stand on the date of the rule."""
        return self.meeting.day != self.row.rule_day

    @property
    def over(self) -> bool:
        """Nothing of it changes any more."""
        return self.held or self.meeting.state == MeetingState.CANCELLED


@dataclass(frozen=True)
class PreviewDate:
    """One date of the rule before anything is made."""

    slot: Slot
    number: int | None
    title: str
    hints: tuple[str, ...]
    fault: str = ""
    """Why there can be no meeting then; the date must be left out or moved."""


@dataclass(frozen=True)
class Overview:
    """A series in the list of all."""

    series: Series
    meetings: int
    next_day: date | None


def series_by_id(series_id: int) -> Series:
    """One series. Raises ``NotFound``."""
    series = db.session.get(Series, series_id, options=[joinedload(Series.venue)])
    if series is None:
        raise NotFound("Diese Reihe gibt es nicht oder nicht mehr.")
    return series


def public_series(slug: str) -> Series:
    """A series that everybody may see. Raises ``NotFound``."""
    series = db.session.scalar(select(Series).where(Series.slug == slug, Series.public.is_(True)))
    if series is None:
        raise NotFound(N_("Diese Reihe gibt es nicht oder nicht mehr."))
    return series


def rule_of(series: Series) -> Rule:
    """The rule as plain values."""
    return rules.rule_of(series.rule, series.starts_on)


def all_series(today: date) -> list[Overview]:
    """Every series with the number of its meetings and the next one, by name."""
    rows = db.session.execute(
        select(
            Series,
            func.count(Meeting.id),
            func.min(Meeting.day).filter(
                Meeting.day >= today, Meeting.state != MeetingState.CANCELLED
            ),
        )
        .outerjoin(SeriesMeeting, SeriesMeeting.series_id == Series.id)
        .outerjoin(Meeting, Meeting.id == SeriesMeeting.meeting_id)
        .group_by(Series.id)
        .order_by(func.lower(Series.name), Series.id)
    )
    return [Overview(series, number, next_day) for series, number, next_day in rows]


def entries_of(series: Series, today: date) -> list[Entry]:
    """Every meeting of a series in order of the days, in a fixed number of queries."""
    rows = db.session.scalars(_rows_of(series.id)).unique().all()
    ids = [row.meeting_id for row in rows]
    numbers, reasons = counts_of(ids), reasons_of(ids)
    return [
        Entry(
            row=row,
            meeting=row.meeting,
            counts=numbers[row.meeting_id],
            reasons=tuple(sorted(reasons.get(row.meeting_id, ()))),
            by_hand=by_hand(row),
            held=row.meeting.day < today,
        )
        for row in rows
    ]


def _rows_of(series_id: int) -> Select[SeriesMeeting]:
    return (
        select(SeriesMeeting)
        .join(SeriesMeeting.meeting)
        .options(contains_eager(SeriesMeeting.meeting))
        .where(SeriesMeeting.series_id == series_id)
        .order_by(Meeting.day, Meeting.begins, Meeting.id)
    )


def values_of(meeting: Meeting) -> dict[str, object]:
    """The values of a meeting that a series sets, as they are kept in ``planned``."""
    return {
        "title": meeting.title,
        "day": meeting.day.isoformat(),
        "begins": f"{meeting.begins:%H:%M}",
        "duration_minutes": meeting.duration_minutes,
        "venue_id": meeting.venue_id,
        "capacity": meeting.capacity,
    }


def by_hand(row: SeriesMeeting) -> tuple[str, ...]:
    """Names of the values that somebody changed on the meeting itself."""
    now = values_of(row.meeting)
    return tuple(name for name in PLANNED if now[name] != row.planned.get(name, ...))


# dates before anything is made


def preview(
    slots: Sequence[Slot],
    pattern: str,
    first_number: int,
    faults: dict[date, str],
    wish_on: Callable[[date], Wish],
) -> list[PreviewDate]:
    """Each date with number, title and hints: holidays, other meetings, other calendars.

    ``wish_on``: time and place on a day.
    """
    days = [slot.day for slot in slots if slot.day]
    named = dict(zip(sorted(days), rules.titles(pattern, sorted(days), first_number), strict=True))
    looked_at = days + [slot.rule_day for slot in slots]
    if not looked_at:
        return []
    against = hints_for([wish_on(day) for day in looked_at])
    found = []
    for slot in slots:
        number, title = named[slot.day] if slot.day else (None, "")
        hints = against[slot.day or slot.rule_day]
        fault = faults.get(slot.day, "") if slot.day else ""
        found.append(PreviewDate(slot, number, title, tuple(hints), fault))
    return found


def hints_for(wishes: Sequence[Wish], without: Collection[int] = ()) -> dict[date, list[str]]:
    """What speaks against each of these days; meetings in ``without`` do not count."""
    if not wishes:
        return {}
    first, last = min(wish.day for wish in wishes), max(wish.ends.date() for wish in wishes)
    special, others = special_days(first, last), other_meetings(first, last, without)
    entries = entries_between(first, last)
    return {
        wish.day: [
            *rules.hints_of(wish.day, special, others),
            *clashes(wish.begins, wish.ends, wish.venue_id, entries),
        ]
        for wish in wishes
    }


def years_without_school_holidays(days: Iterable[date]) -> list[int]:
    """Years of these days for which the office keeps no school holidays yet."""
    years = sorted({day.year for day in days})
    if not years:
        return []
    begins = db.session.scalars(
        select(CalendarDay.start).where(
            CalendarDay.kind == "school",
            CalendarDay.start.between(date(years[0], 1, 1), date(years[-1], 12, 31)),
        )
    )
    there = {begin.year for begin in begins}
    return [year for year in years if year not in there]


def other_meetings(first: date, last: date, without: Collection[int] = ()) -> dict[date, list[str]]:
    """Titles of meetings in a period by day, those called off left out."""
    found: dict[date, list[str]] = {}
    rows = db.session.execute(
        select(Meeting.id, Meeting.day, Meeting.title)
        .where(Meeting.day.between(first, last), Meeting.state != MeetingState.CANCELLED)
        .order_by(Meeting.begins)
    )
    for meeting_id, day, title in rows:
        if meeting_id not in without:
            found.setdefault(day, []).append(title)
    return found


def planned_by(submit_key: str) -> int | None:
    """Id of the meeting that this very form planned already."""
    return db.session.scalar(select(Meeting.id).where(Meeting.submit_key == submit_key))


def made_by(submit_key: str) -> int | None:
    """Id of the series that this very form made already."""
    return db.session.scalar(select(Series.id).where(Series.submit_key == submit_key))


def slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Series.id).where(Series.slug == slug)) is not None


# pages for everybody, and of one meeting


def series_of(meeting_id: int) -> Series | None:
    """The series a meeting belongs to."""
    return db.session.scalar(_SERIES_OF, {"meeting_id": meeting_id})


def public_series_of(meeting_id: int) -> Series | None:
    """The series a meeting belongs to, when everybody may see it."""
    series = series_of(meeting_id)
    return series if series and series.public else None


def public_meetings(series: Series) -> list[Meeting]:
    """What everybody may see of a series, in order of the days."""
    return list(
        db.session.scalars(
            select(Meeting)
            .join(SeriesMeeting, SeriesMeeting.meeting_id == Meeting.id)
            .where(
                SeriesMeeting.series_id == series.id,
                Meeting.public,
            )
            .order_by(Meeting.day, Meeting.begins)
        )
    )


def series_to_show() -> list[Series]:
    """Public series with at least one meeting that everybody may see, by name."""
    return list(db.session.scalars(_TO_SHOW))


def series_to_name() -> list[tuple[str, str]]:
    """(slug, name) of the same: as much as a list of links says."""
    return [(slug, name) for slug, name in db.session.execute(_TO_NAME)]


def free_meetings() -> list[Meeting]:
    """Meetings of no series, the newest first: they can be added to one."""
    taken = select(SeriesMeeting.meeting_id)
    return list(
        db.session.scalars(
            select(Meeting).where(Meeting.id.not_in(taken)).order_by(Meeting.day.desc()).limit(200)
        )
    )


def row_of(series_id: int, meeting_id: int) -> SeriesMeeting:
    """A meeting of this series. Raises ``NotFound``."""
    row = db.session.scalar(
        select(SeriesMeeting).filter_by(series_id=series_id, meeting_id=meeting_id)
    )
    if row is None:
        raise NotFound("Dieses Treffen gehört nicht zu dieser Reihe.")
    return row


def number_before(series_id: int, day: date, first_number: int) -> int:
    """The number a meeting of this day gets: one more than the last one before it."""
    last = db.session.scalar(
        select(func.max(SeriesMeeting.number))
        .join(SeriesMeeting.meeting)
        .where(SeriesMeeting.series_id == series_id, Meeting.day < day)
    )
    return first_number if last is None else last + 1


def venue_name(venue_id: int | None) -> str:
    """Name of a place, for the sentence about a change."""
    venue = db.session.get(Venue, venue_id) if venue_id else None
    return venue.name if venue else "noch offen"


def earlier_meetings() -> list[Meeting]:
    """Meetings to take something over from, the newest first."""
    return list(
        db.session.scalars(select(Meeting).order_by(Meeting.day.desc(), Meeting.id).limit(200))
    )


def meeting_to_copy(meeting_id: int) -> Meeting | None:
    """The meeting that somebody wants to take over from, if there is one."""
    return db.session.get(Meeting, meeting_id) if 0 < meeting_id < 2**31 else None
