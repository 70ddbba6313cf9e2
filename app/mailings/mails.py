"""The letter of a mail to many for one reader, and what goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.agenda.documents import agenda_name, agenda_pdf
from app.agenda.rules import access_words
from app.core import ical
from app.core.links import link_to
from app.kits.schema import Attachment as Kind
from app.kits.snippets import fill
from app.mailings.models import Mailing
from app.mailings.queries import letter_key, topic_of, words_about
from app.mailings.recipients import Recipient
from app.mailings.rules import placeholders
from app.meetings.calendar import appointment_for, location, public_uid
from app.meetings.models import Meeting
from app.meetings.rules import file_name
from app.minutes.queries import is_released, newest_name, released_pdf
from app.outbox.letter import Attachment, Invitation, Letter

Words = Mapping[str, str]
LEAVE = "Sie möchten keine Einladungen mehr? Hier können Sie sich austragen:"
HIDDEN = "ihr-link"


@dataclass(frozen=True)
class Enclosures:
    """What goes with every copy of a mail: files, and a paragraph on how to get there."""

    files: tuple[Attachment, ...] = ()
    travel: str = ""


@dataclass(frozen=True)
class Links:
    """The addresses that only one reader gets."""

    register: str
    own: str
    unsubscribe: str = ""


def words_of(mailing: Mailing) -> dict[str, str]:
    """The words that are the same for all readers of this mail."""
    known = words_about(mailing.meeting)
    return {name: known[name] for name in placeholders(mailing.recipients) if name in known}


def enclosures(mailing: Mailing) -> Enclosures:
    """What goes with the mail; renders the agenda, so call it outside of transactions.

    Raises ``PdfFailed``.
    """
    meeting, wanted = mailing.meeting, set(mailing.attachments)
    files = []
    if Kind.AGENDA_PDF in wanted:
        files.append(Attachment(agenda_name(meeting), agenda_pdf(meeting), "application/pdf"))
    if Kind.MINUTES_PDF in wanted:
        files += _minutes(meeting)
    return Enclosures(tuple(files), _travel(meeting) if Kind.TRAVEL_INFO in wanted else "")


def _minutes(meeting: Meeting) -> list[Attachment]:
    """The released minutes as they are kept; nothing while they are a draft."""
    if not is_released(meeting.id):
        return []
    return [Attachment(newest_name(meeting), released_pdf(meeting.id), "application/pdf")]


def _travel(meeting: Meeting) -> str:
    venue = meeting.venue
    if venue is None:
        return ""
    access = access_words(venue.step_free, venue.accessible_toilet, venue.hearing_loop)
    lines = [f"Anreise: {location(meeting)}", venue.stop and f"Haltestelle: {venue.stop}",
             access and f"Zugang: {access}"]  # fmt: skip
    return "\n".join(line for line in lines if line)


def file_names(mailing: Mailing) -> list[str]:
    """The names of the files that go with the mail, without making them."""
    meeting, wanted = mailing.meeting, set(mailing.attachments)
    names = [agenda_name(meeting)] if Kind.AGENDA_PDF in wanted else []
    if Kind.MINUTES_PDF in wanted:
        names += [one.name for one in _minutes(meeting)]
    return [*names, "Kalenderdatei"] if Kind.ICS in wanted else names


def appointment_file(meeting: Meeting) -> Attachment:
    """The meeting as a file for the calendar, for people who have not registered."""
    entry = appointment_for(meeting, uid=public_uid(meeting), sequence=meeting.sequence)
    name = file_name(meeting.day, meeting.title, "Termin", "ics")
    return Attachment(name, ical.publish([entry]), "text/calendar")


def text_for(mailing: Mailing, reader: Recipient, words: Words, links: Links) -> tuple[str, str]:
    """Subject and text for one reader. Raises ``SnippetError`` for a word that is not known."""
    personal = {
        **words,
        "vorname": reader.first_name,
        "nachname": reader.last_name,
        "anmelde_link": links.register,
        "verwaltungs_link": links.own,
    }
    text = fill(mailing.body, personal).strip()
    if links.unsubscribe and "austragen" not in mailing.body.lower():
        text += f"\n\n{LEAVE}\n{links.unsubscribe}"
    return fill(mailing.subject, personal), text + "\n"


def letter_for(
    mailing: Mailing,
    reader: Recipient,
    words: Words,
    links: Links,
    enclosed: Enclosures,
    invitation: Invitation | None = None,
) -> Letter:
    """The mail for one reader. Raises ``SnippetError``."""
    subject, text = text_for(mailing, reader, words, links)
    files = enclosed.files
    if Kind.ICS in mailing.attachments and invitation is None:
        files = (*files, appointment_file(mailing.meeting))
    return Letter(
        key=letter_key(mailing.id, reader.identity),
        kind=mailing.purpose,
        to=reader.email,
        to_name=reader.full_name,
        subject=subject,
        text=text if not enclosed.travel else f"{text}\n{enclosed.travel}\n",
        topic=topic_of(mailing.id),
        invitation=invitation,
        attachments=files,
        unsubscribe=links.unsubscribe,
    )


def public_links(meeting: Meeting) -> Links:
    """The addresses for somebody without a page of their own."""
    page = link_to("registrations_public.register", slug=meeting.slug)
    return Links(page, page)


def shown_links(meeting: Meeting, reader: Recipient) -> Links:
    """The addresses as a preview shows them: the secret parts are left out."""
    if reader.registration_id is not None:
        own = link_to("registrations_public.manage", token=HIDDEN)
        return Links(own, own)
    if reader.gets_invitation:
        own = link_to("mailings_public.invitation", token=HIDDEN)
        return Links(own, own, _leave(HIDDEN) if reader.by_consent else "")
    return public_links(meeting)


def own_links(
    reader: Recipient, *, manage: str = "", invitation: str = "", unsubscribe: str = ""
) -> Links:
    """The addresses of one reader from the tokens of their pages."""
    if manage:
        own = link_to("registrations_public.manage", token=manage)
    else:
        own = link_to("mailings_public.invitation", token=invitation)
    return Links(own, own, _leave(unsubscribe) if reader.by_consent and unsubscribe else "")


def _leave(token: str) -> str:
    return link_to("contacts_public.unsubscribe", token=token)
