"""Forms of ratings: opening a round, its last day, and the sheet of a member."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import RuleBroken
from app.core.forms import (
    BREAKS,
    KeyedForm,
    PageForm,
    clean,
    one_day,
    one_line,
    sent_number,
)
from app.steering.rating_actions import RoundValues, Typed
from app.steering.rating_rules import LONGEST_COMMENT, MOST_POINTS, Marks

NUMBER = re.compile(r"(\d{4})-(\d{1,4})")
"""2027-017, as people type it among other words."""


def last_day(field: DateField) -> date:
    """What a required day holds once its form was accepted."""
    if field.data is None:
        raise ValueError("the form was not accepted")
    return field.data


class RoundForm(KeyedForm):
    """A new rating."""

    title = one_line("Titel", longest=150)
    deadline = one_day("Letzter Tag", hint="An diesem Tag kann noch abgegeben werden.")
    ideas = SelectMultipleField(
        "Ideen in Prüfung",
        coerce=sent_number,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    more = one_line(
        "Weitere Ideen",
        required=False,
        longest=300,
        hint="Nummern, zum Beispiel 2027-017, 2027-019",
    )

    def numbers(self) -> list[tuple[int, int]]:
        """Year and running number of every further idea that was typed."""
        return [(int(year), int(running)) for year, running in NUMBER.findall(self.more.data or "")]

    def values(self, further: Sequence[int]) -> RoundValues:
        """Only after ``accept``. ``further``: ids of the ideas whose numbers were typed."""
        offered = {value for value, *_ in self.ideas.iter_choices()}
        chosen = [idea for idea in self.ideas.data or () if idea in offered]
        return RoundValues(
            title=self.title.data or "",
            deadline=last_day(self.deadline),
            ideas=tuple(dict.fromkeys([*chosen, *further])),
        )


class ChangeForm(PageForm):
    """Title and last day of a rating that is open."""

    title = one_line("Titel", longest=150)
    deadline = one_day(
        "Letzter Tag", hint="Mit einem anderen Tag kommt die Erinnerung noch einmal."
    )
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)


class SheetForm(PageForm):
    """The frame of a sheet; its ideas are read by ``typed_sheet``."""


CONTROLS = (
    "Bemerkung: Das Feld enthält ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."
)
TOO_LONG = (
    f"Bemerkung: Höchstens {LONGEST_COMMENT} Zeichen sind möglich. Bitte kürzen Sie den Text."
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field."""

    field: str
    words: str


@dataclass(frozen=True)
class TypedSheet:
    """What was sent for the ideas of a sheet; ideas that were not sent are missing."""

    ideas: dict[int, Typed]
    faults: dict[int, list["Fault"]]
    """Idea id → what is wrong; such an idea is not saved."""

    @property
    def fine(self) -> dict[int, Typed]:
        """What can be saved."""
        return {idea: one for idea, one in self.ideas.items() if idea not in self.faults}


def typed_sheet(
    sent: Mapping[str, Any], ideas: Sequence[int], criteria: Sequence[str], *, rates: bool
) -> TypedSheet:
    """Read the fields ``punkte-<idea>-<place>``, ``befangen-<idea>`` and ``bemerkung-<idea>``."""
    found = TypedSheet({}, {})
    for idea in ideas:
        if f"gesehen-{idea}" not in sent:
            continue
        faults: list[Fault] = []
        points = tuple(
            _points(sent, f"punkte-{idea}-{place}", name, faults)
            for place, name in enumerate(criteria)
        )
        biased = rates and sent.get(f"befangen-{idea}") == "ja"
        if biased or not rates:
            points, faults = (None,) * len(criteria), []
        comment = _comment(sent, f"bemerkung-{idea}", faults)
        found.ideas[idea] = Typed(sent[f"gesehen-{idea}"][:64], Marks(points, biased, comment))
        if faults:
            found.faults[idea] = faults
    return found


def _points(sent: Mapping[str, Any], field: str, name: str, faults: list[Fault]) -> int | None:
    typed = sent.get(field, "")
    if not typed:
        return None
    if typed in {str(one) for one in range(MOST_POINTS + 1)}:
        return int(typed)
    words = f"{name}: Möglich sind 0 bis {MOST_POINTS} Punkte. Bitte wählen Sie neu."
    faults.append(Fault(field, words))
    return None


def _comment(sent: Mapping[str, Any], field: str, faults: list[Fault]) -> str:
    comment = clean(sent.get(field, ""))
    if not is_plain(comment):
        faults.append(Fault(field, CONTROLS))
    if len(comment) > LONGEST_COMMENT:
        faults.append(Fault(field, TOO_LONG))
    return comment


def is_plain(text: str) -> bool:
    """No control letters but line ends and tabs, and no halves of letters."""
    return not any(
        letter in BREAKS or (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t")
        for letter in text
    )


def check_numbers(typed: int, known: int) -> None:
    """Raise ``RuleBroken`` at the field when a number that was typed leads to no idea."""
    if known < typed:
        raise RuleBroken(
            "Weitere Ideen: Nicht jede Nummer gibt es im Ideenspeicher. Bitte prüfen Sie sie.",
            "more",
        )
