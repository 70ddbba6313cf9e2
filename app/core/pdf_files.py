"""What travels between the web process and its render workers, and the files that both know."""

from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).resolve().parent.parent
_NOTO = APP.parent / "node_modules/@kern-ux/native/dist/fonts/noto-sans"

# All that a document can read, by the name that templates use. Nothing else is ever opened (I-8).
FILES: dict[str, tuple[Path, str]] = {
    **{f"asset:{path.name}": (path, "text/css") for path in (APP / "static/print").glob("*.css")},
    "asset:NotoSans-Regular.woff2": (_NOTO / "NotoSans-Regular.woff2", "font/woff2"),
    "asset:NotoSans-Bold.woff2": (_NOTO / "NotoSans-Bold.woff2", "font/woff2"),
}


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF. ``description``: in German, for people who cannot see the icon."""

    name: str
    data: bytes
    mime: str
    description: str


@dataclass(frozen=True)
class Document:
    """A page for the press: HTML after ``layouts/print.html``, and the files that go inside.

    ``fillable``: its form fields can be filled in on a screen; then it is PDF/UA but not PDF/A.
    ``more``: the rest of a long document, in pieces that begin on pages of their own; they are
    laid out side by side and joined.
    """

    html: str
    attachments: tuple[PdfAttachment, ...] = ()
    fillable: bool = False
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A finished document on its way into a pack, and how many times it is wanted.

    ``title`` of its bookmark; empty: none.
    """

    title: str
    data: bytes
    copies: int = 1


class RenderFault(Exception):
    """What went wrong in a worker, as text: the error itself would need its library here."""


@dataclass(frozen=True)
class Picture:
    """Bytes and type, ready for a render worker."""

    data: bytes
    mime: str
