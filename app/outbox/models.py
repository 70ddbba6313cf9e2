"""The table of letters. A row is the job: claimed with a lease, sent, marked."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Message(Base):
    """One finished mail with a fixed Message-ID."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_due", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """Unique per notice (M-3), for example ``confirmation:17:0``."""
    kind: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(60), index=True, default="")
    """What it is about, for example ``meeting:5``."""
    recipient: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(String(420), default="")
    subject: Mapped[str] = mapped_column(String(500))
    body: Mapped[bytes | None] = mapped_column(LargeBinary, sort_order=1)
    """The message as it leaves; None once it was forgotten (M-9)."""
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[MessageState] = mapped_column(String(10), default=MessageState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    """What went wrong, a German sentence; empty when nothing did."""
    last_answer: Mapped[str] = mapped_column(String(300), default="")
    """What the mail server said last, code and words; empty as long as it was not asked."""
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Recipient, name and subject without accents and capitals, for the search."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When its waiting began: at writing, and again when the office sends it once more."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Heartbeat(Base):
    """When a background process last showed that it is alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    """What stops it at the moment, in German; empty when all is well."""
