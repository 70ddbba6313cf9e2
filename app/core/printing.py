"""Documents for print: a template and what stands in it, in; the bytes of a PDF, out."""

from collections.abc import Sequence
from typing import Any

from app.core import templating
from app.core.pdf import render_pdf
from app.core.pdf_files import Document, PdfAttachment


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


def pdf_of(wanted: Document) -> bytes:
    """The document as PDF/UA-1 and PDF/A-3a. Raises ``PdfFailed`` and ``PdfTimeout``."""
    return render_pdf(wanted.html, wanted.attachments)
