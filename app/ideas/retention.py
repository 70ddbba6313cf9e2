"""What must be forgotten of ideas, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, update

from app.core import clock
from app.core.db import db, transaction
from app.ideas.models import Idea

KEPT_CLOSED = timedelta(days=365)
"""So long after its end an idea keeps its contact data."""
NOBODY: dict[str, Any] = {
    "contact_name": "",
    "contact_email": "",
    "contact_person_id": None,
    "contact_known": False,
    "contact_public": False,
    "link_digest": "",
    "link_version": Idea.link_version + 1,
}


def forget_closed() -> int:
    """Take the contact person out of ideas that ended twelve months ago. Returns how many.

    Who was to do the next step and who took care of it goes, too.
    """
    ended = Idea.closed_on <= clock.today() - KEPT_CLOSED
    named = or_(Idea.contact_name != "", Idea.contact_email != "", Idea.next_step_by != "")
    return _forget(ended & named, NOBODY | {"next_step_by": "", "sponsor": ""})


def forget_erased() -> int:
    """Take name and address of people who were erased out of their ideas. Returns how many."""
    return _forget(Idea.contact_known & Idea.contact_person_id.is_(None), NOBODY)


def _forget(which: ColumnElement[bool], values: dict[str, Any]) -> int:
    """Row by row, so that what is searched follows."""
    with transaction():
        ids = db.session.scalars(update(Idea).where(which).values(values).returning(Idea.id)).all()
        for idea_id in ids:
            idea = db.session.get_one(Idea, idea_id, populate_existing=True)
            idea.version += 1
        db.session.flush()
    return len(ids)
