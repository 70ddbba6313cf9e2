"""Rating ideas from plain values: what counts, when it is over, averages and spread (L1)."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from app.core.errors import Gone, RuleBroken
from app.core.words import date_short

WORDS = ("gar nicht", "wenig", "gut", "sehr gut")
"""What 0 to 3 points say about a criterion; the number stands beside it."""
MOST_POINTS = len(WORDS) - 1
LONGEST_COMMENT = 1000
REMINDED = timedelta(days=3)
"""So long before the last day those who are missing are reminded, once."""
FORGOTTEN = timedelta(days=365)
"""So long after the end of a round nobody can tell any more whose sheet is whose."""
DISPUTED = Fraction(1, 5)
"""A standard deviation of this part of all points is talked about first."""
TOO_LATE = "Der letzte Tag war der {}. Eine Bewertung ist nicht mehr möglich."
CLOSED = "Diese Bewertung ist beendet. Eine Änderung ist nicht mehr möglich."


class SheetState(StrEnum):
    """Where a sheet stands."""

    EMPTY = "empty"
    STARTED = "started"
    HANDED_IN = "handed_in"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return SHEET_LABELS[self]


SHEET_LABELS = {
    SheetState.EMPTY: "noch nicht begonnen",
    SheetState.STARTED: "angefangen",
    SheetState.HANDED_IN: "abgegeben",
}


@dataclass(frozen=True)
class Marks:
    """What one seat says about one idea. ``points``: one for each criterion, None: not yet.

    Who is biased gives no points; what was there before is gone.
    """

    points: tuple[int | None, ...] = ()
    biased: bool = False
    comment: str = ""

    @property
    def is_complete(self) -> bool:
        """Every criterion has points; of a biased member nothing is missing."""
        return self.biased or None not in self.points

    @property
    def total(self) -> int | None:
        """Sum of the points; None when it does not count."""
        given = [one for one in self.points if one is not None]
        return None if self.biased or len(given) < len(self.points) or not given else sum(given)

    @property
    def fingerprint(self) -> str:
        """Tells two states apart, for pages that were open on two devices; 16 letters."""
        words = f"{self.points}|{self.biased}|{self.comment}"
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def empty_marks(criteria: int) -> Marks:
    """Nothing said yet about so many criteria."""
    return Marks((None,) * criteria)


def fitting(marks: Marks, criteria: int, *, rates: bool) -> Marks:
    """The marks as they are kept: advising members and biased ones give no points.

    Raises ``RuleBroken`` for points that do not exist.
    """
    if any(one is not None and one not in range(MOST_POINTS + 1) for one in marks.points):
        raise RuleBroken(f"Möglich sind 0 bis {MOST_POINTS} Punkte. Bitte wählen Sie neu.")
    if len(marks.comment) > LONGEST_COMMENT:
        raise RuleBroken(f"Bemerkung: Höchstens {LONGEST_COMMENT} Zeichen sind möglich.")
    if marks.biased or not rates:
        return Marks((None,) * criteria, marks.biased and rates, marks.comment)
    return Marks((*marks.points, *(None,) * criteria)[:criteria], False, marks.comment)


class Merged(StrEnum):
    """What becomes of one idea when a page is saved that was shown some time ago."""

    UNTOUCHED = "untouched"
    SAVE = "save"
    CONFLICT = "conflict"


def merged(seen: str, stored: Marks, typed: Marks) -> Merged:
    """Three states of one idea: as the page showed it (fingerprint), as it is kept, as typed."""
    if typed.fingerprint in (seen, stored.fingerprint):
        return Merged.UNTOUCHED
    return Merged.SAVE if stored.fingerprint == seen else Merged.CONFLICT


def is_over(deadline: date, closed: bool, today: date) -> bool:
    """Whether results are shown and nothing can be changed: after the last day, or ended."""
    return closed or today > deadline


def check_open(deadline: date, closed: bool, today: date) -> None:
    """Raise ``Gone`` when it is over."""
    if closed:
        raise Gone(CLOSED)
    if today > deadline:
        raise Gone(TOO_LATE.format(date_short(deadline)))


def check_round(title: str, deadline: date, ideas: Collection[int], today: date) -> None:
    """Raise ``RuleBroken`` naming the field when such a round cannot be opened."""
    if not title.strip():
        raise RuleBroken("Titel: Bitte füllen Sie dieses Feld aus.", "title")
    check_last_day(deadline, today)
    if not ideas:
        raise RuleBroken("Ideen in Prüfung: Bitte wählen Sie mindestens eine Idee aus.", "ideas")


def check_last_day(deadline: date, today: date) -> None:
    """Raise ``RuleBroken`` for a day that is over."""
    if deadline < today:
        raise RuleBroken(
            f"Letzter Tag: Der {date_short(deadline)} ist schon vorbei. "
            "Bitte wählen Sie einen Tag ab heute.",
            "deadline",
        )


def is_reminded(deadline: date, opened_on: date, today: date) -> bool:
    """Whether somebody whose sheet is missing is reminded on this day."""
    return opened_on < today and deadline - REMINDED <= today <= deadline


def state_of(handed_in: bool, ratings: Iterable[Marks]) -> SheetState:
    """Where a sheet stands."""
    if handed_in:
        return SheetState.HANDED_IN
    begun = any(
        one.biased or one.comment or any(point is not None for point in one.points)
        for one in ratings
    )
    return SheetState.STARTED if begun else SheetState.EMPTY


def missing_words(criteria: Sequence[str], ideas: Sequence[tuple[str, Marks]]) -> list[str]:
    """One line for each idea that is not complete: its title and what is missing.

    ``ideas``: title and marks in the order of the sheet.
    """
    found = []
    for title, marks in ideas:
        if marks.is_complete:
            continue
        names = [
            f"„{name}“" for name, one in zip(criteria, marks.points, strict=True) if one is None
        ]
        every = len(names) == len(criteria)
        found.append(f"{title}: {'alle Punkte' if every else ', '.join(names)}")
    return found


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one idea in a round. Averages are exact."""

    idea: int
    rank: int | None
    """Place by average, the same for the same average; None: nobody could rate it."""
    totals: tuple[int, ...]
    """Sums of all who rated it, the lowest first."""
    average: Fraction | None
    """Of the totals."""
    of_criteria: tuple[Fraction | None, ...]
    deviation: float | None
    """Standard deviation of the totals."""
    disputed: bool
    """The views differ widely: to be talked about first."""
    biased: int
    """How many did not rate because they take part in the project."""
    comments: tuple[str, ...]
    """In alphabetical order, so that their place tells nothing about who wrote them."""

    @property
    def number(self) -> int:
        """How many rated it."""
        return len(self.totals)


