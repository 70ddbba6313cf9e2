"""The letters of a registration: texts of the meeting's kit, facts of meeting and person.

``again`` makes another copy of a letter that went out before (a person asked for it again).

A letter speaks the language in which the person registered. Where the kit has no translation of a
mail, all of it is German: so words of a letter are looked up once its language is settled.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.core.clock import local, today
from app.core.language import N_, current_language, speaking
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import date_short, moment_brief
from app.kits.schema import Purpose
from app.kits.spoken import told_in
from app.kits.vocabulary import PLACEHOLDERS
from app.meetings.mails import letter_from, own_text, signature, words_for
from app.outbox.letter import Invitation, Letter
from app.registrations import calendar, queries
from app.registrations.models import Registration
from app.registrations.rules import KIND_WORDS, RegistrationState

Words = dict[str, str]
WordsNow = Callable[[], Words]
"""Words in the language spoken when it is called."""
Entry = Callable[[Registration], Invitation]
STANDS = {
    RegistrationState.WAITLISTED: N_("Sie stehen auf der Warteliste, und dort bleiben Sie."),
    RegistrationState.OFFERED: N_(
        "Der Platz, den wir Ihnen angeboten haben, ist weiter für Sie da."
    ),
    RegistrationState.REQUESTED: N_("Über Ihre Anmeldung entscheiden wir noch."),
}
STOOD = {
    RegistrationState.WAITLISTED: N_("Sie standen auf der Warteliste."),
    RegistrationState.OFFERED: N_("Wir hatten Ihnen einen Platz angeboten."),
    RegistrationState.REQUESTED: N_("Über Ihre Anmeldung hatten wir noch nicht entschieden."),
}
NOTHING: Words = dict.fromkeys(PLACEHOLDERS, "")
"""A kit may name facts that a registration does not know, such as the time of a pitch."""


def confirm_request(registration: Registration, *, project: str = "") -> Letter:
    """Please confirm your address; one letter for each form that was sent.

    ``project``: title of the project that was handed in with the same form.
    """
    version = registration.submit_key
    letter = _letter(registration, Purpose.CONFIRM_REQUEST, "confirm_request", version)
    if not project:
        return letter
    with speaking(letter.language):
        both = _(
            "Auch Ihr Projekt „%(titel)s“ ist angekommen. Dazu bekommen Sie eine eigene E-Mail. "
            "Damit können Sie den Text ändern.",
            titel=project,
        )
        ending = signature()
    text, found, _rest = letter.text.rpartition(ending)
    whole = f"{text}{both}\n\n{ending}\n" if found else f"{letter.text}\n{both}\n"
    return replace(letter, text=whole)


def confirmation(registration: Registration, *, again: str = "") -> Letter:
    """You have a place; with the entry for the calendar."""
    version = f"{_entry_version(registration)}{again and ':' + again}"
    entry = calendar.invitation
    return _letter(registration, Purpose.CONFIRMATION, "confirmation", version, entry=entry)


def waitlist(registration: Registration, position: int, *, again: str = "") -> Letter:
    """You are on the waiting list, at this position."""
    version = f"{registration.queue_number}{again and ':' + again}"
    facts = {"wartelistenplatz": str(position)}
    return _letter(registration, Purpose.WAITLIST, "waitlist", version, facts=lambda: facts)


def promoted(registration: Registration, *, again: str = "") -> Letter:
    """A place is held for you until then."""
    version = f"{registration.queue_number}{again and ':' + again}"
    return _letter(registration, Purpose.PROMOTED, "promoted", version)


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
    letter = _own_letter(
        registration,
        "switched",
        version,
        facts=lambda: {"teilnahme": _(KIND_WORDS[registration.kind])},
    )
    return _with_entry(letter, registration)


def moved(registration: Registration, arrived: Registration, position: int) -> Letter:
    """The office moved you to another meeting; its entry comes, the old one is taken away."""

    def facts() -> Words:
        before, day = registration.meeting.title, date_short(registration.meeting.day)
        return {
            "bisher": _("%(titel)s am %(tag)s", titel=before, tag=day),
            "wartelistenplatz": str(position) if position else "",
            "neuer_link": _link("manage", arrived),
            "entfernt": "ja" if registration.calendar_sent else "",
        }

    letter = _own_letter(
        registration,
        "moved",
        _entry_version(registration),
        lambda: words_for(arrived.meeting) | _personal(arrived),
        facts=facts,
    )
    if arrived.calendar_sent:
        return _with_entry(letter, arrived)
    if registration.calendar_sent:
        return _with_entry(letter, registration, calendar.withdrawal)
    return letter


def _with_entry(
    letter: Letter, registration: Registration, entry: Entry = calendar.invitation
) -> Letter:
    with speaking(letter.language):
        return replace(letter, invitation=entry(registration))


def address_request(registration: Registration) -> Letter:
    """Please confirm your new address; goes there, once a day at most."""
    token = queries.address_token(registration)
    link = link_to("registrations_public.confirm_address", token=token)
    version = f"{digest(token)[:16]}:{today()}"
    facts = {"adress_link": link}
    letter = _own_letter(registration, "address_request", version, facts=lambda: facts)
    return replace(letter, to=registration.new_email)


def address_changed(registration: Registration, old: str) -> Letter:
    """Your mails go to another address now; goes to the old one and takes the entry out there."""
    version = f"{registration.link_version}:{registration.version}"
    facts = {"termin": "ja" if registration.calendar_sent else ""}
    letter = _own_letter(registration, "address_changed", version, facts=lambda: facts)
    letter = replace(letter, to=old)
    if not registration.calendar_sent:
        return letter
    return _with_entry(letter, registration, lambda one: calendar.withdrawal(one, old))


def offer_lapsed(registration: Registration) -> Letter:
    """The held place went to somebody else."""
    return _own_letter(registration, "offer_lapsed", str(registration.queue_number))


def cancellation(registration: Registration) -> Letter:
    """You are no longer registered; takes the entry out of the calendar if there is one."""
    version = _entry_version(registration)
    if not registration.calendar_sent:
        return _own_letter(registration, "left_waitlist", f"{version}:{registration.version}")
    entry = calendar.withdrawal
    return _letter(registration, Purpose.CANCELLATION_ACK, "cancellation_ack", version, entry=entry)


def change_notice(registration: Registration, change: Callable[[], str], words: WordsNow) -> Letter:
    """Day, time or place changed; ``words`` are those of the meeting, made once for all."""
    version = str(registration.meeting.version)

    def facts() -> Words:
        return {"aenderung": change(), "stand": _stand(STANDS, registration)}

    if not registration.calendar_sent:
        return _own_letter(registration, "change_waiting", version, words, facts=facts)
    return _letter(
        registration,
        Purpose.CHANGE_NOTICE,
        "change_notice",
        f"{version}:{_entry_version(registration)}",
        words,
        entry=calendar.invitation,
        facts=facts,
    )


def called_off(registration: Registration, reason: str, next_step: str, words: WordsNow) -> Letter:
    """The meeting does not take place; reason and next step are as the office wrote them."""

    def facts() -> Words:
        stand = _stand(STOOD, registration)
        return {"begruendung": reason, "naechster_schritt": next_step, "stand": stand}

    if not registration.calendar_sent:
        return _own_letter(registration, "called_off_waiting", "", words, facts=facts)
    return _letter(
        registration,
        Purpose.MEETING_CANCELLED,
        "meeting_cancelled",
        "",
        words,
        entry=calendar.withdrawal,
        facts=facts,
    )


def _stand(sentences: Mapping[RegistrationState, str], registration: Registration) -> str:
    sentence = sentences.get(registration.state)
    return _(sentence) if sentence else ""


def _entry_version(registration: Registration) -> str:
    """Of the entry: a new UID begins with SEQUENCE 0 again, and its letters are new ones."""
    entry = registration.uid.partition("@")[0][:8]
    return f"{registration.link_version}:{entry}:{registration.sequence}"


def _letter(
    registration: Registration,
    purpose: Purpose,
    kind: str,
    version: str,
    words: WordsNow | None = None,
    *,
    entry: Entry | None = None,
    facts: WordsNow = dict,
) -> Letter:
    """A letter of the kit; ``words`` and ``facts`` are asked for once its language is settled."""
    meeting = registration.meeting
    with told_in(registration.language, meeting.kit_id, meeting.kit.mail(purpose)) as text:
        known = words() if words else words_for(meeting, text)
        return letter_from(
            text,
            {**NOTHING, **known, **_personal(registration), **facts()},
            key=f"{kind}:{registration.id}:{version}",
            kind=kind,
            to=registration.email,
            to_name=registration.full_name,
            topic=f"meeting:{registration.meeting_id}",
            invitation=entry(registration) if entry else None,
        )


def _own_letter(
    registration: Registration,
    kind: str,
    version: str,
    words: WordsNow | None = None,
    *,
    facts: WordsNow = dict,
) -> Letter:
    """A letter that no kit has: its text is templates/registrations/mail/<kind>.txt."""
    with speaking(registration.language):
        known = words() if words else words_for(registration.meeting)
        everything = {**known, **_personal(registration), **facts()}
        subject, body = own_text("registrations", kind, everything)
        return Letter(
            key=f"{kind}:{registration.id}:{version}",
            kind=kind,
            to=registration.email,
            to_name=registration.full_name,
            subject=subject,
            text=body,
            topic=f"meeting:{registration.meeting_id}",
            language=current_language(),
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
    return link_to(f"registrations_public.{purpose}", token=registration.token(purpose))
