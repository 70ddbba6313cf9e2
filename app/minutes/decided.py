"""What the steering group decides, in the minutes of its session. The room ``steering`` calls it:
the decision there is the record, the entry here lets lists, documents and tasks find it."""

from dataclasses import dataclass

from app.access.actions import Actor
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.tokens import random_token
from app.minutes import entry_queries, queries
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import EntryKind
from app.minutes.writing import open_for_writing

HEADING = "Beschlüsse"
"""Where decisions stand whose item of the agenda is not known."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision as the minutes say it. ``votes``: in words, with who was there."""

    number: str
    wording: str
    votes: str
    reason: str = ""
    idea_id: int | None = None
    corrected: str = ""
    """When and why it was corrected last; empty: it never was."""


def note_quorum(meeting_id: int, words: str) -> None:
    """Write into the head whether the group can decide. Raises ``RuleBroken`` once released."""
    with transaction():
        minutes = open_for_writing(meeting_id)
        minutes.quorum = words


def note_decision(meeting_id: int, agenda_item: int | None, said: Decided, *, actor: Actor) -> int:
    """Write a decision below the heading of its agenda item. Returns the id of the entry.

    Raises ``NotFound`` before the minutes are opened, ``RuleBroken`` once they are released.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        item = _heading(minutes, agenda_item)
        entry = Entry(
            item_id=item.id,
            position=entry_queries.last_position(item.id) + 1,
            kind=EntryKind.DECISION,
            number=said.number,
        )
        _say(entry, said, minutes.version, actor)
        db.session.add(entry)
        db.session.flush()
        return entry.id


def correct_decision(entry_id: int, said: Decided, *, actor: Actor) -> None:
    """The entry follows a corrected decision; what is released stays until the next version."""
    with transaction():
        minutes = locked(Minutes, db.session.get_one(Entry, entry_id).item.minutes_id)
        minutes.version += 1
        entry = locked(Entry, entry_id)
        _say(entry, said, minutes.version, actor)
        entry.version += 1


def _say(entry: Entry, said: Decided, change: int, actor: Actor) -> None:
    corrected = f" ({said.corrected})" if said.corrected else ""
    entry.text, entry.note, entry.reason = said.wording + corrected, said.votes, said.reason
    entry.idea_id = said.idea_id
    entry.device, entry.change = random_token(), change
    entry.changed_at, entry.changed_by = clock.now(), actor.name


def _heading(minutes: Minutes, agenda_item: int | None) -> MinutesItem:
    """The heading of this item of the agenda, or the one for all others, made where missing."""
    items = queries.items_of_minutes(minutes.id)
    for item in items:
        if agenda_item is not None and item.agenda_item == agenda_item:
            return item
    for item in items:
        if item.title == HEADING:
            return item
    item = MinutesItem(
        minutes_id=minutes.id,
        position=max((one.position for one in items), default=0) + 1,
        title=HEADING,
    )
    db.session.add(item)
    db.session.flush()
    return item
