"""The course of an evening from its presses, and what can give time; plain values."""

from enum import StrEnum


class Press(StrEnum):
    """What somebody pressed in the live view."""

    START = "start"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "resume"
    GIVE = "give"
    UNDO = "undo"
