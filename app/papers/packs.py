"""A pack: all documents of an order, made side by side, as one PDF or as a ZIP."""

import logging
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from app.core import pdf
from app.core.errors import RuleBroken
from app.core.pdf_files import Document, Part
from app.core.printing import document, kept_documents, pdf_of
from app.core.words import date_plain, number
from app.meetings.rules import file_name
from app.papers.catalogue import Order, Paper
from app.papers.rules import Form, Line, Stock, page_ranges

MOST_PAGES = 3000
"""Of one PDF, all copies together; more would take longer than a document may."""
log = logging.getLogger(__name__)
LIST_NAME = "druckliste"
LIST_PAGES = 1
"""The list of a pack fits on one page; where it does not, it is made again with the real number."""

Progress = Callable[[int, str], None]
"""Called with the number of finished documents and the title of the newest one.

Called before everything that takes long, too: it ends the reading of the database, which PostgreSQL
would cut off after a while.
"""


@dataclass(frozen=True)
class Wish:
    """A document of the pack. ``blank_sheets``: see ``Order``."""

    paper: Paper
    title: str
    audience: str
    copies: int
    blank_sheets: int = 0


@dataclass(frozen=True)
class Pack:
    """The finished file, and the sentences about what is not in it."""

    data: bytes
    pages: int
    missing: tuple[str, ...]


def make_pack(
    wishes: Sequence[Wish], order_for: Callable[[Wish], Order], form: Form, progress: Progress
) -> Pack:
    """Make all documents and put them together, sorted by the paper they need.

    A document that cannot be made is left out and told. Raises ``RuleBroken`` when none is left.
    """
    stocks = list(Stock)
    wishes = sorted(wishes, key=lambda wish: stocks.index(wish.paper.stock))
    made, missing = make_all(wishes, order_for, progress)
    if not made:
        raise RuleBroken("Kein Dokument ließ sich erstellen. " + " ".join(missing))
    first = order_for(wishes[0])
    progress(len(wishes), "")
    parts = [Part(wish.title, data, wish.copies) for wish, data in made]
    listed = _listed([wish for wish, _ in made], parts, first, missing, form)
    title = f"Druckpaket – {first.meeting.title} am {date_plain(first.meeting.day)}"
    names = [LIST_NAME, *(wish.paper.address for wish, _ in made)]
    progress(len(wishes), "")
    pages = _all_pages(listed)
    if form == Form.PDF and pages > MOST_PAGES:
        raise RuleBroken(
            f"Das PDF hätte {number(pages)} Seiten, möglich sind {number(MOST_PAGES)}. Bitte "
            "wählen Sie weniger Exemplare oder das ZIP."
        )
    data = pdf.join_pdfs(title, listed) if form == Form.PDF else _zip(listed, names, first)
    return Pack(data, pages, tuple(missing))


def _all_pages(parts: Sequence[Part]) -> int:
    counts = pdf.page_counts(parts)
    return sum(many * part.copies for many, part in zip(counts, parts, strict=True))


def make_all(
    wishes: Sequence[Wish], order_for: Callable[[Wish], Order], progress: Progress
) -> tuple[list[tuple[Wish, bytes]], list[str]]:
    """The finished documents in order, and sentences about those that could not be made.

    Templates are filled in here, where the database is; rendering goes side by side.
    """
    kept, found, missing = kept_documents(), dict[Wish, bytes](), list[str]()
    with ThreadPoolExecutor(max_workers=pdf.workers()) as workers:
        at_work: dict[Future[bytes], Wish] = {}
        for wish in wishes:
            try:
                filled_in = wish.paper.make(order_for(wish))
                at_work[workers.submit(_finished, filled_in, partial(pdf_of, kept=kept))] = wish
            except Exception as fault:
                missing.append(_told(wish, fault))
        progress(0, "")
        for done, (wish, outcome) in enumerate(_as_they_come(at_work), start=1):
            if isinstance(outcome, bytes):
                found[wish] = outcome
            else:
                missing.append(_told(wish, outcome))
            progress(done, wish.title)
    return [(wish, found[wish]) for wish in wishes if wish in found], missing


def _finished(filled_in: Document | bytes, render: Callable[[Document], bytes]) -> bytes:
    return filled_in if isinstance(filled_in, bytes) else render(filled_in)


def _as_they_come(at_work: dict[Future[bytes], Wish]) -> Iterator[tuple[Wish, bytes | Exception]]:
    for future in as_completed(at_work):
        try:
            yield at_work[future], future.result()
        except Exception as fault:  # told in the pack: one document must not cost all others
            yield at_work[future], fault


def _told(wish: Wish, fault: Exception) -> str:
    """Why this document is missing; what nobody foresaw is logged with its place."""
    if isinstance(fault, RuleBroken):
        return f"{wish.title}: {fault.message}"
    log.error("the document %s of a pack failed", wish.paper.address, exc_info=fault)
    return f"{wish.title}: Das Dokument ließ sich nicht erstellen. Der Grund ist notiert."


def _listed(
    wishes: Sequence[Wish], parts: list[Part], order: Order, missing: Sequence[str], form: Form
) -> list[Part]:
    """The parts behind their list, which says what to lay into the printer for which pages."""
    counts, copies = pdf.page_counts(parts), [part.copies for part in parts]
    before = LIST_PAGES
    while True:
        ranges = page_ranges(counts, copies, before)
        lines = [
            Line(wish.title, wish.paper.stock, wish.audience, wish.copies, *pages)
            for wish, pages in zip(wishes, ranges, strict=True)
        ]
        page = document(
            "papers/print/packing_list.html",
            kit=order.meeting.kit_id,
            meeting=order.meeting,
            printed_at=order.printed_at,
            lines=lines,
            missing=missing,
            one_file=form == Form.PDF,
        )
        packing_list = Part("Druckliste", pdf_of(page))
        (needed,) = pdf.page_counts([packing_list])
        if needed == before:
            return [packing_list, *parts]
        before = needed


def _zip(parts: Sequence[Part], names: Sequence[str], order: Order) -> bytes:
    """One PDF for each document; its name says how many times it is printed."""
    file = BytesIO()
    meeting = order.meeting
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for place, (part, name) in enumerate(zip(parts, names, strict=True)):
            times = f"_{part.copies}-mal" if part.copies > 1 else ""
            what = file_name(meeting.day, meeting.title, f"{place:02}_{name}{times}", "pdf")
            packed.writestr(zipfile.ZipInfo(what, order.printed_at.timetuple()[:6]), part.data)
    return file.getvalue()
