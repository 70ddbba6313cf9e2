"""What must be forgotten of minutes (domain.md 2.3). The retention run calls it; for addresses of
tasks their room says when.
"""

from datetime import timedelta

from sqlalchemy import delete, select

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.settings import current
from app.meetings.models import Meeting
from app.minutes.models import Entry, Minutes, MinutesReader, MinutesRemark


def forget_review() -> int:
    """Remove corrections and links to the draft, long after the meeting. How many rows."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    past = select(Minutes.id).join(Minutes.meeting).where(Meeting.day < before)
    with transaction():
        remarks = delete(MinutesRemark).where(MinutesRemark.minutes_id.in_(past))
        readers = delete(MinutesReader).where(MinutesReader.minutes_id.in_(past))
        gone = remarks.returning(MinutesRemark.id), readers.returning(MinutesReader.id)
        return sum(len(db.session.scalars(one).all()) for one in gone)


def forget_address(entry_id: int) -> None:
    """Forget the address that was typed with a name; the minutes never said it."""
    with transaction():
        entry = db.session.get(Entry, entry_id)
        if entry is not None:
            locked(Minutes, entry.item.minutes_id)
            locked(Entry, entry_id).person_email = ""
