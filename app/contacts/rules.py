"""People, organisations and what they agree to, from plain values."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.core.words import plain_key, sort_key

KEY_LENGTH = 400
"""Longest key for sorting; casefolding makes some letters two or three."""
ASSOCIATION = re.compile(r"(?<!\w)e\s*\.?\s*v(?!\w)\.?")
"""„e. V.“ in all its spellings, in lower case."""


class ConsentKind(StrEnum):
    INVITATIONS = "invitations"
    CONTACT_LIST = "contact_list"


CONSENT_LABELS = {
    ConsentKind.INVITATIONS: "Einladungen zu Treffen",
    ConsentKind.CONTACT_LIST: "Kontaktliste für Teilnehmende",
}
WAY_LABELS = {
    "form": "über das Anmeldeformular",
    "phone": "am Telefon",
    "paper": "auf Papier",
    "import": "aus einer Liste",
    "link": "über den Link in einer E-Mail",
    "mail_program": "über das E-Mail-Programm",
    "merge": "beim Zusammenführen",
}
"""In which way somebody agreed or withdrew, as the office reads it."""


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
