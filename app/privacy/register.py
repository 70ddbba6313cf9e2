"""The one table of personal columns: what each is kept for, why, how long, and who reads it (D-1).

It is data, in ``app/privacy/columns``. The notices at the forms, the record of processing
activities and the page Datenschutz are made from it, and a house test holds it against the tables.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from app.core.language import gettext, ngettext
from app.core.settings import current

FOLDER = Path(__file__).parent / "columns"
COLUMN = r"^[a-z_]+\.[a-z_]+$"

Part = TypeVar("Part", bound="_Row")
Words = Annotated[str, msgspec.Meta(min_length=1)]
ColumnName = Annotated[str, msgspec.Meta(pattern=COLUMN)]
Columns = Annotated[tuple[ColumnName, ...], msgspec.Meta(min_length=1)]


class Reader(StrEnum):
    """Who gets to see a column."""

    OFFICE = "office"
    MODERATOR = "moderator"
    STEERING = "steering"
    SELF = "self"
    CONTACT = "contact"
    PARTICIPANTS = "participants"
    PUBLIC = "public"
    NOBODY = "nobody"


READER_WORDS = {
    Reader.OFFICE: "Geschäftsstelle",
    Reader.MODERATOR: "Moderation",
    Reader.STEERING: "Lenkungskreis",
    Reader.SELF: "die Person selbst",
    Reader.CONTACT: "Ansprechperson des Projekts",
    Reader.PARTICIPANTS: "wer beim Treffen war",
    Reader.PUBLIC: "alle, soweit es veröffentlicht ist",
    Reader.NOBODY: "niemand, nur das Programm",
}


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of one of the files."""


class Purpose(_Row, frozen=True):
    """One processing activity."""

    title: Words
    whose: Words
    why: Words
    """Goes on after „Wir speichern das,“."""
    ground: Words
    """Key of ``Register.grounds``."""
    without: str = ""
    """The ground of what is kept of somebody who agreed to nothing; empty: nothing is."""


class Term(_Row, frozen=True):
    """How long something is kept."""

    words: Words
    rules: tuple[str, ...]
    """Names of the rules of the retention run that see to it."""
    stays: str = ""
    """Without rules: why it may stay."""


class Entry(_Row, frozen=True):
    """Columns that are kept for the same purpose, as long, and read by the same people."""

    columns: Columns
    what: Words
    purpose: Words
    term: Words
    readers: Annotated[tuple[Reader, ...], msgspec.Meta(min_length=1)]


class NotPersonal(_Row, frozen=True):
    """What says nothing about a person, and why."""

    reason: Words
    columns: tuple[ColumnName, ...] = ()
    names: tuple[str, ...] = ()
    """Columns of this name in every table."""
    tables: tuple[str, ...] = ()
    """Tables of things: what is neither text nor leads to a person says nothing about one."""


class _Purposes(_Row, frozen=True):
    grounds: dict[str, str]
    purposes: dict[str, Purpose]


class _Terms(_Row, frozen=True):
    terms: dict[str, Term]


class _Entries(_Row, frozen=True):
    entries: tuple[Entry, ...]


class _Others(_Row, frozen=True):
    not_personal: tuple[NotPersonal, ...]


class Register(_Row, frozen=True):
    """Everything the files say."""

    grounds: dict[str, str]
    purposes: dict[str, Purpose]
    terms: dict[str, Term]
    entries: tuple[Entry, ...]
    not_personal: tuple[NotPersonal, ...]

    def of(self, purpose: str) -> tuple[Entry, ...]:
        """The entries of a purpose, in the order of the files."""
        return tuple(one for one in self.entries if one.purpose == purpose)

    def entry_of(self, column: str) -> Entry:
        """The entry of ``table.column``. Raises ``KeyError`` when the column is not personal."""
        for entry in self.entries:
            if column in entry.columns:
                return entry
        raise KeyError(column)


@cache
def register() -> Register:
    """The register, read once."""
    head = _read("purposes", _Purposes)
    return Register(
        grounds=head.grounds,
        purposes=head.purposes,
        terms=_read("terms", _Terms).terms,
        entries=_read("people", _Entries).entries + _read("work", _Entries).entries,
        not_personal=_read("not_personal", _Others).not_personal,
    )


def _read(name: str, kind: type[Part]) -> Part:
    return msgspec.toml.decode((FOLDER / f"{name}.toml").read_bytes(), type=kind)


def term_words(term: Term) -> str:
    """How long, with the numbers of the settings: „bis 365 Tage nach dem Treffen“."""
    return gettext(term.words).format_map(_spans())


def ground_words(purpose: Purpose, *, agreed: bool | None = None) -> str:
    """The legal ground of a purpose.

    ``agreed``: whether the person it is about has agreed to it; None: of everybody.
    """
    ground = _ground(purpose.ground)
    if not purpose.without or agreed:
        return ground
    other = _ground(purpose.without)
    if agreed is None:
        return gettext("%(ground)s; ohne Einwilligung: %(other)s", ground=ground, other=other)
    return other


def _ground(key: str) -> str:
    return gettext(register().grounds[key]).format(law=gettext(current().privacy.law))


def span_words(setting: str) -> str:
    """A span of [retention] in words: „7 Tage“."""
    return _span(setting, getattr(current().retention, setting))


def _spans() -> dict[str, str]:
    values = msgspec.structs.asdict(current().retention)
    return {name: _span(name, value) for name, value in values.items()}


def _span(name: str, value: int) -> str:
    if name.endswith("_hours"):
        return ngettext("%(n)s Stunde", "%(n)s Stunden", value, n=value)
    if value % 365 == 0:
        return ngettext("%(n)s Monat", "%(n)s Monate", value, n=12 * value // 365)
    return ngettext("%(n)s Tag", "%(n)s Tage", value, n=value)


def told_of(purpose: str) -> list[Entry]:
    """What pages for everybody list: what somebody reads, all of it where nobody reads anything."""
    entries = [] if purpose == "team" else register().of(purpose)
    return [one for one in entries if one.readers != (Reader.NOBODY,)] or list(entries)


def public_sentences() -> list[str]:
    """All words of the register that pages for everybody say, for the catalogs."""
    found = register()
    entries = [one for key in found.purposes for one in told_of(key)]
    purposes = [found.purposes[key] for key in {one.purpose for one in entries}]
    return [
        *(text for one in purposes for text in (one.title, one.whose, one.why)),
        *(found.grounds[key] for one in purposes for key in (one.ground, one.without) if key),
        *(found.terms[one.term].words for one in entries),
        *(one.what for one in entries),
        *(READER_WORDS[reader] for one in entries for reader in one.readers),
    ]
