"""Planning, changing and starting mails to many. The clockwork sends them (sending.py)."""

from app.core.db import db, transaction
from app.kits.schema import KitMail, Trigger
from app.mailings.models import Mailing
from app.mailings.rules import BY_ITSELF
from app.meetings.models import Meeting


def draft_mailings(meeting: Meeting) -> None:
    """The mails of the kit that have a day; joins the transaction that plans the meeting."""
    with transaction():
        for mail in meeting.kit.mails:
            if mail.trigger == Trigger.DAY:
                db.session.add(_drafted(meeting.id, mail))
        db.session.flush()


def _drafted(meeting_id: int, mail: KitMail) -> Mailing:
    return Mailing(
        meeting_id=meeting_id,
        kit_mail=mail.id,
        purpose=mail.purpose.value,
        title=mail.purpose.label,
        subject=mail.subject,
        body=mail.body,
        attachments=[one.value for one in mail.attachments],
        recipients=[one.value for one in mail.recipients],
        day_offset=mail.day,
        automatic=mail.purpose in BY_ITSELF,
    )
