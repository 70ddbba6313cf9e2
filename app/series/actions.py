"""Planning meetings with everything their kit brings, one by one and in series."""

from app.access.actions import Actor, log
from app.agenda.actions import draft_agenda
from app.core.db import transaction
from app.core.errors import RuleBroken
from app.kits.schema import Kit
from app.kits.shelf import shelf
from app.meetings import actions as meetings
from app.meetings.actions import Plan
from app.meetings.models import Meeting


def plan_meeting(kit_id: str, plan: Plan, actor: Actor) -> int:
    """A draft with checklist and agenda from its kit (domain.md 7 G1). Returns its id.

    Raises ``RuleBroken`` for a meeting without places and for a time that the clocks skip.
    """
    kit = shelf().kit(kit_id)
    with transaction():
        return draft(kit, plan, actor).id


def draft(kit: Kit, plan: Plan, actor: Actor) -> Meeting:
    """A meeting in draft and all that its kit brings; joins the caller's transaction."""
    if plan.capacity < 1:
        raise RuleBroken("Plätze: Bitte geben Sie mindestens einen Platz an.", "capacity")
    with transaction():
        meeting = meetings.create(kit, plan)
        draft_agenda(meeting.id)
        log(actor, "meeting_planned", f"meeting:{meeting.id}")
        return meeting
