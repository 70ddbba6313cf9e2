"""Results of a rating on paper and as a table."""

from collections.abc import Sequence
from typing import Any

from app.core.pdf_files import Document
from app.core.printing import document
from app.core.tables import Cell, to_csv
from app.ideas.models import Idea
from app.steering import rating_charts
from app.steering.models import RatingRound
from app.steering.rating_rules import DISPUTED, MOST_POINTS, Result, decimal
from app.steering.ratings import ended_on

Rows = Sequence[tuple[Idea, Result]]
NO_DECISION = "Die Punkte sind eine Grundlage für das Gespräch. Sie entscheiden nichts von selbst."


def shown(one: RatingRound, rows: Rows) -> dict[str, Any]:
    """What page and paper show of results: rows, the picture and its words."""
    labelled = [(idea.number, result) for idea, result in rows]
    most = len(one.criteria) * MOST_POINTS
    return {
        "round": one,
        "rows": rows,
        "most": most,
        "ended_on": ended_on(one),
        "drawing": rating_charts.strips(labelled, most),
        "says": rating_charts.says(labelled),
        "decimal": decimal,
        "no_decision": NO_DECISION,
        "disputed_from": DISPUTED * most,
        "disputed": [idea for idea, result in rows if result.disputed],
    }


def result_document(one: RatingRound, rows: Rows, handed_in: int, total: int) -> Document:
    """„Bewertungsergebnis“, A4: order, averages, spread, comments without names."""
    return document(
        "steering/print/rating_results.html",
        **shown(one, rows),
        handed_in=handed_in,
        total=total,
    )


def result_name(one: RatingRound) -> str:
    """2027-09-10_Bewertungsergebnis.pdf, by the day it ended."""
    return f"{ended_on(one):%Y-%m-%d}_Bewertungsergebnis"


def results_csv(one: RatingRound, rows: Rows) -> bytes:
    """One line for each idea, in the order of the averages."""
    header = [
        "Platz", "Nummer", "Titel", "Bewertungen", "Befangen", *one.criteria,
        "Summe (Durchschnitt)", "Niedrigste Summe", "Höchste Summe", "Standardabweichung",
        "Stark verschieden", "Bemerkungen",
    ]  # fmt: skip
    return to_csv(header, [_row(idea, result) for idea, result in rows])


def _row(idea: Idea, result: Result) -> list[Cell]:
    return [
        result.rank,
        idea.number,
        idea.title,
        result.number,
        result.biased,
        *(decimal(one) for one in result.of_criteria),
        decimal(result.average),
        result.totals[0] if result.totals else "",
        result.totals[-1] if result.totals else "",
        decimal(result.deviation),
        "Ja" if result.disputed else "",
        " | ".join(result.comments),
    ]
