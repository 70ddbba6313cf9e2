"""Reading what a feed says."""

from datetime import UTC

import recurring_ical_events
from icalendar import Calendar

from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.series.models import Series


def entries(data):
    """UID -> the entry; each UID once."""
    found = Calendar.from_ical(data).events
    assert len({one["UID"] for one in found}) == len(found)
    return {str(one["UID"]): one for one in found}


def expanded(data):
    """(begin, end, status, title, place) of every date, in order; times in UTC."""
    calendar = Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between((2020, 1, 1), (2040, 1, 1))
    return sorted(
        (
            one.start.astimezone(UTC),
            one.end.astimezone(UTC),
            str(one["STATUS"]),
            str(one["SUMMARY"]),
            str(one.get("LOCATION", "")),
        )
        for one in found
    )


def set_meeting(meeting_id, **values):
    """Change a meeting as the real actions do, through the row."""
    with transaction():
        meeting = db.session.get(Meeting, meeting_id)
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.version += 1


def slug_of_series(series_id):
    return db.session.get(Series, series_id).slug
