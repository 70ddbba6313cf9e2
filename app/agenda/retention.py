"""What must be forgotten of the plan of an evening (domain.md 2.3). The retention run calls it."""

from datetime import timedelta

from sqlalchemy import delete, select

from app.agenda.models import AgendaRole, AgendaStep
from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current
from app.meetings.models import Meeting


def forget_helpers() -> int:
    """Take out who helped at meetings long past, and the steps that could be taken back. Rows."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    past = select(Meeting.id).where(Meeting.day < before)
    with transaction():
        named = db.session.scalars(
            select(AgendaRole).where(AgendaRole.meeting_id.in_(past)).with_for_update()
        )
        roles = [role for role in named if role.people]
        for role in roles:
            role.people = []
            role.version += 1
        steps = delete(AgendaStep).where(AgendaStep.meeting_id.in_(past)).returning(AgendaStep.id)
        return len(roles) + len(db.session.scalars(steps).all())
