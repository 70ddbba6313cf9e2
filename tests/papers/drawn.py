"""What a page draws: each text with its place, its mark and the frame that may cut it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

SAME: Matrix = (1, 0, 0, 1, 0, 0)
BELOW, ABOVE = -0.21, 0.72
"""How far letters reach from the base line, in parts of their size."""
SHOW_TEXT = {"Tj", "TJ", "'", '"'}
PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "INLINE IMAGE"}
END_PATH = (PAINT | {"n"}) - {"sh", "INLINE IMAGE"}
GAP = 150
"""A gap between glyphs that readers take for a space, in thousandths of the size."""


@dataclass(frozen=True)
class Text:
    """One text operator. ``box`` and ``clip``: left, bottom, right, top in points."""

    text: str
    mark: int | None
    artifact: bool
    box: Box
    clip: Box
    codes: tuple[int, ...]


@dataclass
class Drawn:
    """All of one page."""

    box: Box
    texts: list[Text] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    fonts: dict[str, pikepdf.Object] = field(default_factory=dict)

    def words(self, mark: int) -> str:
        """The text of one marked content."""
        return "".join(text.text for text in self.texts if text.mark == mark)


@dataclass
class Font:
    """What is needed to read a text: two bytes a glyph, its width and its characters."""

    widths: dict[int, float]
    usual: float
    characters: dict[int, str]


@dataclass
class State:
    """What q keeps and Q brings back."""

    matrix: Matrix
    clip: Box
    font: Font | None = None
    size: float = 0


def drawn(page: pikepdf.Page) -> Drawn:
    """Read a page. Nothing of the PDF may be closed before."""
    edges = [float(edge) for edge in page.mediabox]
    box = (edges[0], edges[1], edges[2], edges[3])
    found = Drawn(box)
    _Reader(found).read(page, page.obj.get("/Resources", {}), State(SAME, box), [])
    return found


class _Reader:
    def __init__(self, found: Drawn) -> None:
        self.found = found
        self.fonts: dict[str, Font] = {}

    def read(self, source: Any, resources: Any, state: State, tags: list[int | str]) -> None:
        """One content stream; ``tags``: marked content around, a number or a kind."""
        kept: list[State] = []
        path: list[tuple[float, float]] = []
        line = text = SAME
        clips = False
        for instruction in pikepdf.parse_content_stream(source):
            operands, name = instruction.operands, str(instruction.operator)
            if name == "q":
                kept.append(State(state.matrix, state.clip, state.font, state.size))
            elif name == "Q":
                state = kept.pop()
            elif name == "cm":
                state.matrix = times(_matrix(operands), state.matrix)
            elif name in ("BMC", "BDC"):
                tags.append(_tag(operands, resources))
                if isinstance(tags[-1], int):
                    self.found.marks.append(tags[-1])
            elif name == "EMC":
                tags.pop()
            elif name in ("m", "l", "c", "v", "y", "re"):
                path += [at(x, y, state.matrix) for x, y in _points(name, operands)]
            elif name in ("W", "W*"):
                clips = True
            elif name == "BT":
                line = text = SAME
            elif name == "Tm":
                line = text = _matrix(operands)
            elif name in ("Td", "TD"):
                line = text = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
            elif name == "Tf":
                state.font, state.size = self._font(resources, operands[0]), float(operands[1])
            elif name in SHOW_TEXT:
                self._loose(name, tags)
                text = self._show(operands[-1], text, state, tags)
            elif name == "Do":
                self._draw(resources.XObject[operands[0]], resources, state, tags)
            if name in END_PATH:
                if clips:
                    state.clip = common(state.clip, around(path))
                path, clips = [], False
            if name in PAINT:
                self._loose(name, tags)

    def _loose(self, name: str, tags: list[int | str]) -> None:
        if not any(isinstance(tag, int) or tag == "/Artifact" for tag in tags):
            self.found.loose.append(name)

    def _draw(self, form: Any, resources: Any, state: State, tags: list[int | str]) -> None:
        if form.Subtype == "/Form":
            matrix = times(_matrix(form.get("/Matrix", SAME)), state.matrix)
            inside = State(matrix, state.clip, state.font, state.size)
            self.read(form, form.get("/Resources", resources), inside, tags)
        else:
            self._loose("Do", tags)

    def _font(self, resources: Any, name: Any) -> Font:
        key = str(resources.Font[name].objgen) + str(name)
        if key not in self.fonts:
            self.fonts[key] = read_font(resources.Font[name])
            self.found.fonts[key] = resources.Font[name]
        return self.fonts[key]

    def _show(self, shown: Any, place: Matrix, state: State, tags: list[int | str]) -> Matrix:
        """Note the text and its box. Returns the place behind it."""
        font = state.font
        assert font is not None
        parts = list(shown) if isinstance(shown, pikepdf.Array) else [shown]
        at_x, ends, words, codes = 0.0, [], "", []
        for part in parts:
            if not isinstance(part, pikepdf.String):
                at_x -= float(part)
                words += " " if -float(part) > GAP and not words.endswith(" ") else ""
                continue
            for code in _codes(bytes(part)):
                characters = font.characters.get(code, "\ufffd")
                width = font.widths.get(code, font.usual)
                if characters.strip():
                    ends += [at_x, at_x + width]
                at_x, words = at_x + width, words + characters
                codes.append(code)
        scale = state.size / 1000
        whole = times(place, state.matrix)
        left, right = (min(ends) * scale, max(ends) * scale) if ends else (0, 0)
        low, high = (BELOW * state.size, ABOVE * state.size) if ends else (0, 0)
        corners = [at(x, y, whole) for x in (left, right) for y in (low, high)]
        marks = [tag for tag in tags if isinstance(tag, int)]
        self.found.texts.append(
            Text(
                words,
                marks[-1] if marks else None,
                "/Artifact" in tags,
                around(corners),
                state.clip,
                tuple(codes),
            )
        )
        return times((1, 0, 0, 1, at_x * scale, 0), place)


# --- fonts ----------------------------------------------------------------------------------------


def read_font(font: pikepdf.Object) -> Font:
    """Widths and characters of a composite font."""
    below = font.DescendantFonts[0] if "/DescendantFonts" in font else pikepdf.Dictionary()
    to_unicode = font.ToUnicode.read_bytes().decode() if "/ToUnicode" in font else ""
    return Font(_widths(below.get("/W", [])), float(below.get("/DW", 1000)), characters(to_unicode))


def _widths(listed: Any) -> dict[int, float]:
    """``/W``: first [width …] or first last width."""
    widths: dict[int, float] = {}
    rest = list(listed)
    while rest:
        first, second = int(rest.pop(0)), rest.pop(0)
        if isinstance(second, pikepdf.Array):
            widths |= {first + n: float(width) for n, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(rest.pop(0)))
    return widths


def characters(to_unicode: str) -> dict[int, str]:
    """What each glyph stands for, from the text of a ToUnicode map."""
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", to_unicode, re.S):
        for code, value in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            found[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", to_unicode, re.S):
        for first, last, value in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for n in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + n] = chr(int(value, 16) + n)
    return found


def _codes(data: bytes) -> Iterator[int]:
    for place in range(0, len(data) - 1, 2):
        yield data[place] << 8 | data[place + 1]


# --- places ---------------------------------------------------------------------------------------


def _tag(operands: Any, resources: Any) -> int | str:
    if len(operands) > 1:
        facts = operands[1]
        if isinstance(facts, pikepdf.Name):
            facts = resources.Properties[facts]
        if "/MCID" in facts:
            return int(facts.MCID)
    return str(operands[0])


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands)
    return a, b, c, d, e, f


def _points(name: str, operands: Any) -> Iterator[tuple[float, float]]:
    numbers = [float(number) for number in operands]
    if name == "re":
        x, y, width, height = numbers
        yield from ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
    else:
        yield from zip(numbers[::2], numbers[1::2], strict=True)


def times(first: Matrix, second: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = first
    A, B, C, D, E, F = second
    return (
        a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E,
        e * B + f * D + F,
    )  # fmt: skip


def at(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: list[tuple[float, float]]) -> Box:
    """The box around points; an empty path frames nothing."""
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)


def common(one: Box, other: Box) -> Box:
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip


def inside(box: Box, frame: Box, slack: float = 0.5) -> bool:
    """Whether the box lies in the frame, with some slack in points."""
    return (
        box[0] >= frame[0] - slack
        and box[1] >= frame[1] - slack
        and box[2] <= frame[2] + slack
        and box[3] <= frame[3] + slack
    )
