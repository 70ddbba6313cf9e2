"""Where the lines of a name badge stand on its label, and how large they are: plain values.

Lengths are millimetres, sizes of type are points. The first name stands on a line that is the same
on all badges and grows upwards from there, the surname grows downwards.
"""

import re
from dataclasses import dataclass

from app.core.label_sheets import EDGE
from app.core.lettering import (
    Lettering,
    Room,
    fitted,
    fitted_anyhow,
    shortened,
    width_bold,
    width_regular,
)
from app.core.settings_sections import LabelSheet

FIRST_NAME = (28, 26, 24, 22, 20, 18, 16, 14, 12, 11)
SURNAME = (18, 17, 16, 15, 14, 13, 12, 11, 10, 9)
ORGANISATION = (11, 10, 9, 8, 7.5, 7)
SMALL = (11, 10, 9, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4, 3.5, 3, 2.5)
"""For names that are longer than anybody expects: they are never cut."""
FRAME = 1.2
"""How broad the frame of the pitch teams is."""
FREE = 2.8
"""Between the frame and what stands inside."""
WORD_ENDS = EDGE + FRAME + 3.4
"""Where the word in the frame ends, from the upper edge of the label."""
MARK = 16.0
"""How wide the mark is that asks for no photos."""
TITLES = frozenset(
    {"dr", "prof", "professor", "professorin", "dr.-ing", "dipl.-ing", "herr", "frau"}
)
SHORT_TITLES = frozenset(
    {
        "med",
        "rer",
        "nat",
        "phil",
        "jur",
        "pol",
        "h",
        "c",
        "hc",
        "em",
        "apl",
        "pd",
        "mag",
        "dipl",
        "ing",
    }
)
"""Titles only with a full stop: without it they are names of people."""
_ABBREVIATED = re.compile(r"\b(\w\.) (?=\w)")
"""e. V., z. B.: never on two lines."""


@dataclass(frozen=True)
class Bands:
    """Upper and lower ends of the parts of a label, from its upper edge."""

    side: float
    first: tuple[float, float]
    surname: tuple[float, float]
    foot: tuple[float, float]

    def room(self, band: tuple[float, float], sheet: LabelSheet, *, less: float = 0) -> Room:
        """What may be filled with type."""
        return Room(sheet.width_mm - 2 * self.side - less, band[1] - band[0])


@dataclass(frozen=True)
class Badge:
    """One badge as it is printed."""

    first: Lettering
    surname: Lettering
    organisation: Lettering
    no_photo: bool
    in_team: bool

    @property
    def sizes(self) -> tuple[float, float, float]:
        return self.first.points, self.surname.points, self.organisation.points


def bands_of(sheet: LabelSheet) -> Bands:
    """The parts of a label of this sheet; above them there is room for the frame and its word."""
    height, side = sheet.height_mm, EDGE + FRAME + FREE
    first, surname = (0.15 * height, 0.47 * height), (0.48 * height, 0.71 * height)
    return Bands(side, first, surname, (0.73 * height, height - EDGE - FRAME - 1))


def badge_for(
    first_name: str,
    last_name: str,
    organisation: str,
    sheet: LabelSheet,
    *,
    no_photo: bool = False,
    in_team: bool = False,
) -> Badge:
    """The badge of a person, without titles; the surname is the large one where nothing else is."""
    bands = bands_of(sheet)
    large, small = without_title(first_name), without_title(last_name)
    if not large:
        large, small = small, ""
    top, bottom = bands.first
    top = max(top, WORD_ENDS) if in_team else top
    return Badge(
        _name(large, bands.room((top, bottom), sheet), FIRST_NAME, bold=True),
        _name(small, bands.room(bands.surname, sheet), SURNAME, bold=False),
        _organisation(
            _unbroken(organisation),
            bands.room(bands.foot, sheet, less=MARK + 2 if no_photo else 0),
        ),
        no_photo,
        in_team,
    )


def heading_for(forum: str, sheet: LabelSheet) -> Lettering:
    """The name of the forum above the lines of a badge to write on."""
    room = Room(sheet.width_mm - 2 * bands_of(sheet).side, 0.2 * sheet.height_mm)
    return fitted_anyhow(forum, room, SMALL, width=width_bold)


def without_title(name: str) -> str:
    """The name without the titles in front of it, unless nothing else stands there."""
    words = name.split()
    while len(words) > 1 and _is_title(words[0].casefold()):
        words = words[1:]
    return " ".join(words)


def _is_title(word: str) -> bool:
    bare = word.rstrip(".")
    return bare in TITLES or (word != bare and bare in SHORT_TITLES)


def _unbroken(organisation: str) -> str:
    return _ABBREVIATED.sub("\\1\N{NO-BREAK SPACE}", " ".join(organisation.split()))


def _name(text: str, room: Room, sizes: tuple[float, ...], *, bold: bool) -> Lettering:
    width = width_bold if bold else width_regular
    return fitted(text, room, sizes, width=width) or fitted_anyhow(text, room, SMALL, width=width)


def _organisation(text: str, room: Room) -> Lettering:
    found = fitted(text, room, ORGANISATION, width=width_regular)
    return found or shortened(text, room, ORGANISATION[-1], width=width_regular)


# --- place cards: A4 on its side, each card folded in its middle ----------------------------------

PLACE_NAME = (96, 84, 72, 64, 56, 50, 44, 40, 36, 32, 28, 24, 20)
PLACE_BELOW = (40, 36, 32, 28, 24, 20, 18, 16, 14, 12)
PLACE_SMALL = (18, 16, 14, 12, 10, 9, 8, 7, 6)
PAPER = (297.0, 210.0)


@dataclass(frozen=True)
class PlaceCard:
    """One half of a place card, as it is printed twice."""

    name: Lettering
    below: Lettering


def card_size(across: int, down: int) -> tuple[float, float]:
    """Width and height of the half of a card, when so many stand on a sheet."""
    return PAPER[0] / across, PAPER[1] / down / 2


def place_card_for(name: str, below: str, size: tuple[float, float]) -> PlaceCard:
    """The card of a person; ``below``: the function or the organisation."""
    room = Room(size[0] * 0.84, size[1] * 0.46, 1.15)
    name, below = " ".join(name.split()), _unbroken(below)
    found = fitted(name, room, PLACE_NAME, width=width_bold)
    large = found or fitted_anyhow(name, room, PLACE_SMALL, width=width_bold)
    under = Room(size[0] * 0.84, size[1] * 0.24)
    sizes = [points for points in PLACE_BELOW if points <= large.points * 0.6] or PLACE_BELOW[-1:]
    small = fitted(below, under, sizes, width=width_regular)
    return PlaceCard(large, small or shortened(below, under, sizes[-1], width=width_regular))
