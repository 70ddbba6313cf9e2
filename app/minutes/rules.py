"""Kinds of entries, running numbers, what is checked before a release, and what people read."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Protocol

from app.core.errors import RuleBroken
from app.core.words import date_short
from app.kits.schema import Kind, MinutesType

TITLE_LONGEST = 150
DOCUMENT_VERSION = 1
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


class EntryLike(Protocol):
    """An entry as the checks see it."""

    kind: EntryKind
    number: str | None
    person: str
    due: date | None


def allowed_kinds(minutes_type: MinutesType) -> list[EntryKind]:
    """Decisions are taken by the steering group only; everybody else agrees (domain.md 4.1)."""
    with_decisions = minutes_type == MinutesType.DECISION
    return [kind for kind in EntryKind if kind != EntryKind.DECISION or with_decisions]


def check_entry(values: EntryValues, minutes_type: MinutesType) -> None:
    """Raises ``RuleBroken`` naming the field."""
    if values.kind not in allowed_kinds(minutes_type):
        raise RuleBroken(
            "Beschlüsse fasst nur der Lenkungskreis. Wählen Sie „Vereinbarung“.", "kind"
        )
    if not values.text:
        raise RuleBroken("Text: Bitte schreiben Sie, was herauskam.", "text")


def next_number(kind: EntryKind, year: int, given: Iterable[str]) -> str | None:
    """V-2027-01 after the highest number given out; None for kinds without a number."""
    if kind not in PREFIXES:
        return None
    start = f"{PREFIXES[kind]}-{year}-"
    tails = [number.removeprefix(start) for number in given if number.startswith(start)]
    used = [int(tail) for tail in tails if tail.isdecimal()]
    return f"{start}{max(used, default=0) + 1:02d}"


def task_status(due: date | None, done_on: date | None, today: date) -> str:
    """Where a task stands, in words; due today is not overdue (domain.md 3.4)."""
    if done_on:
        return f"erledigt am {date_short(done_on)}"
    return "überfällig" if due and due < today else "offen"


def idea_texts(text: str) -> tuple[str, str]:
    """(title, description) of an idea noted as one text: the first line is the title."""
    first, _, rest = text.strip().partition("\n")
    first, rest = first.strip(), rest.strip()
    if len(first) <= TITLE_LONGEST:
        return first, rest
    cut = first[: TITLE_LONGEST - 2].rsplit(" ", 1)[0]
    return f"{cut} …", text.strip()


def findings(
    items: Sequence[tuple[int, str, Sequence[EntryLike]]], head: HeadValues
) -> list[Finding]:
    """What is still missing: a warning each, none of them stops the release."""
    found = [Finding(text) for text in _missing_in_head(head)]
    for place, (item_id, title, entries) in enumerate(items, 1):
        if not entries:
            found.append(Finding(f"Punkt {place} „{title}“ hat noch kein Ergebnis.", item_id))
        for entry in entries:
            if entry.kind == EntryKind.TASK:
                found += [Finding(text, item_id) for text in _missing_in_task(entry)]
    return found


def check_release(state: MinutesState, entries: int) -> None:
    """Raises ``RuleBroken`` when the minutes are out already, or say nothing."""
    check_open(state)
    if not entries:
        raise RuleBroken(
            "Das Protokoll ist leer. Schreiben Sie mindestens ein Ergebnis auf, "
            "bevor Sie es freigeben."
        )


def check_open(state: MinutesState) -> None:
    """Raises ``RuleBroken``: released minutes stay as they are."""
    if state == MinutesState.RELEASED:
        raise RuleBroken("Das Protokoll ist freigegeben. Es kann nicht mehr geändert werden.")


def head_mark(head: HeadValues) -> str:
    """Changes whenever the head changes; tells the page whether somebody else was faster."""
    sectors = sorted((key, count) for key, count in head.attendance.items() if count)
    told = (head.began, head.ended, head.chair, head.keeper, sectors, head.excused, head.summary)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def file_name(day: date, title: str, minutes_type: MinutesType) -> str:
    """2027-06-17_2.-Vernetzungstreffen-2027_Ergebnisprotokoll_v1.pdf (domain.md 3.10, 4.3)."""
    german = str.maketrans(SPELLED)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", title).translate(german))
    letters = plain.encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9.]+", "-", letters).strip("-.")[:80] or "Treffen"
    return f"{day:%Y-%m-%d}_{name}_{TITLES[minutes_type]}_v{DOCUMENT_VERSION}.pdf"


def _missing_in_head(head: HeadValues) -> list[str]:
    texts: list[str] = []
    if not sum(head.attendance.values()):
        texts.append("Im Kopf steht noch nicht, wie viele Menschen da waren.")
    if not head.chair:
        texts.append("Im Kopf fehlt, wer das Treffen geleitet hat.")
    if not head.keeper:
        texts.append("Im Kopf fehlt, wer das Protokoll geschrieben hat.")
    return texts


def _missing_in_task(entry: EntryLike) -> list[str]:
    texts: list[str] = []
    if not entry.person:
        texts.append(f"Aufgabe {entry.number}: Es fehlt, wer sie übernimmt.")
    if not entry.due:
        texts.append(f"Aufgabe {entry.number}: Es fehlt, bis wann.")
    return texts
