"""Names in large type: how wide text is in the fonts of print, and the largest size that fits.

The lines are chosen here, from the widths in the fonts themselves, so that a printed name is never
cut and never wrapped once more. Lengths are millimetres, sizes of type are points.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from app.core.pdf_files import FILES

MM_PER_POINT = 25.4 / 72
_KERNING = 1.02
"""Pairs of letters may stand a little wider apart than the sum of their widths."""
_PARTS = re.compile(r"[^ ]+?[-‐–/](?=\w)|[^ ]+")
"""Words, and the parts of words that end with a hyphen."""

Width = Callable[[str], float]


@dataclass(frozen=True)
class Lettering:
    """A text as it is printed: its size and its lines."""

    points: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """Where a text stands. ``line_height``: distance of its lines, as a multiple of the size."""

    width: float
    height: float
    line_height: float = 1.2


def fitted(text: str, room: Room, sizes: Sequence[float], *, width: Width) -> Lettering | None:
    """The text in the first of these sizes in which it fits, broken at spaces and hyphens.

    ``text``: words with one space between them; ``width``: the width of a text in ems.
    None: it fits in none of the sizes.
    """
    found = _first(text, room, sizes, width, _wrapped)
    if found is None or len(found.lines) < 2:
        return found
    return Lettering(found.points, _even(text, found, _ems(room, found.points), width))


def fitted_anyhow(text: str, room: Room, sizes: Sequence[float], *, width: Width) -> Lettering:
    """Like ``fitted``, but words longer than a line are broken; in the last size always."""
    found = _first(text, room, sizes, width, _chopped)
    return found or Lettering(sizes[-1], _chopped(text, _ems(room, sizes[-1]), width))


def shortened(text: str, room: Room, points: float, *, width: Width) -> Lettering:
    """The text in this size; what does not fit is left out and "…" stands for it."""
    most = max(1, _lines_in(room, points))
    lines = list(_chopped(text, _ems(room, points), width))
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(last + "…") > _ems(room, points):
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,-") + "…"]
    return Lettering(points, tuple(lines))


def width_regular(text: str) -> float:
    """Width in ems in the regular font of print."""
    return _width("asset:NotoSans-Regular.woff2", text)


def width_bold(text: str) -> float:
    """Width in ems in the bold font of print."""
    return _width("asset:NotoSans-Bold.woff2", text)


def _width(font: str, text: str) -> float:
    try:
        widths = _widths(font)
    except FileNotFoundError:  # rendering will say so; until then every letter is a wide one
        return float(len(text))
    unknown = widths["?"]  # it stands for what the font lacks (pdf_worker)
    composed = unicodedata.normalize("NFC", text)
    return sum(widths.get(letter, unknown) for letter in composed) * _KERNING


@cache
def _widths(font: str) -> dict[str, float]:
    from fontTools.ttLib import TTFont

    with TTFont(FILES[font][0]) as opened:
        em, metrics = opened["head"].unitsPerEm, opened["hmtx"].metrics
        return {chr(code): metrics[name][0] / em for code, name in opened.getBestCmap().items()}


def _first(
    text: str,
    room: Room,
    sizes: Sequence[float],
    width: Width,
    lines_of: Callable[[str, float, Width], tuple[str, ...]],
) -> Lettering | None:
    whole, spaces = width(text), text.count(" ")
    for points in sizes:
        most, ems = _lines_in(room, points), _ems(room, points)
        if whole > most * ems + spaces * width(" "):  # not even without room left over
            continue
        lines = (text,) if whole <= ems else lines_of(text, ems, width)
        if text and len(lines) in range(1, most + 1):
            return Lettering(points, lines)
    return None


def _even(text: str, found: Lettering, ems: float, width: Width) -> tuple[str, ...]:
    """As many lines, about equally long: no line of one short word."""
    for tenths in range(3, 10):
        lines = _wrapped(text, ems * tenths / 10, width)
        if lines and len(lines) <= len(found.lines):
            return lines
    return found.lines


def _ems(room: Room, points: float) -> float:
    return room.width / (points * MM_PER_POINT)


def _lines_in(room: Room, points: float) -> int:
    return int(room.height / (points * MM_PER_POINT * room.line_height) + 1e-6)


def _wrapped(text: str, ems: float, width: Width) -> tuple[str, ...]:
    """The lines; none when a word is longer than a line."""
    lines: list[str] = []
    for part in _PARTS.finditer(text):
        joined = text[: part.start()].endswith(("-", "‐", "–", "/"))
        longer = f"{lines[-1]}{'' if joined else ' '}{part[0]}" if lines else part[0]
        if width(longer) <= ems:
            lines[-1:] = [longer]
        elif width(part[0]) <= ems:
            lines.append(part[0])
        else:
            return ()
    return tuple(lines)


def _chopped(text: str, ems: float, width: Width) -> tuple[str, ...]:
    """The lines, filled up letter by letter where a word is longer than a line."""
    pieces: list[str] = []
    for part in text.split(" "):
        piece = ""
        for letter in part:
            if piece and width(piece + letter) > ems and not unicodedata.combining(letter):
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return _wrapped(" ".join(pieces), ems, width)
