"""What must be forgotten about requests, and when (domain.md 2.3). The clockwork calls it."""

from sqlalchemy import update

from app.core import clock
from app.core.db import db, transaction
from app.support.models import SupportCase
from app.support.rules import forgotten_since


def forget_askers() -> int:
    """Forget who asked, of requests that were done twelve months ago. Returns how many."""
    until = forgotten_since(clock.now())
    with transaction():
        old = update(SupportCase).where(SupportCase.closed_at < until, SupportCase.asked_by != "")
        return len(db.session.scalars(old.values(asked_by="").returning(SupportCase.id)).all())
