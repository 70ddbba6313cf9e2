"""What travels between the web process and its render workers, and the files that both know."""

from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).resolve().parent.parent
_NOTO = APP.parent / "node_modules/@kern-ux/native/dist/fonts/noto-sans"

# All that a document can read, by the name that templates use. Nothing else is ever opened (I-8).
FILES: dict[str, tuple[Path, str]] = {
    "asset:print.css": (APP / "static/print/print.css", "text/css"),
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


class RenderFault(Exception):
    """What went wrong in a worker, as text: its own errors would need WeasyPrint here."""
