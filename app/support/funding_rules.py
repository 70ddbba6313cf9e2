"""Funding programmes from plain values: deadlines, what is old, what fits (domain.md 3.8)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.words import sort_key
from app.ideas.rules import IdeaState

EARLY, LATE = timedelta(days=28), timedelta(days=7)
"""So long before a deadline the office is reminded."""
CHECK_AFTER = timedelta(days=365)
"""After so long without a look a programme says „bitte prüfen“."""
FITTING_STATES = (IdeaState.IN_PROGRESS, IdeaState.SELECTED, IdeaState.REVIEW)
"""Only what goes on can apply; the further it is, the better it fits."""
WEB = re.compile(r"^https?://[^\s/]+\S*$")


class When(StrEnum):
    """Where a deadline stands."""

    ALWAYS = "always"
    PAST = "past"
    SOON = "soon"
    LATER = "later"


def when(deadline: date | None, today: date) -> When:
    """The day of the deadline itself still counts."""
    if deadline is None:
        return When.ALWAYS
    if deadline < today:
        return When.PAST
    return When.SOON if deadline - today <= EARLY else When.LATER


def must_be_checked(checked_on: date | None, today: date) -> bool:
    """Nobody has made sure for 12 months that this is right."""
    return checked_on is None or today - checked_on > CHECK_AFTER


def reminded_on(deadline: date, today: date) -> date | None:
    """The day that the line on Heute carries: the deadline itself in its last week.

    None before: something to keep an eye on.
    """
    return deadline if deadline - today <= LATE else None


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What the office writes about a programme."""

    name: str
    amount: str = ""
    eligible: str = ""
    deadline: date | None = None
    rhythm: str = ""
    fields: Sequence[str] = ()
    link: str = ""
    note: str = ""


def check_programme(values: Programme, known_fields: Collection[str]) -> None:
    """Raises ``RuleBroken`` naming the field."""
    if not values.name:
        raise RuleBroken("Name: Bitte füllen Sie dieses Feld aus.", "name")
    if values.link and not WEB.match(values.link):
        raise RuleBroken(
            "Internet-Adresse: Sie beginnt mit https:// oder http://. "
            "Beispiel: https://www.example.org",
            "link",
        )
    if not set(values.fields) <= set(known_fields):
        raise RuleBroken("Handlungsfelder: Bitte wählen Sie aus der Liste.", "fields")


@dataclass(frozen=True, kw_only=True)
class Project:
    """What is looked at of an idea."""

    state: IdeaState
    fields: Sequence[str]
    """Ids of its one or two fields of work."""
    who: str = ""
    """Its organisation and its team, as they are called."""


@dataclass(frozen=True)
class Fit:
    """How well a programme fits an idea; larger is better."""

    score: int
    reasons: tuple[str, ...]
    """Short German sentences without a full stop."""


def fit(
    eligible: str, fields: Collection[str], project: Project, names: dict[str, str]
) -> Fit | None:
    """Why a programme fits an idea; None when its field or its state does not.

    ``fields``: of the programme, empty for all. ``names``: of the fields by their ids.
    """
    if project.state not in FITTING_STATES:
        return None
    shared = [field for field in project.fields if field and field in fields]
    if fields and not shared:
        return None
    field_words = (
        f"Handlungsfeld {names.get(shared[0], shared[0])}" if shared else "für alle Handlungsfelder"
    )
    reasons = [field_words, f"Status „{project.state.label}“"]
    score = 2 * bool(shared) + len(FITTING_STATES) - FITTING_STATES.index(project.state)
    if who := eligible_as(eligible, project):
        reasons.append(f"bewerben können sich {who}")
        score += 2
    return Fit(score, tuple(reasons))


LITTLE = frozenset(("person", "personen", "einzelpersonen", "ausschuss"))
"""Words that say nothing about who may apply."""
CLUB = re.compile(r"\be\.? ?v\.?(?:\s|$)")
SCHOOLS = "(?:grund|gesamt|real|berufs|forder)?"
"""What a word for a school may begin with; a Hochschule is none of them."""


def eligible_as(eligible: str, project: Project) -> str:
    """The word for who may apply that stands in the names of its organisation and team.

    „Schulen“ for „Grundschule Sonnenhügel“, „Vereine“ for „Radfreunde e. V.“; empty for none.
    """
    said = sort_key(project.who)[0]
    for found in re.finditer(r"[^\W\d_]+", eligible):
        word = found[0]
        plain = sort_key(word)[0]
        if len(plain) < 5 or plain in LITTLE:
            continue
        stem = re.escape(plain[: max(5, len(plain) - 2)])
        if re.search(rf"\b{SCHOOLS}{stem}", said) or (stem == "verei" and CLUB.search(said)):
            return word
    return ""
