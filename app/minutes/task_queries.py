"""Tasks and other results over the minutes of all meetings: what is out, what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import contains_eager, lazyload, load_only
from sqlalchemy.orm.interfaces import ORMOption

from app.core.db import db
from app.core.errors import NotFound
from app.core.firsts import Firsts, firsts
from app.kits.schema import MinutesType
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.minutes.content import EntryContent, from_plain
from app.minutes.models import Entry, Minutes, MinutesItem, MinutesRelease
from app.minutes.rules import EntryKind, MinutesState, task_status

UNKNOWN = "Diese Aufgabe gibt es nicht oder nicht mehr."
_IN_IT = or_(
    cast(MinutesRelease.numbers, Text).contains('"' + Entry.number + '"'),
    and_(
        Entry.number.is_(None),
        cast(MinutesRelease.content, Text).contains('"id": ' + cast(Entry.id, Text) + ', "kind"'),
    ),
)
"""Questions have no number: they are found in the kept content by their row."""
OUT = and_(
    Minutes.edition > 0,
    or_(
        Minutes.state == MinutesState.RELEASED,
        select(MinutesRelease.id)
        .where(
            MinutesRelease.minutes_id == Minutes.id,
            MinutesRelease.number == Minutes.edition,
            _IN_IT,
        )
        .correlate(Minutes, Entry)
        .exists(),
    ),
)
"""Entries that people can read: what is only in the draft of the next version is not out yet."""


@dataclass(frozen=True)
class CarriedTask:
    """A task of an earlier meeting as it comes back at a later one; plain data.

    ``status``: offen, überfällig, heute fällig, erledigt am …, as of a day.
    """

    id: int
    number: str
    text: str
    person: str
    due: date | None
    done_on: date | None
    status: str
    meeting_id: int
    meeting_title: str
    meeting_day: date
    listed: bool
    """Its meeting stands on the public pages."""


def with_meeting() -> Select[Entry]:
    """Entries that are out, each with its meeting."""
    return entries_with_meeting().where(OUT)


def entries_with_meeting() -> Select[Entry]:
    """All entries, each with its meeting."""
    return _entries().options(*_loaded())


def _entries() -> Select[Entry]:
    return select(Entry).join(Entry.item).join(MinutesItem.minutes).join(Minutes.meeting)


def task_by_id(entry_id: int) -> Entry:
    """A task of minutes that are out. Raises ``NotFound``, also for drafts and other entries."""
    found = db.session.scalar(
        with_meeting().where(Entry.id == entry_id, Entry.kind == EntryKind.TASK)
    )
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def open_tasks(today: date, until: date, reader: str = "") -> Firsts[Entry]:
    """Open tasks that are due until a day, the earliest first; also those of drafts, for Heute.

    ``reader``: only the tasks of this person. Two queries.
    """
    found = (
        _entries()
        .where(Entry.kind == EntryKind.TASK, Entry.done_on.is_(None), Entry.due <= until)
        .order_by(Entry.due, func.length(Entry.number), Entry.number, Entry.id)
    )
    return firsts(found, Entry.due, today, who=Entry.person, reader=reader, options=_brief())


def read_meanwhile(entries: Iterable[Entry]) -> dict[int, EntryContent]:
    """Entry id → how people read it while its minutes are being revised; one query at most."""
    revised = {
        one.item.minutes_id for one in entries if one.item.minutes.state == MinutesState.DRAFT
    }
    if not revised:
        return {}
    kept = db.session.scalars(
        select(MinutesRelease.content)
        .join(
            Minutes,
            (Minutes.id == MinutesRelease.minutes_id) & (Minutes.edition == MinutesRelease.number),
        )
        .where(Minutes.id.in_(revised))
    )
    return {entry.id: entry for content in kept for entry in from_plain(content).entries}


def texts_out(entries: Iterable[Entry]) -> dict[int, str]:
    """Entry id → the wording that people read."""
    entries = list(entries)
    kept = read_meanwhile(entries)
    return {one.id: (kept.get(one.id) or one).text for one in entries}


def carried_tasks(meeting: Meeting, today: date) -> list[CarriedTask]:
    """Tasks of earlier meetings of the same circle that are open when this meeting begins.

    The circle: the Lenkungskreis (kits with minutes of decisions), or everybody else. Each task
    stands here once, the earliest day first; what was done before the day of the meeting does not
    come back (peers-participation.md 2.7). ``today``: the day whose status is told. One query,
    two while minutes are being revised: their draft is not told.
    """
    found = db.session.scalars(
        with_meeting()
        .where(
            Entry.kind == EntryKind.TASK,
            Meeting.id != meeting.id,
            tuple_(Meeting.day, Meeting.begins, Meeting.id)
            < tuple_(meeting.day, meeting.begins, meeting.id),
            or_(Entry.done_on.is_(None), Entry.done_on >= meeting.day),
            _same_circle(meeting),
        )
        .order_by(Entry.due.is_(None), Entry.due, func.length(Entry.number), Entry.number)
    )
    tasks = list(found)
    kept = read_meanwhile(tasks)
    return [_carried(task, kept.get(task.id), today) for task in tasks]


def _same_circle(meeting: Meeting) -> ColumnElement[bool]:
    deciding = [kit.id for kit in shelf().kits if kit.minutes_type == MinutesType.DECISION]
    same = Meeting.kit_id.in_(deciding)
    return same if meeting.kit_id in deciding else ~same


def _carried(task: Entry, kept: EntryContent | None, day: date) -> CarriedTask:
    """``kept``: how the version that people read says it, while the next one is written."""
    in_draft = kept if kept and task.as_said != (kept.person, kept.due) else None
    due = (in_draft or task).due
    origin = task.item.minutes.meeting
    done_on = task.done_on if task.done_on and task.done_on <= day else None
    return CarriedTask(
        id=task.id,
        number=task.number or "",
        text=(kept or task).text,
        person=(in_draft or task).person,
        due=due,
        done_on=done_on,
        status=task_status(due, done_on, day),
        meeting_id=origin.id,
        meeting_title=origin.title,
        meeting_day=origin.day,
        listed=origin.listed,
    )


def _loaded() -> tuple[ORMOption, ...]:
    minutes = contains_eager(Entry.item).contains_eager(MinutesItem.minutes)
    return (minutes.contains_eager(Minutes.meeting).options(lazyload(Meeting.venue)),)


def _brief() -> tuple[ORMOption, ...]:
    """What a line on Heute shows of a task."""
    item, minutes = contains_eager(Entry.item), contains_eager(MinutesItem.minutes)
    meeting = contains_eager(Minutes.meeting)
    return (
        load_only(Entry.item_id, Entry.number, Entry.text, Entry.person, Entry.due),
        item.load_only(MinutesItem.minutes_id),
        item.options(minutes.load_only(Minutes.meeting_id, Minutes.edition)),
        item.options(minutes.options(meeting.load_only(Meeting.title))),
        item.options(minutes.options(meeting.lazyload(Meeting.venue))),
    )
