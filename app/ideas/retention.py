"""What must be forgotten of ideas, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.access.actions import Actor
from app.core import clock
from app.core.db import db, locked, transaction
from app.ideas.actions import drop_draft
from app.ideas.models import Idea, IdeaNotice

KEPT_CLOSED = timedelta(days=365)
"""So long after its end an idea keeps its contact data."""
BY_ITSELF = Actor(0, "Automatisch", frozenset())
NOBODY: dict[str, Any] = {
    "contact_name": "",
    "contact_email": "",
    "contact_person_id": None,
    "contact_known": False,
    "contact_public": False,
    "link_digest": "",
}


def forget_closed() -> int:
    """Take the contact person out of ideas that ended twelve months ago. Returns how many.

    Who was to do the next step and who took care of it goes, too, and a draft nobody sent.
    """
    ended = Idea.closed_on <= clock.today() - KEPT_CLOSED
    names = (Idea.contact_name, Idea.contact_email, Idea.next_step_by, Idea.sponsor)
    named = or_(*(one != "" for one in names), exists().where(IdeaNotice.idea_id == Idea.id))
    return _forget(ended & named, NOBODY | {"next_step_by": "", "sponsor": ""})


def forget_erased() -> int:
    """Take name and address of people who were erased out of their ideas. Returns how many.

    The draft for them goes, too.
    """
    return _forget(Idea.contact_known & Idea.contact_person_id.is_(None), NOBODY)


def _forget(which: ColumnElement[bool], values: dict[str, Any]) -> int:
    """Row by row, so that what is searched and when it changed follow."""
    ids = db.session.scalars(select(Idea.id).where(which).order_by(Idea.id)).all()
    return sum(_forget_one(idea_id, which, values) for idea_id in ids)


def _forget_one(idea_id: int, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    with transaction():
        idea = locked(Idea, idea_id)
        if not db.session.scalar(select(which).where(Idea.id == idea_id)):
            return False
        drop_draft(idea, BY_ITSELF)
        for name, value in values.items():
            setattr(idea, name, value)
        idea.link_version += 1
        idea.version += 1
    return True
