"""What touches several rooms at once: planning a meeting with everything its kit brings."""

from app.access.actions import Actor, log
from app.agenda.actions import draft_agenda
from app.core.db import transaction
from app.core.errors import RuleBroken
from app.kits.shelf import shelf
from app.meetings import actions as meetings
from app.meetings.actions import Plan
from app.outbox import actions as outbox


def plan_meeting(kit_id: str, plan: Plan, actor: Actor) -> int:
    """A draft with checklist and agenda from its kit (domain.md 7 G1). Returns its id."""
    kit = shelf().kit(kit_id)
    if plan.capacity < 1:
        raise RuleBroken("Plätze: Bitte geben Sie mindestens einen Platz an.", "capacity")
    with transaction():
        meeting = meetings.create(kit, plan)
        draft_agenda(meeting.id)
        log(actor, "meeting_planned", f"meeting:{meeting.id}")
        return meeting.id


def send_again(message_id: int, actor: Actor) -> None:
    """Put a failed mail back into the queue, with the same Message-ID."""
    with transaction():
        outbox.resend(message_id)
        log(actor, "mail_sent_again", f"message:{message_id}")
