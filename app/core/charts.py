"""Small pictures of numbers as plain geometry; templates/components/chart.html draws them as SVG.

Everything is in units of the picture (``WIDTH`` wide, y grows downwards). What tells parts apart
is their look (full, hatched, empty, dotted; solid and dashed lines) and a label, never a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 400.0
TICKS = (0, 1, 2, 3, 7, 14, 21, 28, 42, 56, 84, 112, 168, 364, 728)
TICK_GAP = 26.0
LINE = 17.0
"""Least distance of two lines of text."""
BAR, GAP = 14.0, 9.0
CURVES = ("own", "first", "second", "third")


@dataclass(frozen=True)
class Box:
    """A bar or a part of one. ``look``: full, hatch, dots, empty, cross, lines or back."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Stroke:
    """A line through points. ``look``: one of ``CURVES``, axis, grid or mark."""

    points: tuple[tuple[float, float], ...]
    look: str

    @property
    def path(self) -> str:
        """The points as SVG writes them: 0,10 20,10"""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True)
class Text:
    """Words; ``y`` is their base line. ``anchor``: start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    look: str = ""


@dataclass(frozen=True)
class Drawing:
    """A whole picture."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Curve:
    """Numbers over the days before a meeting: (days before, number), the earliest day first.

    Between two points the number stays as it was: the curve has steps.
    """

    label: str
    points: tuple[tuple[int, int], ...]

    def at(self, days: int) -> int | None:
        """The number so many days before; 0 before the first point, None after the last."""
        if not self.points or days < self.points[-1][0]:
            return None
        return next((number for day, number in reversed(self.points) if day >= days), 0)


@dataclass(frozen=True)
class Part:
    """One piece of a bar: how many, and how it looks."""

    number: float
    look: str


@dataclass(frozen=True)
class Bar:
    """Pieces one after the other, and what stands behind them."""

    parts: tuple[Part, ...]
    words: str


@dataclass(frozen=True)
class Row:
    """Bars that belong together below one label; ``mark``: a wished number across them."""

    label: str
    bars: tuple[Bar, ...]
    mark: float | None = None


def nice_top(most: float) -> int:
    """The end of a scale: the next of 4, 10, 20, 40, 60, 80, 100, 200 … that holds the number."""
    if most <= 4:
        return 4
    decade = 10
    while most > 8 * decade:
        decade *= 10
    return next(step * decade for step in (1, 2, 4, 6, 8) if most <= step * decade)


def curves(lines: Sequence[Curve]) -> Drawing:
    """Up to four curves over the days before a meeting, each with its label on the right."""
    left, right, upper, lower = 34.0, 268.0, 12.0, 196.0
    span = max([7, *(curve.points[0][0] for curve in lines if curve.points)])
    top = nice_top(max([0, *(number for curve in lines for _, number in curve.points)]))

    def x_of(days: int) -> float:
        return round(right - days / span * (right - left), 1)

    def y_of(number: float) -> float:
        return round(lower - number / top * (lower - upper), 1)

    drawn = list(zip(lines, CURVES, strict=False))
    strokes = [Stroke(((left, y_of(at)), (right, y_of(at))), "grid") for at in (top / 2, top)]
    strokes.append(Stroke(((left, lower), (right, lower)), "axis"))
    texts = [Text(left - 6, y_of(at) + 4, f"{at:g}", "end") for at in (0, top / 2, top)]
    for days in _ticks(span, (right - left) / span):
        strokes.append(Stroke(((x_of(days), lower), (x_of(days), lower + 4)), "axis"))
        texts.append(Text(x_of(days), lower + 18, f"{days}", "middle"))
    texts.append(Text(left, lower + 36, "Tage vor dem Treffen"))
    for curve, look in drawn:
        if curve.points:
            points = [(x_of(curve.points[0][0]), lower)]
            points += [(x_of(days), y_of(number)) for days, number in curve.points]
            strokes.append(Stroke(_steps(points), look))
    ends = [y_of(curve.points[-1][1]) if curve.points else lower for curve, _ in drawn]
    for (curve, look), y in zip(drawn, spread(ends, LINE, upper, lower), strict=True):
        strokes.append(Stroke(((right + 10, y), (right + 34, y)), look))
        texts.append(Text(right + 40, y + 4, curve.label, look="strong" if look == "own" else ""))
    own = drawn[0][0].points if drawn else ()
    dots = ((x_of(own[-1][0]), y_of(own[-1][1])),) if own else ()
    return Drawing(WIDTH, lower + 42, strokes=tuple(strokes), dots=dots, texts=tuple(texts))


