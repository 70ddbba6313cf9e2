"""The table of what people said about an evening: no name, no address, no time of day."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Feedback(Base):
    """One filled-in form."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Id of the question → 1 to 5; questions left out are missing."""
    good: Mapped[str] = mapped_column(Text, default="")
    better: Mapped[str] = mapped_column(Text, default="")
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    on: Mapped[date] = mapped_column()
