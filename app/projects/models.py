"""Tables of what happens around an idea: questions and news, texts by link, people who join."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.models import Person
from app.core.db import Base, UtcDateTime
from app.ideas.models import Idea
from app.projects.rules import DraftState, JoinState, Progress


class IdeaAsk(Base):
    """The contact person was asked by mail how the project is getting on."""

    __tablename__ = "idea_ask"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    asked_on: Mapped[date] = mapped_column()
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting before which it was asked; None: in its turn, every so many weeks."""
    again: Mapped[bool] = mapped_column(default=False)
    """A reminder, because the question before had no answer."""

    idea: Mapped[Idea] = relationship()


class IdeaNews(Base):
    """How a project is getting on. Nothing is overwritten: the newest counts."""

    __tablename__ = "idea_news"
    __table_args__ = (Index(None, "idea_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    what: Mapped[Progress] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(String(400), default="")
    """Who said it; of a meeting: its title."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    known: Mapped[bool] = mapped_column(default=False)
    """It was somebody in the address book; without ``person_id`` any more they were erased."""
    source: Mapped[str] = mapped_column(String(8), default="link")
    """link, office (told by phone), meeting (a report given there)"""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the office took note; None: stands on Heute if it asks for something."""
    seen_by: Mapped[str] = mapped_column(String(200), default="")
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    idea: Mapped[Idea] = relationship()

    @property
    def progress_label(self) -> str:
        """The German words of what was answered."""
        return Progress(self.what).label


class IdeaDraft(Base):
    """Public text that the contact person wrote by link; it counts when the office agrees."""

    __tablename__ = "idea_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Name of a value of the idea (``rules.TEXTS``) → the text that was written."""
    seen: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The same names → what stood there when it was written: what the office changed since."""
    name: Mapped[str] = mapped_column(String(400), default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    known: Mapped[bool] = mapped_column(default=False)
    """It was somebody in the address book; without ``person_id`` any more they were erased."""
    state: Mapped[DraftState] = mapped_column(String(8), default=DraftState.OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the office wrote back."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    idea: Mapped[Idea] = relationship()


class Supporter(Base):
    """Somebody who joins in or helps a project (Ich mache mit)."""

    __tablename__ = "supporter"
    __table_args__ = (
        Index(None, "idea_id", "state"),
        Index(
            "ix_supporter_untold",
            "state",
            sqlite_where=text("told_at IS NULL AND seen_at IS NULL"),
            postgresql_where=text("told_at IS NULL AND seen_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    known: Mapped[bool] = mapped_column(default=False)
    """It was somebody in the address book; without ``person_id`` any more they were erased."""
    name: Mapped[str] = mapped_column(String(401))
    email: Mapped[str] = mapped_column(String(320))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    offer: Mapped[str] = mapped_column(Text, default="")
    """With what the person can help, in their words."""
    state: Mapped[JoinState] = mapped_column(String(9), default=JoinState.PENDING)
    consent: Mapped[bool] = mapped_column(default=False)
    """The contact person may have name and address."""
    wording: Mapped[str] = mapped_column(Text, default="")
    """The words that were agreed to."""
    language: Mapped[str] = mapped_column(String(10), default="de")
    """In which the form was sent: mails speak it (``core/language.py``)."""
    source: Mapped[str] = mapped_column(String(8), default="form")
    """form, office, meeting"""
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Of the personal link: confirm, leave."""
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the contact person got name and address."""
    told_to: Mapped[str] = mapped_column(String(320), default="")
    """The address that got them; later another person may be the contact."""
    told_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    told_known: Mapped[bool] = mapped_column(default=False)
    """As ``known``, of whom was told."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the office took note; None: stands on Heute if the contact person was not told."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    idea: Mapped[Idea] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
