"""Builders for tasks: minutes with tasks that are out, and somebody who was told."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.minutes.content import Edition
from app.minutes.models import Entry
from app.minutes.queries import opened_minutes
from app.minutes.releases import keep_release
from app.minutes.snapshots import content_of
from app.outbox.models import Message
from app.tasks.actions import AnswerValues, answer, tell_due
from app.tasks.models import TaskHolder
from app.tasks.queries import answers_to, token_of
from app.tasks.rules import Answer
from tests import build


def a_task(item_id, meeting_id, text="Angebot einholen", due=date(2027, 9, 30), **person):
    """A task below a heading. ``person``: columns of the entry. Returns its id."""
    entry_id = build.an_entry(meeting_id, item_id, "task", text, due=due)
    with transaction():
        for name, value in person.items():
            setattr(db.session.get(Entry, entry_id), name, value)
    return entry_id


def release(meeting_id):
    """The next version is out; no letter and no document."""
    with transaction():
        minutes = opened_minutes(meeting_id)
        edition = Edition(minutes.edition + 1, clock.today())
        keep_release(minutes, content_of(minutes), edition, b"%PDF-", by="Miriam Voss")


def held(day=date(2027, 8, 18), kit="vernetzung", **values):
    """A held meeting with opened minutes. (meeting id, id of the first heading)"""
    meeting_id = build.a_meeting(kit=kit, day=day, **values)
    return meeting_id, build.minutes_for(meeting_id)[0]


def out(*tasks, **values):
    """A held meeting whose minutes are out with these tasks (dicts). (meeting id, task ids)"""
    meeting_id, heading = held(**values)
    ids = [a_task(heading, meeting_id, **task) for task in tasks]
    release(meeting_id)
    return meeting_id, ids


def somebody(name="Agnieszka Krzyżanowska", email="agnieszka@example.org"):
    """A name with an address, as columns of a task."""
    return {"person": name, "person_email": email}


def known(**values):
    """Somebody in the address book, as columns of a task."""
    person_id = build.a_person(**values)
    return {"person": "Cem Yıldırım", "person_id": person_id}


def tokens():
    """Name → token of the own page, of everybody who was told."""
    return {one.name: token_of(one) for one in db.session.scalars(select(TaskHolder))}


def told(**values):
    """One task that is out and told. (token, task id)"""
    task = somebody() | values
    _, (task_id,) = out(task)
    tell_due()
    return tokens()[task["person"]], task_id


def letters():
    """(address, kind) of every mail about tasks, the oldest first."""
    found = db.session.scalars(
        select(Message).where(Message.topic.startswith("tasks:")).order_by(Message.id)
    )
    return [(one.recipient, one.kind) for one in found]


def a_world():
    """Somebody with a told task who asks for more time, as values for addresses."""
    token, task_id = told()
    values = AnswerValues(what=Answer.LATER, until=date(2027, 10, 30), text="Das Angebot fehlt.")
    answer(token, task_id, values, "answer-of-the-world-01")
    (waiting,) = answers_to([task_id])
    return {"task_token": token, "task_id": task_id, "task_answer_id": waiting.id}
