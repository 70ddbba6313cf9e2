"""Letters about minutes: thanks with the first version, a change, the draft for corrections."""

from collections.abc import Callable, Sequence
from datetime import date

from app.core.language import current_language, speaking
from app.core.links import link_to
from app.core.words import date_long
from app.kits.schema import Attachment as KitAttachment
from app.kits.schema import Purpose
from app.kits.spoken import told_in
from app.kits.vocabulary import PLACEHOLDERS
from app.meetings.mails import letter_from, own_text, words_by_language
from app.minutes.content import Edition
from app.minutes.models import Minutes, MinutesReader
from app.minutes.review_queries import review_token
from app.minutes.rules import file_name
from app.outbox.letter import Attachment, Letter
from app.registrations.models import Registration
from app.registrations.queries import after_token


def thanks(minutes: Minutes, people: Sequence[Registration], pdf: bytes) -> list[Letter]:
    """One letter for each person; none when the kit has no such mail."""
    meeting, kit = minutes.meeting, minutes.meeting.kit
    if not kit.has_mail(Purpose.THANKS_MINUTES):
        return []
    mail = kit.mail(Purpose.THANKS_MINUTES)
    nothing, words = dict.fromkeys(PLACEHOLDERS, ""), words_by_language(meeting)
    name = file_name(meeting.day, meeting.title, kit.minutes_type, 1)
    document = Attachment(name, pdf, "application/pdf")
    attached = (document,) if KitAttachment.MINUTES_PDF in mail.attachments else ()

    def thanking(person: Registration) -> Letter:
        own = _personal(person) | {"protokoll_link": after_link(person)}
        with told_in(person.language, meeting.kit_id, mail) as text:
            return letter_from(
                text,
                nothing | words() | own,
                key=f"minutes:{minutes.id}:{person.id}",
                kind=Purpose.THANKS_MINUTES,
                to=person.email,
                to_name=person.full_name,
                topic=f"meeting:{meeting.id}",
                attachments=attached,
            )

    return [thanking(person) for person in people]


def after_link(person: Registration) -> str:
    """The person's own page after the meeting: minutes, ideas, contacts."""
    return link_to("afterwards.index", token=after_token(person))


def changed(minutes: Minutes, people: Sequence[Registration], edition: Edition) -> list[Letter]:
    """A later version is out, and this is what changed; one letter for each person."""
    words = words_by_language(minutes.meeting)
    facts = {"version": str(edition.number), "aenderung": edition.note}
    kind, version = "minutes_changed", f"v{edition.number}"
    return [_own(minutes, one, kind, version, lambda: words() | facts) for one in people]


def reviews(minutes: Minutes, readers: Sequence[MinutesReader], until: date) -> list[Letter]:
    """Please read the draft and say what is wrong; each with the link of its reader."""
    words = words_by_language(minutes.meeting)
    kind, version = "minutes_review", f"review{minutes.edition}"

    def asking(reader: MinutesReader) -> Letter:
        link = link_to("minutes_review_public.review", token=review_token(reader))

        def own() -> dict[str, str]:
            return words() | {"bis": date_long(until), "durchsicht_link": link}

        return _own(minutes, reader.registration, kind, version, own)

    return [asking(reader) for reader in readers]


def _own(
    minutes: Minutes,
    person: Registration,
    kind: str,
    version: str,
    words: Callable[[], dict[str, str]],
) -> Letter:
    """A letter that no kit has; its text is templates/minutes/mail/<kind>.txt."""
    with speaking(person.language):
        subject, text = own_text("minutes", kind, words() | _personal(person))
        return Letter(
            key=f"{kind}:{minutes.id}:{version}:{person.id}",
            kind=kind,
            to=person.email,
            to_name=person.full_name,
            subject=subject,
            text=text,
            topic=f"meeting:{minutes.meeting_id}",
            language=current_language(),
        )


def _personal(person: Registration) -> dict[str, str]:
    return {
        "vorname": person.first_name,
        "nachname": person.last_name,
        "danach_link": link_to("afterwards.index", token=after_token(person)),
    }
