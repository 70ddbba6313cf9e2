"""A decision in the minutes, as the room of the steering group writes it."""

from app.core.db import db
from app.minutes.decided import Decided, note_decision
from app.minutes.models import MinutesItem
from tests import build


def a_decision(meeting_id, item_id, text, note="", reason="", number="LK-2027-01"):
    """Returns the id of the entry."""
    said = Decided(number=number, wording=text, votes=note, reason=reason)
    item = db.session.get(MinutesItem, item_id)
    return note_decision(meeting_id, item.agenda_item, said, actor=build.OFFICE)


def an_entry(meeting_id, item_id, kind, text, **values):
    """Any result, decisions too. Returns its id."""
    if kind == "decision":
        return a_decision(meeting_id, item_id, text, **values)
    return build.an_entry(meeting_id, item_id, kind, text, **values)
