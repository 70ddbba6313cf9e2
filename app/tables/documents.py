"""Papers of seating plans: plans in, a document out. Names and tables, nothing else of people.

Several plans of a meeting stand in one document, one after the other. Drafts are marked.
"""

from collections.abc import Sequence
from typing import Any

from app.core import clock
from app.core.fitting import fitting_size
from app.core.label_sheets import positions
from app.core.pdf_files import Document
from app.core.printing import document, joined
from app.core.settings_sections import LabelSheet
from app.core.words import date_short
from app.tables import card_layout
from app.tables.card_layout import ON_PAPER, CardLayout, SeatCard
from app.tables.models import SeatingPlan
from app.tables.sheets import Sheets, sheets_of

CARDS_A_PIECE = 150
"""More cards than this are laid out in several pieces, side by side."""
COLUMNS_UP_TO = 4
"""The chart by name has two columns of names beside each other up to so many rounds."""


def table_cards_document(plans: Sequence[SeatingPlan]) -> Document:
    """A card for each table, A4 landscape to fold: number, title and who leads it."""
    return _of(
        "seating_table_cards",
        plans,
        title_size=lambda table: fitting_size(table.title, 178, 52, 23),
        leads_size=lambda table: fitting_size(f"Leitung: {', '.join(table.leads)}", 178, 22, 9),
    )


def round_lists_document(plans: Sequence[SeatingPlan]) -> Document:
    """For each round all tables with their people, A4."""
    return _of("seating_rounds", plans)


def table_sheets_document(plans: Sequence[SeatingPlan]) -> Document:
    """A sheet for each table, A4: who sits there in each round."""
    return _of("seating_tables", plans)


def wall_chart_document(plans: Sequence[SeatingPlan], *, a3: bool = True) -> Document:
    """A chart to hang up, names and the number of the table in each round: A3, or A4."""
    return _of("seating_wall_chart", plans, a3=a3, columns_up_to=COLUMNS_UP_TO)


def seat_cards_document(
    plans: Sequence[SeatingPlan],
    *,
    sheet: LabelSheet = ON_PAPER,
    first_label: int = 1,
    shift: tuple[float, float] = (0, 0),
    changed_only: bool = False,
) -> Document:
    """A card for everybody with their table in each round, in German order.

    ``sheet``: of labels, else paper to cut; ``first_label``: from 1, those before it are used up;
    ``shift``: millimetres to the right and downwards. ``changed_only``: for those who sit elsewhere
    than their card says, or have none. Raises ``RuleBroken`` for a shift that the sheet lacks.
    """
    places = list(enumerate(positions(sheet, shift)))
    pieces: list[Document] = []
    for sheets in map(sheets_of, plans):
        layout = card_layout.layout_of(sheet, sheets.rounds)
        people = sheets.changed if changed_only else sheets.seated
        cards = [card_layout.card_for(one, sheets.rounds, layout) for one in people]
        for part in _parts(cards, len(places), first_label - 1):
            context = {"first": not pieces, "labels": sheet, "places": places}
            pieces.append(_piece(sheets, layout, part, **context))
    return joined(pieces)


def _piece(
    sheets: Sheets, layout: CardLayout, pages: list[list[tuple[int, SeatCard]]], **context: Any
) -> Document:
    meeting = sheets.meeting
    return _document(
        "seat_cards",
        sheets,
        on_paper=context["labels"] is ON_PAPER,
        side=card_layout.SIDE,
        title_points=card_layout.TITLE,
        foot=card_layout.foot_for(meeting.title, date_short(meeting.day), layout),
        layout=layout,
        pages=pages,
        sizes=sorted({card.name.points for page in pages for _, card in page}),
        **context,
    )


def _parts(
    cards: Sequence[SeatCard], labels: int, used: int
) -> list[list[list[tuple[int, SeatCard]]]]:
    """Pieces of sheets of cards, each card with the number of its label from 0."""
    numbered = [(number % labels, card) for number, card in enumerate(cards, used % labels)]
    first = labels - used % labels
    pages = [numbered[:first]]
    pages += [numbered[at : at + labels] for at in range(first, len(numbered), labels)]
    size = max(1, CARDS_A_PIECE // labels)
    return [pages[at : at + size] for at in range(0, len(pages), size)]


def _of(name: str, plans: Sequence[SeatingPlan], **context: Any) -> Document:
    whole = [sheets_of(plan) for plan in plans]
    namesakes = {one.plan.id: one.namesakes for one in whole}
    return _document(name, whole[0], plans=whole, namesakes=namesakes, **context)


def _document(name: str, sheets: Sheets, **context: Any) -> Document:
    meeting = sheets.meeting
    return document(
        f"tables/print/{name}.html",
        kit=meeting.kit_id,
        meeting=meeting,
        sheets=sheets,
        printed_at=clock.local(clock.now()),
        **context,
    )
