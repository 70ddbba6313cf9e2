"""What is kept of one person: found again or made anew, written down, with its links."""

from app.core import clock
from app.core.db import db
from app.core.settings import current
from app.core.tokens import digest, link_token, random_token
from app.core.words import plain_key
from app.meetings.models import Meeting
from app.registrations import queries
from app.registrations.models import Registration
from app.registrations.places import move
from app.registrations.rules import Applicant, RegistrationState

State = RegistrationState


def find_or_new(meeting: Meeting, applicant: Applicant) -> Registration:
    """The live registration of this person, one that is revived, or a new one."""
    name_key = plain_key(f"{applicant.first_name} {applicant.last_name}")
    known = queries.same_person(meeting.id, plain_key(applicant.email), name_key)
    if known is None:
        return Registration(
            meeting=meeting,
            email_key=plain_key(applicant.email),
            name_key=name_key,
            uid=f"{random_token()}@{current().calendar.uid_host}",
            state=State.PENDING,
            link_version=0,
        )
    if known.state in (State.CANCELLED, State.OFFER_LAPSED):
        move(known, State.PENDING)
        known.link_version += 1
        known.queue_number = known.offer_expires_at = None
    return known


def write_down(registration: Registration, applicant: Applicant, submit_key: str) -> None:
    """What the form says; sending it again before confirming corrects it."""
    for name, value in vars(applicant).items():
        setattr(registration, name, dict(value) if name == "answers" else value)
    registration.submit_key = submit_key
    registration.submitted_at = registration.state_changed_at = clock.now()
    db.session.add(registration)
    db.session.flush()
    make_links(registration)


def make_links(registration: Registration) -> None:
    row_id, version = registration.id, registration.link_version
    registration.confirm_digest = digest(link_token("confirm", row_id, version))
    registration.manage_digest = digest(link_token("manage", row_id, version))
