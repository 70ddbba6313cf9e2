"""A letter as plain data, before it becomes a row."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Attachment:
    name: str
    data: bytes
    mime: str


@dataclass(frozen=True)
class Invitation:
    """A calendar file that the mail carries inline, and its iTIP method."""

    data: bytes
    method: Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one person. ``text`` is plain text; the HTML part is made from it.

    ``key`` is unique per notice: a second letter with the same key is not put into the outbox.
    """

    key: str
    kind: str
    to: str
    to_name: str
    subject: str
    text: str
    topic: str = ""
    language: str = "de"
    """Key in ``core/language.py: LANGUAGES`` of what the text speaks."""
    invitation: Invitation | None = None
    attachments: tuple[Attachment, ...] = field(default=())
    message_id: str = ""
    """For the letter that begins a thread; empty: a new one."""
    in_reply_to: str = ""
    """Message-ID of the letter that began the thread; empty: this one does."""
    unsubscribe: str = ""
    """Address of ours at which a mail program can unsubscribe the reader (RFC 8058)."""
