"""Writing minutes: open, head, headings. Every change happens under the lock of the minutes."""

from typing import Any

from app.access.actions import Actor, log
from app.agenda.models import AgendaItem
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.live.queries import times_of
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import queries
from app.minutes.models import Minutes, MinutesItem
from app.minutes.rules import HeadValues, find_heading, head_mark
from app.minutes.writing import open_for_writing
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
        minutes = _first_draft(meeting, actor)
        db.session.add(minutes)
        db.session.flush()
        log(actor, "minutes_opened", f"meeting:{meeting_id}")
        return minutes.id


def _first_draft(meeting: Meeting, actor: Actor) -> Minutes:
    """What the agenda, the live view and the door know already."""
    times = times_of(meeting.id)
    return Minutes(
        meeting_id=meeting.id,
        began=(times.begin or meeting.begins_at).time(),
        ended=(times.end or meeting.ends_at).time(),
        keeper=actor.name,
        attendance=attendance_by_sector(meeting.id),
        opened_at=clock.now(),
        items=_headings(meeting.id),
        agenda_seen=queries.newest_agenda_item(meeting.id),
    )


def change_head(meeting_id: int, head: HeadValues, *, seen: str, actor: Actor) -> None:
    """Write begin, end, people and summary. ``seen``: the ``head_mark`` of what the page showed.

    Raises ``Conflict`` when somebody else was faster, ``RuleBroken`` once released.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        if head_mark(queries.head_of(minutes)) != seen:
            raise Conflict(FASTER)
        minutes.began, minutes.ended = head.began, head.ended
        minutes.chair, minutes.keeper = head.chair, head.keeper
        minutes.attendance = {key: count for key, count in head.attendance.items() if count}
        minutes.excused, minutes.summary = head.excused, head.summary
        log(actor, "minutes_head_changed", f"meeting:{meeting_id}")


def take_agenda_news(meeting_id: int, *, actor: Actor) -> int:
    """Put headings for what came onto the agenda since, each where it stands there.

    Returns how many. Headings of items that were taken off the agenda stay. A second call finds
    nothing new. Raises ``RuleBroken`` once released.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        headings, new = queries.items_of_minutes(minutes.id), queries.agenda_news(minutes)
        place = 0
        for item in queries.agenda_with_results(meeting_id):
            known = find_heading(headings, item.id, item.title)
            if known is None and item in new:
                headings.insert(place, MinutesItem(minutes_id=minutes.id, **_named(item)))
                place += 1
            elif known is not None:
                place = known + 1
        for position, heading in enumerate(headings, 1):
            heading.position = position
        db.session.add_all(headings)
        minutes.agenda_seen = queries.newest_agenda_item(meeting_id)
        if new:
            log(actor, "minutes_agenda_taken", f"meeting:{meeting_id}")
    return len(new)


def _headings(meeting_id: int) -> list[MinutesItem]:
    found = [MinutesItem(**_named(item)) for item in queries.agenda_with_results(meeting_id)]
    found = found or [MinutesItem(title="Ergebnisse")]
    for position, heading in enumerate(found, 1):
        heading.position = position
    return found


def _named(item: AgendaItem) -> dict[str, Any]:
    return {"title": item.title, "agenda_item": item.id}
