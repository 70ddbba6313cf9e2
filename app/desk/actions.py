"""What the office does on pages that show several rooms."""

from collections.abc import Sequence

from app.access.actions import Actor, log
from app.agenda.publishing import publish_first
from app.core.db import transaction
from app.meetings import actions as meetings
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.outbox import actions as outbox
from app.outbox.trial import trial_letter


def publish_meeting(meeting_id: int, actor: Actor) -> None:
    """Make a draft public, with its agenda; a second press changes nothing. ``RuleBroken``."""
    with transaction():
        draft = meeting_by_id(meeting_id).state == MeetingState.DRAFT
        meetings.publish(meeting_id, actor)
        if draft:
            publish_first(meeting_id, actor)


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
