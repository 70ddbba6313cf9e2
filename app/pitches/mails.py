"""The mails to people who hand in a pitch or present it; those with a time are the agenda's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.language import current_language, speaking
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.tokens import link_token
from app.core.words import date_brief
from app.kits.schema import Purpose
from app.kits.spoken import told_in
from app.meetings.mails import letter_from, own_text, words_for
from app.meetings.models import Meeting
from app.outbox.letter import Letter
from app.pitches.models import Pitch, PitchPresenter

Words = Callable[[], Mapping[str, str]]
"""Words in the language spoken when it is called: that of the pitch, or German."""
PURPOSE = "pitch"
READING = "pitch_reader"


@dataclass(frozen=True)
class Reader:
    """Somebody who is told what happens to a pitch, with the link to it."""

    first_name: str
    last_name: str
    email: str
    link: str
    key: str = ""
    """Tells the readers of one notice apart; empty for the person who handed in."""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def edit_token(pitch: Pitch) -> str:
    """The token of the link with which its owner changes and withdraws the pitch."""
    return link_token(PURPOSE, pitch.id, pitch.link_version)


def read_token(presenter: PitchPresenter) -> str:
    """The token of the link with which somebody who presents as well reads the pitch."""
    return link_token(READING, presenter.id, 0)


def readers(pitch: Pitch) -> list[Reader]:
    """Everybody with an address who presents the pitch; who handed in comes first."""
    everybody = [owner(pitch), *(_reader(one) for one in pitch.presenters)]
    return [reader for reader in everybody if reader.email]


def owner(pitch: Pitch) -> Reader:
    link = link_to("pitches_public.edit", token=edit_token(pitch))
    return Reader(pitch.first_name, pitch.last_name, pitch.email, link)


def _reader(presenter: PitchPresenter) -> Reader:
    link = link_to("pitches_public.read", token=read_token(presenter))
    name = (presenter.first_name, presenter.last_name)
    return Reader(*name, presenter.email, link, f":{presenter.id}")


def received(pitch: Pitch) -> Letter:
    """The receipt, with the link for changing the text."""
    return _kit_letter(pitch, owner(pitch), Purpose.PITCH_RECEIVED, dict, pitch.link_version)


def declined(pitch: Pitch, reason: str, next_step: str) -> list[Letter]:
    """The refusal with its reason; also shown as a preview before anything is decided."""
    words = {"begruendung": reason, "naechster_schritt": next_step}
    return pitch_letters(pitch, Purpose.PITCH_DECLINED, lambda: words, number=pitch.version)


def moved(pitch: Pitch, reason: str, before: Meeting, target: Meeting) -> list[Letter]:
    """The pitch goes to another meeting; the same words before and after it has gone."""

    def words() -> dict[str, str]:
        return {"begruendung": reason, "treffen_vorher": meeting_words(before)}

    number = pitch.told_number
    return pitch_letters(pitch, Purpose.PITCH_MOVED, words, number=number, meeting=target)


def meeting_words(meeting: Meeting) -> str:
    """„Vernetzungstreffen im Herbst“ am Do., 16.09.2027"""
    return _("„%(titel)s“ am %(tag)s", titel=meeting.title, tag=date_brief(meeting.day))


def pitch_letters(
    pitch: Pitch,
    purpose: Purpose,
    words: Words,
    *,
    number: int,
    meeting: Meeting | None = None,
) -> list[Letter]:
    """A kit's mail to everybody who presents; ``number`` tells one notice from the next."""
    return [
        _kit_letter(pitch, reader, purpose, words, number, meeting) for reader in readers(pitch)
    ]


def _kit_letter(
    pitch: Pitch,
    reader: Reader,
    purpose: Purpose,
    words: Words,
    number: int,
    meeting: Meeting | None = None,
) -> Letter:
    meeting = meeting or pitch.meeting
    with told_in(pitch.language, meeting.kit_id, meeting.kit.mail(purpose)) as text:
        return letter_from(
            text,
            {**words_for(meeting), **_personal(pitch, reader), **words()},
            key=f"{purpose.value}:{pitch.id}:{number}{reader.key}",
            kind=purpose.value,
            to=reader.email,
            to_name=reader.full_name,
            topic=f"meeting:{meeting.id}",
        )


def presenter_added(presenter: PitchPresenter) -> Letter:
    """Tell somebody that they were named, with the link to read."""
    return _own_letter(presenter.pitch, _reader(presenter), "presenter_added", f"{presenter.id}")


def presenter_removed(presenter: PitchPresenter) -> Letter:
    """Tell somebody that they no longer present; written before the row goes."""
    return _own_letter(presenter.pitch, _reader(presenter), "presenter_removed", f"{presenter.id}")


def withdrawn(pitch: Pitch) -> list[Letter]:
    """Everybody who was to present learns that the pitch was taken back."""
    return [
        _own_letter(pitch, reader, "pitch_withdrawn", f"{pitch.id}:{pitch.version}{reader.key}")
        for reader in readers(pitch)
    ]


def _own_letter(pitch: Pitch, reader: Reader, kind: str, key: str) -> Letter:
    """A letter that no kit has: its text is templates/pitches/mail/<kind>.txt."""
    with speaking(pitch.language):
        known = {**words_for(pitch.meeting), **_personal(pitch, reader)}
        subject, body = own_text("pitches", kind, known | {"einreicher": pitch.full_name})
        return Letter(
            key=f"{kind}:{key}",
            kind=kind,
            to=reader.email,
            to_name=reader.full_name,
            subject=subject,
            text=body,
            topic=f"meeting:{pitch.meeting_id}",
            language=current_language(),
        )


def _personal(pitch: Pitch, reader: Reader) -> dict[str, str]:
    return {
        "vorname": reader.first_name,
        "nachname": reader.last_name,
        "pitch_titel": pitch.title,
        "pitch_link": reader.link,
    }
