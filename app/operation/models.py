"""The table of hosts that share the work."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class Node(Base):
    """A part of Treffwerk on a host, as it last showed itself."""

    __tablename__ = "node"

    host: Mapped[str] = mapped_column(String(100), primary_key=True)
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    """web, clockwork or mixer."""
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """By the database's clock, as all moments."""
    ahead_seconds: Mapped[float] = mapped_column(default=0.0)
    """How far the host's own clock is ahead of the database's; negative: behind."""
    key_mark: Mapped[str] = mapped_column(String(12), default="")
    """Tells two secret keys apart, and nothing about them."""
