"""Search and offer cards from plain values: states, and how well two of them fit."""

from enum import StrEnum


class CardKind(StrEnum):
    SEARCH = "search"
    OFFER = "offer"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return KIND_LABELS[self]


KIND_LABELS = {CardKind.SEARCH: "Ich suche", CardKind.OFFER: "Ich biete"}


class CardState(StrEnum):
    """Where a card stands."""

    PENDING = "pending"
    """Handed in; the address is not confirmed yet."""
    HELD = "held"
    """Confirmed; the office has not read it yet."""
    OPEN = "open"
    MATCHED = "matched"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return STATE_LABELS[self]


STATE_LABELS = {
    CardState.PENDING: "Unbestätigt",
    CardState.HELD: "Noch nicht gelesen",
    CardState.OPEN: "Offen",
    CardState.MATCHED: "Vermittelt",
    CardState.CLOSED: "Geschlossen",
}


class MediationState(StrEnum):
    """Where a mediation stands."""

    ASKED = "asked"
    REFUSED = "refused"
    PASSED = "passed"
    """Both agreed: each has the contact of the other."""
    CLOSED = "closed"
