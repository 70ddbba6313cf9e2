"""Tables of minutes: a snapshot of the agenda, entries, and the released documents."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Base, UtcDateTime
from app.core.tokens import random_token
from app.core.words import sort_key
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.minutes.rules import EntryKind, MinutesState, RemarkState
from app.registrations.models import Registration

SEARCHED = ("number", "text", "person", "note")


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
    quorum: Mapped[str] = mapped_column(String(200), default="")
    """Whether the steering group could decide, in words; empty for all other meetings."""
    edition: Mapped[int] = mapped_column(default=0)
    """Number of the version that people read; 0: none was released yet."""
    review_until: Mapped[date | None] = mapped_column()
    """Last day on which those present may send corrections by their link."""
    agenda_seen: Mapped[int] = mapped_column(default=0)
    """Highest id of an agenda item when headings were last taken over: later ones are news."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    items: Mapped[list["MinutesItem"]] = relationship(
        back_populates="minutes", order_by="MinutesItem.position"
    )


class MinutesItem(Base):
    """A heading taken over from the agenda when the minutes were opened, or added since."""

    __tablename__ = "minutes_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(200))
    agenda_item: Mapped[int | None] = mapped_column()
    """Id of the agenda item it came from, which may have been removed since; None: added here."""
    postponed: Mapped[bool] = mapped_column(default=False)
    """Not dealt with: it comes back at a later meeting."""
    version: Mapped[int] = mapped_column(default=1)

    minutes: Mapped[Minutes] = relationship(back_populates="items")
    entries: Mapped[list["Entry"]] = relationship(back_populates="item", order_by="Entry.position")


class Entry(Base):
    """One result: information, agreement, decision, task, idea or open question."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("key"),
        Index(None, "kind", "due", "done_on", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("minutes_item.id"), index=True)
    position: Mapped[int] = mapped_column()
    kind: Mapped[EntryKind] = mapped_column(String(14))
    text: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(String(20))
    """V-2027-01 for agreements, A-2027-01 for tasks; empty otherwise."""
    person: Mapped[str] = mapped_column(String(200), default="")
    """Who does the task, answers the question, or is the idea's contact."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """The known person behind the name; mails go to the address that person has now."""
    person_email: Mapped[str] = mapped_column(String(320), default="")
    """Address typed with the name of somebody who is not known; empty otherwise."""
    due: Mapped[date | None] = mapped_column()
    note: Mapped[str] = mapped_column(String(200), default="")
    """How an agreement was reached, for example „ohne Gegenstimme“, or the votes of a decision."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was decided; decisions only."""
    done_on: Mapped[date | None] = mapped_column()
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), default=random_token)
    """Made by the device that typed it: sent again, it is not written twice."""
    device: Mapped[str] = mapped_column(String(64), default="")
    """Made by the open page that wrote it last: its own writing is no news to it."""
    change: Mapped[int] = mapped_column(default=0)
    """Version of the minutes that changed it last: open pages ask for what is newer."""
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(200), default="")
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Person and day (ISO) as the minutes say them, when they were changed after the release."""
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Number, text, person and note without accents and capitals; follows them by itself."""
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[MinutesItem] = relationship(back_populates="entries")
    idea: Mapped[Idea | None] = relationship()

    @property
    def as_said(self) -> tuple[str, date | None]:
        """Person and day as the minutes say them, whatever was agreed on since."""
        if self.said is None:
            return self.person, self.due
        due = self.said["due"]
        return self.said["person"], date.fromisoformat(due) if due else None

    @validates(*SEARCHED, "due")
    def _follow(self, name: str, value: Any) -> Any:
        if name in ("person", "due") and value != getattr(self, name):
            self.said = None
        words = [value if name == one else getattr(self, one) for one in SEARCHED]
        self.search_key = sort_key(" ".join(filter(None, words)))[0]
        return value

    @property
    def kind_label(self) -> str:
        """German name of the kind."""
        return EntryKind(self.kind).label


class MinutesRelease(Base):
    """One released version: what people read stays as it was, whatever is typed later."""

    __tablename__ = "minutes_release"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int] = mapped_column()
    note: Mapped[str] = mapped_column(Text, default="")
    """What changed since the version before; empty for the first."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    numbers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Running numbers that stand in it: they are never given out again."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, sort_order=1)
    """Head, items and entries as plain data: what the page shows."""
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, sort_order=2)
    """The document as it was; never rendered again."""


class MinutesReader(Base):
    """Somebody who was there and got a link to the draft; the link is derived from this row."""

    __tablename__ = "minutes_reader"
    __table_args__ = (UniqueConstraint("minutes_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    edition: Mapped[int] = mapped_column(default=0)
    """Version that was out when they were asked last; 0: none was."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    minutes: Mapped[Minutes] = relationship()
    registration: Mapped[Registration] = relationship()


class MinutesRemark(Base):
    """A correction that somebody who was there asks for while the draft can be read by link."""

    __tablename__ = "minutes_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_item.id", ondelete="SET NULL"))
    """The heading it is about; None: the head or the whole."""
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="SET NULL"), index=True
    )
    """Who wrote it; the name is forgotten with the registration."""
    text: Mapped[str] = mapped_column(Text)
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[RemarkState] = mapped_column(String(8), default=RemarkState.OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(200), default="")

    item: Mapped[MinutesItem | None] = relationship()
    registration: Mapped[Registration | None] = relationship()

    @property
    def state_label(self) -> str:
        """German name of the state."""
        return RemarkState(self.state).label

    @property
    def name(self) -> str:
        """Who wrote it, as long as the registration is kept."""
        return self.registration.full_name if self.registration else "Nicht mehr bekannt"


class MinutesPhoto(Base):
    """A picture of a wall or a sheet: made small, without place and camera data (D-9)."""

    __tablename__ = "minutes_photo"
    __table_args__ = (UniqueConstraint("minutes_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_item.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column()
    description: Mapped[str] = mapped_column(String(500))
    """What can be seen, for people who do not see it."""
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    digest: Mapped[str] = mapped_column(String(64))
    """Of the picture as it was handed in: the same picture is kept once."""
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, sort_order=1)
    """JPEG, at most 1600 pixels on the long side."""
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, sort_order=2)
    """The same for paper and lists, at most 900 pixels."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
