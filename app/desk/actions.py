"""What the office does on pages that show several rooms."""

from collections.abc import Sequence

from app.access.actions import Actor, log
from app.core.db import transaction
from app.outbox import actions as outbox
from app.outbox.trial import trial_letter


def send_again(message_id: int, actor: Actor) -> None:
    """Put a failed mail back into the queue, with the same Message-ID."""
    with transaction():
        outbox.resend(message_id)
        log(actor, "mail_sent_again", f"message:{message_id}")


def send_failed_again(message_ids: Sequence[int] | None, actor: Actor) -> int:
    """Put failed mails back into the queue, these or all of them. Returns how many."""
    with transaction():
        number = outbox.resend_failed(message_ids)
        if number:
            log(actor, "mails_sent_again", f"outbox:{number}")
        return number


def send_test_mail(address: str, actor: Actor) -> None:
    """A mail that shows whether mails leave; it stands in the outbox like any other."""
    with transaction():
        outbox.put(trial_letter(address))
        log(actor, "mail_tested", f"staff:{actor.id}")
