"""Builder for answers of calendars."""

from itertools import count

from sqlalchemy import select

from app.core.db import db
from app.registrations.models import Registration
from app.replies import actions
from app.replies.models import ReceivedAnswer, Way
from tests.replies import samples

_number = count(1)


def an_answer(registration_id, partstat="DECLINED", *, sender="anna@example.org", **values):
    """What a calendar answered for somebody; from another address it is to be clarified: the id."""
    row = db.session.get(Registration, registration_id)
    file = samples.google(row.uid, row.email, partstat, sequence=row.sequence, **values)
    mail = samples.mail(file, sender or row.email, number=next(_number))
    actions.receive(mail, Way.UPLOAD)
    return db.session.scalar(select(ReceivedAnswer.id).order_by(ReceivedAnswer.id.desc()).limit(1))
