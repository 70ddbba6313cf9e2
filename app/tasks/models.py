"""Tables of tasks: the link of each responsible person, and what they answered."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.minutes.models import Entry
from app.tasks.rules import Answer


class TaskHolder(Base):
    """Somebody who has tasks, with one link for all of them; only its digest is kept."""

    __tablename__ = "task_holder"
    __table_args__ = (UniqueConstraint("email", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    """The known person; None: a name with an address."""
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    """The name without accents and capitals: two people may share an address."""
    email: Mapped[str] = mapped_column(String(320))
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    link_version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskAnswer(Base):
    """What somebody said about a task. Nothing is overwritten: the newest counts."""

    __tablename__ = "task_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    holder_id: Mapped[int | None] = mapped_column(
        ForeignKey("task_holder.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
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
