"""The checklist of a meeting: ticking points, giving them to people, adding and changing them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.meetings import queries, rules
from app.meetings.models import ChecklistItem, Meeting


@dataclass(frozen=True)
class Point:
    """What the office says about a point; either ``day_offset`` or ``due`` is given."""

    text: str
    area: str
    must: bool = False
    assigned_to: str = ""
    day_offset: int | None = None
    """Calendar days to the meeting, before it negative: the point moves along."""
    due: date | None = None
    """A day of its own, wherever the meeting moves."""


def tick(item_id: int, *, done: bool, actor: Actor) -> int:
    """Mark a point as done or open again. Returns the meeting's id.

    A point that two people tick keeps the name of the first.
    """
    with transaction():
        item = locked(ChecklistItem, item_id)
        if done == (item.done_at is not None):
            return item.meeting_id
        item.done_at = clock.now() if done else None
        item.done_by = actor.name if done else ""
        if not done and item.day_offset is not None:
            item.due = _due(item.meeting, Point(item.text, item.area, day_offset=item.day_offset))
        item.version += 1
        return item.meeting_id


def add_point(meeting_id: int, point: Point, submit_key: str, actor: Actor) -> int:
    """A point of the office's own. Returns its id; the same form sent twice adds one point."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        known = db.session.scalar(
            select(ChecklistItem.id).where(ChecklistItem.submit_key == submit_key)
        )
        if known is not None:
            return known
        item = ChecklistItem(
            meeting_id=meeting.id, position=_last_position(meeting.id) + 1, own=True
        )
        item.submit_key = submit_key
        _write(item, meeting, point)
        db.session.add(item)
        db.session.flush()
        log(actor, "point_added", f"meeting:{meeting_id}")
        return item.id


def change_point(item_id: int, point: Point, seen_version: int, actor: Actor) -> None:
    """New words, day or person. Raises ``Conflict`` when somebody else changed the point."""
    with transaction():
        item = _seen(item_id, seen_version)
        given = point.assigned_to != item.assigned_to
        _write(item, item.meeting, point)
        item.version += 1
        what = "point_given" if given else "point_changed"
        log(actor, what, f"meeting:{item.meeting_id}")


def remove_point(item_id: int, seen_version: int, actor: Actor) -> None:
    """Take a point of the office's own off the list; the kit's points stay.

    Raises ``RuleBroken`` for a point of the kit, ``Conflict``.
    """
    with transaction():
        item = _seen(item_id, seen_version)
        if not item.own:
            raise RuleBroken(
                "Dieser Punkt kommt aus dem Kit und bleibt auf der Liste. "
                "Sie können ihn als erledigt abhaken."
            )
        db.session.delete(item)
        log(actor, "point_removed", f"meeting:{item.meeting_id}")


def _seen(item_id: int, seen_version: int) -> ChecklistItem:
    item = locked(ChecklistItem, item_id)
    if item.version != seen_version:
        raise Conflict(
            "Jemand anderes hat den Punkt inzwischen geändert. "
            "Bitte prüfen Sie die neuen Angaben und speichern Sie noch einmal."
        )
    return item


def _write(item: ChecklistItem, meeting: Meeting, point: Point) -> None:
    item.text, item.area, item.must = point.text, point.area, point.must
    item.assigned_to, item.day_offset = point.assigned_to, point.day_offset
    item.due = _due(meeting, point)


def _due(meeting: Meeting, point: Point) -> date:
    if point.day_offset is None:
        if point.due is None:
            raise RuleBroken("Tag: Bitte geben Sie einen Tag an.", "due")
        return point.due
    closed = queries.closed_days(meeting.day)
    return rules.due_date(meeting.day, point.day_offset, closed)


def _last_position(meeting_id: int) -> int:
    statement = select(func.max(ChecklistItem.position)).where(
        ChecklistItem.meeting_id == meeting_id
    )
    return db.session.scalar(statement) or 0