def _ticks(span: int, unit: float) -> list[int]:
    """Days that get a number on the axis, far enough apart."""
    chosen: list[int] = []
    for days in TICKS:
        if days <= span and (not chosen or (days - chosen[-1]) * unit >= TICK_GAP):
            chosen.append(days)
    return chosen


def _steps(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The same points with a corner before each rise."""
    corners = [points[0]]
    for (_, y), (next_x, next_y) in pairwise(points):
        corners += [(next_x, y), (next_x, next_y)]
    return tuple(dict.fromkeys(corners))


def spread(wanted: Sequence[float], gap: float, least: float, most: float) -> list[float]:
    """Heights near the wanted ones, at least ``gap`` apart, in the same order.

    They stay between ``least`` and ``most`` as long as there is room for all of them.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    floor = least
    for index in order:
        placed[index] = floor = max(wanted[index], floor)
        floor += gap
    ceiling = most
    for index in reversed(order):
        placed[index] = ceiling = max(least, min(placed[index], ceiling))
        ceiling -= gap
    return [round(y, 1) for y in placed]


def bars(rows: Sequence[Row], *, left: float = 128.0) -> Drawing:
    """Rows of lying bars on one scale, their words in a column on the right, marks across."""
    right = WIDTH - 88
    most = max([1.0, *(_reach(row) for row in rows)])
    boxes: list[Box] = []
    strokes: list[Stroke] = []
    texts: list[Text] = []
    y = 4.0
    for row in rows:
        middle = y + len(row.bars) * (BAR + 2) / 2
        texts.append(Text(0, middle + 3, row.label))
        begin = y
        for bar in row.bars:
            boxes += _pieces(bar, left, y, (right - left) / most)
            texts.append(Text(right + 10, y + BAR - 2.5, bar.words))
            y += BAR + 2
        if row.mark is not None:
            x = round(left + row.mark / most * (right - left), 1)
            strokes.append(Stroke(((x, begin - 3), (x, y + 1)), "mark"))
        y += GAP
    strokes.append(Stroke(((left, 0), (left, y)), "axis"))
    return Drawing(WIDTH, y, tuple(boxes), tuple(strokes), texts=tuple(texts))


def one_bar(parts: Sequence[Part], most: float, *, width: float = 240.0) -> Drawing:
    """One lying bar without words, for a row of a table; ``most`` fills the whole width."""
    boxes = _pieces(Bar(tuple(parts), ""), 0.5, 0.5, (width - 1) / max(most, 1))
    return Drawing(width, BAR + 1, tuple(boxes))


def _reach(row: Row) -> float:
    longest = max((sum(part.number for part in bar.parts) for bar in row.bars), default=0)
    return max(longest, row.mark or 0)


def _pieces(bar: Bar, left: float, y: float, unit: float) -> list[Box]:
    """The pieces of a bar that have a width at all."""
    found, x = [], left
    for part in bar.parts:
        width = part.number * unit
        if part.number > 0:
            found.append(Box(round(x, 1), y, round(width, 1), BAR, part.look))
        x += width
    return found


def sparkline(curve: Curve, *, width: float = 96.0, height: float = 24.0) -> Drawing:
    """One small curve without any words, for a row of a table."""
    span = max(7, curve.points[0][0]) if curve.points else 7
    top = max([1, *(number for _, number in curve.points)])
    points = [
        (
            round(2 + (span - days) / span * (width - 5), 1),
            round(height - 3 - number / top * (height - 6), 1),
        )
        for days, number in curve.points
    ]
    if not points:
        return Drawing(width, height)
    return Drawing(width, height, strokes=(Stroke(_steps(points), "own"),), dots=(points[-1],))
