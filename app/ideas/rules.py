"""States of an idea, the moves between them and what each needs (domain.md 3.5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.language import N_
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
    IdeaState.NEW: N_("Neu"),
    IdeaState.REVIEW: N_("In Prüfung"),
    IdeaState.SELECTED: N_("Ausgewählt"),
    IdeaState.IN_PROGRESS: N_("In Umsetzung"),
    IdeaState.DONE: N_("Abgeschlossen"),
    IdeaState.ON_HOLD: N_("Zurückgestellt"),
    IdeaState.DROPPED: N_("Nicht aufgenommen"),
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
    SupportKind.CONTACTS: N_("Vermittlung von Kontakten und Akteuren"),
    SupportKind.COORDINATION: N_("Koordination von Gruppen"),
    SupportKind.ADVICE: N_("Beratung und Begleitung"),
    SupportKind.MODERATION: N_("Moderation von Veranstaltungen"),
    SupportKind.NAVIGATION: N_("Lotsenfunktion in Politik und Verwaltung"),
}

RESTING = (IdeaState.ON_HOLD, IdeaState.DROPPED)
CLOSED = (IdeaState.DONE, IdeaState.DROPPED)
REPORTING = (IdeaState.SELECTED, IdeaState.IN_PROGRESS)
"""Projects in these states tell at a meeting how they are getting on."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One allowed change of state: what it needs, and what the contact person is told."""

    verb: str
    """Words of the button."""
    needs: tuple[str, ...] = ()
    """Fields of ``MoveFacts`` without which it is refused."""
    may: tuple[str, ...] = ()
    """Fields of ``MoveFacts`` that can be given."""
    tells: str = ""
    """What the contact person reads, once the office has agreed; empty: nobody is told."""
    then: str = ""
    """What happens next, in the same mail; ``{day}``: when the idea comes back."""

    @property
    def asks(self) -> tuple[str, ...]:
        """All fields of the page of this move, those that it needs first."""
        return self.needs + self.may


_HOLD = Move(
    verb="Zurückstellen",
    needs=("reason", "review_on"),
    may=("decision",),
    tells="Wir haben sie zurückgestellt.",
    then="Am {day} schauen wir wieder auf die Idee.",
)
_DROP = Move(
    verb="Nicht aufnehmen",
    needs=("reason",),
    may=("decision",),
    tells="Wir haben sie nicht aufgenommen.",
    then="Sie können die Idee gern bei einem späteren Treffen wieder einbringen.",
)
_SELECT = Move(
    verb="Auswählen",
    needs=("decision",),
    tells="Der Lenkungskreis hat sie ausgewählt.",
    then="Wir melden uns bei Ihnen und sprechen die ersten Schritte ab.",
)
_REST = {IdeaState.ON_HOLD: _HOLD, IdeaState.DROPPED: _DROP}

MOVES: dict[IdeaState, dict[IdeaState, Move]] = {
    IdeaState.NEW: {IdeaState.REVIEW: Move(verb="In Prüfung nehmen"), **_REST},
    IdeaState.REVIEW: {
        IdeaState.SELECTED: _SELECT,
        **_REST,
        IdeaState.NEW: Move(verb="Zurück auf „Neu“"),
    },
    IdeaState.SELECTED: {
        IdeaState.IN_PROGRESS: Move(verb="Umsetzung starten"),
        **_REST,
        IdeaState.REVIEW: Move(verb="Zurück in die Prüfung", needs=("reason",)),
    },
    IdeaState.IN_PROGRESS: {
        IdeaState.DONE: Move(
            verb="Abschließen",
            needs=("outcome",),
            tells="Das Projekt ist jetzt abgeschlossen.",
            then="Vielen Dank für Ihre Arbeit.",
        ),
        **_REST,
        IdeaState.SELECTED: Move(verb="Zurück auf „Ausgewählt“", needs=("reason",)),
    },
    IdeaState.DONE: {
        IdeaState.IN_PROGRESS: Move(verb="Wieder in Umsetzung nehmen", needs=("reason",)),
    },
    IdeaState.ON_HOLD: {
        IdeaState.REVIEW: Move(verb="Wieder prüfen", tells="Wir prüfen sie jetzt wieder."),
        IdeaState.SELECTED: _SELECT,
        IdeaState.DROPPED: _DROP,
    },
    IdeaState.DROPPED: {
        IdeaState.REVIEW: Move(verb="Wieder prüfen", tells="Wir prüfen sie jetzt noch einmal."),
    },
}
"""All moves there are (domain.md 3.5). The first of each state leads on; then come those to rest
from every open step, and those back, to mend a slip. Page, checks, history and mails read it."""

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
    team: str = ""
    seeking: str = ""
    offering: str = ""
    support_kinds: tuple[str, ...] = ()
    """Values of ``SupportKind``, in their order."""
    support_minutes: int | None = None
    support_until: date | None = None
    sponsor: str = ""
    points: int | None = None
    contact_name: str = ""
    contact_person_id: int | None = None
    """Of the address book; None: only the name and address here."""
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
    "team": "Wer mitmacht",
    "seeking": "Gesucht wird",
    "offering": "Geboten wird",
    "support_kinds": "Unterstützung",
    "support_minutes": "Vereinbarte Unterstützung",
    "support_until": "Unterstützung bis",
    "sponsor": "Patenschaft im Lenkungskreis",
    "points": "Punkte",
    "contact_name": "Ansprechperson",
    "contact_person_id": "Verbindung zum Adressbuch",
    "contact_email": "E-Mail-Adresse der Ansprechperson",
    "contact_public": "Name öffentlich",
    "next_step": "Nächster Schritt",
    "next_step_by": "Wer",
    "next_step_due": "Bis wann",
}
PERSONAL = (
    "contact_name", "contact_person_id", "contact_email", "team", "next_step_by", "sponsor"
)  # fmt: skip
"""Never written into the history: it is kept longer than contact data may be (domain.md 2.3)."""

