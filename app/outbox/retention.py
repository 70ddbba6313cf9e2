"""What must be forgotten of mails, and when (domain.md 2.3). The retention run calls this."""

from datetime import timedelta
from typing import Any

from sqlalchemy import case, or_, update

from app.core.clock import now
from app.core.db import db, transaction
from app.core.settings import current
from app.outbox.models import Message, MessageState

NOBODY: dict[str, Any] = {
    "recipient": "", "recipient_name": "", "subject": "", "search_key": "", "last_error": "",
    "last_answer": "",
}  # fmt: skip


def forget_log() -> int:
    """Forget to whom old mails went and what they were about; kind and time stay. How many.

    What waited so long in vain counts as failed: nobody wants to read it any more.
    """
    before = now() - timedelta(days=current().retention.mail_log_days)
    named = or_(Message.body.is_not(None), *(getattr(Message, name) != "" for name in NOBODY))
    waiting = Message.state == MessageState.QUEUED
    values = NOBODY | {
        "body": None,
        "state": case((waiting, MessageState.FAILED.value), else_=Message.state),
    }
    old = Message.queued_at < before, Message.state != MessageState.SENDING, named
    with transaction():
        gone = update(Message).where(*old).values(values).returning(Message.id)
        return len(db.session.scalars(gone, execution_options={"synchronize_session": False}).all())
