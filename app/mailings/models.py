"""The table of mails to many."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.mailings.rules import MailingState
from app.meetings.models import Meeting


class Mailing(Base):
    """One mail of a meeting to everybody whom its rules name. Its day follows the meeting's."""

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kit_mail: Mapped[str] = mapped_column(String(60), default="")
    """Id of the kit's mail it was drafted from."""
    purpose: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    """What the office calls it, for example „Einladung“ or „Zweite Einladung“."""
    subject: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text)
    """With placeholders; changed by the office until it is sent."""
    attachments: Mapped[list[Any]] = mapped_column(JSON, default=list)
    recipients: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Rules (Recipients) by which people get it."""
    day_offset: Mapped[int | None] = mapped_column()
    """Calendar days to the meeting, before the working-day rule; None: ``fixed_day`` holds."""
    fixed_day: Mapped[date | None] = mapped_column()
    automatic: Mapped[bool] = mapped_column(default=False)
    """Leaves by itself on its day; otherwise the office sends it."""
    state: Mapped[MailingState] = mapped_column(
        String(10), default=MailingState.PLANNED, index=True
    )
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why it did not leave, a German sentence; empty when nothing is wrong."""
    people: Mapped[int] = mapped_column(default=0)
    """How many people got it, once it is sent."""
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(lazy="joined")
