"""The questions after an evening, when they can be answered, and what the answers add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.core.errors import RuleBroken
from app.core.language import N_

DAYS_OPEN = 28
"""So long after the day of the meeting the form takes answers."""
FEW = 5
"""With fewer answers a mean says little, and people might guess who wrote what."""
LONGEST_TEXT = 2000
QUESTIONS = {
    "content": N_("Die Themen waren für mich wichtig."),
    "flow": N_("Der Abend war gut organisiert."),
    "voice": N_("Ich konnte mich gut einbringen."),
    "contacts": N_("Ich habe neue Kontakte geknüpft."),
    "again": N_("Ich komme gern wieder."),
}
"""Id of each question → its sentence; the ids stand in the database."""
SHORT = {
    "content": "Themen", "flow": "Ablauf", "voice": "Einbringen", "contacts": "Kontakte",
    "again": "Wiederkommen",
}  # fmt: skip
SCALE = {
    5: N_("trifft voll zu"),
    4: N_("trifft eher zu"),
    3: N_("teils, teils"),
    2: N_("trifft eher nicht zu"),
    1: N_("trifft nicht zu"),
}


class Window(StrEnum):
    """Whether the form takes answers."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What one person filled in; questions that were left out are missing."""

    marks: Mapping[str, int]
    good: str = ""
    better: str = ""


@dataclass(frozen=True)
class Tally:
    """The answers to one question: how many gave which mark."""

    question: str
    counts: Mapping[int, int]

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """From 1 to 5; None while nobody answered."""
        if not self.number:
            return None
        return sum(mark * count for mark, count in self.counts.items()) / self.number

    def percent(self, mark: int) -> int:
        """The share of this mark, rounded."""
        return round(100 * self.counts.get(mark, 0) / self.number) if self.number else 0


def last_day(day: date) -> date:
    """The last day on which the form of a meeting takes answers."""
    return day + timedelta(days=DAYS_OPEN)


def window(begins: datetime, now: datetime, *, cancelled: bool) -> Window:
    """Both moments local, without zone."""
    if cancelled:
        return Window.CANCELLED
    if now < begins:
        return Window.EARLY
    return Window.OVER if now.date() > last_day(begins.date()) else Window.OPEN


def check_window(found: Window) -> None:
    """Raise ``RuleBroken`` when no answers are taken."""
    if found is not Window.OPEN:
        raise RuleBroken(N_("Die Rückmeldung zu diesem Treffen ist geschlossen."))


def check_answers(answers: Answers) -> None:
    """Raise ``RuleBroken`` for a form that says nothing."""
    if not (answers.marks or answers.good or answers.better):
        raise RuleBroken(
            N_(
                "Ihre Rückmeldung ist noch leer. Beantworten Sie mindestens eine Frage oder "
                "schreiben Sie einen Satz."
            )
        )


def tallies(given: Sequence[Mapping[str, Any]]) -> list[Tally]:
    """One tally for each question, in their order. ``given``: the marks of each answer."""
    return [
        Tally(question, {mark: _count(given, question, mark) for mark in SCALE})
        for question in QUESTIONS
    ]


def _count(given: Sequence[Mapping[str, Any]], question: str, mark: int) -> int:
    return sum(marks.get(question) == mark for marks in given)


def mean_words(mean: float | None) -> str:
    """4,3; a dash while there is none."""
    return "–" if mean is None else f"{mean:.1f}".replace(".", ",")
