"""Tables of minutes: a snapshot of the agenda, entries, and the released documents."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.minutes.rules import EntryKind, MinutesState


class Minutes(Base):
    """The minutes of one meeting."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(String(10), default=MinutesState.DRAFT)
    began: Mapped[time] = mapped_column()
    ended: Mapped[time] = mapped_column()
    chair: Mapped[str] = mapped_column(String(200), default="")
    keeper: Mapped[str] = mapped_column(String(200), default="")
    attendance: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Number of people by sector id; the empty id for those who did not say."""
    excused: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by: Mapped[str] = mapped_column(String(200), default="")
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, sort_order=1)
    """The released document as it was; never rendered again."""
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    items: Mapped[list["MinutesItem"]] = relationship(
        back_populates="minutes", order_by="MinutesItem.position"
    )


class MinutesItem(Base):
    """A heading taken over from the agenda when the minutes were opened."""

    __tablename__ = "minutes_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(200))

    minutes: Mapped[Minutes] = relationship(back_populates="items")
    entries: Mapped[list["Entry"]] = relationship(back_populates="item", order_by="Entry.position")


class Entry(Base):
    """One result: information, agreement, decision, task, idea or open question."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("minutes_item.id"), index=True)
    position: Mapped[int] = mapped_column()
    kind: Mapped[EntryKind] = mapped_column(String(14))
    text: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(String(20))
    """V-2027-01 for agreements, A-2027-01 for tasks; empty otherwise."""
    person: Mapped[str] = mapped_column(String(200), default="")
    """Who does the task, answers the question, or is the idea's contact."""
    due: Mapped[date | None] = mapped_column()
    note: Mapped[str] = mapped_column(String(200), default="")
    """How an agreement was reached, for example „ohne Gegenstimme“."""
    done_on: Mapped[date | None] = mapped_column()
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[MinutesItem] = relationship(back_populates="entries")
    idea: Mapped[Idea | None] = relationship()

    @property
    def kind_label(self) -> str:
        """German name of the kind."""
        return EntryKind(self.kind).label
