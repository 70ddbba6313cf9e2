"""The mails to people who hand in a pitch; the one that accepts it is the agenda's."""

from collections.abc import Mapping

from app.core.links import link_to
from app.core.tokens import link_token
from app.kits.schema import Purpose
from app.meetings.mails import letter_from, words_for
from app.outbox.letter import Letter
from app.pitches.models import Pitch

PURPOSE = "pitch"


def edit_token(pitch: Pitch) -> str:
    """The token of the link with which its owner changes and withdraws the pitch."""
    return link_token(PURPOSE, pitch.id, pitch.link_version)


def received(pitch: Pitch) -> Letter:
    """The receipt, with the link for changing the text."""
    return pitch_letter(pitch, Purpose.PITCH_RECEIVED, {}, number=0)


def declined(pitch: Pitch, reason: str, next_step: str) -> Letter:
    """The refusal with its reason; also shown as a preview before anything is decided."""
    words = {"begruendung": reason, "naechster_schritt": next_step}
    return pitch_letter(pitch, Purpose.PITCH_DECLINED, words, number=pitch.version)


def pitch_letter(
    pitch: Pitch, purpose: Purpose, words: Mapping[str, str], *, number: int
) -> Letter:
    """A kit's mail about one pitch; ``number`` tells one notice of a kind from the next."""
    meeting = pitch.meeting
    return letter_from(
        meeting.kit.mail(purpose),
        {
            **words_for(meeting),
            "vorname": pitch.first_name,
            "nachname": pitch.last_name,
            "pitch_titel": pitch.title,
            "pitch_link": link_to("pitches_public.edit", token=edit_token(pitch)),
            **words,
        },
        key=f"{purpose.value}:{pitch.id}:{number}",
        kind=purpose.value,
        to=pitch.email,
        to_name=pitch.full_name,
        topic=f"meeting:{meeting.id}",
    )
