"""Tables of series and of the meetings in them."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Base, UtcDateTime
from app.meetings.models import Meeting, Venue


class Series(Base):
    """Meetings by one rule. The rule is kept: meetings can follow it later as well."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    """For the pages of the series, for example „Vernetzungstreffen“."""
    title_pattern: Mapped[str] = mapped_column(String(200))
    """With placeholders in braces, for example „{nummer}. Vernetzungstreffen {jahr}“."""
    kit_id: Mapped[str] = mapped_column(String(60))
    rule: Mapped[str] = mapped_column(String(200))
    """RRULE of RFC 5545 with its UNTIL, without DTSTART."""
    starts_on: Mapped[date] = mapped_column()
    """No date of the rule lies before this day."""
    until: Mapped[date] = mapped_column()
    """The last day on which a date of the rule may lie."""
    rule_from: Mapped[date | None] = mapped_column()
    """Meetings planned for days before this one follow an earlier rule and keep their days."""
    skipped: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Dates of the rule (ISO) on which the office wants no meeting."""
    begins: Mapped[time] = mapped_column()
    duration_minutes: Mapped[int] = mapped_column()
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    capacity: Mapped[int] = mapped_column()
    first_number: Mapped[int] = mapped_column(default=1)
    """Number of the first meeting."""
    public: Mapped[bool] = mapped_column(default=True)
    """It has a page of its own for everybody."""
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the form that made it: the same form twice makes one series (R-7)."""
    ended_on: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    calendar_changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    """Moves with every change of the row, by itself: feeds know by it of a new rule."""
    version: Mapped[int] = mapped_column(default=1)

    venue: Mapped[Venue | None] = relationship()
    meetings: Mapped[list["SeriesMeeting"]] = relationship(back_populates="series")


@event.listens_for(Series, "before_update")
def _note_change(_mapper: Any, _connection: Any, series: Series) -> None:
    series.calendar_changed_at = clock.now()


class SeriesMeeting(Base):
    """One meeting of a series, and what the series wanted of it: the difference is handwork."""

    __tablename__ = "series_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    number: Mapped[int] = mapped_column()
    rule_day: Mapped[date] = mapped_column()
    """The date of the rule in whose place the meeting stands; its own day may be another one."""
    planned: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Title, day (ISO), begin (HH:MM), minutes, venue and places as the series set them last."""

    series: Mapped[Series] = relationship(back_populates="meetings")
    meeting: Mapped[Meeting] = relationship()
