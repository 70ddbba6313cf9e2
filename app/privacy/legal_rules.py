"""The texts a city is responsible for; plain values."""

import re
from enum import StrEnum

BLANK = "[bitte "
"""How a place begins that has to be filled in yet."""
GAP = re.compile(re.escape(BLANK) + r"[^\]\n]*\]?")
MOST = 40_000


class LegalKind(StrEnum):
    """Which text."""

    IMPRINT = "impressum"
    PRIVACY = "datenschutz"
    ACCESSIBILITY = "barrierefreiheit"
    PROCESSORS = "auftragsverarbeiter"

    @property
    def heading(self) -> str:
        """German name."""
        return TITLES[self]


TITLES = {
    LegalKind.IMPRINT: "Impressum",
    LegalKind.PRIVACY: "Datenschutz",
    LegalKind.ACCESSIBILITY: "Barrierefreiheit",
    LegalKind.PROCESSORS: "Wer in unserem Auftrag arbeitet",
}


def without_gaps(text: str, instead: str) -> str:
    """The text as everybody may read it: ``instead`` stands where something has to be filled in."""
    return GAP.sub(instead, text)


def is_open(text: str) -> bool:
    """There is no text yet, or something in it has to be filled in."""
    return not text.strip() or BLANK in text
