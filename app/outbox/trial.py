"""A letter that only shows whether mails leave, and what the mail server says to it."""

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.settings import current
from app.core.tokens import random_token
from app.outbox.actions import put
from app.outbox.delivery import deliver_due
from app.outbox.letter import Letter
from app.outbox.models import Message, MessageState

AT_MOST = 200
"""Letters that wait in front of it leave first, at most so many."""


def trial_letter(address: str) -> Letter:
    """To be sent to oneself; every one is new."""
    settings = current()
    return Letter(
        key=f"test:{random_token()}",
        kind="test",
        to=address,
        to_name="",
        subject=f"Testmail: {settings.forum.name}",
        text=(
            "Guten Tag,\n\n"
            f"diese E-Mail zeigt, dass {settings.forum.name} E-Mails senden kann.\n"
            "Umlaute und Zeichen: ä ö ü ß, Yıldırım, Nguyễn, Łukaszewicz.\n\n"
            f"{settings.office.signature.strip()}\n"
        ),
        topic="test",
    )


def send_now(address: str) -> tuple[bool, str]:
    """Write a test mail and carry the outbox to the server: whether it took it, in a sentence."""
    if not current().mail.smtp_host:
        return False, "Es ist kein Mailserver eingetragen: mail.smtp_host in config.toml."
    letter = trial_letter(address)
    with transaction():
        put(letter)
    deliver_due(AT_MOST)
    row = db.session.scalars(
        select(Message).where(Message.key == letter.key).execution_options(populate_existing=True)
    ).one()
    if row.state == MessageState.SENT:
        return True, f"Der Mailserver hat die Testmail angenommen ({row.last_answer})."
    return False, row.last_error or "Die Testmail wartet im Postausgang."
