"""What is kept of one person: found again or new, written down, remembered, its links."""

from dataclasses import replace

from app.contacts import actions as contacts
from app.contacts.queries import same_person as known_person
from app.contacts.rules import ConsentKind, PersonFacts
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, RuleBroken
from app.core.language import current_language
from app.core.language import gettext as _
from app.core.tokens import digest
from app.core.words import plain_key
from app.kits.spoken import kit_words
from app.meetings.models import Meeting
from app.registrations import queries
from app.registrations.models import Registration, keys_of
from app.registrations.places import move
from app.registrations.rules import Applicant, RegistrationState
from app.registrations.scheduling import new_uid
from app.registrations.sent_forms import same_form_or_person

State = RegistrationState
CONSENTS = {
    "weitere_einladungen": ("wants_invitations", ConsentKind.INVITATIONS),
    "kontaktliste": ("on_contact_list", ConsentKind.CONTACT_LIST),
}
"""Question of the kit -> the column that keeps its answer, and what was agreed to."""


def find_or_new(meeting: Meeting, applicant: Applicant, source: str = "form") -> Registration:
    """The live registration of this person, one that is revived, or a new one."""
    known = queries.same_person(meeting.id, *_who(applicant))
    return again_or_new(known, meeting, applicant, source)


def sent_before(meeting: Meeting, applicant: Applicant, submit_key: str) -> Registration | None:
    """What this very form made (R-7), or else this person's newest registration; one query."""
    return same_form_or_person(submit_key, meeting.id, *_who(applicant))


def again_or_new(
    known: Registration | None, meeting: Meeting, applicant: Applicant, source: str = "form"
) -> Registration:
    """``known`` as it is or revived; a new registration when nothing is known."""
    if known is None:
        email_key, name_key = _who(applicant)
        return Registration(
            meeting=meeting,
            email_key=email_key,
            name_key=name_key,
            uid=new_uid(),
            state=State.PENDING,
            source=source,
            link_version=0,
        )
    if not known.is_live:
        revive(known, source)
        known.link_version += 1
    return known


def _who(applicant: Applicant) -> tuple[str, str]:
    name = f"{applicant.first_name} {applicant.last_name}"
    return plain_key(applicant.email), plain_key(name)


def revive(registration: Registration, source: str = "form") -> None:
    """Somebody who was gone comes back: pending again, with the same calendar entry."""
    move(registration, State.PENDING)
    registration.queue_number = registration.offer_expires_at = None
    registration.new_email = registration.address_digest = ""
    registration.source = source
    registration.version += 1


def write_down(registration: Registration, applicant: Applicant, submit_key: str) -> None:
    """What the form says; sending it again before confirming corrects it."""
    _fill_in(registration, applicant)
    registration.submit_key = submit_key
    registration.language = current_language()
    registration.submitted_at = registration.state_changed_at = clock.now()
    make_links(registration)
    db.session.add(registration)
    db.session.flush()


def rewrite(registration: Registration, applicant: Applicant, seen_version: int) -> None:
    """New answers and another spelling of the name; address and kind of place stay as they are.

    Raises ``Conflict`` when somebody else changed it since it was read, ``RuleBroken`` when the
    name belongs to somebody else who is registered with the same address.
    """
    if registration.version != seen_version:
        raise Conflict(
            _(
                "Diese Anmeldung wurde inzwischen an anderer Stelle geändert. Ihre Eingaben "
                "stehen noch hier. Wenn Sie noch einmal speichern, gilt Ihre Fassung."
            )
        )
    name_key = plain_key(f"{applicant.first_name} {applicant.last_name}")
    _check_nobody_else(registration, registration.email_key, name_key)
    mail, participation = registration.email, registration.participation
    _fill_in(registration, replace(applicant, email=mail, participation=participation))
    registration.name_key = name_key
    registration.version += 1


