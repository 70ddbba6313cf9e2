"""The register as sentences: notices, the table of the page Datenschutz, the record (Art. 30)."""

from dataclasses import dataclass

from app.core.settings import current
from app.privacy.register import (
    READER_WORDS,
    Entry,
    Purpose,
    Reader,
    ground_words,
    register,
    term_words,
)

CSV_HEADER = (
    "Verarbeitung", "Zweck", "Rechtsgrundlage", "Betroffene", "Angaben", "Frist", "Wer sie liest",
    "Spalten der Datenbank",
)  # fmt: skip
MEASURES = (
    "Zugang nur mit einem Konto der Stadt oder einem Link, der einmal gilt; Rollen; Protokoll, wer "
    "was getan hat; verschlüsselte Übertragung; tägliche geprüfte Sicherung; Löschlauf alle zehn "
    "Minuten. Kein anderer Dienst wird eingebunden. Näheres steht in docs/security.md."
)


@dataclass(frozen=True)
class Line:
    """One line of the record: what, how long, who reads it."""

    what: str
    term: str
    readers: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """One processing activity with its lines."""

    key: str
    title: str
    why: str
    ground: str
    whose: str
    lines: tuple[Line, ...]


def activities() -> list[Activity]:
    """All processing activities, in the order of the register."""
    return [_activity(key, purpose) for key, purpose in register().purposes.items()]


def public_activities() -> list[Activity]:
    """Without what concerns the team alone."""
    return [one for one in activities() if one.key != "team"]


def _activity(key: str, purpose: Purpose) -> Activity:
    return Activity(
        key=key,
        title=purpose.title,
        why=purpose.why,
        ground=ground_words(purpose),
        whose=purpose.whose,
        lines=tuple(_line(entry) for entry in register().of(key)),
    )


def _line(entry: Entry) -> Line:
    return Line(
        what=entry.what[:1].upper() + entry.what[1:],
        term=term_words(register().terms[entry.term]),
        readers=", ".join(READER_WORDS[Reader(reader)] for reader in entry.readers),
        columns=entry.columns,
    )


def csv_rows() -> list[tuple[str, ...]]:
    """One row for each line of the record."""
    return [
        (one.title, one.why, one.ground, one.whose, line.what, line.term, line.readers,
         ", ".join(line.columns))
        for one in activities()
        for line in one.lines
    ]  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """The short notice at a form (Art. 13): what for, on what ground, how long."""

    title: str
    why: str
    ground: str
    terms: tuple[str, ...]
    """How long, the longest first as the register has it; each once."""
    office: str
    mail: str


def notice(purpose: str, kit: str = "") -> Notice:
    """What a form of this purpose says; a kit may have a purpose and ground of its own."""
    found = register().purposes[purpose]
    own = next((one for one in current().privacy.kinds if one.kit == kit), None)
    terms = [term_words(register().terms[entry.term]) for entry in register().of(purpose)]
    return Notice(
        title=found.title,
        why=own.purpose if own else found.why,
        ground=own.ground if own else ground_words(found),
        terms=tuple(dict.fromkeys(terms))[:1],
        office=current().office.name,
        mail=current().office.mail,
    )
