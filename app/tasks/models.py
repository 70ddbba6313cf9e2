"""Tables of tasks: the link of each responsible person, what they were told and answered."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.models import Person
from app.core.db import Base, UtcDateTime
from app.minutes.models import Entry
from app.tasks.rules import Answer, Reason


class TaskHolder(Base):
    """Somebody who has tasks, with one link for all of them; only its digest is kept."""

    __tablename__ = "task_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(700), unique=True)
    """Who it is, see ``rules.Who.key``: two people who share an address are two holders."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    """The known person; None: a name with an address."""
    name: Mapped[str] = mapped_column(String(401))
    email: Mapped[str] = mapped_column(String(320))
    """Where the newest mail went."""
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    link_version: Mapped[int] = mapped_column(default=0)
    """Rises when mails go to another address: the link in the old mailbox opens nothing."""
    told_on: Mapped[date | None] = mapped_column()
    """Day of the newest mail; there is one a day at most."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship()


class TaskNotice(Base):
    """What a mail has told somebody about a task, so that nothing is told twice."""

    __tablename__ = "task_notice"
    __table_args__ = (Index(None, "entry_id", "holder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(
        ForeignKey("task_holder.id", ondelete="CASCADE"), index=True
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    reason: Mapped[Reason] = mapped_column(String(4))
    due: Mapped[date | None] = mapped_column()
    """The day it was due then: with another one, reminders come again."""
    told_on: Mapped[date] = mapped_column()


class TaskAnswer(Base):
    """What somebody said about a task. Nothing is overwritten: the newest counts."""

    __tablename__ = "task_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    holder_id: Mapped[int | None] = mapped_column(
        ForeignKey("task_holder.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(401))
    what: Mapped[Answer] = mapped_column(String(7))
    until: Mapped[date | None] = mapped_column()
    """The new day, when more time is needed."""
    text: Mapped[str] = mapped_column(Text, default="")
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the office took note; None: stands on Heute."""
    seen_by: Mapped[str] = mapped_column(String(200), default="")

    entry: Mapped[Entry] = relationship()
    holder: Mapped[TaskHolder | None] = relationship()


class TaskChange(Base):
    """What the office changed about a task after it was written down: person, day, done or not."""

    __tablename__ = "task_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    """In German, the old and the new value."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
