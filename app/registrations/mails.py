"""The letters of a registration: texts of the meeting's kit, facts of meeting and person.

``again`` makes another copy of a letter that went out before (a person asked for it again).
"""

from dataclasses import replace

from app.core.clock import local, today
from app.core.links import link_to
from app.core.settings import current
from app.core.templating import render
from app.core.tokens import digest, link_token
from app.core.words import date_short, moment_brief
from app.kits.schema import KitMail, Purpose
from app.kits.vocabulary import PLACEHOLDERS
from app.meetings.mails import letter_from, words_for
from app.outbox.letter import Invitation, Letter
from app.registrations import calendar, queries
from app.registrations.models import Registration
from app.registrations.rules import KIND_WORDS, RegistrationState

Words = dict[str, str]
STANDS = {
    RegistrationState.WAITLISTED: "Sie stehen auf der Warteliste, und dort bleiben Sie.",
    RegistrationState.OFFERED: "Der Platz, den wir Ihnen angeboten haben, ist weiter für Sie da.",
    RegistrationState.REQUESTED: "Über Ihre Anmeldung entscheiden wir noch.",
}
STOOD = {
    RegistrationState.WAITLISTED: "Sie standen auf der Warteliste.",
    RegistrationState.OFFERED: "Wir hatten Ihnen einen Platz angeboten.",
    RegistrationState.REQUESTED: "Über Ihre Anmeldung hatten wir noch nicht entschieden.",
}
NOTHING: Words = dict.fromkeys(PLACEHOLDERS, "")
"""A kit may name facts that a registration does not know, such as the time of a pitch."""


def confirm_request(registration: Registration, *, project: str = "") -> Letter:
    """Please confirm your address; one letter for each form that was sent.

    ``project``: title of the project that was handed in with the same form.
    """
    mail = registration.meeting.kit.mail(Purpose.CONFIRM_REQUEST)
    letter = _letter(registration, mail, "confirm_request", registration.submit_key)
    if not project:
        return letter
    both = (
        f"Auch Ihr Projekt „{project}“ ist angekommen. Dazu bekommen Sie eine eigene E-Mail. "
        "Damit können Sie den Text ändern."
    )
    signature = current().office.signature.strip()
    text, found, _ = letter.text.rpartition(signature)
    whole = f"{text}{both}\n\n{signature}\n" if found else f"{letter.text}\n{both}\n"
    return replace(letter, text=whole)


def confirmation(registration: Registration, *, again: str = "") -> Letter:
    """You have a place; with the entry for the calendar."""
    mail = registration.meeting.kit.mail(Purpose.CONFIRMATION)
    version = f"{_entry_version(registration)}{again and ':' + again}"
    invitation = calendar.invitation(registration)
    return _letter(registration, mail, "confirmation", version, invitation=invitation)


def waitlist(registration: Registration, position: int, *, again: str = "") -> Letter:
    """You are on the waiting list, at this position."""
    mail = registration.meeting.kit.mail(Purpose.WAITLIST)
    version = f"{registration.queue_number}{again and ':' + again}"
    return _letter(registration, mail, "waitlist", version, wartelistenplatz=str(position))


def promoted(registration: Registration, *, again: str = "") -> Letter:
    """A place is held for you until then."""
    mail = registration.meeting.kit.mail(Purpose.PROMOTED)
    version = f"{registration.queue_number}{again and ':' + again}"
    return _letter(registration, mail, "promoted", version)


def requested(registration: Registration, *, again: str = "") -> Letter:
    """The office decides about your place."""
    version = f"{registration.link_version}:{registration.version}{again and ':' + again}"
    return _own_letter(registration, "requested", version)


def declined(registration: Registration) -> Letter:
    """The office has no place for you."""
    return _own_letter(registration, "declined", str(registration.version))


def switched(registration: Registration) -> Letter:
    """You take part on site now, or online; the entry in the calendar comes once more."""
    version = _entry_version(registration)
    letter = _own_letter(registration, "switched", version, teilnahme=KIND_WORDS[registration.kind])
    return _with_entry(letter, registration)


def moved(registration: Registration, arrived: Registration, position: int) -> Letter:
    """The office moved you to another meeting; its entry comes, the old one is taken away."""
    words = words_for(arrived.meeting)
    letter = _own_letter(
        registration,
        "moved",
        _entry_version(registration),
        words | _personal(arrived),
        bisher=f"{registration.meeting.title} am {date_short(registration.meeting.day)}",
        wartelistenplatz=str(position) if position else "",
        neuer_link=_link("manage", arrived),
        entfernt="ja" if registration.calendar_sent else "",
    )
    if arrived.calendar_sent:
        return _with_entry(letter, arrived)
    if registration.calendar_sent:
        return replace(letter, invitation=calendar.withdrawal(registration))
    return letter


def _with_entry(letter: Letter, registration: Registration) -> Letter:
    return replace(letter, invitation=calendar.invitation(registration))


