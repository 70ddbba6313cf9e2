"""The letter of a mail to many for one reader, and what goes with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.agenda.documents import agenda_name, agenda_pdf
from app.agenda.rules import access_words
from app.core import ical
from app.core.language import N_, current_language, speaking
from app.core.language import gettext as _
from app.core.links import link_to
from app.kits.office_mails import MailText
from app.kits.schema import Attachment as Kind
from app.kits.snippets import fill
from app.kits.spoken import told_in
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
WordsNow = Callable[[], dict[str, str]]
LEAVE = N_("Sie möchten keine Einladungen mehr? Hier können Sie sich austragen:")
UNSUBSCRIBE = ("austragen", "unsubscribe")
"""A text with one of these words says itself how to get no more invitations."""
HIDDEN = "ihr-link"


@dataclass(frozen=True)
class Enclosures:
    """What goes with every copy of a mail: files, and a paragraph on how to get there."""

    files: tuple[Attachment, ...] = ()
    with_travel: bool = False


@dataclass(frozen=True)
class Links:
    """The addresses that only one reader gets."""

    register: str
    own: str
    unsubscribe: str = ""


def words_of(mailing: Mailing) -> WordsNow:
    """The words that are the same for all readers, in the language spoken when it is called."""
    made: dict[str, dict[str, str]] = {}

    def words() -> dict[str, str]:
        language = current_language()
        if language not in made:
            known, wanted = words_about(mailing.meeting), placeholders(mailing.recipients)
            made[language] = {name: known[name] for name in wanted if name in known}
        return made[language]

    return words


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
    return Enclosures(tuple(files), with_travel=Kind.TRAVEL_INFO in wanted)


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
    lines = [
        _("Anreise: %(ort)s", ort=location(meeting)),
        _("Haltestelle: %(name)s", name=venue.stop) if venue.stop else "",
        _("Zugang: %(wie)s", wie=access) if access else "",
    ]
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


def text_for(
    mailing: Mailing, reader: Recipient, words: WordsNow, links: Links
) -> tuple[str, str, str]:
    """Subject, text and language: the reader's, as long as the mail says what its kit says.

    Raises ``SnippetError`` for a word that is not known.
    """
    with told_in(reader.language, mailing.meeting.kit_id, said_by(mailing)) as told:
        subject, text = _filled(told, words(), reader, links)
        return subject, text, current_language()


def said_by(mailing: Mailing) -> MailText:
    """What the office has written, in the form in which kits keep it."""
    return MailText(subject=mailing.subject.strip(), body=mailing.body.strip() + "\n")


def _filled(told: MailText, words: Words, reader: Recipient, links: Links) -> tuple[str, str]:
    personal = {
        **words,
        "vorname": reader.first_name,
        "nachname": reader.last_name,
        "anmelde_link": links.register,
        "verwaltungs_link": links.own,
    }
    text = fill(told.body, personal).strip()
    if links.unsubscribe and not any(word in told.body.lower() for word in UNSUBSCRIBE):
        text += f"\n\n{_(LEAVE)}\n{links.unsubscribe}"
    return fill(told.subject, personal), text + "\n"


def letter_for(
    mailing: Mailing,
    reader: Recipient,
    words: WordsNow,
    links: Links,
    enclosed: Enclosures,
    invitation: Callable[[], Invitation | None] = lambda: None,
) -> Letter:
    """The mail for one reader. Raises ``SnippetError``."""
    subject, text, language = text_for(mailing, reader, words, links)
    with speaking(language):
        files, entry = enclosed.files, invitation()
        travel = _travel(mailing.meeting) if enclosed.with_travel else ""
        if Kind.ICS in mailing.attachments and entry is None:
            files = (*files, appointment_file(mailing.meeting))
    return Letter(
        key=letter_key(mailing.id, reader.identity),
        kind=mailing.purpose,
        to=reader.email,
        to_name=reader.full_name,
        subject=subject,
        text=f"{text}\n{travel}\n" if travel else text,
        topic=topic_of(mailing.id),
        language=language,
        invitation=entry,
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
