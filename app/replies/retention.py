"""What must be forgotten of answers, and when (domain.md 2.3). The clockwork calls it."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current
from app.registrations.models import Registration
from app.replies.models import ReceivedAnswer


def forget_received() -> int:
    """Remove answers as old as texts of mails may be, and words of people who were erased.

    Returns how many were removed.
    """
    before = clock.now() - timedelta(days=current().retention.mail_bodies_days)
    nobody = select(Registration.id).where(Registration.email == "")
    with transaction():
        gone = db.session.scalars(
            delete(ReceivedAnswer)
            .where(ReceivedAnswer.received_at < before)
            .returning(ReceivedAnswer.id)
        ).all()
        db.session.execute(
            update(ReceivedAnswer)
            .where(
                ReceivedAnswer.registration_id.in_(nobody),
                or_(
                    ReceivedAnswer.comment != "",
                    ReceivedAnswer.sender != "",
                    ReceivedAnswer.attendee != "",
                ),
            )
            .values(comment="", sender="", attendee="")
        )
        db.session.execute(
            update(Registration)
            .where(Registration.email == "", Registration.reply_comment != "")
            .values(reply_comment="")
        )
    return len(gone)
