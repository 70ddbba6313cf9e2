"""A part of an idea becomes an idea of its own."""

from dataclasses import dataclass, replace

from app.access.actions import Actor, log
from app.core.db import transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas import queries
from app.ideas.actions import change_idea, living, note_idea, remember
from app.ideas.models import Idea
from app.ideas.rules import IdeaValues

FASTER = (
    "Diese Idee wurde inzwischen von jemand anderem geändert. Ihre Eingaben stehen noch im "
    "Formular. Prüfen Sie, was jetzt bei der Idee steht, und teilen Sie noch einmal."
)


@dataclass(frozen=True, kw_only=True)
class Split:
    """The part as a new idea, and what the first one says from now on."""

    title: str
    summary: str
    seeking: str
    action_field: str
    keeps_contact: bool
    """The contact person of the first idea is the contact person of the part, too."""
    rest: str
    rest_seeking: str
    seen_version: int
    submit_key: str


def split_idea(idea_id: int, typed: Split, *, actor: Actor) -> Idea:
    """Note the part with the next number; both histories say so. Returns the new idea.

    A second press finds the part that is there and changes nothing. Raises ``RuleBroken``, or
    ``Conflict`` when the first idea changed after it was shown.
    """
    with transaction():
        idea = living(idea_id)
        if known := queries.idea_with_key(typed.submit_key):
            return known
        if idea.version != typed.seen_version:
            raise Conflict(FASTER)
        if typed.title == idea.title:
            raise RuleBroken("Titel: Der Teil braucht einen anderen Titel als die Idee.", "title")
        part = note_idea(
            _part(queries.values_of(idea), typed),
            actor=actor,
            source=idea.source,
            meeting_id=idea.meeting_id,
            split_from_id=idea.id,
            submit_key=typed.submit_key,
        )
        remember(part, actor, f"Abgeteilt von Idee {idea.number} „{idea.title}“.")
        kept = replace(queries.values_of(idea), summary=typed.rest, seeking=typed.rest_seeking)
        change_idea(idea.id, kept, seen_version=idea.version, actor=actor)
        idea.version = typed.seen_version + 1
        remember(idea, actor, f"Ein Teil ist jetzt Idee {part.number} „{part.title}“.")
        log(actor, "idea_split", f"idea:{idea.id}")
        return part


def _part(whole: IdeaValues, typed: Split) -> IdeaValues:
    part = IdeaValues(
        title=typed.title,
        summary=typed.summary,
        seeking=typed.seeking,
        action_field=typed.action_field,
        district=whole.district,
    )
    if not typed.keeps_contact:
        return part
    return replace(
        part,
        organisation=whole.organisation,
        contact_name=whole.contact_name,
        contact_person_id=whole.contact_person_id,
        contact_email=whole.contact_email,
        contact_public=whole.contact_public,
    )
