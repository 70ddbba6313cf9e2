"""Tables of what comes from the floor: cards, polls, their options and voting slips."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.floor.rules import CardKind, CardState, PollKind, PollState, Screen
from app.meetings.models import Meeting


class FloorSetting(Base):
    """What the office allows the floor of one meeting."""

    __tablename__ = "floor_setting"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    cards_open: Mapped[bool] = mapped_column(default=True)
    """People may hand in cards, from the day of the meeting until the day after it."""
    screen: Mapped[Screen] = mapped_column(String(6), default=Screen.CLOCK)
    """What the projector shows."""
    shown_poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id", ondelete="SET NULL"))
    shown_card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"))


class Card(Base):
    """An idea, a question or a remark handed in by phone; nobody sees it before the office does."""

    __tablename__ = "card"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[CardKind] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    consent_text: Mapped[str] = mapped_column(Text, default="")
    """The wording agreed to when an address was left; empty: no address."""
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[CardState] = mapped_column(String(8), default=CardState.HELD)
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"))
    """The idea in the register it became."""
    entry: Mapped[int | None] = mapped_column()
    """Id of the entry in the minutes it became; the minutes stand above this room."""

    meeting: Mapped[Meeting] = relationship()


class Poll(Base):
    """Dots for ideas, or a straw poll: an opinion, not a decision (domain.md 1.6)."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[PollKind] = mapped_column(String(6), default=PollKind.DOTS)
    question: Mapped[str] = mapped_column(String(300))
    points_each: Mapped[int] = mapped_column()
    """Punkte je Person."""
    most_each: Mapped[int] = mapped_column()
    """Höchstens je Idee."""
    people: Mapped[int | None] = mapped_column()
    """How many people gave dots on paper; None: nothing was counted."""
    comment: Mapped[str] = mapped_column(Text, default="")
    """Needed when more dots were counted than are possible."""
    state: Mapped[PollState] = mapped_column(String(6), default=PollState.DRAFT)
    interim: Mapped[bool] = mapped_column(default=False)
    """The projector shows how it stands while people still give points."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entry: Mapped[int | None] = mapped_column()
    """Id of the entry in the minutes that holds the result; the minutes stand above this room."""
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    options: Mapped[list["PollOption"]] = relationship(
        order_by="PollOption.position", cascade="all, delete-orphan"
    )


class PollOption(Base):
    """What dots can be given to."""

    __tablename__ = "poll_option"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    position: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(String(300))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"))
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id", ondelete="SET NULL"))
    """The pitch it was taken from; its idea enters the register when it was presented."""
    counted: Mapped[int] = mapped_column(default=0)
    """Dots on paper."""


class VotingSlip(Base):
    """A slip with a code that is drawn from a pile: nobody knows who has which."""

    __tablename__ = "voting_slip"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the code; the code itself is printed and not kept."""
    points: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Option id as text → points; empty: not used yet."""
    version: Mapped[int] = mapped_column(default=0)
    """Rises with each use; 0: never used."""
