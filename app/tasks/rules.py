"""What people answer about their tasks, and which tasks come back; plain values."""

from enum import StrEnum


class Answer(StrEnum):
    DONE = "done"
    LATER = "later"
    PROBLEM = "problem"
