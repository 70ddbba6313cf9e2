"""What the office does on pages that show several rooms."""

from app.access.actions import Actor, log
from app.core.db import transaction
from app.outbox import actions as outbox


def send_again(message_id: int, actor: Actor) -> None:
    """Put a failed mail back into the queue, with the same Message-ID."""
    with transaction():
        outbox.resend(message_id)
        log(actor, "mail_sent_again", f"message:{message_id}")
