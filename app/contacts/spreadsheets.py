"""A file from a spreadsheet program as lines of text; whatever is in it, it stays text.

CSV in UTF-8, UTF-16 or Windows-1252 with semicolon, comma or tab; XLSX by openpyxl, read-only
(docs/decisions/0009-openpyxl.md). Everything else is refused with a sentence that says what to do.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.core.errors import RuleBroken
from app.core.words import date_short, number

MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_UNPACKED = 30_000_000
"""So many bytes an XLSX may hold when unpacked: 10,000 long lines need a tenth of it."""
MOST_PARTS = 200
LONGEST_CELL = 4000
FIELD = "file"
KINDS = {
    b"%PDF": "ein PDF",
    b"\xff\xd8\xff": "ein Bild",
    b"\x89PNG": "ein Bild",
    b"GIF8": "ein Bild",
    b"{\\rtf": "ein Textdokument",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old Excel files (.xls), and new ones that are locked with a password."""
SAVE_AS = "Speichern Sie die Tabelle als CSV oder als XLSX und lesen Sie diese Datei ein."
BROKEN = (
    "Datei: Die Excel-Datei ist beschädigt oder geschützt. Öffnen Sie sie in Ihrem "
    f"Tabellenprogramm. {SAVE_AS}"
)
LAST_ROW = 100_000
"""Nothing is looked for below this row of a sheet."""


@dataclass(frozen=True)
class Line:
    """One line: its number as the spreadsheet program shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The names of the columns, and the lines below; empty lines are left out."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(content: bytes) -> Sheet:
    """The table in a file. Raises ``RuleBroken`` for anything that is none."""
    if not content.strip():
        raise RuleBroken(
            "Datei: Sie fehlt oder ist leer. Wählen Sie eine Datei, oder fügen Sie Zeilen ein.",
            FIELD,
        )
    for mark, kind in KINDS.items():
        if content.startswith(mark):
            raise RuleBroken(f"Datei: Das ist {kind}, keine Tabelle. {SAVE_AS}", FIELD)
    if content.startswith(OLE):
        raise RuleBroken(
            "Datei: Das ist eine alte Excel-Datei, oder sie ist mit einem Kennwort geschützt. "
            f"Entfernen Sie das Kennwort. {SAVE_AS}",
            FIELD,
        )
    rows = _from_xlsx(content) if content.startswith(b"PK") else _from_csv(decode(content))
    return _with_header(rows)


def decode(content: bytes) -> str:
    """Bytes of a text file as text: byte order marks first, then UTF-8, then Windows-1252.

    Raises ``RuleBroken`` for what is no text in any of them.
    """
    try:
        text = _decoded(content)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise RuleBroken(f"Datei: Das ist keine lesbare Tabelle. {SAVE_AS}", FIELD)
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def delimiter_of(text: str) -> str:
    """Semicolon, comma or tab: whichever stands most often in the first line that says anything."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(";\t,", key=outside.count)


def _from_csv(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        yield from reader
    except csv.Error as fault:
        raise RuleBroken(
            f"Datei: Ab Zeile {number(reader.line_num)} ist sie nicht lesbar. Vermutlich fehlt "
            "ein Anführungszeichen. Prüfen Sie die Datei oder speichern Sie sie als XLSX.",
            FIELD,
        ) from fault


def _from_xlsx(content: bytes) -> Iterable[list[str]]:
    """The first sheet; formulas come as their text and are never reckoned."""
    _refuse_bomb(content)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and the like
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file itself says about its size may be wrong
            rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1, max_row=LAST_ROW)
            return [[_text(cell) for cell in row] for row in rows]
    except Exception as fault:  # a broken file makes the library stumble anywhere
        raise RuleBroken(BROKEN, FIELD) from fault


def _refuse_bomb(content: bytes) -> None:
    """Look at what the parts would unpack to before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise RuleBroken(BROKEN, FIELD) from fault
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RuleBroken(
            "Datei: Entpackt ist sie viel zu groß. Kopieren Sie nur die Liste in eine neue "
            "Tabelle und speichern Sie diese.",
            FIELD,
        )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, date | datetime):
        return date_short(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(getattr(cell, "text", cell))  # formulas over several cells are objects


def _with_header(rows: Iterable[list[str]]) -> Sheet:
    header: tuple[str, ...] = ()
    lines: list[Line] = []
    for line_number, row in enumerate(rows, start=1):
        cells = tuple(" ".join(cell[:LONGEST_CELL].split()) for cell in row)
        if not any(cells):
            continue
        if not header:
            header = _trimmed(cells)
            if len(header) > MOST_COLUMNS:
                raise RuleBroken(
                    f"Datei: Sie hat mehr als {MOST_COLUMNS} Spalten. Löschen Sie, was Sie nicht "
                    "brauchen.",
                    FIELD,
                )
            continue
        if len(lines) == MOST_ROWS:
            raise RuleBroken(
                f"Datei: Sie hat mehr als {number(MOST_ROWS)} Zeilen. Teilen Sie die Liste auf.",
                FIELD,
            )
        lines.append(Line(line_number, _trimmed(cells)))
    if not lines:
        raise RuleBroken(
            "Datei: Sie enthält keine Zeilen unter den Namen der Spalten. Wählen Sie eine andere.",
            FIELD,
        )
    return Sheet(header, tuple(lines))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty cells at the end."""
    length = max((index for index, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[:length]
