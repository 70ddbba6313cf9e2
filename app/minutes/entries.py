"""Writing entries of the minutes. Every change happens under the lock of the minutes."""

from dataclasses import replace
from typing import Any

from app.access.actions import Actor
from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.core.errors import Conflict
from app.ideas import actions as ideas
from app.ideas.queries import idea_by_id, values_of
from app.ideas.rules import IdeaValues
from app.meetings.models import Meeting
from app.minutes import queries
from app.minutes.models import Entry
from app.minutes.rules import (
    PREFIXES,
    EntryKind,
    EntryValues,
    check_entry,
    idea_texts,
    next_number,
)
from app.minutes.writing import open_for_writing

FASTER = (
    "Jemand anderes hat das inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie die Unterschiede und speichern Sie noch einmal."
)


def add_entry(meeting_id: int, item_id: int, values: EntryValues, *, actor: Actor) -> int:
    """Note a result below a heading; an idea enters the register at once. Returns its id.

    Raises ``RuleBroken`` naming the field, ``NotFound``.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        item = queries.item_of(meeting_id, item_id)
        check_entry(values, minutes.meeting.kit.minutes_type)
        before = queries.entries_of_item(item_id)
        entry = Entry(
            item_id=item.id,
            position=max((one.position for one in before), default=0) + 1,
            number=_number(values.kind, minutes.meeting),
        )
        _write(entry, values)
        if values.kind == EntryKind.IDEA:
            entry.idea_id = _note_idea(values, minutes.meeting, actor)
        db.session.add(entry)
        db.session.flush()
        return entry.id


def change_entry(
    meeting_id: int, entry_id: int, values: EntryValues, *, seen_version: int, actor: Actor
) -> None:
    """Write an entry anew; its idea in the register follows where nobody has edited it since.

    Raises ``Conflict`` when somebody else was faster, ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        if entry.version != seen_version:
            raise Conflict(FASTER)
        check_entry(values, minutes.meeting.kit.minutes_type)
        before = values_of_entry(entry)
        _follow_idea(entry, before, values, minutes.meeting, actor)
        if values.kind != before.kind:
            entry.number = _number(values.kind, minutes.meeting)
        _write(entry, values)
        entry.version += 1


def remove_entry(meeting_id: int, entry_id: int, *, actor: Actor) -> None:
    """Take an entry out; an idea that nobody has touched since goes with it."""
    with transaction():
        open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        idea_id = entry.idea_id if entry.kind == EntryKind.IDEA else None
        db.session.delete(entry)
        db.session.flush()
        if idea_id is not None:
            ideas.take_back(idea_id, actor=actor)


def move_entry(meeting_id: int, entry_id: int, *, up: bool) -> None:
    """Swap an entry with its neighbour below the same heading; at the ends nothing happens."""
    with transaction():
        open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        entries = queries.entries_of_item(entry.item_id)
        place = entries.index(entry)
        target = place + (-1 if up else 1)
        if not 0 <= target < len(entries):
            return
        entries.insert(target, entries.pop(place))
        for position, one in enumerate(entries, 1):
            one.position = position


def values_of_entry(entry: Entry) -> EntryValues:
    """An entry as plain data."""
    return EntryValues(
        kind=EntryKind(entry.kind),
        text=entry.text,
        person=entry.person,
        due=entry.due,
        note=entry.note,
    )


def _number(kind: EntryKind, meeting: Meeting) -> str | None:
    if kind not in PREFIXES:
        return None
    one_at_a_time("entry-number")
    year = meeting.day.year
    return next_number(kind, year, queries.numbers_starting(f"{PREFIXES[kind]}-{year}-"))


def _write(entry: Entry, values: EntryValues) -> None:
    entry.kind, entry.text = values.kind, values.text
    entry.person, entry.due, entry.note = values.person, values.due, values.note


def _note_idea(values: EntryValues, meeting: Meeting, actor: Actor) -> int:
    title, summary = idea_texts(values.text)
    idea = ideas.note_idea(
        IdeaValues(title=title, summary=summary, contact_name=values.person),
        actor=actor,
        source="meeting",
        meeting_id=meeting.id,
        submitted_on=min(meeting.day, clock.today()),
    )
    return idea.id


def _follow_idea(
    entry: Entry, before: EntryValues, after: EntryValues, meeting: Meeting, actor: Actor
) -> None:
    """Keep the register in step with an entry that is, was or becomes an idea."""
    if EntryKind.IDEA not in (before.kind, after.kind):
        return
    if after.kind != EntryKind.IDEA:
        idea_id, entry.idea_id = entry.idea_id, None
        if idea_id is not None:
            db.session.flush()
            ideas.take_back(idea_id, actor=actor)
    elif entry.idea_id is None:
        entry.idea_id = _note_idea(after, meeting, actor)
    else:
        _change_idea(entry.idea_id, before, after, actor)


def _change_idea(idea_id: int, before: EntryValues, after: EntryValues, actor: Actor) -> None:
    """Only what still stands there as it was noted; the register's own edits win."""
    idea = idea_by_id(idea_id)
    now = values_of(idea)
    old, new = (*idea_texts(before.text), before.person), (*idea_texts(after.text), after.person)
    names = ("title", "summary", "contact_name")
    told: dict[str, Any] = {
        name: wanted
        for name, was, wanted in zip(names, old, new, strict=True)
        if getattr(now, name) == was
    }
    values = replace(now, **told)
    ideas.change_idea(idea_id, values, seen_version=idea.version, actor=actor)
