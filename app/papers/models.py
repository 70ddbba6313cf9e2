"""The table of print jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.meetings.models import Meeting
from app.papers.rules import JobState


class PrintJob(Base):
    """Documents of one meeting that are made together, in the background."""

    __tablename__ = "print_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), index=True
    )
    form: Mapped[str] = mapped_column(String(3))
    """One PDF or a ZIP of several (rules.Form)."""
    wishes: Mapped[list[Any]] = mapped_column(JSON)
    """Kind of document (kits.schema.Printed) and number of copies, in the order of the kit."""
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Tables, desks, label sheet and the like (catalogue.Choices)."""
    state: Mapped[JobState] = mapped_column(String(8), default=JobState.WAITING, index=True)
    done: Mapped[int] = mapped_column(default=0)
    """How many of the wishes are made."""
    doing: Mapped[str] = mapped_column(String(200), default="")
    """Title of the document at work."""
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why it failed, a German sentence."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until then nobody else takes it over."""
    result: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(200))
    for_office: Mapped[bool] = mapped_column(default=False)
    """Holds a document that only the office may see."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship(lazy="joined")
