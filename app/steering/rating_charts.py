"""The spread of points as a picture: each total a dot on a line, the average a mark across."""

from collections import Counter
from collections.abc import Sequence

from app.core.charts import WIDTH, Drawing, Stroke, Text
from app.core.words import count
from app.steering.rating_rules import Result, decimal

LEFT, RIGHT = 78.0, WIDTH - 12
STACK = 8.0
"""Dots of the same total stand this far apart, one above the other."""
LEAST_ROW = 30.0
FOOT = 22.0


def strips(rows: Sequence[tuple[str, Result]], most: int) -> Drawing:
    """One line for each idea, on one scale from 0 to ``most`` points. ``rows``: label, result."""
    unit = (RIGHT - LEFT) / max(most, 1)
    dots: list[tuple[float, float]] = []
    strokes: list[Stroke] = []
    texts: list[Text] = []
    y = 0.0
    for label, result in rows:
        stacks = Counter(result.totals)
        height = max(LEAST_ROW, max(stacks.values(), default=0) * STACK + 14)
        base = y + height - 6
        texts.append(Text(0, base, label))
        strokes.append(Stroke(((LEFT, base), (RIGHT, base)), "grid"))
        if result.average is not None:
            x = round(LEFT + float(result.average) * unit, 1)
            strokes.append(Stroke(((x, y + 2), (x, base + 5)), "mark"))
        dots += [
            (round(LEFT + total * unit, 1), round(base - 5 - place * STACK, 1))
            for total, number in sorted(stacks.items())
            for place in range(number)
        ]
        y += height
    strokes.append(Stroke(((LEFT, y), (RIGHT, y)), "axis"))
    texts += [
        Text(round(LEFT + step * unit, 1), y + 17, str(step), "middle") for step in _steps(most)
    ]
    return Drawing(WIDTH, y + FOOT, strokes=tuple(strokes), dots=tuple(dots), texts=tuple(texts))


def _steps(most: int) -> list[int]:
    step = max(1, most // 5)
    return [*range(0, most - step + 1, step), most]


def says(rows: Sequence[tuple[str, Result]]) -> str:
    """The picture in words: each idea with lowest, highest and average total."""
    return " ".join(f"{label}: {_words(result)}." for label, result in rows)


def _words(result: Result) -> str:
    if not result.totals:
        return "keine Bewertung"
    number = count(result.number, "Bewertung", "Bewertungen")
    low, high = result.totals[0], result.totals[-1]
    return f"{low} bis {high} Punkte, Durchschnitt {decimal(result.average)}, {number}"
