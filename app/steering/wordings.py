"""A first wording for a motion, from its kind and its ideas."""

from app.core.settings import current
from app.ideas.rules import SupportKind
from app.steering.session_queries import ideas_by_ids
from app.steering.vote_rules import MotionValues, proposal


def proposal_for(values: MotionValues) -> str:
    """With the agreed support of the ideas, where there is one. Raises ``NotFound``."""
    ideas = ideas_by_ids(values.idea_ids)
    kinds = {SupportKind(kind) for idea in ideas for kind in idea.support_kinds or ()}
    days = [idea.support_until for idea in ideas if idea.support_until]
    return proposal(
        values.kind,
        [idea.title for idea in ideas],
        group=current().forum.steering_group,
        until=max(days, default=None),
        support=kinds,
    )
