"""Writing letters down, claiming them for sending, marking what became of them (M-1 to M-5).

A claim is a lease: a sender that dies loses it, and the letter goes out with the same Message-ID.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, case, null, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.db import Base, db, locked, transaction
from app.core.errors import RuleBroken
from app.core.settings import current
from app.outbox import queries
from app.outbox.letter import Letter
from app.outbox.message import (
    NAME_LENGTH,
    SUBJECT_LENGTH,
    Unbuildable,
    compose,
    mail_address,
    one_line,
    sender_domain,
)
from app.outbox.models import Heartbeat, Message, MessageState
from app.outbox.rules import claim_is_hopeless

FORGET_AT_ONCE = frozenset({"sign_in", "data_link", "mitmachen-ende"})
"""Kinds whose text is a key, or names somebody who left: it goes the moment the mail has left."""

PUT = {
    name: insert(Base.metadata.tables["message"])
    .on_conflict_do_nothing(index_elements=["key"])
    .execution_options(preserve_rowcount=True)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
"""Nothing is put when another process put the same key in this very moment."""

BEAT_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Claim:
    """A letter that ``owner`` may send until ``until``. ``tries`` counts this one as well."""

    id: int
    owner: str
    until: datetime
    tries: int
    queued_at: datetime
    message_id: str
    recipient: str
    body: bytes


def put(letter: Letter, *, fresh: bool = False) -> bool:
    """Write a letter down; joins the caller's transaction. False: its key was put before (M-3).

    ``fresh``: hardly so, then the mail is built without asking first.
    A letter that cannot be built (an unusable address) is kept as failed, so that the office sees
    it and everybody else's letter and the change itself go on (M-11).
    """
    with transaction():
        if not fresh and queries.is_put(letter.key):
            return False
        statement = PUT[db.session.get_bind().dialect.name]
        result = db.session.execute(statement, _values(letter))
        return isinstance(result, CursorResult) and result.rowcount == 1


def new_message_id() -> str:
    """A Message-ID nobody has, below the domain of the office's address."""
    return f"<{secrets.token_hex(16)}@{sender_domain(current())}>"


def _values(letter: Letter) -> dict[str, Any]:
    settings, moment = current(), now()
    message_id = letter.message_id or new_message_id()
    name, subject = one_line(letter.to_name, NAME_LENGTH), one_line(letter.subject, SUBJECT_LENGTH)
    values: dict[str, Any] = {
        "key": letter.key,
        "kind": letter.kind,
        "topic": letter.topic,
        "recipient": one_line(letter.to, 320),
        "recipient_name": name,
        "subject": subject,
        "search_key": queries.search_form(f"{letter.to} {name} {subject}"),
        "message_id": message_id,
        "not_before": moment,
        "created_at": moment,
        "queued_at": moment,
        "state": MessageState.QUEUED,
        "last_error": "",
        "last_answer": "",
        "body": None,
    }
    try:
        values["recipient"] = mail_address(letter.to)
        values["body"] = compose(letter, settings, message_id, moment)
    except Unbuildable as fault:
        values |= {"state": MessageState.FAILED, "last_error": str(fault)}
    return values


def claim_next(owner: str) -> Claim | None:
    """Take the next due letter for ``mail.lease_seconds``; None when none may leave now.

    Never more than ``mail.per_minute`` letters leave in a minute, however many senders there are.
    """
    mail, moment = current().mail, now()
    with transaction():
        if queries.left_since(moment - timedelta(minutes=1), moment) >= mail.per_minute:
            return None
        row = db.session.scalar(queries.next_due(moment).with_for_update(skip_locked=True))
        while row is not None and claim_is_hopeless(
            row.tries, row.queued_at, moment, give_up_hours=mail.give_up_hours
        ):
            row.state = MessageState.FAILED
            row.last_error = "Beim Senden brach das Programm jedes Mal ab."
            db.session.flush()
            row = db.session.scalar(queries.next_due(moment).with_for_update(skip_locked=True))
        if row is None:
            return None
        row.state = MessageState.SENDING
        row.tries += 1
        row.lease_owner = owner
        row.lease_until = moment + timedelta(seconds=mail.lease_seconds)
        return Claim(
            id=row.id,
            owner=owner,
            until=row.lease_until,
            tries=row.tries,
            queued_at=row.queued_at,
            message_id=row.message_id,
            recipient=row.recipient,
            body=row.body or b"",
        )


def _mine(claim: Claim) -> Update:
    return update(Message).where(
        Message.id == claim.id,
        Message.state == MessageState.SENDING,
        Message.lease_owner == claim.owner,
        Message.tries == claim.tries,
    )


