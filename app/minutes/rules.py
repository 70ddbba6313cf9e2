"""Kinds of entries, running numbers, what is checked before a release, and what people read."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Protocol

from app.core.errors import Gone, RuleBroken
from app.core.language import N_
from app.core.words import date_short
from app.ideas.rules import idea_texts as idea_texts
from app.kits.schema import Kind, MinutesType

LONGEST_REVIEW = timedelta(days=60)
WITHOUT_RESULT = (
    Kind.SETUP, Kind.ARRIVAL, Kind.BREAK, Kind.BUFFER, Kind.TRANSITION, Kind.SOCIAL, Kind.TECH,
)  # fmt: skip
"""Items of the agenda that never have a result and so get no heading."""
SPELLED = {
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss",
    "ł": "l", "Ł": "L", "ı": "i", "ø": "o", "đ": "d",
}  # fmt: skip
"""How letters without a plain twin are spelled in file names."""


class MinutesState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"


class RemarkState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return REMARK_LABELS[self]


REMARK_LABELS = {
    RemarkState.OPEN: N_("Noch nicht geprüft"),
    RemarkState.TAKEN: N_("Übernommen"),
    RemarkState.DECLINED: N_("Nicht übernommen"),
}


class EntryKind(StrEnum):
    INFORMATION = "information"
    AGREEMENT = "agreement"
    DECISION = "decision"
    TASK = "task"
    IDEA = "idea"
    OPEN_QUESTION = "open_question"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return KIND_LABELS[self]


KIND_LABELS = {
    EntryKind.INFORMATION: "Information",
    EntryKind.AGREEMENT: "Vereinbarung",
    EntryKind.DECISION: "Beschluss",
    EntryKind.TASK: "Aufgabe",
    EntryKind.IDEA: "Idee",
    EntryKind.OPEN_QUESTION: "Offene Frage",
}
PREFIXES = {EntryKind.AGREEMENT: "V", EntryKind.TASK: "A", EntryKind.DECISION: "LK"}
"""Kinds that get a running number of their year; ideas have the number of the register."""

TITLES = {
    MinutesType.RESULT: "Ergebnisprotokoll",
    MinutesType.PHOTO: "Ergebnisprotokoll",
    MinutesType.DECISION: "Beschlussprotokoll",
}


@dataclass(frozen=True, kw_only=True)
class EntryValues:
    """What is typed for one entry."""

    kind: EntryKind
    text: str
    person: str = ""
    due: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HeadValues:
    """What is typed for the head."""

    began: time
    ended: time
    chair: str = ""
    keeper: str = ""
    attendance: dict[str, int] = field(default_factory=dict)
    excused: int = 0
    summary: str = ""


@dataclass(frozen=True)
class Finding:
    """Something to look at before the release; ``item_id`` says where, None: in the head."""

    text: str
    item_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a version shall be released. ``seen``: the mark of the content that the page showed."""

    seen: str
    note: str = ""
    inform: bool = False
    """Tell the people of the meeting about a version after the first."""


class EntryLike(Protocol):
    """An entry as the checks see it."""

    kind: EntryKind
    number: str | None
    person: str
    person_id: int | None
    person_email: str
    due: date | None


TYPED_KINDS = tuple(kind for kind in EntryKind if kind != EntryKind.DECISION)
"""What can be typed. Decisions come with their votes from the session of the steering group."""


def check_typed(kind: EntryKind) -> None:
    """Raises ``RuleBroken``: nobody writes, changes or removes a decision in the notes."""
    if kind == EntryKind.DECISION:
        raise RuleBroken(
            "Beschlüsse fasst nur der Lenkungskreis, mit Stimmen auf der Seite „Sitzung“. "
            "Berichtigt werden sie auf der Seite des Beschlusses. Hier passt „Vereinbarung“.",
            "kind",
        )


def check_entry(values: EntryValues) -> None:
    """Raises ``RuleBroken`` naming the field."""
    check_typed(values.kind)
    if not values.text:
        raise RuleBroken("Text: Bitte schreiben Sie, was herauskam.", "text")


def task_status(due: date | None, done_on: date | None, today: date) -> str:
    """Where a task stands, in German words; due today is not overdue (domain.md 3.4)."""
    if done_on:
        return f"erledigt am {date_short(done_on)}"
    if due == today:
        return N_("heute fällig")
    return N_("überfällig") if due and due < today else N_("offen")


