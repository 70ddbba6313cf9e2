"""Inside a render worker: HTML becomes an accessible PDF. The web process never imports this file.

WeasyPrint lays out and tags, ``pdf_finish`` mends what it leaves open. Nothing outside our own
table of files is ever read.
"""

import base64
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.core.pdf_files import FILES, PdfAttachment
from app.core.pdf_finish import finish
from app.core.pdf_tree import mark_elements

# Signs that choose between the pictures of a character. Like joiners and direction marks they have
# no picture of their own: where a font lacks them they are dropped and not shown as "?".
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_REPLACEMENT = "?"
_OTHERWISE = {0x2010: "-", 0x2028: " ", 0x2029: " ", 0x85: " "}
"""U+2010 ends lines only; line ends of other systems have no picture, whatever the font says."""
_LAYOUT = " \t\n\r\f"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
PICTURES: dict[str, tuple[bytes, str]] = {}
"""What documents may read beside ``FILES``: logo and styles of the city, checked at the start."""
_INSIDE = "data:image/jpeg;base64,"
_READ_ALOUD = ("alt", "title", "content")

mark_elements()


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Knows ``FILES`` and ``PICTURES`` by name; every other address stops the rendering (I-8).

    A JPEG may also stand in the document itself: photos of minutes do.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.refused = ""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The named file, or ``FatalURLFetchingError``."""
        if url.startswith(_INSIDE):
            data = base64.b64decode(url.removeprefix(_INSIDE))
            return URLFetcherResponse("", data, {"Content-Type": "image/jpeg"})
        if url not in FILES and url not in PICTURES:
            self.refused = f"Diese Adresse darf ein Dokument nicht lesen: {url}"
            raise FatalURLFetchingError(self.refused)
        data, mime = PICTURES[url] if url in PICTURES else _file(url)
        return URLFetcherResponse(url, data, {"Content-Type": mime})


@dataclass(frozen=True)
class Renderer:
    """What one worker keeps warm: the fonts and the characters that both of them can show."""

    fonts: FontConfiguration
    shown: frozenset[int]


@cache
def _file(url: str) -> tuple[bytes, str]:
    path, mime = FILES[url]
    return path.read_bytes(), mime


@cache
def renderer() -> Renderer:
    """Load the fonts once. Raises FileNotFoundError with the path when one is not there."""
    shown = [
        set(TTFont(BytesIO(_file(url)[0])).getBestCmap()) for url in FILES if url.endswith(".woff2")
    ]
    return Renderer(FontConfiguration(), frozenset(set.intersection(*shown)))


def warm_up() -> None:
    """One throw-away document: fonts, Pango and the finishing step are loaded afterwards."""
    render(
        '<html lang="de"><title>Probe</title><link rel="stylesheet" href="asset:print.css">'
        "<h1>Probe</h1><table><thead><tr><th>A</table><p><b>Straße</b>"
    )


def render(html: str, attachments: Sequence[PdfAttachment] = (), fillable: bool = False) -> bytes:
    """The finished PDF (PDF/UA-1 and PDF/A-3a). The same input gives the same bytes.

    ``fillable``: with form fields, which PDF/A does not allow; then it is PDF/UA-1 alone.
    """
    warm = renderer()
    files = OwnFiles()
    source = HTML(string=html, url_fetcher=files)
    _replace_unknown(source.etree_element.iter(), warm.shown)
    data = source.write_pdf(
        font_config=warm.fonts,
        pdf_variant="pdf/ua-1" if fillable else "pdf/a-3a",
        pdf_forms=fillable,
        attachments=[_attachment(attachment) for attachment in attachments],
    )
    if files.refused:  # inside an SVG WeasyPrint would leave the picture out without a word
        raise FatalURLFetchingError(files.refused)
    links = {
        element.get("href"): "".join(element.itertext()).strip()
        for element in source.etree_element.iter("a")
    }
    return finish(data, links, {attachment.name: attachment.mime for attachment in attachments})


def _attachment(attachment: PdfAttachment) -> Attachment:
    return Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        relationship="Alternative",
        url_fetcher=OwnFiles(),
    )


def _replace_unknown(elements: Iterable[Any], shown: frozenset[int]) -> None:
    """Replace what the fonts cannot show in all texts of the document, in place."""
    for element in elements:
        if element.text:
            element.text = showable(element.text, shown)
        if element.tail:
            element.tail = showable(element.tail, shown)
        for name in _READ_ALOUD:
            if value := element.get(name):
                element.set(name, showable(value, shown))


def showable(text: str, shown: frozenset[int]) -> str:
    """The text in composed form; characters that a font lacks become "?", invisible ones go."""
    if text.isascii() and not _CONTROLS.search(text):
        return text
    text = unicodedata.normalize("NFC", text).translate(_OTHERWISE)
    return "".join(c if ord(c) in shown or c in _LAYOUT else _stand_in(c) for c in text)


def _stand_in(character: str) -> str:
    if character.isspace():
        return " "
    invisible = unicodedata.category(character) in ("Cf", "Cc") or ord(character) in _SELECTORS
    return "" if invisible else _REPLACEMENT
