"""The steering group from plain values: quorum, votes, kinds of decisions (domain.md 3.3)."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """What a decision does."""

    SELECT = "select"
    POSTPONE = "postpone"
    ON_HOLD = "on_hold"
    DROP = "drop"
    REFER = "refer"
    PROGRAMME = "programme"
    REPORT = "report"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return KIND_LABELS[self]


KIND_LABELS = {
    DecisionKind.SELECT: "Aufnehmen",
    DecisionKind.POSTPONE: "Vertagen",
    DecisionKind.ON_HOLD: "Zurückstellen",
    DecisionKind.DROP: "Nicht aufnehmen",
    DecisionKind.REFER: "Weitergeben",
    DecisionKind.PROGRAMME: "Programm",
    DecisionKind.REPORT: "Bericht",
}


class Choice(StrEnum):
    """How somebody votes."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    BIASED = "biased"
    """Part of the project: takes no part in the vote."""

    @property
    def label(self) -> str:
        """The German name that people read."""
        return CHOICE_LABELS[self]


CHOICE_LABELS = {
    Choice.YES: "Ja",
    Choice.NO: "Nein",
    Choice.ABSTAIN: "Enthaltung",
    Choice.BIASED: "Befangen",
}


class Presence(StrEnum):
    """Who sits on a member's seat in a session."""

    MEMBER = "member"
    DEPUTY = "deputy"
    ABSENT = "absent"
    EXCUSED = "excused"


class MotionState(StrEnum):
    """Where a motion stands."""

    PREPARED = "prepared"
    OPEN = "open"
    """A written vote is running."""
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """A written vote in which too few took part."""
