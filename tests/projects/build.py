"""Builders for projects: a running project with its contact person, its link, who joins in."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.outbox.models import Message
from app.projects import drafts, joining, news, queries
from app.projects.asking import send_link
from app.projects.forms import CONSENT
from app.projects.joining import JoinValues
from app.projects.models import IdeaAsk, Supporter
from app.projects.rules import Progress
from tests import build
from tests.build import OFFICE

KEY = "submit-key-{:020}".format


def a_project(title="Fahrradbus zur Grundschule", state=IdeaState.IN_PROGRESS, **values):
    """A public running project with a contact person, submitted long ago. Returns its id."""
    columns = {name: values.pop(name) for name in ("report_due", "news_on") if name in values}
    values = {"contact_name": "Agnieszka Krzyżanowska", "contact_email": "aga@example.org"} | values
    idea_id = build.an_idea(title=title, state=state, public=values.pop("public", True), **values)
    with transaction():
        idea = db.session.get(Idea, idea_id)
        idea.submitted_on = date(2027, 6, 1)
        for name, value in columns.items():
            setattr(idea, name, value)
    return idea_id


def idea(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id)


def token(idea_id):
    """The link, sent by the office."""
    send_link(idea_id, KEY(idea_id), actor=OFFICE)
    return queries.token_of(idea(idea_id))


def asked(idea_id, on, again=False, meeting_id=None):
    with transaction():
        db.session.add(IdeaAsk(idea_id=idea_id, asked_on=on, again=again, meeting_id=meeting_id))


def asks():
    """(idea, day, reminder) of every question, the oldest first."""
    rows = db.session.scalars(select(IdeaAsk).order_by(IdeaAsk.id))
    return [(one.idea_id, one.asked_on, one.again) for one in rows]


def somebody(**values):
    return JoinValues(
        **{"name": "Thị Mai Nguyễn", "email": "mai@example.org", "consent": True} | values
    )


def joins(idea_id, number=1, **values):
    """Somebody filled in the form. Returns the token of the mailed link."""
    joining.join(idea_id, somebody(**values), CONSENT, KEY(number))
    row = db.session.scalar(select(Supporter).where(Supporter.submit_key == KEY(number)))
    return queries.supporter_token(row)


def letters(kind=None):
    """(address, kind) of every mail around projects, the oldest first."""
    found = db.session.scalars(
        select(Message)
        .where(Message.kind.startswith("projekt") | Message.kind.startswith("mitmachen"))
        .order_by(Message.id)
    )
    return [(one.recipient, one.kind) for one in found if kind in (None, one.kind)]


def history(idea_id):
    """Every sentence of the history, the oldest first."""
    return [one.what for one in idea(idea_id).history]


def now():
    return clock.now()


def a_world():
    """A project with news to read, a text that waits, people, links: values for addresses."""
    project = a_project(title="Projekt mit allem", contact_email="alles@example.org")
    link = token(project)
    news.answer(link, Progress.STUCK, "Der Raum fehlt.", None, "news-of-the-world-00001")
    drafts.hand_in(link, queries.texts_of(idea(project)) | {"team": "Eltern"}, KEY(801))
    joining.confirm(joins(project, 802))
    waiting = joins(project, 803, name="Wartet Noch", email="wartet@example.org")
    there = joins(project, 804, name="Geht Bald", email="geht@example.org")
    joining.confirm(there)
    return {
        "project_number": idea(project).number,
        "project_token": link,
        "project_news_id": queries.news_of(project)[0].id,
        "project_draft_id": queries.open_draft_of(project).id,
        "project_supporter_id": queries.supporters_of(project)[0].id,
        "project_waiting_token": waiting,
        "project_there_token": there,
    }
