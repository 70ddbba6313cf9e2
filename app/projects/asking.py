"""Asking projects by mail how they are, and sending their people the link to their page."""

from datetime import date

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.core.settings import current
from app.core.tokens import digest
from app.ideas.models import Idea
from app.ideas.rules import REPORTING
from app.meetings.queries import meeting_by_id
from app.outbox.actions import put
from app.projects import mails, queries, rules
from app.projects.models import IdeaAsk
from app.projects.rules import Ahead, Question, Standing

NO_ADDRESS = "Zu dieser Ansprechperson ist keine E-Mail-Adresse bekannt. Tragen Sie eine ein."


def ask_due() -> int:
    """Ask every project whose turn it is. Returns how many mails were written.

    The clockwork calls it, in any number of processes.
    """
    moment = clock.local(clock.now())
    if moment.hour < rules.FROM_HOUR:
        return 0
    today = moment.date()
    ahead = queries.ahead(today)
    waiting = [idea.id for idea, how in queries.projects_to_ask() if _question(how, today, ahead)]
    return sum(_ask(idea_id, today, ahead) for idea_id in waiting)


def _question(standing: Standing, today: date, ahead: Ahead | None) -> Question | None:
    forum = current().forum
    return rules.question(today, standing, ahead, weeks=forum.ask_weeks, days=forum.ask_days)


def _ask(idea_id: int, today: date, ahead: Ahead | None) -> bool:
    """One mail to one project, decided anew where nobody else can ask the same."""
    with transaction():
        locked(Idea, idea_id)
        for idea, standing in queries.projects_to_ask(only=idea_id):
            if asked := _question(standing, today, ahead):
                _open_link(idea)
                meeting = meeting_by_id(asked.meeting_id) if asked.meeting_id else None
                put(mails.question_letter(idea, asked, meeting, f"ask:{idea_id}:{today}"))
                row = IdeaAsk(
                    idea_id=idea_id, asked_on=today, meeting_id=asked.meeting_id, again=asked.again
                )
                db.session.add(row)
                return True
        return False


def _open_link(idea: Idea) -> None:
    """From now on the link opens the project's page."""
    idea.link_digest = digest(queries.token_of(idea))


def send_link(idea_id: int, submit_key: str, *, actor: Actor) -> str:
    """Send the contact person the link to the project's page. Returns the address.

    A second press sends nothing again. Raises ``RuleBroken`` without an address, and for an idea
    that goes on in another one.
    """
    with transaction():
        idea = locked(Idea, idea_id)
        if idea.merged_into_id:
            raise RuleBroken("Diese Idee geht in einer anderen weiter. Senden Sie deren Link.")
        if not idea.contact_email:
            raise RuleBroken(f"Ansprechperson: {NO_ADDRESS}")
        _open_link(idea)
        if put(mails.link_letter(idea, f"project:{idea_id}:{submit_key}")):
            log(actor, "project_link_sent", f"idea:{idea_id}")
        return idea.contact_email


def ask_now(idea_id: int, *, actor: Actor) -> bool:
    """Ask this project today, out of its turn. False: it was asked within a week.

    Raises ``RuleBroken`` without an address, or when it is no running project.
    """
    with transaction():
        idea, today = locked(Idea, idea_id), clock.today()
        if not idea.contact_email:
            raise RuleBroken(f"Ansprechperson: {NO_ADDRESS}")
        if idea.state not in REPORTING or idea.merged_into_id:
            raise RuleBroken("Gefragt werden nur Projekte, die ausgewählt oder in Umsetzung sind.")
        asks = queries.asks_of([idea_id]).get(idea_id, [])
        if asks and today - asks[-1].on < rules.WEEK:
            return False
        _open_link(idea)
        put(mails.question_letter(idea, Question(), None, f"ask:{idea_id}:{today}"))
        db.session.add(IdeaAsk(idea_id=idea_id, asked_on=today))
        log(actor, "project_asked", f"idea:{idea_id}")
        return True
