"""Documents for print: a template and what stands in it, in; the bytes of a PDF, out."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app

from app.core import templating
from app.core.pdf import render_pdf
from app.core.pdf_cache import PdfCache
from app.core.pdf_files import Document, PdfAttachment
from app.core.settings import ROOT
from app.core.settings_sections import Settings


def init_app(app: Flask) -> None:
    """Give the application its kept documents."""
    settings: Settings = app.extensions["settings"]
    wanted = settings.pdf
    folder = ROOT / wanted.cache_folder
    app.extensions["pdf_cache"] = PdfCache(folder, wanted.cache_hours, wanted.cache_megabytes)


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
    html = templating.render(template, **context)
    return Document(html, tuple(attachments), fillable)


def pdf_of(wanted: Document, kept: PdfCache | None = None) -> bytes:
    """The document as PDF/UA-1 and PDF/A-3a. Raises ``PdfFailed`` and ``PdfTimeout``.

    ``kept``: the kept documents, for a thread that has no application context.
    """
    return (kept or kept_documents()).get(
        wanted, lambda: render_pdf(wanted.html, wanted.attachments, fillable=wanted.fillable)
    )
