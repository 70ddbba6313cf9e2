"""Every document that can be printed for a meeting: which paper it needs and what makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.agenda.documents import agenda_document, run_sheet_document
from app.core.errors import NotFound
from app.core.pdf_files import Document
from app.core.settings import current
from app.core.settings_sections import LabelSheet
from app.kits.schema import Printed
from app.meetings.models import Meeting
from app.papers.rules import Choices, Stock


@dataclass(frozen=True)
class Order:
    """One wish: documents of this meeting, printed at this local moment."""

    meeting: Meeting
    printed_at: datetime
    choices: Choices
    blank_sheets: int = 0
    """Of name badges, at the end."""

    @property
    def sheet(self) -> LabelSheet:
        """The label sheet that was chosen; the first one when it is no longer in the settings."""
        known = current().print.label_sheets
        return next((one for one in known if one.id == self.choices.sheet), known[0])

    @property
    def shift(self) -> tuple[float, float]:
        return self.choices.shift_x, self.choices.shift_y


@dataclass(frozen=True)
class Paper:
    """A document of the catalogue."""

    kind: Printed
    address: str
    """Its name in addresses and file names."""
    stock: Stock
    make: Callable[[Order], Document | bytes]
    """A page to be rendered, or a PDF that is fixed already."""
    suits: Callable[[Meeting], bool] = lambda meeting: True
    """Whether there is something to print for this meeting."""
    for_office: bool = False
    """Holds addresses of people: for the office alone."""

    @property
    def title(self) -> str:
        return self.kind.label

    @property
    def file(self) -> str:
        """Its part of a file name, for example "Pitch-Reihenfolge"."""
        return _as_file(self.address)


@dataclass(frozen=True)
class Table:
    """A list of a meeting for Excel."""

    address: str
    title: str
    csv: Callable[[Meeting], bytes]
    xlsx: Callable[[Meeting], bytes]
    suits: Callable[[Meeting], bool] = lambda meeting: True
    for_office: bool = False

    @property
    def file(self) -> str:
        return _as_file(self.address)


def _as_file(address: str) -> str:
    return "-".join(part.capitalize() for part in address.split("-"))


PAPERS: tuple[Paper, ...] = (
    Paper(Printed.AGENDA, "tagesordnung", Stock.A4, lambda order: agenda_document(order.meeting)),
    Paper(
        Printed.RUN_SHEET,
        "regieplan",
        Stock.A4_LANDSCAPE,
        lambda order: run_sheet_document(order.meeting, order.printed_at),
    ),
)
TABLES: tuple[Table, ...] = ()
BY_KIND = {paper.kind: paper for paper in PAPERS}
BY_NAME = {paper.kind.value: paper for paper in PAPERS}
BY_ADDRESS = {paper.address: paper for paper in PAPERS}


def paper_at(address: str) -> Paper:
    """The paper with this address. Raises ``NotFound``."""
    if (found := BY_ADDRESS.get(address)) is None:
        raise NotFound("Dieses Dokument gibt es nicht.")
    return found


def table_at(address: str) -> Table:
    """The list with this address. Raises ``NotFound``."""
    for table in TABLES:
        if table.address == address:
            return table
    raise NotFound("Diese Liste gibt es nicht.")