def results(
    ideas: Sequence[int], criteria: int, handed_in: Iterable[dict[int, Marks]]
) -> list[Result]:
    """Results of a round, the best average first; the same average keeps the order given.

    ``handed_in``: for each sheet that was handed in, idea id → marks. Others do not count. Points
    that are missing are no zero: such marks have no total.
    """
    sheets = list(handed_in)
    found = [
        result_of(idea, criteria, [one[idea] for one in sheets if idea in one]) for idea in ideas
    ]
    ordered = sorted(found, key=lambda one: (one.average is None, -(one.average or 0)))
    averages = [one.average for one in ordered]
    return [
        Result(**(vars(one) | {"rank": averages.index(one.average) + 1}))
        if one.average is not None
        else one
        for one in ordered
    ]


def result_of(idea: int, criteria: int, marks: Sequence[Marks]) -> Result:
    """What sheets that were handed in say about one idea, without its place among others."""
    totals = sorted(one.total for one in marks if one.total is not None)
    counted = [one for one in marks if not one.biased]
    columns = [
        [one.points[place] for one in counted if place < len(one.points)]
        for place in range(criteria)
    ]
    average, deviation = mean(totals), deviation_of(totals)
    return Result(
        idea=idea,
        rank=None,
        totals=tuple(totals),
        average=average,
        of_criteria=tuple(mean([one for one in column if one is not None]) for column in columns),
        deviation=deviation,
        disputed=is_disputed(deviation, len(totals), criteria),
        biased=sum(one.biased for one in marks),
        comments=tuple(sorted((one.comment for one in marks if one.comment), key=str.casefold)),
    )


def mean(numbers: Sequence[int]) -> Fraction | None:
    """The exact average; None of nothing."""
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def deviation_of(numbers: Sequence[int]) -> float | None:
    """The standard deviation of all these numbers; None of nothing."""
    middle = mean(numbers)
    if middle is None:
        return None
    return sqrt(sum((number - middle) ** 2 for number in numbers) / len(numbers))


def is_disputed(deviation: float | None, number: int, criteria: int) -> bool:
    """Whether views differ so widely that the idea is talked about first."""
    if deviation is None or number < 2:
        return False
    return deviation >= DISPUTED * criteria * MOST_POINTS


def decimal(value: Fraction | float | None) -> str:
    """9,4 (one digit, rounded half up); „–“ for nothing."""
    if value is None:
        return "–"
    tenths = int(Fraction(value) * 10 + Fraction(1, 2))
    return f"{tenths // 10},{tenths % 10}"
