"""The register as sentences: notices, the table of the page Datenschutz, the record (Art. 30)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.language import gettext
from app.core.settings import current
from app.kits.shelf import shelf
from app.kits.spoken import kit_words
from app.privacy.register import (
    READER_WORDS,
    Entry,
    Purpose,
    Reader,
    ground_words,
    register,
    term_words,
    told_of,
)

REGISTERING = "registration"
"""The purpose of which kinds of meetings can have their own."""
CSV_HEADER = (
    "Verarbeitung", "Zweck", "Rechtsgrundlage", "Betroffene", "Angaben", "Frist", "Wer sie liest",
    "Spalten der Datenbank",
)  # fmt: skip
MEASURES = (
    "Zugang nur mit einem Konto der Stadt oder einem Link, der einmal gilt; Rollen; Protokoll, wer "
    "was getan hat; verschlüsselte Übertragung; tägliche geprüfte Sicherung; Löschlauf alle zehn "
    "Minuten. Kein anderer Dienst wird eingebunden."
)

THIRD_COUNTRIES = (
    "Treffwerk übermittelt nichts in Länder außerhalb der EU. Ob jemand es tut, der im Auftrag "
    "arbeitet, steht dort, wo er genannt ist."
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
    """All processing activities, in the order of the register; those of single kinds follow."""
    return _with_kinds(_activity(key, purpose) for key, purpose in register().purposes.items())


def _with_kinds(found: Iterable[Activity]) -> list[Activity]:
    """Behind registering the same for kits with a purpose and ground of their own (settings)."""
    titles = {kit.id: kit.title for kit in shelf().kits}
    return [
        one
        for activity in found
        for one in (
            activity,
            *(
                replace(
                    activity,
                    key=f"{REGISTERING}-{own.kit}",
                    title=f"{activity.title}: {kit_words(own.kit, titles.get(own.kit, own.kit))}",
                    why=own.purpose,
                    ground=own.ground,
                )
                for own in current().privacy.kinds
                if activity.key == REGISTERING
            ),
        )
    ]


def short_activities() -> list[Activity]:
    """All of them, with one line for what is kept equally long and read by the same people."""
    return _with_kinds(
        replace(_activity(key, purpose), lines=_grouped(register().of(key)))
        for key, purpose in register().purposes.items()
    )


def public_activities() -> list[Activity]:
    """For everybody: short, without what concerns the team alone and what nobody reads.

    What serves a purpose of its own although nobody reads it is named.
    """
    found = [
        replace(_activity(key, purpose), lines=_grouped(told_of(key)))
        for key, purpose in register().purposes.items()
        if told_of(key)
    ]
    return _with_kinds(found)


def _grouped(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """One line for what is kept equally long and read by the same people."""
    groups: dict[tuple[str, frozenset[Reader]], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.term, frozenset(entry.readers)), []).append(entry)
    return tuple(_group(one) for one in groups.values())


def _group(entries: list[Entry]) -> Line:
    whole = Entry(
        columns=tuple(column for entry in entries for column in entry.columns),
        what="; ".join(gettext(entry.what) for entry in entries),
        purpose=entries[0].purpose,
        term=entries[0].term,
        readers=entries[0].readers,
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
    ground: str


def notice(purpose: str, kit: str = "") -> Notice:
    """What a form of this purpose says; registering for a kit may have a purpose of its own."""
    kinds = current().privacy.kinds if purpose == REGISTERING else ()
    own = next((one for one in kinds if one.kit == kit), None)
    first, entry = register().of(purpose)[0], register().purposes[purpose]
    return Notice(
        why=own.purpose if own else gettext(entry.why),
        ground=own.ground if own else ground_words(entry),
        term=term_words(register().terms[first.term]),
        mail=current().office.mail,
    )
