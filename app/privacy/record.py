"""The register as sentences: notices, the table of the page Datenschutz, the record (Art. 30)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.language import gettext
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


def short_activities() -> list[Activity]:
    """All of them, with one line for everything that is kept equally long."""
    return [
        replace(_activity(key, purpose), lines=_grouped(register().of(key)))
        for key, purpose in register().purposes.items()
    ]


def public_activities() -> list[Activity]:
    """For everybody: short, without what concerns the team alone and what nobody reads."""
    read = [one for one in register().entries if one.readers != (Reader.NOBODY,)]
    found = [
        replace(
            _activity(key, purpose), lines=_grouped([one for one in read if one.purpose == key])
        )
        for key, purpose in register().purposes.items()
        if key != "team"
    ]
    return [one for one in found if one.lines]


def _grouped(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """One line for everything that is kept equally long."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.term, []).append(entry)
    return tuple(_group(one) for one in groups.values())


def _group(entries: list[Entry]) -> Line:
    readers = {reader for entry in entries for reader in entry.readers}
    people = readers - {Reader.NOBODY} or readers
    whole = Entry(
        columns=tuple(column for entry in entries for column in entry.columns),
        what="; ".join(gettext(entry.what) for entry in entries),
        purpose=entries[0].purpose,
        term=entries[0].term,
        readers=tuple(sorted(people, key=list(Reader).index)),
    )
    return _line(whole)


def _activity(key: str, purpose: Purpose) -> Activity:
    return Activity(
        key=key,
        title=gettext(purpose.title),
        why=gettext(purpose.why),
        ground=ground_words(purpose),
        whose=gettext(purpose.whose),
        lines=tuple(_line(entry) for entry in register().of(key)),
    )


def _line(entry: Entry) -> Line:
    what = gettext(entry.what)
    return Line(
        what=what[:1].upper() + what[1:],
        term=term_words(register().terms[entry.term]),
        readers=", ".join(gettext(READER_WORDS[Reader(reader)]) for reader in entry.readers),
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
    """The short notice at a form (Art. 13), in the language of the page."""

    why: str
    term: str
    """How long what is asked first is kept."""
    mail: str


def notice(purpose: str, kit: str = "") -> Notice:
    """What a form of this purpose says; a kit may have a purpose of its own."""
    own = next((one for one in current().privacy.kinds if one.kit == kit), None)
    first = register().of(purpose)[0]
    return Notice(
        why=own.purpose if own else gettext(register().purposes[purpose].why),
        term=term_words(register().terms[first.term]),
        mail=current().office.mail,
    )