VALUES = fields(IdeaValues)
TITLE_LONGEST = 150
MOVED = re.compile(r"Status: ([^→.]+) → ([^→.]+)\.")
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
    return tuple(MOVES[state])


def move_of(state: IdeaState, target: IdeaState) -> Move:
    """What the table says of this move. Raises ``RuleBroken`` when there is none."""
    if target not in MOVES[state]:
        raise RuleBroken(
            f"Von „{state.label}“ nach „{target.label}“ geht es nicht direkt. "
            f"Möglich sind: {', '.join(step.label for step in MOVES[state])}."
        )
    return MOVES[state][target]


def check_move(state: IdeaState, target: IdeaState, facts: MoveFacts, *, today: date) -> Move:
    """The move. Raises ``RuleBroken`` when there is none, or naming the field that is missing."""
    move = move_of(state, target)
    for name in move.needs:
        if not getattr(facts, name):
            raise RuleBroken(
                f"Für „{target.label}“ fehlt die Angabe „{NEED_LABELS[name]}“. "
                "Bitte füllen Sie das Feld aus.",
                name,
            )
    if "review_on" in move.needs and facts.review_on and facts.review_on <= today:
        raise RuleBroken(
            "Wieder vorlegen am: Der Tag liegt nicht in der Zukunft. "
            f"Wählen Sie einen Tag nach dem {date_short(today)}.",
            "review_on",
        )
    return move


def report_day(target: IdeaState, due: date | None, today: date, weeks: int) -> date | None:
    """When an idea that comes into this state should report; None: no report is expected.

    The day that a running project has stays; ``weeks`` after today for one that has none.
    """
    if target not in REPORTING:
        return None
    return due or today + timedelta(weeks=weeks)


def move_sentence(state: IdeaState, target: IdeaState, facts: MoveFacts) -> str:
    """What the history keeps of a move, with everything that was told with it."""
    told = [f"Status: {state.label} → {target.label}."]
    for name in move_of(state, target).asks:
        if value := getattr(facts, name):
            sentence = f"{NEED_LABELS[name]}: {_in_words(value)}"
            told.append(sentence if sentence.endswith((".", "!", "?")) else f"{sentence}.")
    return " ".join(told)


def told_move(sentence: str) -> tuple[IdeaState, IdeaState] | None:
    """(from, to) of a sentence by ``move_sentence``; None for everything else in the history."""
    found = MOVED.match(sentence)
    labels = found.groups() if found else ()
    steps = [state for label in labels for state in IdeaState if state.label == label]
    return (steps[0], steps[1]) if len(steps) == 2 else None


def changes(before: IdeaValues, after: IdeaValues, field_names: Mapping[str, str]) -> list[str]:
    """One German sentence per changed value, old → new; of personal data only that it changed."""
    told: list[str] = []
    for name, old, new in _changed(before, after):
        label = VALUE_LABELS[name]
        if name in PERSONAL:
            told.append(f"{label} geändert.")
        else:
            words = (_quoted(_told(name, value, field_names)) for value in (old, new))
            told.append(f"{label}: {' → '.join(words)}")
    return told


def differences(
    current: IdeaValues, typed: IdeaValues, field_names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """(label, what stands there now, what was typed) for each value that differs."""
    return [
        (
            VALUE_LABELS[name],
            _in_words(_told(name, old, field_names)),
            _in_words(_told(name, new, field_names)),
        )
        for name, old, new in _changed(current, typed)
        if name != "contact_person_id"
    ]


def in_words(
    values: IdeaValues, names: tuple[str, ...], field_names: Mapping[str, str]
) -> list[tuple[str, str]]:
    """(label, words) of each of these values, as people read them; what only links is left out."""
    return [
        (VALUE_LABELS[name], _in_words(_told(name, getattr(values, name), field_names)))
        for name in names
        if name != "contact_person_id"
    ]


def _changed(before: IdeaValues, after: IdeaValues) -> list[tuple[str, object, object]]:
    pairs = [(one.name, getattr(before, one.name), getattr(after, one.name)) for one in VALUES]
    return [(name, old, new) for name, old, new in pairs if old != new]


def _told(name: str, value: object, field_names: Mapping[str, str]) -> object:
    """A value as people read it, where it is more than itself."""
    if name in ("action_field", "second_field"):
        return field_names.get(str(value), value)
    if name == "support_minutes" and isinstance(value, int):
        return f"{value} Minuten"
    if isinstance(value, tuple):
        return ", ".join(SupportKind(one).label for one in value)
    return value


def idea_number(year: int, running_number: int) -> str:
    """2027-001, printed on everything (domain.md 3.5)."""
    return f"{year}-{running_number:03d}"


def read_number(number: str) -> tuple[int, int] | None:
    """(2027, 1) of "2027-001"; None when it is no number of an idea."""
    match = NUMBER.match(number)
    return (int(match[1]), int(match[2])) if match and len(number) < 14 else None


def is_overdue(state: IdeaState, due: date | None, today: date) -> bool:
    """A next step is late from the day after its date; a closed idea has none."""
    return due is not None and due < today and state not in CLOSED


def _in_words(value: object) -> str:
    if value in (None, ""):
        return "leer"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return date_short(value) if isinstance(value, date) else str(value)


def _quoted(value: object) -> str:
    words = _in_words(value)
    return f"„{words}“" if isinstance(value, str) and value else words
