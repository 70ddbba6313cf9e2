"""Writing minutes: open, type, release. Every change happens under the lock of the minutes."""

from dataclasses import replace
from typing import Any

from app.access.actions import Actor, log
from app.agenda.queries import items_of
from app.agenda.rules import Place
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas import actions as ideas
from app.ideas.queries import idea_by_id, values_of
from app.ideas.rules import IdeaValues
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import queries
from app.minutes.documents import minutes_pdf
from app.minutes.mails import thanks
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import (
    PREFIXES,
    WITHOUT_RESULT,
    EntryKind,
    EntryValues,
    HeadValues,
    MinutesState,
    check_entry,
    check_open,
    check_release,
    head_mark,
    idea_texts,
    next_number,
)
from app.outbox.actions import put
from app.registrations.queries import attendance_by_sector

FASTER = (
    "Jemand anderes hat das inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie die Unterschiede und speichern Sie noch einmal."
)


def open_minutes(meeting_id: int, actor: Actor) -> int:
    """Take the agenda over as headings; a second call finds the same minutes. Returns the id.

    Raises ``RuleBroken`` for a meeting that was called off.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if queries.has_minutes(meeting_id):
            return queries.minutes_id_of(meeting_id)
        if meeting.state == MeetingState.CANCELLED:
            raise RuleBroken("Dieses Treffen ist abgesagt. Es gibt nichts zu protokollieren.")
        minutes = Minutes(
            meeting_id=meeting_id,
            began=meeting.begins,
            ended=meeting.ends_at.time(),
            keeper=actor.name,
            attendance=attendance_by_sector(meeting_id),
            opened_at=clock.now(),
            items=_headings(meeting_id),
        )
        db.session.add(minutes)
        db.session.flush()
        log(actor, "minutes_opened", f"meeting:{meeting_id}")
        return minutes.id


def change_head(meeting_id: int, head: HeadValues, *, seen: str, actor: Actor) -> None:
    """Write begin, end, people and summary. ``seen``: the ``head_mark`` of what the page showed.

    Raises ``Conflict`` when somebody else was faster, ``RuleBroken`` once released.
    """
    with transaction():
        minutes = _open_for_writing(meeting_id)
        if head_mark(queries.head_of(minutes)) != seen:
            raise Conflict(FASTER)
        minutes.began, minutes.ended = head.began, head.ended
        minutes.chair, minutes.keeper = head.chair, head.keeper
        minutes.attendance = {key: count for key, count in head.attendance.items() if count}
        minutes.excused, minutes.summary = head.excused, head.summary
        log(actor, "minutes_head_changed", f"meeting:{meeting_id}")


def add_entry(meeting_id: int, item_id: int, values: EntryValues, *, actor: Actor) -> int:
    """Note a result below a heading; an idea enters the register at once. Returns its id.

    Raises ``RuleBroken`` naming the field, ``NotFound``.
    """
    with transaction():
        minutes = _open_for_writing(meeting_id)
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
        minutes = _open_for_writing(meeting_id)
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
        _open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        idea_id = entry.idea_id if entry.kind == EntryKind.IDEA else None
        db.session.delete(entry)
        db.session.flush()
        if idea_id is not None:
            ideas.take_back(idea_id, actor=actor)


def finish_task(meeting_id: int, entry_id: int, *, done: bool, actor: Actor) -> None:
    """Note that a task is done, or open again; released minutes stay as they are."""
    with transaction():
        entry = queries.entry_of(meeting_id, entry_id)
        if entry.kind != EntryKind.TASK:
            raise RuleBroken("Erledigen kann man nur eine Aufgabe.")
        entry.done_on = clock.today() if done else None
        log(actor, "task_done" if done else "task_open", f"entry:{entry_id}")


def move_entry(meeting_id: int, entry_id: int, *, up: bool) -> None:
    """Swap an entry with its neighbour below the same heading; at the ends nothing happens."""
    with transaction():
        _open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        entries = queries.entries_of_item(entry.item_id)
        place = entries.index(entry)
        target = place + (-1 if up else 1)
        if not 0 <= target < len(entries):
            return
        entries.insert(target, entries.pop(place))
        for position, one in enumerate(entries, 1):
            one.position = position


def release(meeting_id: int, *, seen_version: int, actor: Actor) -> int:
    """Publish: the document is made first, then kept for good, and each person gets one letter.

    Returns the number of letters. Raises ``Conflict`` when the draft changed since the page that
    asked was shown, ``RuleBroken`` when it is out already or empty.
    """
    minutes = queries.opened_minutes(meeting_id)
    check_release(minutes.state, queries.entry_count(minutes))
    moment = clock.now()
    pdf = minutes_pdf(minutes, released_on=clock.local(moment).date())
    letters = thanks(minutes, queries.people_to_thank(meeting_id), pdf)
    minutes_id, rendered = minutes.id, minutes.version
    with transaction():
        kept = locked(Minutes, minutes_id)
        check_open(kept.state)
        if not kept.version == rendered == seen_version:
            raise Conflict(
                "Das Protokoll wurde gerade noch geändert. Prüfen Sie es vor der Freigabe."
            )
        kept.state, kept.pdf = MinutesState.RELEASED, pdf
        kept.released_at, kept.released_by = moment, actor.name
        sent = sum(put(letter) for letter in letters)
        log(actor, "minutes_released", f"meeting:{meeting_id}")
    return sent


def values_of_entry(entry: Entry) -> EntryValues:
    """An entry as plain data."""
    return EntryValues(
        kind=EntryKind(entry.kind),
        text=entry.text,
        person=entry.person,
        due=entry.due,
        note=entry.note,
    )


def _headings(meeting_id: int) -> list[MinutesItem]:
    titles = [
        item.title
        for item in items_of(meeting_id)
        if item.place == Place.DURING and item.public and item.kind not in WITHOUT_RESULT
    ]
    return [
        MinutesItem(position=position, title=title)
        for position, title in enumerate(titles or ["Ergebnisse"], 1)
    ]


def _open_for_writing(meeting_id: int) -> Minutes:
    """The locked draft; its version rises with every change, so that a release sees it."""
    minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
    check_open(minutes.state)
    minutes.version += 1
    return minutes


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
