"""Letters about minutes: thanks with the first version, a change, the draft for corrections."""

from collections.abc import Sequence
from datetime import date

from app.core.links import link_to
from app.core.templating import render
from app.core.words import date_long
from app.kits.schema import Attachment as KitAttachment
from app.kits.schema import Purpose
from app.kits.vocabulary import PLACEHOLDERS
from app.meetings.mails import letter_from, words_for
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
    words = dict.fromkeys(PLACEHOLDERS, "") | words_for(meeting)
    name = file_name(meeting.day, meeting.title, kit.minutes_type, 1)
    document = Attachment(name, pdf, "application/pdf")
    attached = (document,) if KitAttachment.MINUTES_PDF in mail.attachments else ()
    return [
        letter_from(
            mail,
            words | _personal(person) | {"protokoll_link": after_link(person)},
            key=f"minutes:{minutes.id}:{person.id}",
            kind=Purpose.THANKS_MINUTES,
            to=person.email,
            to_name=person.full_name,
            topic=f"meeting:{meeting.id}",
            attachments=attached,
        )
        for person in people
    ]


def after_link(person: Registration) -> str:
    """The person's own page after the meeting: minutes, ideas, contacts."""
    return link_to("afterwards.index", token=after_token(person))


def changed(minutes: Minutes, people: Sequence[Registration], edition: Edition) -> list[Letter]:
    """A later version is out, and this is what changed; one letter for each person."""
    words = words_for(minutes.meeting)
    facts = {"version": str(edition.number), "aenderung": edition.note}
    version = f"v{edition.number}"
    return [_own(minutes, person, "minutes_changed", version, words | facts) for person in people]


def reviews(minutes: Minutes, readers: Sequence[MinutesReader], until: date) -> list[Letter]:
    """Please read the draft and say what is wrong; each with the link of its reader."""
    words = words_for(minutes.meeting) | {"bis": date_long(until)}
    letters = []
    for reader in readers:
        link = link_to("minutes_review_public.review", token=review_token(reader))
        own = words | {"durchsicht_link": link}
        kind, version = "minutes_review", f"review{minutes.edition}"
        letters.append(_own(minutes, reader.registration, kind, version, own))
    return letters


def _own(
    minutes: Minutes, person: Registration, kind: str, version: str, words: dict[str, str]
) -> Letter:
    """A letter that no kit has; its text is templates/minutes/mail/<kind>.txt."""
    everything = words | _personal(person)
    subject, _, text = render(f"minutes/mail/{kind}.txt", **everything).partition("\n")
    return Letter(
        key=f"{kind}:{minutes.id}:{version}:{person.id}",
        kind=kind,
        to=person.email,
        to_name=person.full_name,
        subject=subject.strip(),
        text=text.strip() + "\n",
        topic=f"meeting:{minutes.meeting_id}",
    )


def _personal(person: Registration) -> dict[str, str]:
    return {
        "vorname": person.first_name,
        "nachname": person.last_name,
        "danach_link": link_to("afterwards.index", token=after_token(person)),
    }
