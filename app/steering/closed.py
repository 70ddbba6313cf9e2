"""Decisions whose words name an idea that is not public, among the entries of minutes."""

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db
from app.ideas.models import Idea
from app.steering.models import Decision, DecisionIdea


def closed_entries(entry_ids: Collection[int]) -> set[int]:
    """Ids of the entries that not everybody may read (docs/decisions/0024); one query."""
    statement = (
        select(Decision.entry_id)
        .join(DecisionIdea, DecisionIdea.decision_id == Decision.id)
        .join(Idea, Idea.id == DecisionIdea.idea_id)
        .where(Decision.entry_id.in_(entry_ids), Idea.public.is_(False))
    )
    return {entry_id for entry_id in db.session.scalars(statement) if entry_id}
