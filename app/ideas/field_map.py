"""The map of the fields of work as plain geometry: one area for each, its ideas as marks.

Units as in ``core/charts.py``. What tells states apart is the look of a mark, never a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.charts import WIDTH
from app.ideas.rules import IdeaState

MARK, TALL, GAP, EDGE = 60.0, 26.0, 6.0, 8.0
"""Width and height of a mark, room between two, and room at the edge of an area."""
IN_A_ROW = int((WIDTH - 2 * EDGE + GAP) // (MARK + GAP))


@dataclass(frozen=True)
class Mark:
    """An idea in its area; (x, y) is the upper left corner."""

    x: float
    y: float
    number: str
    state: IdeaState


@dataclass(frozen=True)
class Area:
    """A field of work: its height grows with its ideas; ``more`` of them are not drawn."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    more: int


def area(ideas: Sequence[tuple[str, IdeaState]], total: int) -> Area:
    """The marks row by row, in their order. ``total``: how many ideas the field has at all."""
    marks = tuple(
        Mark(
            EDGE + place % IN_A_ROW * (MARK + GAP),
            EDGE + place // IN_A_ROW * (TALL + GAP),
            number,
            state,
        )
        for place, (number, state) in enumerate(ideas)
    )
    rows = max(1, -(-len(ideas) // IN_A_ROW))
    return Area(WIDTH, 2 * EDGE + rows * (TALL + GAP) - GAP, marks, total - len(ideas))
