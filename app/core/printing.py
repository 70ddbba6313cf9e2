"""Documents for print: a template and what stands in it, in; the bytes of a PDF, out."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from flask import Flask, current_app

from app.core import letterhead, pdf, templating
from app.core.language import SOURCE, speaking
from app.core.pdf_cache import PdfCache
from app.core.pdf_files import Document, Part, PdfAttachment
from app.core.settings import ROOT
from app.core.settings_sections import Settings


def init_app(app: Flask) -> None:
    """Give the application its letterhead and its kept documents. Raises ``SettingsFault``."""
    settings: Settings = app.extensions["settings"]
    paper = letterhead.read(settings.print)
    app.extensions["letterhead"] = paper
    app.jinja_env.globals["city_styles"] = letterhead.STYLES in paper.pictures
    pdf.configure(
        workers=settings.pdf.workers,
        timeout_seconds=settings.pdf.timeout_seconds,
        memory_megabytes=settings.pdf.memory_megabytes,
        pictures={name: (one.data, one.mime) for name, one in paper.pictures.items()},
    )
    wanted = settings.pdf
    folder = ROOT / wanted.cache_folder
    app.extensions["pdf_cache"] = PdfCache(
        folder, wanted.cache_hours, wanted.cache_megabytes, paper.fingerprint()
    )


def use_own_templates(app: Flask, of_kits: Mapping[str, str]) -> None:
    """Let the documents of the city, and those of kits (``Shelf.papers``), come before ours."""
    paper: letterhead.Letterhead = app.extensions["letterhead"]
    templating.use_own(app, {**paper.templates, **of_kits})


def kept_documents() -> PdfCache:
    """The finished documents of this application."""
    kept: PdfCache = current_app.extensions["pdf_cache"]
    return kept


def document(
    template: str,
    *,
    kit: str = "",
    attachments: Sequence[PdfAttachment] = (),
    fillable: bool = False,
    **context: Any,
) -> Document:
    """The filled-in template ``<room>/print/<name>.html``; nothing is rendered yet.

    ``kit``: the id of the meeting's kit, whose own ``print/<name>.html`` comes first.
    """
    with speaking(SOURCE):
        html = templating.render(f"kits/{kit}/{template}", template, **context)
    return Document(html, tuple(attachments), fillable)


def joined(pieces: Iterable[Document]) -> Document:
    """One document of several pieces, see ``Document.more``; the first one gives the title."""
    first, *rest = pieces
    return replace(first, more=tuple(piece.html for piece in rest))


def pdf_of(wanted: Document, kept: PdfCache | None = None) -> bytes:
    """The document as PDF/UA-1 and PDF/A-3a. Raises ``PdfFailed`` and ``PdfTimeout``.

    ``kept``: the kept documents, for a thread that has no application context.
    """
    return (kept or kept_documents()).get(wanted, lambda: _rendered(wanted))


def _rendered(wanted: Document) -> bytes:
    if not wanted.more:
        return pdf.render_pdf(wanted.html, wanted.attachments, fillable=wanted.fillable)
    with ThreadPoolExecutor(max_workers=pdf.workers()) as side_by_side:
        pieces = side_by_side.map(pdf.render_pdf, (wanted.html, *wanted.more))
        return pdf.join_pdfs("", [Part("", piece) for piece in pieces])
