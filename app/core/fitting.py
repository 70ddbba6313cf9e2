"""Large type that fits: how big a text can stand on a card, a sign or a poster.

A guess from the letters alone, on the safe side; the text itself is never cut.
"""

import re

STEPS = (64, 52, 42, 34, 28, 23, 19, 16, 13, 11, 9, 8, 7, 6, 5, 4, 3)
"""Sizes of type. The classes ``t-64`` … ``t-3`` of fitting.css are 64 … 3 times their base."""
LINE_HEIGHT = 1.2
LONGEST_WORD = 45
"""Letters of a word that is rather set smaller than broken."""

_NARROW = frozenset("ijlrtfIJıłŁ .,:;!|'’‚()[]{}/-·")
_BREAK = re.compile(r"(?<= )|(?<=\w-)(?=[^\W\d])")
_WIDE = frozenset("mwMWÆŒæœ@%—…")


def fitting_size(text: str, width: float, height: float, largest: int = STEPS[0]) -> int:
    """The largest step, at most ``largest``, at which the text fits into width times height.

    ``width``, ``height``: in the unit of the steps. What fits at no step gets the smallest.
    """
    longest = max((_width(part) for part in _parts(text) if len(part) <= LONGEST_WORD), default=0)
    for size in STEPS:
        low = _lines(text, width / size) * size * LINE_HEIGHT <= height
        if size <= largest and low and longest * size <= width:
            return size
    return STEPS[-1]


def _lines(text: str, room: float) -> int:
    """How many lines of ``room`` ems the text takes; a word longer than a line is broken."""
    return sum(_lines_of_paragraph(line, room) for line in text.splitlines()) or 1


def _lines_of_paragraph(text: str, room: float) -> int:
    lines, used, spaces = 1, 0.0, 0.0
    for part in _parts(text):
        width = _width(part.rstrip())
        gap = spaces
        spaces = _width(" ") if part.endswith(" ") else 0.0
        if used + gap + width <= room:
            used += gap + width
            continue
        lines += bool(used) + int(width // max(room - 1, 1))
        used = width % room
    return lines


def _parts(text: str) -> list[str]:
    """What stands unbroken on a line: words, and their parts where a hyphen joins letters."""
    return _BREAK.split(" ".join(text.split()))


def _width(text: str) -> float:
    """Of bold letters, in ems."""
    return sum(_letter(letter) for letter in text)


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.43
    if letter in _WIDE or _beyond_latin(ord(letter)):
        return 1.0
    return 0.81 if letter.isupper() else 0.66


def _beyond_latin(code: int) -> bool:
    return code >= 0x370 and not 0x1E00 <= code < 0x1F00
