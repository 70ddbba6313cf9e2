"""The agenda on two pages, warm: our way against a bare WeasyPrint call in a warm process."""

import statistics
import time
from io import BytesIO
from multiprocessing import get_context

import pikepdf

from app.agenda import queries, rules
from app.core import pdf
from app.core.templating import render
from app.meetings.models import Meeting
from bench.report import Result

ROUNDS = 12


def measure(meeting: Meeting, folder: str) -> list[Result]:
    """Seconds of one document in turn; the bare process keeps the same fonts warm."""
    html = agenda_html(meeting)
    pdf.start_renderer(1)
    with get_context("spawn").Pool(1, initializer=pdf._prepare, initargs=(4096, folder)) as pool:
        pages = len(pikepdf.open(BytesIO(pdf.render_pdf(html))).pages)
        pool.apply(bare_seconds, (html, True))
        rounds = [_round(html, pool) for _ in range(ROUNDS)]
    pdf.stop_renderer()
    ours, tagged, plain = (list(one) for one in zip(*rounds, strict=True))
    ratio = statistics.median(o / b for o, b in zip(ours, tagged, strict=True))
    to_plain = statistics.median(o / b for o, b in zip(ours, plain, strict=True))
    mine = f"{statistics.median(ours) * 1000:.0f} ms"
    return [
        Result(
            f"Agenda PDF, {pages} pages, accessible and archivable",
            mine,
            f"{statistics.median(tagged) * 1000:.0f} ms",
            f"{ratio:.2f}",
            "<= 1.2",
            ratio <= 1.2,
        ),
        Result(
            "  against WeasyPrint without tags and archive form",
            mine,
            f"{statistics.median(plain) * 1000:.0f} ms",
            f"{to_plain:.2f}",
        ),
    ]


def _round(html: str, pool: object) -> tuple[float, float, float]:
    started = time.perf_counter()
    pdf.render_pdf(html)
    ours = time.perf_counter() - started
    return ours, pool.apply(bare_seconds, (html, True)), pool.apply(bare_seconds, (html, False))  # type: ignore[attr-defined]


def agenda_html(meeting: Meeting) -> str:
    """The printed agenda, its rows repeated until it needs a second page."""
    agenda = queries.agenda_for(meeting)
    rows = queries.public_rows(agenda)
    while rules.print_lines(rows) < 45:
        rows = [*rows, *queries.public_rows(agenda)]
    return render(
        "agenda/print/agenda.html",
        meeting=meeting,
        items=rows,
        ends_at=agenda.ends_at,
        access="",
        dense=False,
    )


def bare_seconds(html: str, tagged: bool) -> float:
    """In the bare process: seconds of one plain call."""
    from weasyprint import HTML

    from app.core.pdf_worker import OwnFiles, renderer

    fonts = renderer().fonts
    started = time.perf_counter()
    HTML(string=html, url_fetcher=OwnFiles()).write_pdf(
        font_config=fonts, pdf_variant="pdf/a-3a" if tagged else None
    )
    return time.perf_counter() - started
