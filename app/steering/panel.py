"""What the steering group says about one idea, for the idea's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.core import clock
from app.ideas.models import Idea
from app.steering.models import RatingRound
from app.steering.rating_rules import Result, decimal
from app.steering.ratings import ratings_of_idea


@dataclass(frozen=True)
class SteeringPanel:
    """Ratings that are over, the newest first."""

    ratings: Sequence[tuple[RatingRound, Result]]
    decimal: Callable[[Fraction | float | None], str] = decimal


def panel_of(idea: Idea) -> SteeringPanel:
    """Ratings of this idea. A constant number of queries."""
    return SteeringPanel(ratings_of_idea(idea.id, clock.today()))
