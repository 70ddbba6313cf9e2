"""Tables of agenda items and of the pitches in them."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agenda.rules import Decision, Place
from app.core.db import Base, UtcDateTime
from app.core.words import sort_key
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.pitches.models import Pitch


class AgendaItem(Base):
    """One item with its minutes; clock times follow from the order (agenda/rules.py)."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "submit_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int] = mapped_column()
    place: Mapped[Place] = mapped_column(String(6), default=Place.DURING)
    """before the begin, during the meeting, after the end"""
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column()
    starts: Mapped[time | None] = mapped_column()
    """Fixed local begin; None: begins when the item before it ends."""
    parallel: Mapped[bool] = mapped_column(default=False)
    """Begins together with the item before it, in another corner of the room."""
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
    submit_key: Mapped[str | None] = mapped_column(String(64))
    """Of the form that added it: the same form twice adds one item (R-7)."""
    version: Mapped[int] = mapped_column(default=1)

    pitches: Mapped[list["AgendaPitch"]] = relationship(
        back_populates="item", order_by="AgendaPitch.position"
    )
    reports: Mapped[list["AgendaReport"]] = relationship(
        back_populates="item", order_by="AgendaReport.position"
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


class AgendaReport(Base):
    """An idea that reports in an item (Berichte)."""

    __tablename__ = "agenda_report"
    __table_args__ = (UniqueConstraint("item_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    position: Mapped[int] = mapped_column()

    item: Mapped[AgendaItem] = relationship(back_populates="reports")
    idea: Mapped[Idea] = relationship(lazy="joined")


class AgendaRole(Base):
    """Who does what at a meeting: a role of the kit, or one of the office's own, with people."""

    __tablename__ = "agenda_role"
    __table_args__ = (UniqueConstraint("meeting_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(100))
    """Items name their role by this title (``AgendaItem.role``)."""
    task: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Names, one per person."""
    version: Mapped[int] = mapped_column(default=1)


class AgendaStep(Base):
    """The working copy as it was before one change, so that the change can be undone."""

    __tablename__ = "agenda_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    """What was changed, a German phrase: „Marktplatz“ dauert 30 statt 35 Minuten."""
    before: Mapped[list[Any]] = mapped_column(JSON, deferred=True)
    """All items before the change, as plain data."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    undone: Mapped[bool] = mapped_column(default=False)


class PublishedAgenda(Base):
    """The agenda as participants see it: a snapshot of the working copy."""

    __tablename__ = "published_agenda"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column()
    """1, 2, 3 …; the highest is the one that holds."""
    items: Mapped[list[Any]] = mapped_column(JSON)
    """All items as plain data, with their ids."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))


class BacklogItem(Base):
    """A topic that waits for a meeting or stands in an agenda (Themenspeicher)."""

    __tablename__ = "backlog_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column()
    method: Mapped[str] = mapped_column(String(30), default="none")
    role: Mapped[str] = mapped_column(String(100), default="")
    person: Mapped[str] = mapped_column(String(200), default="")
    public: Mapped[bool] = mapped_column(default=True)
    public_text: Mapped[str] = mapped_column(Text, default="")
    materials: Mapped[list[Any]] = mapped_column(JSON, default=list)
    notes: Mapped[str] = mapped_column(Text, default="")
    expected_result: Mapped[str] = mapped_column(Text, default="")
    pitch_slots: Mapped[int] = mapped_column(default=0)
    circle: Mapped[str] = mapped_column(String(60), default="")
    """Id of the kit of a steering group: for its sessions alone; empty: for public meetings."""
    item_id: Mapped[int | None] = mapped_column(unique=True)
    """The agenda item that it is now. It waits while there is no such item (it was never put in,
    or was removed), or while the item's meeting is called off; undoing a removal ends that."""
    dropped: Mapped[str] = mapped_column(String(300), default="")
    """Why it was taken off; empty: it still counts."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Title first, then all that is searched, without accents and capitals; kept by itself."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    places: Mapped[list["BacklogPlace"]] = relationship(
        back_populates="topic", order_by="BacklogPlace.id"
    )


@event.listens_for(BacklogItem, "before_insert")
@event.listens_for(BacklogItem, "before_update")
def _keep_search_key(_mapper: object, _connection: object, topic: BacklogItem) -> None:
    texts = (topic.title, topic.public_text, topic.notes)
    topic.search_key = sort_key(" ".join(text for text in texts if text))[0]


class BacklogPlace(Base):
    """An agenda item that a topic is or was; nothing is postponed or brought back twice.

    Or a meeting at which it came up beside the agenda.
    """

    __tablename__ = "backlog_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("backlog_item.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(unique=True)
    """Id of the agenda item, which may have been removed since; None: it never was one there."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    postponed: Mapped[bool] = mapped_column(default=False)
    """It was not dealt with there and comes back at a later meeting."""

    topic: Mapped[BacklogItem] = relationship(back_populates="places")
    meeting: Mapped[Meeting | None] = relationship()
