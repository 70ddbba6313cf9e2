"""Releasing minutes in tests, with and without the press."""

from datetime import UTC, date, datetime, time

from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.minutes import queries, releases
from app.minutes.content import Edition
from app.minutes.rules import Wish
from app.minutes.snapshots import content_of
from tests import build


def it_is_over(meeting_id, day=date(2027, 8, 26)):
    """A meeting for which people registered when it lay ahead was held on this day."""
    with transaction():
        db.session.get(Meeting, meeting_id).day = day


def mark_of(meeting_id):
    """The mark of the draft as the page would show it."""
    return content_of(queries.opened_minutes(meeting_id)).mark


def release(meeting_id, **more):
    """The way the button does it, document and letters included. Returns the number of letters."""
    wish = Wish(**{"seen": mark_of(meeting_id), **more})
    return releases.release(meeting_id, wish, actor=build.OFFICE)


def put_out(meeting_id, day=date(2027, 9, 1), pdf=b"%PDF"):
    """The first version without a real document and without letters, for what reads it."""
    with transaction():
        minutes = queries.opened_minutes(meeting_id)
        at = datetime.combine(day, time(9), UTC)
        edition = Edition(1, day)
        releases.keep_release(minutes, content_of(minutes), edition, pdf, by="Annika", at=at)
