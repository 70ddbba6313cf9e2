"""The mail that tells somebody when their pitch has its turn."""

from datetime import datetime

from app.core.words import time_of
from app.kits.schema import Purpose
from app.outbox.letter import Letter
from app.pitches.mails import pitch_letter
from app.pitches.models import Pitch


def accepted(pitch: Pitch, at: datetime) -> Letter:
    """Yes to a pitch, with its time; also sent when the time is given anew."""
    words = {"pitch_zeit": time_of(at)}
    return pitch_letter(pitch, Purpose.PITCH_ACCEPTED, words, number=pitch.version)
