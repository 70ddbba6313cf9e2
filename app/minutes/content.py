"""What minutes say, as plain data: a draft is shown by it, and a release keeps it for good."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import msgspec

from app.core.language import gettext as _
from app.core.words import time_of
from app.minutes.rules import EntryKind


@dataclass(frozen=True, kw_only=True)
class EntryContent:
    """One result. ``id`` of its row, by which two versions know the same entry."""

    id: int
    kind: EntryKind
    text: str
    number: str | None = None
    person: str = ""
    due: date | None = None
    note: str = ""
    reason: str = ""
    """Why it was decided; decisions only."""
    idea: str = ""
    """Number in the register of an entry that is an idea; empty otherwise."""


@dataclass(frozen=True, kw_only=True)
class PhotoContent:
    """A picture by reference: its bytes stay where they are, and in the PDF."""

    id: int
    description: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class ItemContent:
    """A heading with its results. ``postponed``: it was not dealt with and comes back."""

    id: int
    title: str
    postponed: bool = False
    entries: tuple[EntryContent, ...] = ()
    photos: tuple[PhotoContent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CarriedContent:
    """A task of an earlier meeting, with its ``status`` on the day of this one."""

    number: str
    text: str
    person: str
    due: date | None
    status: str
    meeting: str

    @property
    def told(self) -> str:
        """``status``, which was kept in German, in the language of the page."""
        word, _on, day = self.status.partition(" am ")
        return _("erledigt am %(day)s", day=day) if day else _(word)


@dataclass(frozen=True, kw_only=True)
class Content:
    """Head, items and foot in the words that were read, so that no later setting changes them."""

    kind: str
    title: str
    topic: str
    office: str
    day: date
    place: str
    began: time
    ended: time
    people: str
    """53 Personen: Zivilgesellschaft 23, …"""
    excused: int
    chair: str
    keeper: str
    summary: str
    readers: str
    following: str
    """The next public meeting in one line; empty: none."""
    quorum: str = ""
    """Beschlussfähig: 9 von 11 …; empty where nothing is decided."""
    items: tuple[ItemContent, ...] = ()
    photos: tuple[PhotoContent, ...] = ()
    """Pictures that belong to no heading."""
    carried: tuple[CarriedContent, ...] = ()
    """Tasks of earlier meetings that were open when this one began."""

    @property
    def times(self) -> str:
        """18:00–20:34 Uhr; says so when a meeting ended after midnight."""
        words = _(
            "%(began)s–%(ended)s\N{NO-BREAK SPACE}Uhr",
            began=time_of(self.began),
            ended=time_of(self.ended),
        )
        later = self.ended < self.began
        return _("%(times)s am folgenden Tag", times=words) if later else words

    @property
    def entries(self) -> Iterator[EntryContent]:
        """All results in the order in which they stand."""
        return (entry for item in self.items for entry in item.entries)

    @property
    def tasks(self) -> list[EntryContent]:
        """The tasks in the order of their numbers: A-2027-9 before A-2027-10."""
        found = [entry for entry in self.entries if entry.kind == EntryKind.TASK]
        return sorted(found, key=lambda task: (len(task.number or ""), task.number or ""))

    @property
    def mark(self) -> str:
        """Changes with every word: tells whether a page shows what is there now."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:24]

    @property
    def numbers(self) -> list[str]:
        """The running numbers that were given out, those of ideas too."""
        told = (one for entry in self.entries for one in (entry.number, entry.idea) if one)
        return sorted(told)


@dataclass(frozen=True)
class Edition:
    """A released version as readers see it. ``on``: local day; ``note``: what changed in it."""

    number: int
    on: date
    note: str = ""

    @property
    def words(self) -> str:
        """Version 2 vom 03.07.2027: …"""
        start = f"Version {self.number} vom {self.on:%d.%m.%Y}"
        return f"{start}: {self.note}" if self.note else start


def as_plain(content: Content) -> dict[str, Any]:
    """For a JSON column; ``from_plain`` gives the same content back."""
    plain: dict[str, Any] = msgspec.to_builtins(content)
    return plain


def from_plain(plain: dict[str, Any]) -> Content:
    """The content as it was kept."""
    return msgspec.convert(plain, Content)
