"""What the page of an idea shows of cards and contacts."""

from dataclasses import dataclass

from app.ideas.models import Idea
from app.matching.mediation_queries import mediations_of_idea
from app.matching.models import MatchCard, Mediation
from app.matching.queries import cards_of_idea
from app.matching.suggestions import Fit, offers_for


@dataclass(frozen=True)
class Panel:
    """Cards of the project, offers that fit what it seeks, contacts that were suggested."""

    cards: list[MatchCard]
    fits: list[Fit]
    mediations: list[Mediation]


def panel_of_idea(idea: Idea, *, may_write: bool) -> Panel | None:
    """For the office alone: people stand behind cards. Four queries; None for others."""
    if not may_write:
        return None
    return Panel(cards_of_idea(idea.id), offers_for(idea), mediations_of_idea(idea.id))
