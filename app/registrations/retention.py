"""What must be forgotten, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta

from sqlalchemy import String, cast, literal, update

from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current
from app.meetings.models import Meeting
from app.registrations import documents, places, queries, rules
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState

State = RegistrationState
FORGOTTEN_WITH: dict[str, object] = {"organisation": "", "access_needs": "", "no_photo": False}
"""Columns that keep answers to shared questions, and what stands there when they are forgotten.

Names, address and sector go with the whole person; consents are withdrawn, not forgotten.
"""


def forget_unconfirmed() -> int:
    """Remove what nobody confirmed within the hours of the settings. Returns how many.

    Somebody who had been registered before and wanted to come again is cancelled as before.
    """
    oldest = clock.now() - timedelta(hours=current().retention.unconfirmed_hours)
    gone = 0
    for registration_id in queries.unconfirmed_since(oldest):
        with transaction():
            registration = places.locked_with_meeting(queries.by_id(registration_id))
            if registration.state != State.PENDING or registration.submitted_at > oldest:
                continue
            places.remove(registration)
            gone += 1
    return gone


def forget_needs() -> int:
    """Empty the field for access needs of meetings that are some days past (domain.md 2.3)."""
    before = clock.today() - timedelta(days=current().retention.access_needs_days)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), Registration.access_needs != "")
            .values(access_needs="")
            .returning(Registration.id)
        ).all()
    return len(forgotten)


def forget_answers() -> int:
    """Empty answers whose question says so many days after the meeting (domain.md 2.3).

    Returns from how many registrations something was taken. A meeting that was looked at for a
    number of days is not looked at again before the next of its questions is due.
    """
    today = clock.today()
    return sum(
        _forget_answers_of(meeting, (today - meeting.day).days)
        for meeting in queries.meetings_with_answers(today)
    )


def _forget_answers_of(meeting: Meeting, days: int) -> int:
    due = {question for question in meeting.kit.all_questions if question.delete_after_days < days}
    if not due:
        return 0
    up_to = max(question.delete_after_days for question in due)
    columns = {
        documents.COLUMNS[q.id] for q in due if documents.COLUMNS.get(q.id) in FORGOTTEN_WITH
    }
    with transaction():
        rows = queries.to_forget(meeting.id, up_to)
        for registration in rows:
            kept = {q.id for q in due}
            registration.answers = {k: v for k, v in registration.answers.items() if k not in kept}
            for column in columns:
                setattr(registration, column, FORGOTTEN_WITH[column])
            registration.forgotten_days = up_to
    return len(rows)


def forget_people() -> int:
    """Take the person out of old registrations; state, sector and attendance stay as numbers."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), Registration.last_name != rules.FORGOTTEN)
            .values(
                first_name="",
                last_name=rules.FORGOTTEN,
                name_key=literal("forgotten:") + cast(Registration.id, String),
                email="",
                email_key="",
                new_email="",
                address_digest="",
                organisation="",
                search_key="",
                sort_key="",
                organisation_key="",
                office_note="",
                access_needs="",
                answers={},
                on_contact_list=False,
                wants_invitations=False,
                link_version=Registration.link_version + 1,
                confirm_digest="",
                manage_digest="",
            )
            .returning(Registration.id)
        ).all()
    return len(forgotten)
