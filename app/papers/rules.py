"""How many copies, in which order, and how a print job stands. Plain Python."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from app.kits.printables import KitCount, Per

MOST_COPIES = 500
SEATS_AT_A_TABLE = 8


class JobState(StrEnum):
    """A print job on its way."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Form(StrEnum):
    """How the documents of a job are handed over."""

    PDF = "pdf"
    ZIP = "zip"


class Stock(StrEnum):
    """What lies in the printer; a pack is sorted by it, so that paper is changed seldom."""

    A4 = "A4 hoch"
    A4_LANDSCAPE = "A4 quer"
    A5 = "A5, zwei auf A4 quer"
    A3 = "A3 hoch"
    A3_LANDSCAPE = "A3 quer"
    LABELS = "A4-Bogen mit Etiketten"


@dataclass(frozen=True)
class Numbers:
    """What copies are counted by (domain.md 2.1, ``[[printables]]`` of the kits)."""

    registered: int
    """People with a place in the room."""
    members: int
    """The same, and members of the steering group who have not registered."""
    places: int
    roles: int
    """People with a role of the kit."""
    pitches: int
    tables: int


def copies(wanted: KitCount, numbers: Numbers) -> int:
    """How many times a document is printed, at most ``MOST_COPIES``."""
    counted = {
        Per.MEETING: 1,
        Per.REGISTERED: numbers.registered,
        Per.MEMBER: numbers.members,
        Per.PLACE: numbers.places,
        Per.ROLE: numbers.roles,
        Per.ROLE_OR_PITCH: numbers.roles + numbers.pitches,
        Per.TABLE: numbers.tables,
    }[wanted.per]
    exact = round(wanted.times * counted, 6)  # 0.1 * 30 must not become 4 sheets
    return min(ceil(exact) + wanted.plus, MOST_COPIES)


def suggested_tables(people: int) -> int:
    """As many tables as people need, at least one."""
    return max(1, ceil(people / SEATS_AT_A_TABLE))


@dataclass(frozen=True)
class Choices:
    """What somebody chose for a print job, beside the documents."""

    tables: int = 1
    desks: int = 1
    sheet: str = ""
    """Id of a label sheet; empty: the first one."""
    first_label: int = 1
    """The first label of the first sheet that is still there."""
    shift_x: float = 0
    """Millimetres to the right, for a printer that needs it."""
    shift_y: float = 0


@dataclass(frozen=True)
class Line:
    """A document of a finished pack: its pages from ``first`` to ``last``, all copies together."""

    title: str
    stock: str
    audience: str
    copies: int
    first: int
    last: int


def page_ranges(counts: list[int], copies: list[int], before: int) -> list[tuple[int, int]]:
    """First and last page of each document, after ``before`` other pages."""
    ranges, at = [], before
    for many, times in zip(counts, copies, strict=True):
        ranges.append((at + 1, at + many * times))
        at += many * times
    return ranges