def address_request(registration: Registration) -> Letter:
    """Please confirm your new address; goes there, once a day at most."""
    token = queries.address_token(registration)
    link = link_to("registrations_public.confirm_address", token=token)
    version = f"{digest(token)[:16]}:{today()}"
    letter = _own_letter(registration, "address_request", version, adress_link=link)
    return replace(letter, to=registration.new_email)


def address_changed(registration: Registration, old: str) -> Letter:
    """Your mails go to another address now; goes to the old one and takes the entry out there."""
    version = f"{registration.link_version}:{registration.version}"
    entry = calendar.withdrawal(registration, old) if registration.calendar_sent else None
    termin = "ja" if entry else ""
    letter = _own_letter(registration, "address_changed", version, termin=termin)
    return replace(letter, to=old, invitation=entry)


def offer_lapsed(registration: Registration) -> Letter:
    """The held place went to somebody else."""
    return _own_letter(registration, "offer_lapsed", str(registration.queue_number))


def cancellation(registration: Registration) -> Letter:
    """You are no longer registered; takes the entry out of the calendar if there is one."""
    version = _entry_version(registration)
    if not registration.calendar_sent:
        return _own_letter(registration, "left_waitlist", f"{version}:{registration.version}")
    mail = registration.meeting.kit.mail(Purpose.CANCELLATION_ACK)
    invitation = calendar.withdrawal(registration)
    return _letter(registration, mail, "cancellation_ack", version, invitation=invitation)


def change_notice(registration: Registration, change: str, words: Words) -> Letter:
    """Day, time or place changed; ``words`` are those of the meeting, made once for all."""
    version = str(registration.meeting.version)
    if not registration.calendar_sent:
        facts = {"aenderung": change, "stand": STANDS.get(registration.state, "")}
        return _own_letter(registration, "change_waiting", version, words, **facts)
    return _letter(
        registration,
        registration.meeting.kit.mail(Purpose.CHANGE_NOTICE),
        "change_notice",
        f"{version}:{_entry_version(registration)}",
        words,
        invitation=calendar.invitation(registration),
        aenderung=change,
    )


def called_off(registration: Registration, reason: str, next_step: str, words: Words) -> Letter:
    """The meeting does not take place."""
    facts = {"begruendung": reason, "naechster_schritt": next_step}
    if not registration.calendar_sent:
        facts["stand"] = STOOD.get(registration.state, "")
        return _own_letter(registration, "called_off_waiting", "", words, **facts)
    return _letter(
        registration,
        registration.meeting.kit.mail(Purpose.MEETING_CANCELLED),
        "meeting_cancelled",
        "",
        words,
        invitation=calendar.withdrawal(registration),
        **facts,
    )


def _entry_version(registration: Registration) -> str:
    """Of the entry: a new UID begins with SEQUENCE 0 again, and its letters are new ones."""
    entry = registration.uid.partition("@")[0][:8]
    return f"{registration.link_version}:{entry}:{registration.sequence}"


def _letter(
    registration: Registration,
    mail: KitMail,
    kind: str,
    version: str,
    words: Words | None = None,
    *,
    invitation: Invitation | None = None,
    **facts: str,
) -> Letter:
    known = words_for(registration.meeting) if words is None else words
    return letter_from(
        mail,
        {**NOTHING, **known, **_personal(registration), **facts},
        key=f"{kind}:{registration.id}:{version}",
        kind=kind,
        to=registration.email,
        to_name=registration.full_name,
        topic=f"meeting:{registration.meeting_id}",
        invitation=invitation,
    )


def _own_letter(
    registration: Registration,
    kind: str,
    version: str,
    words: Words | None = None,
    **facts: str,
) -> Letter:
    """A letter that no kit has: its text is templates/registrations/mail/<kind>.txt."""
    known = words_for(registration.meeting) if words is None else words
    everything = {**known, **_personal(registration), **facts}
    subject, _, body = render(f"registrations/mail/{kind}.txt", **everything).partition("\n")
    return Letter(
        key=f"{kind}:{registration.id}:{version}",
        kind=kind,
        to=registration.email,
        to_name=registration.full_name,
        subject=subject.strip(),
        text=body.strip() + "\n",
        topic=f"meeting:{registration.meeting_id}",
    )


def _personal(registration: Registration) -> Words:
    """What a letter says about its reader; links are derived, nothing secret is stored."""
    ends = registration.offer_expires_at
    return {
        "vorname": registration.first_name,
        "nachname": registration.last_name,
        "verwaltungs_link": _link("manage", registration),
        "bestaetigungs_link": _link("confirm", registration),
        "link_frist_stunden": str(current().retention.unconfirmed_hours),
        "zusage_frist_stunden": str(registration.meeting.kit.waitlist_reply_hours),
        "zusage_bis": moment_brief(local(ends)) if ends else "",
        "wartelistenplatz": "",
    }


def _link(purpose: str, registration: Registration) -> str:
    token = link_token(purpose, registration.id, registration.link_version)
    return link_to(f"registrations_public.{purpose}", token=token)
