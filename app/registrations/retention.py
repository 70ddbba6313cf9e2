"""What must be forgotten, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, literal, update

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, transaction
from app.core.language import SOURCE
from app.core.settings import current
from app.meetings.models import Meeting
from app.registrations import documents, places, queries, rules
from app.registrations.models import Registration
from app.registrations.queries import window_of
from app.registrations.rules import RegistrationState, Window

State = RegistrationState
NOBODY: dict[str, Any] = {
    "first_name": "", "last_name": rules.FORGOTTEN, "email": "", "email_key": "", "new_email": "",
    "address_digest": "", "organisation": "", "search_key": "", "sort_key": "",
    "organisation_key": "", "office_note": "", "access_needs": "", "answers": {},
    "on_contact_list": False, "wants_invitations": False, "confirm_digest": "",
    "manage_digest": "", "after_digest": "", "reply_comment": "", "partstat": "",
    "reply_stamp": None, "person_id": None, "no_photo": False, "language": SOURCE,
    "needs_told_at": None,
}  # fmt: skip
"""What stands in a registration of which only numbers are left."""
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
    told = (Registration.access_needs != "") | Registration.needs_told_at.is_not(None)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), told)
            .values(access_needs="", needs_told_at=None)
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
    gone = {question.id for question in due}
    taken = 0
    with transaction():
        for registration in queries.to_forget(meeting.id, up_to):
            answers = registration.answers.items()
            registration.answers = {name: value for name, value in answers if name not in gone}
            for column in columns:
                setattr(registration, column, FORGOTTEN_WITH[column])
            taken += db.session.is_modified(registration)
            registration.forgotten_days = up_to
    return taken


def erase(registration_id: int, actor: Actor) -> None:
    """Take the person out of one registration because they ask for it (GDPR Art. 17).

    A place becomes free and is offered on. A second press changes nothing.
    """
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        if registration.last_name == rules.FORGOTTEN:
            return
        over = window_of(registration.meeting, clock.now()) is Window.OVER
        if registration.is_live and not over:
            places.leave(registration)
        db.session.execute(
            update(Registration)
            .where(Registration.id == registration_id)
            .values(**NOBODY, **_keys())
        )
        log(actor, "registration_erased", f"registration:{registration_id}")


def _keys() -> dict[str, Any]:
    """No link opens it any more, and no name finds it."""
    return {
        "name_key": literal("forgotten:") + cast(Registration.id, String),
        "link_version": Registration.link_version + 1,
    }


def forget_people() -> int:
    """Take the person out of old registrations; state, sector and attendance stay as numbers."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), Registration.last_name != rules.FORGOTTEN)
            .values(**NOBODY, **_keys())
            .returning(Registration.id)
        ).all()
    return len(forgotten)