def _mark(claim: Claim, **values: Any) -> bool:
    """Change the letter where it is still mine. False: the lease ended and another took it."""
    with transaction():
        result = db.session.execute(
            _mine(claim).values(**values), execution_options={"synchronize_session": False}
        )
        return isinstance(result, CursorResult) and result.rowcount == 1


def renew(claim: Claim) -> bool:
    """Begin the lease anew. False: it is no longer mine, do not send."""
    return _mark(claim, lease_until=now() + timedelta(seconds=current().mail.lease_seconds))


def mark_sent(claim: Claim, answer: str = "") -> bool:
    """The mail server took it, with this answer. False: not mine any more."""
    is_key = Message.kind.in_(FORGET_AT_ONCE)
    return _mark(
        claim,
        state=MessageState.SENT,
        sent_at=now(),
        last_error="",
        last_answer=answer,
        body=case((is_key, null()), else_=Message.body),
        lease_owner=None,
        lease_until=None,
    )


def mark_failed(claim: Claim, error: str, answer: str = "") -> bool:
    """It will not be tried again by itself. False: not mine any more."""
    return _mark(
        claim,
        state=MessageState.FAILED,
        last_error=error,
        last_answer=answer,
        lease_owner=None,
        lease_until=None,
    )


def retry_later(claim: Claim, at: datetime, error: str, answer: str = "") -> bool:
    """Back into the queue until ``at``; the try counts. False: not mine any more."""
    return _mark(
        claim,
        state=MessageState.QUEUED,
        not_before=at,
        last_error=error,
        last_answer=answer,
        lease_owner=None,
        lease_until=None,
    )


def put_back(claim: Claim, error: str = "", answer: str = "") -> bool:
    """Back into the queue as if it had not been claimed; the try does not count (O-2)."""
    return _mark(
        claim,
        state=MessageState.QUEUED,
        tries=claim.tries - 1,
        last_error=error,
        last_answer=answer or Message.last_answer,
        lease_owner=None,
        lease_until=None,
    )


def pause_queue(until: datetime) -> None:
    """Nothing leaves before ``until``: trouble that every letter would meet."""
    with transaction():
        db.session.execute(
            update(Message)
            .where(Message.state == MessageState.QUEUED, Message.not_before < until)
            .values(not_before=until),
            execution_options={"synchronize_session": False},
        )


def resend(message_row_id: int) -> None:
    """Queue a failed letter once more, the same bytes and Message-ID. Raises ``RuleBroken``."""
    with transaction():
        row = locked(Message, message_row_id)
        if row.state != MessageState.FAILED:
            raise RuleBroken("Diese Nachricht ist schon unterwegs oder gesendet.")
        if row.body is None:
            raise RuleBroken(
                "Diese Nachricht lässt sich nicht noch einmal senden: Ihr Text ist nicht da. "
                "Schreiben Sie der Person von Ihrem eigenen Postfach."
            )
        row.state, row.tries, row.last_error = MessageState.QUEUED, 0, ""
        row.not_before = row.queued_at = now()


def resend_failed(row_ids: Sequence[int] | None = None) -> int:
    """Queue failed letters once more, these or all of them. Returns how many.

    Letters whose text is not there stay failed: nothing could be sent.
    """
    wanted = [Message.state == MessageState.FAILED, Message.body.is_not(None)]
    if row_ids is not None:
        wanted.append(Message.id.in_(row_ids))
    moment = now()
    with transaction():
        result = db.session.execute(
            update(Message)
            .where(*wanted)
            .values(
                state=MessageState.QUEUED,
                tries=0,
                last_error="",
                not_before=moment,
                queued_at=moment,
            ),
            execution_options={"synchronize_session": False},
        )
        return result.rowcount if isinstance(result, CursorResult) else 0


def forget_bodies() -> int:
    """Erase the text of letters that left or failed long ago (M-9). Returns how many."""
    before = now() - timedelta(days=current().retention.mail_bodies_days)
    with transaction():
        result = db.session.execute(
            update(Message).where(queries.forgettable(before)).values(body=None),
            execution_options={"synchronize_session": False},
        )
        return result.rowcount if isinstance(result, CursorResult) else 0


def beat(name: str, note: str = "") -> None:
    """Show that ``name`` is alive, and what stops it; written at changes and every 30 seconds."""
    moment = now()
    last = queries.heartbeat(name)
    if last and last.note == note and timedelta() <= moment - last.at < BEAT_EVERY:
        return
    values = {"at": moment, "note": note}
    with transaction():
        result = db.session.execute(
            update(Heartbeat).where(Heartbeat.name == name).values(**values),
            execution_options={"synchronize_session": False},
        )
        if isinstance(result, CursorResult) and result.rowcount:
            return
        try:
            with db.session.begin_nested():
                db.session.add(Heartbeat(name=name, **values))
        except IntegrityError:
            return  # another process made it in this very moment, with the same meaning
