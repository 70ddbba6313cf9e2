"""What the page of a plan says about the search: how far it is and how good the seats are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.tables.explaining import amount, points_of
from app.tables.models import SeatingPlan
from app.tables.queries import is_over
from app.tables.states import SearchState

LATE = timedelta(seconds=10)
"""A search that has waited so long needs an explanation."""
SECONDS = ((10, "10 Sekunden"), (30, "30 Sekunden"), (60, "1 Minute"), (300, "5 Minuten"))
"""How long „Weiterrechnen“ can be asked to take."""


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How far the search is, from the row of the plan alone: cheap enough for every second."""

    searching: bool
    late: bool
    """Nobody has taken the search up yet, or who did has not been heard of for a while."""
    seated: bool
    """Everybody has a place in the rounds to come."""
    over: bool
    """All rounds have begun, or the day is over."""
    worsened: bool
    """What the office has changed made the seats worse; going on with the search may mend it."""
    faults: Sequence[str]
    spent: int
    seconds: int
    perfect: bool
    points: str
    best: str
    """In points: no plan is better than this."""
    above: str
    """In points: how far at most the plan is above the best one."""


def stand_of(plan: SeatingPlan) -> Stand:
    """No query."""
    cost = plan.cost or 0
    return Stand(
        searching=plan.search != SearchState.IDLE,
        late=plan.lease_until is not None and clock.now() - plan.lease_until > LATE,
        seated=plan.cost is not None,
        over=is_over(plan),
        worsened=plan.wants_search,
        faults=plan.fault.splitlines(),
        spent=min(round(plan.spent), round(plan.search_seconds)),
        seconds=round(plan.search_seconds),
        perfect=plan.cost is not None and cost <= plan.bound,
        points=points_of(cost),
        best=amount(plan.bound),
        above=points_of(max(0, cost - plan.bound)),
    )
