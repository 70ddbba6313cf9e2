"""Tables of other people's calendars and of their entries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calendars.rules import Kind
from app.core.db import Base, UtcDateTime
from app.meetings.models import Venue


class ForeignCalendar(Base):
    """A calendar somebody else keeps: the last good copy, and what became of fetching it."""

    __tablename__ = "foreign_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[Kind] = mapped_column(String(10))
    venue_id: Mapped[int | None] = mapped_column(
        ForeignKey("venue.id", ondelete="SET NULL"), index=True
    )
    """The place whose room it is about; only for that kind."""
    url: Mapped[str] = mapped_column(String(500), default="")
    """Where it is fetched; empty: a file that was uploaded."""
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the copy came, or was found to be the newest one."""
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its entries were made from the copy; None: they wait for that."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until then one process has it in hand."""
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why it could not be fetched or read, a German sentence; empty: all is well."""
    refused: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Sentences about entries that are left out."""
    refused_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, sort_order=1)

    venue: Mapped[Venue | None] = relationship()


class ForeignEvent(Base):
    """One entry on one date; replaced as a whole with its calendar."""

    __tablename__ = "foreign_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(
        ForeignKey("foreign_calendar.id", ondelete="CASCADE"), index=True
    )
    uid: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(String(300))
    location: Mapped[str] = mapped_column(String(300), default="")
    first_day: Mapped[date] = mapped_column(index=True)
    """In Berlin."""
    last_day: Mapped[date] = mapped_column()
    begins_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: all day."""
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    busy: Mapped[bool] = mapped_column(default=True)

    calendar: Mapped[ForeignCalendar] = relationship()
