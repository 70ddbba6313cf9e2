"""Who sat with whom at earlier meetings, as long as that may be known."""

from collections.abc import Collection, Mapping, Sequence

from app.registrations.models import Registration
from app.tables.models import Seat, SeatingPlan
from app.tables.rules.instance import Pair


def known_pairs(plan: SeatingPlan, seats: Sequence[Seat]) -> Mapping[Pair, int]:
    """Pairs of places in ``seats`` → how often they shared a table before, in percent."""
    return {}


def interests_of(registration: Registration) -> Collection[str]:
    """Ids of the fields of work that the person wished for when registering."""
    return ()