def findings(
    items: Sequence[tuple[int, str, bool, Sequence[EntryLike]]],
    head: HeadValues,
    *,
    reachable: Collection[int] = (),
) -> list[Finding]:
    """What is still missing: a warning each, none of them stops the release.

    ``items``: id, title, whether it was postponed, entries. ``reachable``: those of the known
    people who have an address.
    """
    found = [Finding(text) for text in _missing_in_head(head)]
    for place, (item_id, title, postponed, entries) in enumerate(items, 1):
        if not entries and not postponed:
            found.append(Finding(f"Punkt {place} „{title}“ hat noch kein Ergebnis.", item_id))
        for entry in entries:
            if entry.kind == EntryKind.TASK:
                found += [Finding(text, item_id) for text in _missing_in_task(entry, reachable)]
    return found


class Heading(Protocol):
    """A heading of minutes, by which its agenda item is found again."""

    title: str
    agenda_item: int | None


def find_heading(headings: Sequence[Heading], agenda_item: int, title: str) -> int | None:
    """Place of the heading of an agenda item: the same item, or one with the same title."""
    for place, heading in enumerate(headings):
        if heading.agenda_item == agenda_item:
            return place
    for place, heading in enumerate(headings):
        if heading.title.casefold() == title.casefold():
            return place
    return None


def check_release(state: MinutesState, entries: int) -> None:
    """Raises ``RuleBroken`` when the minutes are out already, or say nothing."""
    check_open(state)
    if not entries:
        raise RuleBroken(
            "Das Protokoll ist leer. Schreiben Sie mindestens ein Ergebnis auf, "
            "bevor Sie es freigeben."
        )


def check_open(state: MinutesState) -> None:
    """Raises ``RuleBroken``: released minutes stay as they are until they are taken up again."""
    if state == MinutesState.RELEASED:
        raise RuleBroken(
            "Das Protokoll ist freigegeben. Drücken Sie „Protokoll überarbeiten“, um es zu ändern."
        )


def check_review(until: date, today: date) -> None:
    """Raises ``RuleBroken`` for a last day of the corrections that is over or far away."""
    if until < today:
        raise RuleBroken("Bis wann: Dieser Tag ist vorbei. Wählen Sie einen späteren.", "until")
    if until > today + LONGEST_REVIEW:
        raise RuleBroken("Bis wann: Höchstens 60 Tage sind möglich.", "until")


def in_review(state: MinutesState, until: date | None, today: date) -> bool:
    """Whether corrections may be sent; the last day counts."""
    return state == MinutesState.DRAFT and until is not None and today <= until


def check_window(state: MinutesState, until: date | None, today: date) -> None:
    """Raises ``Gone`` once corrections are no longer taken."""
    if not in_review(state, until, today):
        raise Gone("Die Durchsicht ist beendet. Ihr Vorschlag ist nicht angekommen.")


def check_answer(state: RemarkState, text: str) -> None:
    """Raises ``RuleBroken``: who does not take a correction over says why."""
    if state == RemarkState.DECLINED and not text:
        raise RuleBroken(
            "Antwort: Bitte schreiben Sie in einem Satz, warum es so stehen bleibt.", "answer"
        )


def head_mark(head: HeadValues) -> str:
    """Changes whenever the head changes; tells the page whether somebody else was faster."""
    sectors = sorted((key, count) for key, count in head.attendance.items() if count)
    told = (head.began, head.ended, head.chair, head.keeper, sectors, head.excused, head.summary)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def file_name(day: date, title: str, minutes_type: MinutesType, number: int) -> str:
    """2027-06-17_2.-Vernetzungstreffen-2027_Ergebnisprotokoll_v1.pdf (domain.md 3.10, 4.3).

    ``number`` of the released version; 0 for a draft.
    """
    german = str.maketrans(SPELLED)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", title).translate(german))
    letters = plain.encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9.]+", "-", letters).strip("-.")[:80] or "Treffen"
    end = f"v{number}" if number else "Entwurf"
    return f"{day:%Y-%m-%d}_{name}_{TITLES[minutes_type]}_{end}.pdf"


def _missing_in_head(head: HeadValues) -> list[str]:
    texts: list[str] = []
    if not sum(head.attendance.values()):
        texts.append("Im Kopf steht noch nicht, wie viele Menschen da waren.")
    if not head.chair:
        texts.append("Im Kopf fehlt, wer das Treffen geleitet hat.")
    if not head.keeper:
        texts.append("Im Kopf fehlt, wer das Protokoll geschrieben hat.")
    return texts


def _missing_in_task(entry: EntryLike, reachable: Collection[int]) -> list[str]:
    texts: list[str] = []
    if not entry.person:
        texts.append(f"Aufgabe {entry.number}: Es fehlt, wer sie übernimmt.")
    elif not entry.person_email and entry.person_id not in reachable:
        texts.append(
            f"Aufgabe {entry.number}: Die Adresse von {entry.person} ist nicht bekannt. "
            "Dorthin geht keine E-Mail."
        )
    if not entry.due:
        texts.append(f"Aufgabe {entry.number}: Es fehlt, bis wann.")
    return texts
