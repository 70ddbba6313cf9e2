"""The meetings of a series as appointments of nobody in particular."""

from collections.abc import Sequence

from app.core.ical import Appointment
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState


def appointments(meetings: Sequence[Meeting]) -> list[Appointment]:
    """Each meeting with the UID of its own download; those called off are marked."""
    return [
        appointment_for(
            meeting,
            uid=public_uid(meeting),
            sequence=meeting.sequence,
            cancelled=meeting.state == MeetingState.CANCELLED,
        )
        for meeting in meetings
    ]
