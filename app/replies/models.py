"""The tables of answers that came in, and of how far the mailbox was read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.registrations.models import Registration
from app.replies.rules import Standing, Verdict


class Way(StrEnum):
    """How an answer reached us."""

    MAILBOX = "mailbox"
    UPLOAD = "upload"
    PIPE = "pipe"


class ReceivedAnswer(Base):
    """One message of a calendar, and what became of it; forgotten like the text of mails."""

    __tablename__ = "received_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of sender and calendar file: the same answer counts once, whichever way it comes."""
    message_id: Mapped[str] = mapped_column(String(250), default="", index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    way: Mapped[Way] = mapped_column(String(10))
    verdict: Mapped[Verdict] = mapped_column(String(20))
    standing: Mapped[Standing] = mapped_column(String(10), index=True)
    reason: Mapped[str] = mapped_column(Text)
    """Why, as the office reads it."""
    method: Mapped[str] = mapped_column(String(30), default="")
    uid: Mapped[str] = mapped_column(String(250), default="")
    partstat: Mapped[str] = mapped_column(String(12), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    stamp: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begins: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The time that the person proposes; only of a COUNTER (RFC 5546 3.2.7)."""
    ends: Mapped[datetime | None] = mapped_column(UtcDateTime)
    comment: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str] = mapped_column(String(320), default="")
    """Kept only where it is not the address of the registration; so is ``attendee``."""
    attendee: Mapped[str] = mapped_column(String(320), default="")
    asked: Mapped[bool] = mapped_column(default=False)
    """The person was asked by mail whether the place is free."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the office said that nothing is left to do."""
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="SET NULL"), index=True
    )

    registration: Mapped[Registration | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the office still has to look at it."""
        return self.standing == Standing.OPEN and self.settled_at is None


class MailboxMark(Base):
    """How far one folder was read, and what stops the reading; the folder itself is not marked."""

    __tablename__ = "mailbox_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(400), unique=True)
    """Account and folder: other settings begin anew."""
    uid_validity: Mapped[int] = mapped_column(BigInteger, default=0)
    """32 bits without a sign (RFC 3501 2.3.1.1); so has ``last_uid``."""
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(Text, default="")
    fault_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
