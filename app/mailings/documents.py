"""The invitation as letters (DIN 5008, form B) for people without mail, and for mail merge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.contacts.models import Person
from app.contacts.rules import address_lines
from app.core.errors import RuleBroken
from app.core.links import link_to
from app.core.pdf_files import Document
from app.core.printing import document
from app.core.settings import current
from app.core.tables import Cell, to_csv, to_xlsx
from app.kits.schema import Attachment, Recipients
from app.kits.snippets import fill
from app.mailings.models import Mailing
from app.mailings.queries import invitation_of, words_about
from app.mailings.recipients import letter_readers
from app.mailings.rules import address_size
from app.meetings.models import Meeting
from app.outbox.paragraphs import Block, blocks

ADDRESS_LINES = 4
HEADER = (
    "Anrede", "Titel", "Vorname", "Nachname",
    *(f"Anschrift {number}" for number in range(1, ADDRESS_LINES + 1)),
)  # fmt: skip
LEAVE = "Sie möchten keine Einladungen mehr? Ein Anruf genügt:"
NO_INVITATION = (
    "Zu diesem Treffen gehört keine Einladung. Legen Sie unter „E-Mails“ eine an. "
    "Ihr Text steht dann auch in den Briefen."
)
NOBODY = (
    "Zu diesem Treffen braucht niemand einen Brief. Briefe bekommen Personen ohne E-Mail-Adresse, "
    "die Einladungen erlaubt haben und deren Postanschrift im Adressbuch steht."
)


@dataclass(frozen=True)
class Sheet:
    """One letter: the lines of its address with their size of type, subject, and text."""

    name: str
    address: tuple[str, ...]
    size: str
    subject: str
    text: tuple[Block, ...]


def letters_document(meeting: Meeting, people: Sequence[Person], printed_on: date) -> Document:
    """The meeting's invitation as a letter to each of these people, each on a new page.

    ``printed_on``: the date of the letters. The text is that of the invitation by mail; personal
    links become the office's telephone number, for a link is of no use on paper. Raises
    ``RuleBroken`` without an invitation or a reader, ``SnippetError`` for a word that is not known.
    """
    if not people:
        raise RuleBroken(NOBODY)
    invitation = _invitation(meeting)
    words, office = words_about(meeting), current().office
    return document(
        "mailings/print/letters.html",
        kit=meeting.kit_id,
        meeting=meeting,
        sheets=[_sheet(invitation, words, person) for person in people],
        printed_on=printed_on,
        sender=[office.organisation or office.name, *office.address.split(", ")],
        signature=office.signature.strip().split("\n"),
        page=link_to("registrations_public.register", slug=meeting.slug),
        annex="Tagesordnung" if Attachment.AGENDA_PDF in invitation.attachments else "",
    )


def _invitation(meeting: Meeting) -> Mailing:
    invitation = invitation_of(meeting.id)
    if invitation is None:
        raise RuleBroken(NO_INVITATION)
    return invitation


def _sheet(invitation: Mailing, words: dict[str, str], person: Person) -> Sheet:
    telephone = f"Telefon {current().office.phone}".replace(" ", "\N{NO-BREAK SPACE}")
    personal = {
        **words,
        "vorname": person.first_name,
        "nachname": person.last_name,
        "verwaltungs_link": telephone,
        "signatur": "",
    }
    text = fill(invitation.body, personal).strip()
    by_consent = Recipients.MAILING_LIST in invitation.recipients
    if by_consent and "austragen" not in invitation.body.lower():
        text += f"\n\n{LEAVE} {telephone}"
    name = " ".join(filter(None, [person.academic_title, person.full_name]))
    address = (name, *address_lines(person.postal_address))
    return Sheet(
        name=person.full_name,
        address=address,
        size=address_size(address),
        subject=fill(invitation.subject, personal),
        text=tuple(blocks(_unbroken(text), current().site.base_url)),
    )


def _unbroken(text: str) -> str:
    """No gap where a name was empty; „18:00 Uhr“ and „30. September“ stay on one line."""
    text = re.sub(r"(?<=\S) {2,}", " ", text)
    return re.sub(r"(?<=\d) (?=Uhr)|(?<=\d\.) (?=[A-ZÄÖÜ])", "\N{NO-BREAK SPACE}", text)


def letters_csv(meeting: Meeting) -> bytes:
    """Whom the invitation reaches by letter only, for mail merge, for Excel."""
    return to_csv(HEADER, map(_row, letter_readers(meeting)))


def letters_xlsx(meeting: Meeting) -> bytes:
    """Whom the invitation reaches by letter only, for mail merge, as a workbook."""
    return to_xlsx("Briefe", HEADER, map(_row, letter_readers(meeting)))


def _row(person: Person) -> list[Cell]:
    lines = address_lines(person.postal_address)
    kept, rest = lines[: ADDRESS_LINES - 1], lines[ADDRESS_LINES - 1 :]
    address = [*kept, ", ".join(rest), *[""] * ADDRESS_LINES][:ADDRESS_LINES]
    return [
        f"Guten Tag {person.full_name},", person.academic_title, person.first_name,
        person.last_name, *address,
    ]  # fmt: skip
