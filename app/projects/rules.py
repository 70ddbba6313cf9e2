"""News from projects, and people who join in, from plain values."""

from enum import StrEnum


class Progress(StrEnum):
    """What a project answers to "Wie steht es?"."""

    RUNNING = "running"
    STUCK = "stuck"
    HELP = "help"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The German words of the button."""
        return PROGRESS_LABELS[self]


PROGRESS_LABELS = {
    Progress.RUNNING: "Es läuft",
    Progress.STUCK: "Es stockt",
    Progress.HELP: "Wir brauchen Hilfe",
    Progress.ENDED: "Es ist beendet",
}


class JoinState(StrEnum):
    """Where somebody stands who joins in."""

    PENDING = "pending"
    """The address is not confirmed yet."""
    CONFIRMED = "confirmed"
    LEFT = "left"


class DraftState(StrEnum):
    """Where a text stands that the contact person wrote."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
