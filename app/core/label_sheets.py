"""Where the labels stand on a sheet. Lengths are millimetres from the upper left corner."""

from collections.abc import Iterable

from app.core.errors import RuleBroken
from app.core.settings_sections import LabelSheet

PAPERS = {"A4": (210.0, 297.0)}
EDGE = 2.0
"""So much of each label stays empty all around, whatever stands on it."""
_HAIR = 0.01
"""Sums of decimal fractions are not exact."""


def positions(sheet: LabelSheet, shift: tuple[float, float] = (0, 0)) -> list[tuple[float, float]]:
    """Left and upper edge of each label, row by row.

    ``shift``: to the right and downwards, added to the one of the sheet, for a printer that needs
    it. Raises ``RuleBroken`` when a label would be printed beyond the paper.
    """
    right, down = sheet.offset_x_mm + shift[0], sheet.offset_y_mm + shift[1]
    if not _stays_on_paper(sheet, right, down):
        raise RuleBroken(
            "Verschiebung: So weit verschoben stehen Schilder über den Rand des Papiers hinaus. "
            "Bitte wählen Sie kleinere Werte.",
            "shift",
        )
    return [
        (
            round(sheet.left_mm + column * (sheet.width_mm + sheet.gap_x_mm) + right, 3),
            round(sheet.top_mm + row * (sheet.height_mm + sheet.gap_y_mm) + down, 3),
        )
        for row in range(sheet.rows)
        for column in range(sheet.columns)
    ]


def faults(sheets: Iterable[LabelSheet]) -> list[str]:
    """Sheets of the settings that cannot be printed: place and remedy, in German."""
    return [fault for number, sheet in enumerate(sheets) for fault in _faults(number, sheet)]


def _faults(number: int, sheet: LabelSheet) -> list[str]:
    place = f"print.label_sheets[{number}] „{sheet.name}“"
    width, height = PAPERS[sheet.paper]
    right, bottom = _far_edges(sheet)
    told = []
    if right > width + _HAIR:
        told.append(
            f"{place}: {_mm(right)} breit, das Papier {sheet.paper} hat {_mm(width)}. Bitte prüfen "
            "Sie columns, width_mm, gap_x_mm und left_mm."
        )
    if bottom > height + _HAIR:
        told.append(
            f"{place}: {_mm(bottom)} hoch, das Papier {sheet.paper} hat {_mm(height)}. Bitte "
            "prüfen Sie rows, height_mm, gap_y_mm und top_mm."
        )
    if not told and not _stays_on_paper(sheet, sheet.offset_x_mm, sheet.offset_y_mm):
        told.append(
            f"{place}: Mit offset_x_mm und offset_y_mm stehen Schilder über den Rand des Papiers "
            "hinaus. Bitte wählen Sie kleinere Werte."
        )
    return told


def _far_edges(sheet: LabelSheet) -> tuple[float, float]:
    across = sheet.columns * sheet.width_mm + (sheet.columns - 1) * sheet.gap_x_mm
    along = sheet.rows * sheet.height_mm + (sheet.rows - 1) * sheet.gap_y_mm
    return sheet.left_mm + across, sheet.top_mm + along


def _stays_on_paper(sheet: LabelSheet, right: float, down: float) -> bool:
    """Whether the printed part of all labels, without its empty edge, is on the paper."""
    width, height = PAPERS[sheet.paper]
    far_x, far_y = _far_edges(sheet)
    return (
        sheet.left_mm + right + EDGE >= -_HAIR
        and sheet.top_mm + down + EDGE >= -_HAIR
        and far_x + right - EDGE <= width + _HAIR
        and far_y + down - EDGE <= height + _HAIR
    )


def _mm(length: float) -> str:
    """181,5 mm"""
    return f"{length:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "\N{NO-BREAK SPACE}mm"
