"""What can be printed for a seating plan, and how much paper it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.errors import NotFound, RuleBroken
from app.core.pdf_files import Document
from app.core.settings import current
from app.core.settings_sections import LabelSheet
from app.core.words import count
from app.tables.card_layout import ON_PAPER
from app.tables.documents import (
    round_lists_document,
    seat_cards_document,
    table_cards_document,
    table_sheets_document,
    wall_chart_document,
)
from app.tables.models import SeatingPlan
from app.tables.sheets import Sheets, sheets_of

Make = Callable[[Sequence[SeatingPlan]], Document]


@dataclass(frozen=True)
class PlanPaper:
    """A document of a plan. ``use``: for what; ``amount``: how much of it, in words."""

    address: str
    title: str
    use: str
    make: Make
    amount: Callable[[Sheets], str]
    needs_seats: bool = True

    @property
    def file(self) -> str:
        """Its part of a file name, for example "Aushang-Nach-Namen"."""
        return "-".join(part.capitalize() for part in self.address.split("-"))


@dataclass(frozen=True)
class PrintPanel:
    """What the page of a plan offers."""

    papers: tuple[tuple[PlanPaper, str], ...]
    """Each with its amount."""
    seated: bool
    changed: int
    """Cards that are wrong or missing, where cards are out."""
    labels: tuple[LabelSheet, ...]


def _sheets(cards: int) -> str:
    on_paper = ON_PAPER.columns * ON_PAPER.rows
    sheets = count(-(-cards // on_paper), "Bogen", "Bogen")
    return f"{count(cards, 'Karte', 'Karten')}, {sheets} A4"


PAPERS = (
    PlanPaper(
        "tischkarten", "Tischkarten", "Zum Falten und Aufstellen, A4 quer",
        table_cards_document, lambda s: count(len(s.tables), "Karte", "Karten"),
        needs_seats=False,
    ),
    PlanPaper(
        "rundenkarten", "Rundenkarten", "Für jede Person: ihre Tische aller Runden, zum Schneiden",
        seat_cards_document, lambda s: _sheets(len(s.seated)),
    ),
    PlanPaper(
        "tischlisten", "Tischlisten", "Für die Moderation: je Runde alle Tische mit Namen, A4",
        round_lists_document, lambda s: count(len(s.rounds), "Runde", "Runden"),
    ),
    PlanPaper(
        "tischblaetter", "Tischblätter", "Für jeden Tisch: wer in welcher Runde kommt, A4",
        table_sheets_document, lambda s: count(len(s.tables), "Blatt", "Blätter"),
    ),
    PlanPaper(
        "aushang-nach-namen", "Aushang nach Namen", "Für die Wand am Eingang, A3",
        wall_chart_document, lambda s: count(len(s.people), "Name", "Namen"),
    ),
    PlanPaper(
        "aushang-nach-namen-a4", "Aushang nach Namen, klein", "Dasselbe auf A4",
        lambda plans: wall_chart_document(plans, a3=False),
        lambda s: count(len(s.people), "Name", "Namen"),
    ),
)  # fmt: skip


def panel(plan: SeatingPlan) -> PrintPanel:
    """What can be printed of this plan. Constant number of queries."""
    sheets = sheets_of(plan)
    seated = bool(sheets.seated)
    return PrintPanel(
        tuple((paper, paper.amount(sheets)) for paper in PAPERS if seated or not paper.needs_seats),
        seated,
        len(sheets.changed),
        tuple(current().print.label_sheets),
    )


def paper_at(address: str) -> PlanPaper:
    """The paper with this address. Raises ``NotFound``."""
    for paper in PAPERS:
        if paper.address == address:
            return paper
    raise NotFound("Dieses Dokument gibt es nicht.")


def made(
    plan: SeatingPlan, paper: PlanPaper, *, changed_only: bool = False, label_sheet: str = ""
) -> Document:
    """The document. ``changed_only``, ``label_sheet`` (an id of the settings): for cards of people.

    Raises ``RuleBroken`` when nobody is on it, ``NotFound`` for another sheet of labels.
    """
    sheets = sheets_of(plan)
    if paper.needs_seats and not sheets.seated:
        raise RuleBroken("Noch sitzt niemand an einem Tisch. Bitte lassen Sie den Plan berechnen.")
    if paper.make is not seat_cards_document:
        return paper.make([plan])
    if changed_only and not sheets.changed:
        raise RuleBroken("Alle ausgeteilten Karten stimmen noch. Es gibt keine zu drucken.")
    labels = _label_sheet(label_sheet) if label_sheet else ON_PAPER
    return seat_cards_document([plan], sheet=labels, changed_only=changed_only)


def _label_sheet(wanted: str) -> LabelSheet:
    for sheet in current().print.label_sheets:
        if sheet.id == wanted:
            return sheet
    raise NotFound("Diesen Etikettenbogen gibt es nicht.")
