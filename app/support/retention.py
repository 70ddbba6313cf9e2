"""What must be forgotten about requests, and when (domain.md 2.3). The clockwork calls it."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.core import clock
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.support.models import SupportCase
from app.support.rules import FORGOTTEN, FORGOTTEN_TEXT, forgotten_since

NOBODY: dict[str, Any] = {"asked_by": "", "person_id": None, "known": False}


def forget_askers() -> int:
    """Forget who asked, twelve months after the request or its project ended. Returns how many."""
    done = SupportCase.closed_at < forgotten_since(clock.now())
    over = exists().where(
        Idea.id == SupportCase.idea_id, Idea.closed_on <= clock.today() - FORGOTTEN
    )
    return _forget(or_(done, over) & (SupportCase.asked_by != ""), NOBODY)


def forget_erased() -> int:
    """Take name and words of people who were erased out of requests. Returns how many."""
    gone = SupportCase.known & SupportCase.person_id.is_(None)
    return _forget(gone, NOBODY | {"text": FORGOTTEN_TEXT})


def _forget(which: ColumnElement[bool], values: dict[str, Any]) -> int:
    """Row by row, so that what is searched follows."""
    chosen = select(SupportCase).where(which).order_by(SupportCase.id).with_for_update()
    with transaction():
        cases = db.session.scalars(chosen.execution_options(populate_existing=True)).all()
        for case in cases:
            for name, value in values.items():
                setattr(case, name, value)
        db.session.flush()
        return len(cases)
