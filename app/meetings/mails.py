"""The words that every mail about a meeting may use, and the letter made from a kit's mail."""

from collections.abc import Mapping

from app.core.links import link_to
from app.core.settings import current
from app.core.words import date_long, date_short, moment_brief, time_of
from app.kits.schema import KitMail
from app.kits.snippets import fill
from app.meetings import queries
from app.meetings.models import Meeting
from app.outbox.letter import Attachment, Invitation, Letter


def words_for(meeting: Meeting) -> dict[str, str]:
    """All placeholders that depend on the meeting and the settings alone."""
    return {**_when_and_where(meeting), **_links(meeting), **office_words()}


def _when_and_where(meeting: Meeting) -> dict[str, str]:
    following = queries.next_public_meeting(meeting.day)
    closes, pitches = meeting.registration_closes, meeting.pitch_deadline
    venue = meeting.venue
    return {
        "titel": meeting.title,
        "datum_lang": date_long(meeting.day),
        "datum_kurz": date_short(meeting.day),
        "beginn": time_of(meeting.begins),
        "ende": time_of(meeting.ends_at),
        "einlass": time_of(meeting.doors_at),
        "ort_name": venue.name if venue else "Der Ort folgt",
        "ort_adresse": venue.address if venue else "",
        "anreise": f"Haltestelle {venue.stop}" if venue and venue.stop else "siehe Link",
        "anmeldeschluss": date_long(closes),
        "pitch_schluss": date_long(pitches) if pitches else "kein Termin",
        "einwahl_link": meeting.online_url,
        "einwahl_telefon": meeting.dial_in,
        "naechstes_treffen": (
            f"{following.title}, {moment_brief(following.begins_at)}"
            if following
            else "Der Termin steht noch nicht fest."
        ),
    }


def _links(meeting: Meeting) -> dict[str, str]:
    slug = meeting.slug
    return {
        "anmelde_link": link_to("registrations_public.register", slug=slug),
        "pitch_link": link_to("pitches_public.submit", slug=slug),
        "protokoll_link": link_to("minutes_public.minutes", slug=slug),
        "rueckmeldung_link": link_to("feedback_public.give", slug=slug),
        "datenschutz_link": link_to("desk_public.privacy"),
    }


def office_words() -> dict[str, str]:
    office = current().office
    return {
        "kontakt_mail": office.mail,
        "kontakt_telefon": office.phone,
        "signatur": office.signature.strip(),
    }


def letter_from(
    mail: KitMail,
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
    """A kit's mail with its placeholders filled. Raises ``SnippetError`` for an unknown one."""
    return Letter(
        key=key,
        kind=kind,
        to=to,
        to_name=to_name,
        subject=fill(mail.subject, words),
        text=fill(mail.body, words),
        topic=topic,
        invitation=invitation,
        attachments=attachments,
    )
