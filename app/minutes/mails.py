"""The letter of thanks that goes out with the release of the minutes."""

from collections.abc import Sequence

from app.kits.schema import Attachment as KitAttachment
from app.kits.schema import Purpose
from app.kits.vocabulary import PLACEHOLDERS
from app.meetings.mails import letter_from, words_for
from app.minutes.models import Minutes
from app.minutes.rules import file_name
from app.outbox.letter import Attachment, Letter
from app.registrations.models import Registration


def thanks(minutes: Minutes, people: Sequence[Registration], pdf: bytes) -> list[Letter]:
    """One letter for each person; none when the kit has no such mail."""
    meeting, kit = minutes.meeting, minutes.meeting.kit
    if not kit.has_mail(Purpose.THANKS_MINUTES):
        return []
    mail = kit.mail(Purpose.THANKS_MINUTES)
    words = dict.fromkeys(PLACEHOLDERS, "") | words_for(meeting)
    document = Attachment(
        file_name(meeting.day, meeting.title, kit.minutes_type), pdf, "application/pdf"
    )
    attached = (document,) if KitAttachment.MINUTES_PDF in mail.attachments else ()
    return [
        letter_from(
            mail,
            words | {"vorname": person.first_name, "nachname": person.last_name},
            key=f"minutes:{minutes.id}:{person.id}",
            kind=Purpose.THANKS_MINUTES,
            to=person.email,
            to_name=person.full_name,
            topic=f"meeting:{meeting.id}",
            attachments=attached,
        )
        for person in people
    ]
