"""The city's letterhead: what [print] of config.toml and the folder named there hold, checked.

Read once at the start. What is wrong stops the start with file, place and remedy.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core import print_templates
from app.core.errors import LogoFault, SettingsFault
from app.core.pdf_files import Picture
from app.core.settings import ROOT
from app.core.settings_sections import Print

LOGO = "asset:logo"
STYLES = "asset:city.css"
STYLES_FILE = "print.css"
TEMPLATES = "templates"
MOST_BYTES = 200 * 1024
LEAST_CONTRAST = 4.5
_FOREIGN = {"url", "src", "image", "image-set", "attr"}


@dataclass(frozen=True)
class Letterhead:
    """``pictures``: logo and styles by the names that documents use. ``templates``: by name."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)

    def fingerprint(self) -> bytes:
        """Changes with everything that makes documents look otherwise beside their HTML."""
        known = hashlib.sha256()
        for name, picture in sorted(self.pictures.items()):
            known.update(b"%b %d\n" % (name.encode(), len(picture.data)) + picture.data)
        return known.digest()


def read(wanted: Print) -> Letterhead:
    """The letterhead of these settings. Raises ``SettingsFault`` with all that is wrong."""
    reader = _Reader(wanted)
    made = reader.read()
    if reader.problems:
        raise SettingsFault(reader.problems)
    return made


class _Reader:
    """Collects all faults, so that one look tells everything."""

    def __init__(self, wanted: Print) -> None:
        self.wanted = wanted
        self.folder = ROOT / wanted.folder
        self.problems: list[str] = []

    def read(self) -> Letterhead:
        self.problems += _accent_faults(self.wanted.accent)
        if not self.wanted.folder:
            if self.wanted.logo:
                self._add("print.logo", "Der Ordner dazu fehlt.", "Bitte setzen Sie print.folder.")
            return Letterhead(self._colors())
        if not self.folder.is_dir():
            self._add(
                f"print.folder = {self.wanted.folder!r}",
                f"Den Ordner {self.folder} gibt es nicht.",
                "Bitte prüfen Sie den Pfad.",
            )
            return Letterhead()
        pictures = self._colors(self._styles())
        if logo := self._logo():
            pictures[LOGO] = logo
        return Letterhead(pictures, self._templates())

    def _colors(self, styles: str = "") -> dict[str, Picture]:
        """What comes after our own stylesheets, when there is anything."""
        if self.wanted.accent == Print().accent and not styles:
            return {}
        text = f"html {{ --accent: {self.wanted.accent} }}\n{styles}"
        return {STYLES: Picture(text.encode(), "text/css")}

    def _add(self, place: str, problem: str, remedy: str) -> None:
        self.problems.append(f"{place}: {problem} {remedy}")

    def _logo(self) -> Picture | None:
        name = self.wanted.logo
        if not name:
            return None
        if Path(name).name != name:
            problem = "Das ist kein Name einer Datei im Ordner print.folder."
            self._add(f"print.logo = {name!r}", problem, 'Beispiel: logo = "logo.svg".')
            return None
        if not self.wanted.logo_text.strip():
            problem = "Der Text für Menschen, die das Logo nicht sehen, fehlt."
            self._add("print.logo_text", problem, 'Beispiel: logo_text = "Stadt Bielefeld".')
        from app.core.logo import read_logo

        try:
            return read_logo(self.folder / name)
        except LogoFault as fault:
            self.problems.append(f"{self.folder / name}: {fault}")
            return None

    def _styles(self) -> str:
        """The stylesheet of the city, checked; empty when it has none."""
        file = self.folder / STYLES_FILE
        if not file.is_file():
            return ""
        text = self._text(file)
        for line, problem in _style_faults(text):
            remedy = "Bitte ändern oder löschen Sie diese Angabe."
            self._add(f"{file}, Zeile {line}", problem, remedy)
        return text

    def _templates(self) -> dict[str, str]:
        """The checked templates by name; a wrong one is told and left out."""
        root = self.folder / TEMPLATES
        files = sorted(file for file in root.rglob("*") if file.is_file())
        found = {
            str(file.relative_to(root)): file
            for file in files
            if not any(part.startswith(".") for part in file.relative_to(root).parts)
        }
        texts = {name: self._text(file) for name, file in found.items()}
        for name, text in texts.items():
            for slip in self._slips(name, text, texts):
                place = f"{found[name]}, {slip.place}" if slip.place else str(found[name])
                self._add(place, slip.problem, slip.remedy)
        return texts

    def _slips(
        self, name: str, text: str, texts: Mapping[str, str]
    ) -> Iterator[print_templates.Slip]:
        names = print_templates.known()
        if name not in names:
            yield print_templates.unknown(name, list(names))
            return
        yield from print_templates.slips(text, texts)

    def _text(self, file: Path) -> str:
        """The text of a file with plain line ends; empty with a fault when it cannot be read."""
        try:
            if file.stat().st_size > MOST_BYTES:
                self._add(str(file), "Die Datei ist größer als 200 kB.", "Bitte kürzen Sie sie.")
                return ""
            return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            problem = "Die Datei ist nicht in UTF-8 gespeichert."
            self._add(str(file), problem, "Bitte speichern Sie sie mit der Kodierung UTF-8.")
        except OSError as fault:
            problem = f"Die Datei ist nicht lesbar ({fault.strerror})."
            self._add(str(file), problem, "Bitte prüfen Sie die Rechte.")
        return ""


def _accent_faults(color: str) -> Iterator[str]:
    found = contrast_on_white(color)
    if found < LEAST_CONTRAST:
        shown = f"{found:.1f}".replace(".", ",")
        yield (
            f"print.accent = {color!r}: zu hell für weißes Papier (Kontrast {shown} : 1, nötig "
            "sind 4,5 : 1). Bitte wählen Sie eine dunklere Farbe."
        )


def contrast_on_white(color: str) -> float:
    """The contrast of ``#rrggbb`` with white, 1 to 21 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _style_faults(text: str) -> Iterator[tuple[int, str]]:
    """Line and problem of all that a stylesheet must not hold, or that cannot be read."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in ("import", "font-face"):
            yield rule.source_line, f"@{rule.lower_at_keyword} würde eine andere Datei laden."
        for node in _nodes(rule):
            if node.type == "error":
                yield node.source_line, f"Die Schreibweise stimmt nicht ({node.message})."
            elif node.type == "url" or (node.type == "function" and node.lower_name in _FOREIGN):
                yield (
                    node.source_line,
                    "Verweise wie url(…) auf andere Dateien liest ein Druck nie.",
                )


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for part in ("prelude", "content", "arguments"):
        for inner in getattr(node, part, None) or ():
            yield from _nodes(inner)
