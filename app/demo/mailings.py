"""The year's mails to many: what left on its day, and what is still planned."""

from datetime import date

from sqlalchemy import select

from app.contacts.models import Person
from app.contacts.queries import invitable
from app.core.db import db
from app.core.tokens import digest
from app.demo.sample import OFFICE_LEAD, at, people
from app.kits.schema import Purpose
from app.mailings.actions import draft_mailings
from app.mailings.models import Mailing
from app.mailings.queries import due_days, of_meeting
from app.mailings.recipients import audience_of
from app.mailings.rules import MailingState, WhyNot
from app.mailings.sending import BY_ITSELF
from app.meetings.models import Invitation, Meeting
from app.meetings.queries import invitation_token
from app.registrations.models import Registration

INVITING = "M5"
"""The meeting to which people are being invited."""
SECOND = date(2027, 9, 1)
"""The day of the second invitation to it."""
SINCE_THEN = (WhyNot.REGISTERED, WhyNot.DECLINED)
"""Reasons that came up only after the mail."""


def add_mailings(meetings: dict[str, Meeting], reference: date) -> None:
    """The mails of all meetings as they stand on the day ``reference``."""
    for sample_id, meeting in meetings.items():
        draft_mailings(meeting)
        mailings = of_meeting(meeting.id)
        days = due_days(mailings)
        for mailing in mailings:
            if days[mailing.id] < reference and meeting.state == "published":
                _mark_sent(mailing, days[mailing.id])
        if sample_id == INVITING:
            _invite_people(meeting, mailings, days)
            _plan_second(meeting)
    db.session.flush()


def _mark_sent(mailing: Mailing, day: date) -> None:
    """Who got it is told as a number: the letters themselves were forgotten long ago."""
    audience = audience_of(mailing)
    since_then = [one for one in audience.left_out if one.why_not in SINCE_THEN]
    by = BY_ITSELF.name if mailing.automatic else people()[OFFICE_LEAD].full_name
    mailing.state, mailing.sent_by = MailingState.SENT, by
    mailing.started_at = mailing.sent_at = at(day, "09:00")
    mailing.people = len(audience.wanted) + len(since_then)


def _invite_people(meeting: Meeting, mailings: list[Mailing], days: dict[int, date]) -> None:
    """The personal links of the first invitation, and who has used them."""
    day = next(days[one.id] for one in mailings if one.purpose == Purpose.INVITATION)
    registered = {
        row.person_id: row
        for row in db.session.scalars(
            select(Registration).where(
                Registration.meeting_id == meeting.id, Registration.source == "form"
            )
        )
    }
    sent = at(day, "09:00")
    invited = db.session.scalars(invitable().with_only_columns(Person.id)).all()
    added = [Invitation(meeting_id=meeting.id, person_id=one, created_at=sent) for one in invited]
    db.session.add_all(added)
    db.session.flush()
    for invitation in added:
        invitation.digest = digest(invitation_token(invitation))
        row = registered.get(invitation.person_id)
        if row and row.submitted_at > sent:
            invitation.opened_at = invitation.registered_at = row.submitted_at


def _plan_second(meeting: Meeting) -> None:
    """„Zweite Einladung“ waits for the office."""
    mail = meeting.kit.mail(Purpose.INVITATION)
    db.session.add(
        Mailing(
            meeting_id=meeting.id,
            kit_mail=mail.id,
            purpose=mail.purpose.value,
            title="Zweite Einladung",
            subject=mail.subject,
            body=mail.body,
            attachments=[one.value for one in mail.attachments],
            recipients=[one.value for one in mail.recipients],
            fixed_day=SECOND,
        )
    )
