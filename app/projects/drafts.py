"""Texts that the contact person writes by link; they count when the office agrees."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.language import N_
from app.ideas.actions import change_idea, remember
from app.ideas.contact import is_contact
from app.ideas.models import Idea
from app.ideas.queries import values_of
from app.outbox.actions import put
from app.projects import mails, queries, rules
from app.projects.models import IdeaDraft
from app.projects.news import BY_LINK, writable
from app.projects.rules import DraftState, HandedIn

SETTLED = "Dieser Text ist schon beantwortet, oder die Ansprechperson hat neu geschrieben."
FASTER = "Die Idee wurde inzwischen geändert. Vergleichen Sie noch einmal und entscheiden Sie dann."
NOTHING = "Bitte wählen Sie mindestens einen Text aus, oder lehnen Sie ab."


def hand_in(token: str, typed: Mapping[str, str], submit_key: str) -> HandedIn:
    """Keep what the contact person wrote until the office answers; a later text replaces it.

    Raises ``RuleBroken``, ``TooMany``, ``NotFound`` for a link that does not hold any more.
    """
    with transaction():
        idea = writable(token)
        if queries.draft_with_key(submit_key):
            return HandedIn.NEW
        if not typed.get("title"):
            raise RuleBroken(N_("Titel: Bitte geben Sie dem Projekt einen Namen."), "title")
        now = queries.texts_of(idea)
        values = rules.changed_texts(now, typed)
        waiting = queries.open_drafts_of(idea.id)
        if not values:
            return _take_back(idea, waiting)
        _replace(waiting)
        row = IdeaDraft(
            idea_id=idea.id, values=values, seen={name: now[name] for name in values},
            name=idea.contact_name, at=clock.now(), submit_key=submit_key,
            person_id=idea.contact_person_id, known=idea.contact_person_id is not None,
        )  # fmt: skip
        db.session.add(row)
        remember(idea, BY_LINK, "Neuer Text eingereicht. Er gilt, sobald das Team zustimmt.")
        return HandedIn.NEW


def _take_back(idea: Idea, waiting: Collection[IdeaDraft]) -> HandedIn:
    """What stands there was sent: the contact person's own text that waits counts no more."""
    own = [one for one in waiting if is_contact(idea, one.name, one.person_id)]
    if not own:
        return HandedIn.SAME
    _replace(own)
    remember(idea, BY_LINK, "Eingereichten Text zurückgenommen.")
    return HandedIn.TAKEN_BACK


def _replace(waiting: Collection[IdeaDraft]) -> None:
    for one in waiting:
        one.state, one.settled_at = DraftState.REPLACED, clock.now()


def accept(
    idea_id: int,
    draft_id: int,
    names: Collection[str],
    answer: str,
    *,
    seen_version: int,
    actor: Actor,
) -> None:
    """Take over the chosen texts and tell the contact person.

    ``seen_version``: of the idea that the office compared with. Raises ``Conflict`` when the idea
    or the draft changed since, ``RuleBroken`` when nothing was chosen.
    """
    with transaction():
        idea, draft = _open(idea_id, draft_id)
        if idea.version != seen_version:
            raise Conflict(FASTER)
        chosen = {name: text for name, text in draft.values.items() if name in names}
        if not chosen:
            raise RuleBroken(NOTHING, "names")
        values = replace(values_of(idea), **chosen)
        change_idea(idea_id, values, seen_version=seen_version, actor=actor)
        _settle(draft, DraftState.ACCEPTED, answer, actor)
        _tell(draft, accepted=True, partly=len(chosen) < len(draft.values))


def refuse(idea_id: int, draft_id: int, answer: str, *, actor: Actor) -> None:
    """Take nothing over and tell the contact person why. Raises ``Conflict``, ``RuleBroken``."""
    with transaction():
        idea, draft = _open(idea_id, draft_id)
        if not answer:
            raise RuleBroken("Antwort: Bitte schreiben Sie, warum der Text nicht passt.", "answer")
        _settle(draft, DraftState.REFUSED, answer, actor)
        remember(idea, actor, "Text der Ansprechperson nicht übernommen.")
        _tell(draft, accepted=False, partly=False)


def _open(idea_id: int, draft_id: int) -> tuple[Idea, IdeaDraft]:
    idea = locked(Idea, idea_id)
    queries.draft_by_id(idea_id, draft_id)
    draft = locked(IdeaDraft, draft_id)
    if draft.state != DraftState.OPEN:
        raise Conflict(SETTLED)
    return idea, draft


def _settle(draft: IdeaDraft, state: DraftState, answer: str, actor: Actor) -> None:
    draft.state, draft.answer = state, answer
    draft.settled_at, draft.settled_by = clock.now(), actor.name
    log(actor, f"project_draft_{state}", f"idea:{draft.idea_id}")


def _tell(draft: IdeaDraft, *, accepted: bool, partly: bool) -> None:
    """The person who wrote it; nobody when somebody else is the contact by now."""
    idea = draft.idea
    if idea.contact_email and idea.link_digest and draft.name == idea.contact_name:
        put(mails.draft_letter(draft, accepted=accepted, partly=partly))
