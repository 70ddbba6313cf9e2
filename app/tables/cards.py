"""Whose card says another table than the plan: one truth for pages, papers and actions."""

from app.tables.models import Seat, SeatingPlan
from app.tables.queries import is_over


def wrong_rounds(plan: SeatingPlan, seat: Seat) -> list[int]:
    """Rounds to come, from 0, of which the card says another table, or there is no card.

    A draft has no cards. Who is left out needs none, and nobody does for what is over.
    """
    if plan.in_force_at is None or seat.left_out or is_over(plan):
        return []
    said = [*seat.printed, *[-1] * plan.rounds]
    return [
        number
        for number, table in enumerate(seat.tables[: plan.rounds])
        if number >= plan.rounds_held and table >= 0 and table != said[number]
    ]


def card_is_right(plan: SeatingPlan, seat: Seat) -> bool:
    """Whether the person needs no other card."""
    return not wrong_rounds(plan, seat)
