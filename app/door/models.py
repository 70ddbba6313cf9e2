"""Tables of the door: links for helpers, each single press, and what the office allows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.meetings.models import Meeting
from app.registrations.rules import Attendance


class DoorLink(Base):
    """A link that opens the door list of one meeting without an account.

    It works from the day before the meeting until the day after it, also when that is moved.
    """

    __tablename__ = "door_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    """Which device or person has it: Tablet am Eingang."""
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()


class CheckIn(Base):
    """One press at the door. Nothing is ever overwritten: this is the history.

    The id is the running number that devices ask changes by: it is given out under the lock on
    the meeting, so that within a meeting no smaller one appears later.
    """

    __tablename__ = "check_in"
    __table_args__ = (Index("ix_check_in_meeting_id_id", "meeting_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    """Made by the device for this press: sent again, it changes nothing."""
    what: Mapped[Attendance] = mapped_column(String(8))
    pressed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """By our clock: the moment of arrival less the time it waited on the device."""
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    door_link_id: Mapped[int | None] = mapped_column(ForeignKey("door_link.id"))


class DoorSetting(Base):
    """What the office allows at the door of one meeting."""

    __tablename__ = "door_setting"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    more_guests: Mapped[bool] = mapped_column(default=False)
    """Guests without registration may be more than the places."""
