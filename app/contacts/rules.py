"""People, organisations and what they agree to, from plain values."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol

from app.core.language import N_
from app.core.words import plain_key, sort_key

KEY_LENGTH = 400
"""Longest key for sorting; casefolding makes some letters two or three."""
ASSOCIATION = re.compile(r"(?<!\w)e\s*\.?\s*v(?!\w)\.?")
"""„e. V.“ in all its spellings, in lower case."""


class ConsentKind(StrEnum):
    INVITATIONS = "invitations"
    CONTACT_LIST = "contact_list"


CONSENT_LABELS = {
    ConsentKind.INVITATIONS: N_("Einladungen zu Treffen"),
    ConsentKind.CONTACT_LIST: N_("Kontaktliste für Teilnehmende"),
}
EXPIRED = "expired"
"""The way of a consent that ended because nobody renewed it."""
WAY_LABELS = {
    "form": N_("über das Anmeldeformular"),
    "phone": N_("am Telefon"),
    "paper": N_("auf Papier"),
    "import": N_("aus einer Liste"),
    "link": N_("über den Link in einer E-Mail"),
    "mail_program": N_("über das E-Mail-Programm"),
    "merge": N_("beim Zusammenführen"),
    EXPIRED: N_("nach Ablauf der Frist"),
}
"""In which way somebody agreed or withdrew, as the office reads it."""
FIELD_LABELS = {
    "first_name": "Vorname",
    "last_name": "Nachname",
    "academic_title": "Titel",
    "email": "E-Mail-Adresse",
    "phone": "Telefon",
    "postal_address": "Postanschrift",
    "organisation": "Organisation",
    "function": "Funktion",
    "sector": "Bereich",
    "district": "Stadtbezirk",
    "interests": "Handlungsfelder",
    "no_photo": "Keine Fotos",
    "labels": "Schlagwörter",
    "note": "Notiz",
}
"""What the office writes about a person, in the order of the form."""
CHOSEN = (
    "first_name", "last_name", "academic_title", "email", "phone", "postal_address",
    "organisation", "function", "sector", "district",
)  # fmt: skip
"""Values of which one is chosen when two records are merged; the others are joined."""
SIMILAR = 0.8
"""From this share of equal letters on, two names may be one name with a slip."""
LABEL_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is known about one person; empty values mean not known."""

    first_name: str
    last_name: str
    email: str = ""
    organisation: str = ""
    """Name of the organisation, in any spelling."""
    sector: str = ""
    """Id of a sector of the settings."""
    phone: str = ""
    postal_address: str = ""
    """Lines below the name on a letter."""
    academic_title: str = ""
    function: str = ""
    district: str = ""
    interests: tuple[str, ...] = ()
    """Ids of fields of work."""
    no_photo: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def person_sort_key(last_name: str, first_name: str) -> str:
    """German order by last name, then by first name; short names come before longer ones."""
    return f"{sort_key(last_name)[0]}\t{sort_key(first_name)[0]}"[:KEY_LENGTH]


def organisation_sort_key(name: str) -> str:
    """German order of organisations; quotes and signs at the beginning do not count."""
    return sort_key(name)[0].lstrip("„“”\"'»«+- ")[:KEY_LENGTH]


def search_words(text: str) -> list[str]:
    """What is typed into a search, as words in the form of the stored search keys."""
    return sort_key(text)[0].split()


def search_key(*parts: str) -> str:
    """Everything by which something is found: without accents and capitals."""
    return sort_key(" ".join(filter(None, parts)))[0]


def organisation_key(name: str) -> str:
    """How two spellings of an organisation are recognised: without quotes, points and „e. V.“.

    „Förderkreis "Alte Linde" e. V.“ and „Förderkreis Alte Linde“ have the same key.
    """
    folded = plain_key(name)
    letters = "".join(
        letter if unicodedata.category(letter)[0] in "LMNS" else " "
        for letter in ASSOCIATION.sub(" ", folded)
    )
    return " ".join(letters.split())[:320] or folded


def read_labels(text: str) -> tuple[str, ...]:
    """Labels typed with commas between them, each once, in the order of typing."""
    typed = (" ".join(part.split()) for part in re.split(r"[,;\n]", text))
    return tuple({plain_key(label): label for label in typed if label}.values())


def similar_names(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two names (first, last) may be two spellings of one: initials, slips, swapped."""
    first, last = (sort_key(part)[0].strip() for part in one)
    first_2, last_2 = (sort_key(part)[0].strip() for part in other)
    if (first, last) in ((first_2, last_2), (last_2, first_2)):
        return True
    if last == last_2 and (not first or not first_2 or _initial(first, first_2)):
        return True
    names = sorted((f"{first} {last}", f"{first_2} {last_2}"))
    return SequenceMatcher(None, names[0], names[1], autojunk=False).ratio() > SIMILAR and (
        last == last_2 or first == first_2
    )


def _initial(one: str, other: str) -> bool:
    """„C.“ may be „Claudia“."""
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return len(short) < 3 and long.startswith(short)


class Decision(Protocol):
    """A consent given or withdrawn at a moment."""

    @property
    def given(self) -> bool: ...
    @property
    def at(self) -> datetime: ...


def holds_now(decisions: Iterable[Decision]) -> bool:
    """What the newest decision says; at the same moment a withdrawal counts more."""
    newest = max(decisions, key=lambda one: (one.at, not one.given), default=None)
    return newest.given if newest else False


def address_lines(text: str) -> list[str]:
    """A postal address as the lines of a letter; one written in one line is cut where it can be.

    „Musterweg 12, 33719 Bielefeld“ -> „Musterweg 12“ and „33719 Bielefeld“.
    """
    written = text.strip().split("\n")
    if len(written) == 1:
        written = re.split(r",|\s(?=\d{5}\s)", written[0])
    return [line for line in (" ".join(part.split()) for part in written) if line]


def joined_notes(notes: Sequence[str]) -> str:
    """All notes below each other, none twice."""
    return "\n\n".join(dict.fromkeys(note.strip() for note in notes if note.strip()))
