"""News from projects: what the contact person answers, what the office hears and takes note of."""

from datetime import date

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken, TooMany
from app.core.language import N_
from app.core.limits import count_attempt
from app.ideas.actions import remember
from app.ideas.going_on import locked_going_on
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.projects import queries, rules
from app.projects.models import IdeaNews
from app.projects.rules import Progress
from app.support.actions import open_case

BY_LINK = Actor(0, "Ansprechperson", frozenset())
TOO_MANY = N_(
    "Heute kam über Ihren Link schon sehr viel. Bitte versuchen Sie es morgen noch einmal oder "
    "rufen Sie uns an."
)
OVER = N_(
    "Dieses Projekt ist abgeschlossen oder geht in einem anderen weiter. Bitte schreiben Sie uns, "
    "wenn sich daran etwas ändert."
)


def answer(
    token: str, what: Progress, text: str, kind: SupportKind | None, submit_key: str
) -> bool:
    """Take in what the contact person says. A request for help becomes a case.

    False: this press was taken in before. Raises ``RuleBroken`` naming the field, ``TooMany``,
    ``NotFound`` for a link that does not hold any more.
    """
    with transaction():
        idea = writable(token)
        if queries.news_with_key(submit_key):
            return False
        rules.check_news(what, text)
        asked = _is_asked(idea)
        _take_in(idea, what, text, "link", submit_key, idea.contact_name)
        if what is Progress.HELP:
            open_case(
                idea.id, kind=kind, text=text, asked_by=idea.contact_name,
                source="answer" if asked else "link", submit_key=submit_key,
            )  # fmt: skip
        remember(idea, BY_LINK, f"Rückmeldung: {what.label}.")
        return True


def writable(token: str) -> Idea:
    """The idea behind the link, locked. Raises ``RuleBroken`` when it is over, ``TooMany``."""
    idea = locked(Idea, queries.idea_behind(token).id)
    queries.idea_behind(token)  # the link may have been taken back before the lock was ours
    if not queries.is_open(idea):
        raise RuleBroken(OVER)
    if not count_attempt("project", str(idea.id), most=rules.MOST_PER_DAY, within=rules.DAY):
        raise TooMany(TOO_MANY)
    return idea


def _is_asked(idea: Idea) -> bool:
    asks = queries.asks_of([idea.id]).get(idea.id, [])
    return bool(asks) and rules.is_unanswered(asks[-1], idea.news_on)


def _take_in(
    idea: Idea, what: Progress, text: str, source: str, submit_key: str, name: str
) -> IdeaNews:
    person_id = idea.contact_person_id if name == idea.contact_name else None
    row = IdeaNews(
        idea_id=idea.id, what=what, text=text, name=name, source=source, at=clock.now(),
        submit_key=submit_key, person_id=person_id, known=person_id is not None,
    )  # fmt: skip
    if what in (Progress.RUNNING, Progress.HELP):  # the case of a request is what is left to do
        row.seen_at = row.at
    db.session.add(row)
    tell_day(idea, clock.today())
    return row


def tell_day(idea: Idea, day: date) -> None:
    """News of this day; an older day changes nothing."""
    idea.news_on = max(idea.news_on or day, day)


def note_told(
    idea_id: int,
    what: Progress,
    text: str,
    kind: SupportKind | None,
    submit_key: str,
    *,
    name: str,
    actor: Actor,
) -> bool:
    """Write down what somebody said by phone; the office knows of it by that.

    It belongs to the idea that goes on when this one was merged.

    False: this press was taken in before. Raises ``RuleBroken`` naming the field.
    """
    with transaction():
        (idea,) = locked_going_on([idea_id])
        if queries.news_with_key(submit_key):
            return False
        rules.check_news(what, text)
        row = _take_in(idea, what, text, "office", submit_key, name)
        row.seen_at, row.seen_by = row.at, actor.name
        if what is Progress.HELP:
            open_case(
                idea.id, kind=kind, text=text, asked_by=name, source="office",
                submit_key=submit_key,
            )  # fmt: skip
        remember(idea, actor, f"Rückmeldung am Telefon: {what.label}.")
        log(actor, "project_news_noted", f"idea:{idea.id}")
        return True


def note_seen(idea_id: int, news_id: int, *, actor: Actor) -> None:
    """The office has read it; a second press changes nothing."""
    with transaction():
        locked(Idea, idea_id)
        found = queries.news_by_id(idea_id, news_id)
        if found.seen_at is None:
            found.seen_at, found.seen_by = clock.now(), actor.name
            log(actor, "project_news_seen", f"idea:{idea_id}")
