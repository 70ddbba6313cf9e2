"""The list of decisions: on A4, and as a table for Excel."""

from collections.abc import Sequence
from datetime import date

from app.core.pdf_files import Document
from app.core.printing import document
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short
from app.steering.models import Decision

HEADER = (
    "Nummer", "Datum", "Art", "Wortlaut", "Ideen", "Ja", "Nein", "Enthaltung", "Befangen",
    "Ergebnis", "Begründung", "Gefasst", "Berichtigt",
)  # fmt: skip


def decision_list_document(rows: Sequence[Decision], today: date, narrowed: str) -> Document:
    """Number, wording, votes, reason. ``narrowed``: what the list leaves out, in words."""
    return document("steering/print/decisions.html", rows=rows, day=today, narrowed=narrowed)


def decisions_csv(rows: Sequence[Decision]) -> bytes:
    """For Excel with a double click."""
    return to_csv(HEADER, map(_cells, rows))


def decisions_xlsx(rows: Sequence[Decision]) -> bytes:
    """For any spreadsheet program."""
    return to_xlsx("Beschlüsse", HEADER, map(_cells, rows))


def _cells(decision: Decision) -> list[Cell]:
    return [
        decision.number,
        date_short(decision.day),
        decision.kind_label,
        decision.wording,
        ", ".join(one.idea.number for one in decision.ideas),
        decision.yes,
        decision.no,
        decision.abstain,
        decision.biased,
        decision.result_label,
        decision.reason,
        decision.meeting.title if decision.meeting else "Schriftliche Abstimmung",
        ", ".join(date_short(one.day) for one in decision.corrections),
    ]
