"""The words that every mail about a meeting may use, and the letter made from a kit's mail.

All words are in the language spoken now (``core/language.py``).
"""

from collections.abc import Callable, Mapping

from app.core.language import N_, SOURCE, current_language
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.settings import current
from app.core.templating import render
from app.core.words import date_long, date_short, moment_brief, time_of
from app.kits.office_mails import MailText
from app.kits.snippets import fill
from app.meetings import queries
from app.meetings.models import Meeting
from app.outbox.letter import Attachment, Invitation, Letter

GREETINGS = (
    N_("Freundliche Grüße"),
    N_("Mit freundlichen Grüßen"),
    N_("Viele Grüße"),
    N_("Herzliche Grüße"),
)
"""With which signatures begin; the rest of a signature is a name."""

NEXT = "naechstes_treffen"


def words_for(meeting: Meeting, mail: MailText | None = None) -> dict[str, str]:
    """All placeholders that depend on the meeting and the settings alone.

    ``mail``: for this one only; what it does not name and would have to be read stays empty.
    """
    asked = mail is None or NEXT in f"{mail.subject}{mail.body}"
    following = queries.next_public_meeting(meeting.day) if asked else None
    return {**_when_and_where(meeting, following), **_links(meeting), **office_words()}


def _when_and_where(meeting: Meeting, following: Meeting | None) -> dict[str, str]:
    closes, pitches = meeting.registration_closes, meeting.pitch_deadline
    venue = meeting.venue
    return {
        "titel": meeting.title,
        "datum_lang": date_long(meeting.day),
        "datum_kurz": date_short(meeting.day),
        "beginn": time_of(meeting.begins),
        "ende": time_of(meeting.ends_at),
        "einlass": time_of(meeting.doors_at),
        "ort_name": venue.name if venue else _("Der Ort folgt"),
        "ort_adresse": venue.address if venue else "",
        "anreise": _("Haltestelle %(name)s", name=venue.stop)
        if venue and venue.stop
        else _("siehe Link"),
        "anmeldeschluss": date_long(closes),
        "pitch_schluss": date_long(pitches) if pitches else _("kein Termin"),
        "einwahl_link": meeting.online_url,
        "einwahl_telefon": meeting.dial_in,
        NEXT: (
            f"{following.title}, {moment_brief(following.begins_at)}"
            if following
            else _("Der Termin steht noch nicht fest.")
        ),
    }


def _links(meeting: Meeting) -> dict[str, str]:
    slug = meeting.slug
    return {
        "anmelde_link": link_to("registrations_public.register", slug=slug),
        "pitch_link": link_to("pitches_public.submit", slug=slug),
        "protokoll_link": link_to("minutes_public.minutes", slug=slug),
        "rueckmeldung_link": link_to("feedback_public.give", slug=slug),
        "datenschutz_link": link_to("legal_public.privacy"),
    }


def office_words() -> dict[str, str]:
    office = current().office
    return {
        "kontakt_mail": office.mail,
        "kontakt_telefon": office.phone,
        "signatur": signature(),
    }


def signature() -> str:
    """The office's signature; only its greeting is a sentence that has translations."""
    text = current().office.signature.strip()
    greeting, _break, names = text.partition("\n")
    known = greeting.rstrip(" ,")
    return text if known not in GREETINGS else f"{_(known)}\n{names}".strip()


def words_by_language(meeting: Meeting) -> Callable[[], dict[str, str]]:
    """``words_for`` in the language spoken when it is called; made once for each, for many."""
    made: dict[str, dict[str, str]] = {}

    def words() -> dict[str, str]:
        language = current_language()
        if language not in made:
            made[language] = words_for(meeting)
        return made[language]

    return words


def own_text(room: str, kind: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a mail that no kit has: ``<room>/mail/[<language>/]<kind>.txt``."""
    language, german = current_language(), f"{room}/mail/{kind}.txt"
    names = [german] if language == SOURCE else [f"{room}/mail/{language}/{kind}.txt", german]
    subject, _break, text = render(*names, **words).partition("\n")
    return subject.strip(), text.strip() + "\n"


def letter_from(
    mail: MailText,
    words: Mapping[str, str],
    *,
    key: str,
    kind: str,
    to: str,
    to_name: str,
    topic: str,
    invitation: Invitation | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    """A kit's mail with its placeholders filled, in the language spoken now (``told_in``).

    Raises ``SnippetError`` for an unknown placeholder.
    """
    return Letter(
        key=key,
        kind=kind,
        to=to,
        to_name=to_name,
        subject=fill(mail.subject, words),
        text=fill(mail.body, words),
        topic=topic,
        language=current_language(),
        invitation=invitation,
        attachments=attachments,
    )
