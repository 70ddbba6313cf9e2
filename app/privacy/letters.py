"""Mails in the outbox: those to an erased person, and those to others that name them."""

from collections.abc import Collection
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import delete, select, update

from app.core.db import db
from app.outbox.models import Message, MessageState
from app.privacy.mentions import Marks

WAITS = (MessageState.QUEUED, MessageState.SENDING)
EMPTIED = "Empfänger und Text sind gelöscht, weil die Person es wollte."
AT_ONCE = 50
"""So many texts are read at a time: they may carry documents."""


def newest_id() -> int:
    """The newest mail there is."""
    return db.session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0


def naming(marks: Marks, *, after: int = 0, up_to: int | None = None) -> set[int]:
    """Ids of mails whose text, headers or calendar entry name the person. Slow: reads all texts."""
    wanted = [Message.body.is_not(None), Message.id > after]
    if up_to is not None:
        wanted.append(Message.id <= up_to)
    ids = list(db.session.scalars(select(Message.id).where(*wanted).order_by(Message.id)))
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = select(Message.id, Message.body).where(Message.id.in_(ids[start : start + AT_ONCE]))
        found |= {row.id for row in db.session.execute(some) if _names(row.body or b"", marks)}
    return found


def _names(body: bytes, marks: Marks) -> bool:
    return any(marks.is_in(text) for text in texts_of(body))


def texts_of(body: bytes) -> list[str]:
    """Headers and texts of a mail as people read them; lines of calendars unfolded."""
    parsed = message_from_bytes(body, policy=default)
    texts = [str(value) for part in parsed.walk() for value in part.values()]
    for part in parsed.walk():
        if part.get_content_maintype() == "text":
            data = part.get_payload(decode=True)
            text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
            texts.append(text.replace("\r\n ", "").replace("\n ", ""))
    return texts


def withdraw(ids: Collection[int]) -> int:
    """Mails to the person: those that wait are taken back, of the others only numbers stay.

    A sender that is sending one right now finds it gone afterwards and marks nothing. Returns how
    many were taken back.
    """
    theirs = Message.id.in_(sorted(ids))
    gone = delete(Message).where(theirs, Message.state.in_(WAITS)).returning(Message.id)
    number = len(db.session.scalars(gone).all())
    db.session.execute(
        update(Message)
        .where(theirs)
        .values(recipient="", recipient_name="", subject="", search_key="", body=None,
                last_error=EMPTIED, last_answer="")
    )  # fmt: skip
    return number


def hide_name(ids: Collection[int], marks: Marks) -> None:
    """Mails to others: what has left is forgotten, what waits says „N. N.“ instead."""
    others = select(Message).where(Message.id.in_(sorted(ids)), Message.body.is_not(None))
    for row in db.session.scalars(others.with_for_update()):
        if row.state in WAITS:
            row.body = rewritten(row.body or b"", marks)
        else:
            row.body = None
    db.session.flush()


def rewritten(body: bytes, marks: Marks) -> bytes:
    """The same mail with „N. N.“ in its subject and texts; calendars and documents stay."""
    parsed = message_from_bytes(body, policy=default)
    assert isinstance(parsed, EmailMessage)
    if marks.is_in(str(parsed.get("Subject", ""))):
        subject = marks.replaced(str(parsed["Subject"]))
        parsed.replace_header("Subject", subject)
    for part in parsed.walk():
        if part.get_content_type() in ("text/plain", "text/html"):
            assert isinstance(part, EmailMessage)
            text = part.get_content()
            if marks.is_in(text):
                part.set_content(
                    marks.replaced(text), subtype=part.get_content_subtype(), charset="utf-8"
                )
    return parsed.as_bytes(policy=default.clone(linesep="\r\n"))
