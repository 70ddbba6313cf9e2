"""The way to a draft that is written: locked, still open, and counted as changed."""

from sqlalchemy.orm.attributes import set_committed_value

from app.core.db import locked
from app.minutes import entry_queries, queries
from app.minutes.models import Minutes
from app.minutes.rules import check_open


def open_for_writing(meeting_id: int) -> Minutes:
    """The locked draft; its version rises with every change, so that releases and devices see it.

    Raises ``NotFound`` before the minutes are opened, ``RuleBroken`` once they are released.
    """
    minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
    check_open(minutes.state)
    set_committed_value(minutes, "meeting", entry_queries.meeting_alone(meeting_id))
    minutes.version += 1
    return minutes
