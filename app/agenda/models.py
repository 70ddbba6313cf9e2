"""Tables of agenda items and of the pitches in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agenda.rules import Decision, Place
from app.core.db import Base, UtcDateTime
from app.pitches.models import Pitch


class AgendaItem(Base):
    """One item with its minutes; clock times follow from the order (agenda/rules.py)."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int] = mapped_column()
    place: Mapped[Place] = mapped_column(String(6), default=Place.DURING)
    """before the begin, during the meeting, after the end"""
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column()
    method: Mapped[str] = mapped_column(String(30), default="none")
    role: Mapped[str] = mapped_column(String(100), default="")
    """Title of the role from the kit, for example Moderation."""
    person: Mapped[str] = mapped_column(String(200), default="")
    public: Mapped[bool] = mapped_column(default=True)
    public_text: Mapped[str] = mapped_column(Text, default="")
    materials: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Texts, one per material."""
    notes: Mapped[str] = mapped_column(Text, default="")
    """For the run sheet only."""
    expected_result: Mapped[str] = mapped_column(Text, default="")
    pitch_slots: Mapped[int] = mapped_column(default=0)
    """How many pitches have room in this item."""
    version: Mapped[int] = mapped_column(default=1)

    pitches: Mapped[list["AgendaPitch"]] = relationship(
        back_populates="item", order_by="AgendaPitch.position"
    )


class AgendaPitch(Base):
    """An accepted pitch in its slot."""

    __tablename__ = "agenda_pitch"
    __table_args__ = (UniqueConstraint("pitch_id"), UniqueConstraint("item_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"))
    position: Mapped[int] = mapped_column()
    """Slot in the item, from 0."""

    item: Mapped[AgendaItem] = relationship(back_populates="pitches")
    pitch: Mapped[Pitch] = relationship(lazy="joined")


class PitchDecision(Base):
    """What the office has decided on a pitch and told nobody yet."""

    __tablename__ = "pitch_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting the pitch was at: a decision on a pitch that has left it is void."""
    kind: Mapped[Decision] = mapped_column(String(8))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    position: Mapped[int | None] = mapped_column()
    """The chosen slot; None: the next free one when the decisions are sent."""
    target_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    """The meeting the pitch moves to."""
    reason: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))

    pitch: Mapped[Pitch] = relationship(lazy="joined")
