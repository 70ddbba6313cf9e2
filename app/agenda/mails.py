"""The mails that tell people when their pitch has its turn."""

from datetime import datetime

from app.core.words import moment_brief, time_of
from app.kits.schema import Purpose
from app.outbox.letter import Letter
from app.pitches.mails import pitch_letters
from app.pitches.models import Pitch


def accepted(pitch: Pitch, at: datetime) -> list[Letter]:
    """Yes to a pitch, with its time; also sent when the office gives it another time."""
    words = {"pitch_zeit": time_of(at)}
    return pitch_letters(pitch, Purpose.PITCH_ACCEPTED, lambda: words, number=pitch.version)


def time_changed(pitch: Pitch, before: datetime, at: datetime) -> list[Letter]:
    """The agenda gave the pitch another time than its people know.

    One mail per time: the number counts the times that were told.
    """

    def words() -> dict[str, str]:
        return {"pitch_zeit": time_of(at), "pitch_zeit_vorher": moment_brief(before)}

    number = pitch.told_number
    return pitch_letters(pitch, Purpose.PITCH_TIME_CHANGED, words, number=number)
