"""States of an idea, the moves between them and what each needs (domain.md 3.5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.words import date_short


class IdeaState(StrEnum):
    NEW = "new"
    REVIEW = "review"
    SELECTED = "selected"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ON_HOLD = "on_hold"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return STATE_LABELS[self]


STATE_LABELS: dict[IdeaState, str] = {
    IdeaState.NEW: "Neu",
    IdeaState.REVIEW: "In Prüfung",
    IdeaState.SELECTED: "Ausgewählt",
    IdeaState.IN_PROGRESS: "In Umsetzung",
    IdeaState.DONE: "Abgeschlossen",
    IdeaState.ON_HOLD: "Zurückgestellt",
    IdeaState.DROPPED: "Nicht aufgenommen",
}


class SupportKind(StrEnum):
    """What the office does for projects, exactly as in its mandate (domain.md 1.1)."""

    CONTACTS = "contacts"
    COORDINATION = "coordination"
    ADVICE = "advice"
    MODERATION = "moderation"
    NAVIGATION = "navigation"

    @property
    def label(self) -> str:
        """The German name of the mandate."""
        return SUPPORT_LABELS[self]


SUPPORT_LABELS: dict[SupportKind, str] = {
    SupportKind.CONTACTS: "Vermittlung von Kontakten und Akteuren",
    SupportKind.COORDINATION: "Koordination von Gruppen",
    SupportKind.ADVICE: "Beratung und Begleitung",
    SupportKind.MODERATION: "Moderation von Veranstaltungen",
    SupportKind.NAVIGATION: "Lotsenfunktion in Politik und Verwaltung",
}

RESTING = (IdeaState.ON_HOLD, IdeaState.DROPPED)
REPORTING = (IdeaState.SELECTED, IdeaState.IN_PROGRESS)
"""Projects in these states tell at a meeting how they are getting on."""

MOVES: dict[IdeaState, tuple[IdeaState, ...]] = {
    IdeaState.NEW: (IdeaState.REVIEW, *RESTING),
    IdeaState.REVIEW: (IdeaState.SELECTED, *RESTING),
    IdeaState.SELECTED: (IdeaState.IN_PROGRESS, *RESTING),
    IdeaState.IN_PROGRESS: (IdeaState.DONE, *RESTING),
    IdeaState.DONE: (IdeaState.IN_PROGRESS,),
    IdeaState.ON_HOLD: (IdeaState.REVIEW, IdeaState.DROPPED),
    IdeaState.DROPPED: (IdeaState.REVIEW,),
}
"""Forward one step at a time; to rest from every open step; and back, to mend a slip."""

MOVE_VERBS: dict[IdeaState, str] = {
    IdeaState.REVIEW: "In Prüfung nehmen",
    IdeaState.SELECTED: "Auswählen",
    IdeaState.IN_PROGRESS: "Umsetzung starten",
    IdeaState.DONE: "Abschließen",
    IdeaState.ON_HOLD: "Zurückstellen",
    IdeaState.DROPPED: "Nicht aufnehmen",
}

NEEDS: dict[IdeaState, tuple[str, ...]] = {
    IdeaState.SELECTED: ("decision",),
    IdeaState.ON_HOLD: ("reason", "review_on"),
    IdeaState.DROPPED: ("reason",),
    IdeaState.DONE: ("outcome",),
}
"""Fields of ``MoveFacts`` without which a move is refused."""

NEED_LABELS = {
    "decision": "Nummer des Beschlusses",
    "reason": "Grund",
    "review_on": "Wieder vorlegen am",
    "outcome": "Ergebnis",
}


@dataclass(frozen=True, kw_only=True)
class MoveFacts:
    """What is told with a change of state."""

    decision: str = ""
    reason: str = ""
    review_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class IdeaValues:
    """What the office writes about an idea; state and number are kept apart."""

    title: str
    summary: str = ""
    action_field: str = ""
    second_field: str = ""
    district: str = ""
    organisation: str = ""
    seeking: str = ""
    points: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_public: bool = False
    next_step: str = ""
    next_step_by: str = ""
    next_step_due: date | None = None


VALUE_LABELS = {
    "title": "Titel",
    "summary": "Kurz beschrieben",
    "action_field": "Handlungsfeld",
    "second_field": "Zweites Handlungsfeld",
    "district": "Stadtbezirk",
    "organisation": "Organisation",
    "seeking": "Gesucht wird",
    "points": "Punkte",
    "contact_name": "Ansprechperson",
    "contact_email": "E-Mail-Adresse der Ansprechperson",
    "contact_public": "Name öffentlich",
    "next_step": "Nächster Schritt",
    "next_step_by": "Wer",
    "next_step_due": "Bis wann",
}
PERSONAL = ("contact_name", "contact_email")
"""Never written into the history: it is kept longer than contact data may be (domain.md 2.3)."""

TITLE_LONGEST = 150
NUMBER = re.compile(r"^(\d{4})-(\d{3,})$", re.ASCII)


def idea_texts(text: str) -> tuple[str, str]:
    """(title, description) of an idea noted as one text: the first line is the title."""
    first, _, rest = text.strip().partition("\n")
    first, rest = first.strip(), rest.strip()
    if len(first) <= TITLE_LONGEST:
        return first, rest
    cut = first[: TITLE_LONGEST - 2].rsplit(" ", 1)[0]
    return f"{cut} …", text.strip()


def targets(state: IdeaState) -> tuple[IdeaState, ...]:
    """The states an idea can go to from here."""
    return MOVES[state]


def check_move(state: IdeaState, target: IdeaState, facts: MoveFacts, *, today: date) -> None:
    """Raises ``RuleBroken`` when there is no such move, or naming the field that is missing."""
    if target not in MOVES[state]:
        raise RuleBroken(
            f"Von „{state.label}“ nach „{target.label}“ geht es nicht direkt. "
            f"Möglich sind: {', '.join(step.label for step in MOVES[state])}."
        )
    for name in NEEDS.get(target, ()):
        if not getattr(facts, name):
            raise RuleBroken(
                f"Für „{target.label}“ fehlt die Angabe „{NEED_LABELS[name]}“. "
                "Bitte füllen Sie das Feld aus.",
                name,
            )
    if target is IdeaState.ON_HOLD and facts.review_on and facts.review_on <= today:
        raise RuleBroken(
            "Wieder vorlegen am: Der Tag liegt nicht in der Zukunft. "
            f"Wählen Sie einen Tag nach dem {date_short(today)}.",
            "review_on",
        )


def report_day(target: IdeaState, due: date | None, today: date, weeks: int) -> date | None:
    """When an idea that comes into this state should report; None: no report is expected.

    The day that a running project has stays; ``weeks`` after today for one that has none.
    """
    if target not in REPORTING:
        return None
    return due or today + timedelta(weeks=weeks)


def move_sentence(state: IdeaState, target: IdeaState, facts: MoveFacts) -> str:
    """What the history keeps of a move, with everything it needed."""
    told = [f"Status: {state.label} → {target.label}."]
    for name in NEEDS.get(target, ()):
        sentence = f"{NEED_LABELS[name]}: {_in_words(getattr(facts, name))}"
        told.append(sentence if sentence.endswith((".", "!", "?")) else f"{sentence}.")
    return " ".join(told)


def changes(before: IdeaValues, after: IdeaValues, field_names: Mapping[str, str]) -> list[str]:
    """One German sentence per changed value, old → new; of personal data only that it changed."""
    told: list[str] = []
    for entry in fields(IdeaValues):
        old, new = getattr(before, entry.name), getattr(after, entry.name)
        if old == new:
            continue
        label = VALUE_LABELS[entry.name]
        if entry.name in PERSONAL:
            told.append(f"{label} geändert.")
            continue
        if entry.name in ("action_field", "second_field"):
            old, new = field_names.get(old, old), field_names.get(new, new)
        told.append(f"{label}: {_quoted(old)} → {_quoted(new)}")
    return told


def differences(
    current: IdeaValues, typed: IdeaValues, field_names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """(label, what stands there now, what was typed) for each value that differs."""
    rows: list[tuple[str, str, str]] = []
    for entry in fields(IdeaValues):
        old, new = getattr(current, entry.name), getattr(typed, entry.name)
        if old == new:
            continue
        if entry.name in ("action_field", "second_field"):
            old, new = field_names.get(old, old), field_names.get(new, new)
        rows.append((VALUE_LABELS[entry.name], _in_words(old), _in_words(new)))
    return rows


def read_number(number: str) -> tuple[int, int] | None:
    """(2027, 1) of "2027-001"; None when it is no number of an idea."""
    match = NUMBER.match(number)
    return (int(match[1]), int(match[2])) if match and len(number) < 14 else None


def is_overdue(state: IdeaState, due: date | None, today: date) -> bool:
    """A next step is late from the day after its date; a closed idea has none."""
    return due is not None and due < today and state not in (IdeaState.DONE, IdeaState.DROPPED)


def _in_words(value: object) -> str:
    if value in (None, ""):
        return "leer"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return date_short(value) if isinstance(value, date) else str(value)


def _quoted(value: object) -> str:
    words = _in_words(value)
    return f"„{words}“" if isinstance(value, str) and value else words
