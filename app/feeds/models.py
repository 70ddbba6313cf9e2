"""The table of links to personal calendars."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class FeedLink(Base):
    """The link to the calendar of one person or one of the team; only its digest is kept."""

    __tablename__ = "feed_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True
    )
    """Whose meetings: those of everybody with the same name and address as here."""
    owner: Mapped[str] = mapped_column(String(64), default="")
    """Digest of that name and address: with another address nobody's old link opens it."""
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), unique=True
    )
    link_version: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Empty: the link was revoked."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
