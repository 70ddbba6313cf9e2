"""Settling the draft that a move left: send it as it was worded, or send nothing."""

from app.access.actions import Actor, log
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.ideas import mails, queries
from app.ideas.actions import living, remember
from app.ideas.models import IdeaNotice
from app.outbox.actions import put

SETTLED = "Diese Nachricht ist schon erledigt. Der Verlauf zeigt, wie."


def send(idea_id: int, version: int, subject: str, text: str, *, actor: Actor) -> None:
    """Put the mail into the outbox, once; the draft is gone then and the history keeps that.

    ``version``: of the draft that was read. Raises ``RuleBroken`` without an address, without
    words, or when this draft is settled already.
    """
    with transaction():
        notice = _open(idea_id, version)
        idea = notice.idea
        if not idea.contact_email:
            raise RuleBroken(
                "E-Mail: Zu dieser Ansprechperson ist keine Adresse bekannt. Tragen Sie eine ein "
                "oder rufen Sie an."
            )
        if not subject or not text:
            name, label = ("text", "Text") if subject else ("subject", "Betreff")
            raise RuleBroken(f"{label}: Bitte füllen Sie dieses Feld aus.", name)
        put(mails.notice_letter(notice, subject, text))
        _settle(notice, actor, "E-Mail an die Ansprechperson gesendet.", "idea_told")


def drop(idea_id: int, version: int, *, actor: Actor) -> None:
    """Send nothing; the history keeps that. Raises ``RuleBroken`` when it is settled already."""
    with transaction():
        notice = _open(idea_id, version)
        _settle(notice, actor, "Keine E-Mail an die Ansprechperson gesendet.", "idea_not_told")


def _settle(notice: IdeaNotice, actor: Actor, sentence: str, done: str) -> None:
    remember(notice.idea, actor, sentence)
    log(actor, done, f"idea:{notice.idea_id}")
    db.session.delete(notice)
    db.session.flush()


def _open(idea_id: int, version: int) -> IdeaNotice:
    """The draft that was read, while nobody else can settle it."""
    living(idea_id)
    notice = queries.notice_of(idea_id)
    if notice is None or notice.version != version:
        raise RuleBroken(SETTLED)
    return notice
