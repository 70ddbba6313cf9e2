"""Cards that wait for the office, and dots: points, ranks, what is possible; plain values."""

from enum import StrEnum


class CardKind(StrEnum):
    IDEA = "idea"
    QUESTION = "question"
    REMARK = "remark"


class CardState(StrEnum):
    HELD = "held"
    LET_IN = "let_in"
    REFUSED = "refused"


class PollState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
