"""How large an agenda can be printed so that it stays on one page; everything from plain values.

Reckoned for A4. The notice (A3) has the same proportions in every length and so the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

MM = 0.3528
"""Millimetres in a point."""
LETTER = 0.54
"""Mean width of a letter of Noto Sans, in its size."""
PAGE_HEIGHT, PAGE_WIDTH = 250.0, 165.0
SAFE = 1.06
"""Lines are reckoned on the safe side: the smallest size is also tried a bit too high."""
LABELS = 38.0
"""Width beside the values of the head."""
CODE, FOOT_POINTS = 28.0, 9.2
"""The QR code below the table, as wide as high, and the size of what stands beside it."""


@dataclass(frozen=True)
class Size:
    """Sizes in points, lengths in millimetres; ``name`` is a class of agenda.css.

    ``row`` and ``fact``: space around a row and a value; ``gaps``: above and below the tables;
    ``beside``: width of the two columns with times; ``columns``: of the values in the head;
    ``line``: height of a line of the table, in its size.
    """

    name: str
    text: float
    note: float
    title: float
    row: float
    fact: float
    gaps: float
    beside: float
    columns: int = 1
    line: float = 1.35


SIZES = (
    Size("fit-roomy", 11, 9.5, 22, 3.0, 2.3, 13.6, 38),
    Size("fit-dense", 10, 9, 20, 1.9, 1.6, 11.3, 38),
    Size("fit-tight", 9.2, 9, 17, 1.1, 0.8, 7.8, 30, columns=2, line=1.26),
)


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper: the head, the values below it, public items of the agenda.

    ``foot``: the paragraphs of each column below; the QR code stands before them.
    """

    title: str
    topic: str
    facts: Sequence[str]
    items: Sequence[Mapping[str, Any]]
    foot: Sequence[Sequence[str]]


def size_for(sheet: Sheet) -> Size:
    """The largest size in which everything fits on one page; the largest of all when none does."""
    smallest = SIZES[-1]
    if height(sheet, smallest) > SAFE * PAGE_HEIGHT:
        return SIZES[0]
    return next((size for size in SIZES if height(sheet, size) <= PAGE_HEIGHT), smallest)


def height(sheet: Sheet, size: Size) -> float:
    """About how high the paper is in this size, in millimetres."""
    head = 6.3 + lines_mm(sheet.title, size.title, PAGE_WIDTH, 1.2)
    head += lines_mm(sheet.topic, size.text * 1.18, PAGE_WIDTH)
    rows = sum(_item(item, size) for item in sheet.items)
    lines_of_table = 2 * (size.text * size.line * MM + size.row)
    return head + _facts(sheet.facts, size) + size.gaps + lines_of_table + rows + _foot(sheet.foot)


def _facts(facts: Sequence[str], size: Size) -> float:
    """One below the other, or in two columns that are about equally high."""
    width = PAGE_WIDTH / size.columns - LABELS / size.columns
    heights = [lines_mm(fact, size.text, width) + size.fact for fact in facts if fact]
    return sum(heights) / size.columns + (max(heights, default=0) / 2 if size.columns > 1 else 0)


def _foot(columns: Sequence[Sequence[str]]) -> float:
    """The columns share the width beside the code; words do not break."""
    width = (PAGE_WIDTH - CODE) / max(1, len(columns)) - 4
    heights = [sum(lines_mm(one, FOOT_POINTS, width) for one in column) for column in columns]
    return 4 + max(CODE, 5 + max(heights, default=0))


def lines_mm(text: str, points: float, width: float, line: float = 1.35) -> float:
    """Height of a text in a column, at least one line where there is a text."""
    letters = max(1, int(width / (points * MM * LETTER)))
    return ceil(len(text) / letters) * points * line * MM


def _item(item: Mapping[str, Any], size: Size) -> float:
    width = PAGE_WIDTH - size.beside - 4
    own = lines_mm(item["title"], size.text, width, size.line)
    own += lines_mm(item["text"], size.note, width, size.line)
    inside = sum(
        lines_mm(f"{one['title']} ({one['by']})", size.text, width - 12, size.line) + 0.4
        for one in item["children"]
    )
    return own + inside + size.row + (0.6 if item["text"] else 0)
