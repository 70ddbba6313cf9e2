"""Support of projects from plain values: cases and their states (domain.md 3.6)."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a request for help stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return CASE_LABELS[self]


CASE_LABELS = {
    CaseState.OPEN: "Neu",
    CaseState.TAKEN: "In Arbeit",
    CaseState.CLOSED: "Erledigt",
}
