"""What must be forgotten, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta

from sqlalchemy import String, cast, literal, update

from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current
from app.registrations import places, queries, rules
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState

State = RegistrationState


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
            if registration.confirmed_at is None:
                db.session.delete(registration)
            else:
                places.move(registration, State.CANCELLED)
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


def forget_people() -> int:
    """Take the person out of old registrations; state, sector and attendance stay as numbers."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), Registration.email_key != "")
            .values(
                first_name="",
                last_name=rules.FORGOTTEN,
                name_key=literal("forgotten:") + cast(Registration.id, String),
                email="",
                email_key="",
                organisation="",
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
