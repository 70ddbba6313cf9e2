"""Where the lines of a card with somebody's tables stand, and how large they are: plain values.

Lengths are millimetres, sizes of type are points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.lettering import (
    MM_PER_POINT,
    Lettering,
    Room,
    fitted,
    fitted_anyhow,
    shortened,
    width_bold,
    width_regular,
)
from app.core.settings_sections import LabelSheet
from app.tables.sheets import Person, Round

ON_PAPER = LabelSheet(
    id="papier", name="Papier zum Schneiden, 95 × 55 mm, 10 je Bogen",
    columns=2, rows=5, width_mm=95, height_mm=55, left_mm=10, top_mm=11,
)  # fmt: skip
"""Plain paper: the cards meet at the lines along which they are cut."""
NAME = (18, 17, 16, 15, 14, 13, 12, 11, 10, 9)
SMALL = (9, 8, 7, 6.5, 6, 5.5, 5, 4.5, 4, 3.5, 3)
TABLE = (40, 34, 30, 26, 24, 22, 20, 18, 16, 14, 13, 12, 11, 10, 9, 8, 7)
TITLE = 7.5
FOOT = 6.5
SIDE = 5.5
"""Empty at the left and right of each card."""
LINES_A_COLUMN = 6


@dataclass(frozen=True)
class CardLayout:
    """The parts of all cards of a sheet. ``line``: height of a round; ``room``: of the name."""

    width: float
    top: float
    room: Room
    lines_top: float
    line: float
    column: float
    """Width of a column of rounds."""
    table: float
    label: float
    title_below: float
    """From the upper edge of a round to its title; 0: the cards show no titles."""


@dataclass(frozen=True)
class CardLine:
    """A round on a card; ``table``: „Tisch 4“ or a dash."""

    label: str
    title: str
    table: str
    left: float
    top: float


@dataclass(frozen=True)
class SeatCard:
    """One card as it is printed."""

    name: Lettering
    lines: tuple[CardLine, ...]
    replaces: bool
    """The person has another card, which is wrong now."""


def layout_of(sheet: LabelSheet, rounds: Sequence[Round]) -> CardLayout:
    """The parts of a card of this sheet with so many rounds."""
    columns = -(-len(rounds) // LINES_A_COLUMN)
    width, top = sheet.width_mm - 2 * SIDE, 0.07 * sheet.height_mm
    lines_top = 0.37 * sheet.height_mm
    in_column = -(-len(rounds) // columns)
    line = min((0.88 * sheet.height_mm - lines_top) / in_column, 20)
    table = next((one for one in TABLE if one * MM_PER_POINT * 1.2 <= line), TABLE[-1])
    titled = line >= 8 and columns == 1 and any(one.title for one in rounds)
    label = round(min(10.5, table * 0.45) if titled else min(16, table * 0.85), 1)
    return CardLayout(
        width, top, Room(width, lines_top - top - 1.5), lines_top, line, width / columns,
        table, label, round(label * 1.3 * MM_PER_POINT, 2) if titled else 0,
    )  # fmt: skip


def card_for(person: Person, rounds: Sequence[Round], layout: CardLayout) -> SeatCard:
    """The card of a person; a long name gets smaller and is never cut."""
    name = " ".join(person.full_name.split())
    large = fitted(name, layout.room, NAME, width=width_bold)
    columns = round(layout.width / layout.column)
    in_column = -(-len(rounds) // columns)
    return SeatCard(
        large or fitted_anyhow(name, layout.room, SMALL, width=width_bold),
        tuple(
            CardLine(
                one.label if columns == 1 else f"Runde\N{NO-BREAK SPACE}{one.number}",
                _title(one, layout),
                f"Tisch\N{NO-BREAK SPACE}{table}" if table else "–",
                round(at // in_column * layout.column, 2),
                round(layout.lines_top + at % in_column * layout.line, 2),
            )
            for at, (one, table) in enumerate(zip(rounds, person.tables, strict=True))
        ),
        person.changed and person.has_card,
    )


def foot_for(title: str, day: str, layout: CardLayout) -> str:
    """The meeting and its day in one line, a long title without its end."""
    room = Room(layout.width - width_regular(f", {day}") * FOOT * MM_PER_POINT, 3)
    return f"{' '.join(shortened(title, room, FOOT, width=width_regular).lines)}, {day}"


def _title(one: Round, layout: CardLayout) -> str:
    """The title below the round, beside the table; half of one tells nothing."""
    if not layout.title_below or not one.title:
        return ""
    room = Room(layout.column * 0.62, 3.5)
    found = fitted(one.title, room, (TITLE,), width=width_regular)
    return " ".join(found.lines) if found else ""
