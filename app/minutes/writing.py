"""The way to a draft that is written: locked, still open, and counted as changed."""

from sqlalchemy.orm.attributes import set_committed_value

from app.core.db import locked
from app.core.errors import RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import entry_queries, queries
from app.minutes.models import Minutes
from app.minutes.rules import check_open
from app.pitches.queries import has_begun


def open_for_writing(meeting_id: int) -> Minutes:
    """The locked draft; its version rises with every change, so that releases and devices see it.

    Raises ``NotFound`` before the minutes are opened, ``RuleBroken`` once they are released.
    """
    minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
    check_open(minutes.state)
    set_committed_value(minutes, "meeting", entry_queries.meeting_alone(meeting_id))
    minutes.version += 1
    return minutes


def check_held(meeting: Meeting) -> None:
    """Raises ``RuleBroken``: nobody gets mail about an evening that is called off or lies ahead."""
    if meeting.state == MeetingState.CANCELLED:
        raise RuleBroken(
            "Dieses Treffen ist abgesagt. Sein Protokoll können Sie weder zur Durchsicht geben "
            "noch freigeben."
        )
    if not has_begun(meeting):
        raise RuleBroken(
            "Dieses Treffen hat noch nicht begonnen. Von seinem Beginn an können Sie das Protokoll "
            "zur Durchsicht geben und freigeben."
        )
