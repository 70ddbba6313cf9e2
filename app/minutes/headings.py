"""Headings of the minutes beside those that came from the agenda: added, removed, postponed."""

from app.access.actions import Actor, log
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.core.words import plain_key
from app.minutes import queries
from app.minutes.models import MinutesItem
from app.minutes.writing import open_for_writing

MOST = 200


def add_heading(meeting_id: int, title: str, *, actor: Actor) -> int:
    """A heading at the end; one that stands there already is found instead. Returns its id.

    Raises ``RuleBroken`` when there are far too many.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        for item in minutes.items:
            if plain_key(item.title) == plain_key(title):
                return item.id
        if len(minutes.items) >= MOST:
            raise RuleBroken(f"Mehr als {MOST} Punkte hat kein Protokoll.", "title")
        position = max((item.position for item in minutes.items), default=0) + 1
        item = MinutesItem(minutes_id=minutes.id, position=position, title=title)
        db.session.add(item)
        db.session.flush()
        log(actor, "minutes_item_added", f"meeting:{meeting_id}")
        return item.id


def remove_heading(meeting_id: int, item_id: int, *, actor: Actor) -> None:
    """Take out a heading below which nothing stands. Raises ``RuleBroken``, ``NotFound``."""
    with transaction():
        open_for_writing(meeting_id)
        item = queries.item_of(meeting_id, item_id)
        if queries.entries_of_item(item_id):
            raise RuleBroken(
                "Unter diesem Punkt stehen Einträge. Entfernen Sie zuerst die Einträge."
            )
        db.session.delete(item)
        log(actor, "minutes_item_removed", f"meeting:{meeting_id}")


def postpone(meeting_id: int, item_id: int, *, postponed: bool, actor: Actor) -> None:
    """Note that an item was not dealt with and comes back, or that it was after all."""
    with transaction():
        open_for_writing(meeting_id)
        item = queries.item_of(meeting_id, item_id)
        if item.postponed != postponed:
            item.postponed = postponed
            item.version += 1
            log(actor, "minutes_item_postponed" if postponed else "minutes_item_dealt_with",
                f"meeting:{meeting_id}")  # fmt: skip