def _check_nobody_else(registration: Registration, email_key: str, name_key: str) -> None:
    if queries.live_twin(registration, email_key, name_key):
        raise RuleBroken(
            _(
                "Nachname: Mit diesem Namen und dieser E-Mail-Adresse ist schon jemand angemeldet. "
                "Bitte prüfen Sie die Schreibweise."
            ),
            "nachname",
        )


def change_address(registration: Registration, email: str) -> None:
    """The new address counts from now on. Raises ``RuleBroken`` when it is taken."""
    _check_nobody_else(registration, plain_key(email), registration.name_key)
    registration.email, registration.email_key = email, plain_key(email)
    registration.new_email = ""
    registration.version += 1
    _derive(registration)


def expect_address(registration: Registration, email: str) -> None:
    """Keep an address that counts as soon as its owner used the link."""
    _check_nobody_else(registration, plain_key(email), registration.name_key)
    registration.new_email = email
    registration.address_digest = digest(queries.address_token(registration))
    registration.version += 1


def _fill_in(registration: Registration, applicant: Applicant) -> None:
    if applicant.access_needs and applicant.access_needs != registration.access_needs:
        registration.needs_told_at = clock.now()
    for name, value in vars(applicant).items():
        setattr(registration, name, dict(value) if name == "answers" else value)
    _derive(registration)


def _derive(registration: Registration) -> None:
    """The columns for finding and sorting."""
    facts = (registration.first_name, registration.last_name)
    for name, key in keys_of(*facts, registration.organisation, registration.email).items():
        setattr(registration, name, key)


def applicant_for(registration: Registration, target: Meeting) -> Applicant:
    """The same person for another meeting, with the answers to questions that are asked there."""
    asked = {question.id for question in target.kit.questions}
    names = [name for name in Applicant.__dataclass_fields__ if name != "answers"]
    values = {name: getattr(registration, name) for name in names}
    answers = {key: value for key, value in registration.answers.items() if key in asked}
    return Applicant(**values, answers=answers)


def make_links(registration: Registration) -> None:
    """Keep the digests of the links of this version."""
    registration.confirm_digest = digest(registration.token("confirm"))
    registration.manage_digest = digest(registration.token("manage"))
    registration.after_digest = digest(registration.token("after"))


def remember(
    registration: Registration,
    *,
    way: str = "form",
    by: str = "",
    before: frozenset[ConsentKind] = frozenset(),
) -> None:
    """Tie it to the address book; only with a consent somebody new gets into it (domain.md 2.3).

    What was agreed to is kept in the words of the kit's question, in the language spoken now.
    ``before``: what was agreed to earlier, and stays as it was said then. Inside a transaction.
    """
    agreed = _agreed(registration)
    if agreed:
        known = known_person(registration.email_key, registration.name_key)
        for kind in before:
            if known and getattr(known, kind):
                agreed.pop(kind, None)
        person = contacts.remember(_facts(registration), agreed=agreed, way=way, by=by)
        registration.person_id = person.id
        return
    known = known_person(registration.email_key, registration.name_key)
    registration.person_id = known.id if known else None


def _agreed(registration: Registration) -> dict[ConsentKind, str]:
    """What this person agreed to, in the words that stood there."""
    agreed = {}
    for question in registration.meeting.kit.base_questions:
        column, kind = CONSENTS.get(question.id, ("", None))
        if kind and getattr(registration, column):
            agreed[kind] = kit_words(registration.meeting.kit_id, question.label)
    return agreed


def agreed_kinds(registration: Registration) -> frozenset[ConsentKind]:
    """What this registration agrees to."""
    return frozenset(_agreed(registration))


def withdraw(
    registration: Registration, kinds: frozenset[ConsentKind], *, way: str, by: str = ""
) -> None:
    """Take consents back in the address book: somebody took a tick away."""
    for kind in sorted(kinds):
        if registration.person_id:
            contacts.withdraw(registration.person_id, kind, way=way, by=by)


def _facts(registration: Registration) -> PersonFacts:
    return PersonFacts(
        first_name=registration.first_name,
        last_name=registration.last_name,
        email=registration.email,
        organisation=registration.organisation,
        sector=registration.sector,
    )
