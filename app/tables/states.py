"""The states of a seating plan."""

from enum import StrEnum


class Included(StrEnum):
    """Who takes part."""

    CONFIRMED = "confirmed"
    """Everybody with a confirmed place in the room."""
    PRESENT = "present"
    """Everybody who is marked as present at the door."""


class SearchState(StrEnum):
    """Whether the search is at work."""

    IDLE = "idle"
    WAITING = "waiting"
    RUNNING = "running"


class WishKind(StrEnum):
    """What two people wish, or the office for them."""

    TOGETHER = "together"
    APART = "apart"
