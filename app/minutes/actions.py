"""Writing minutes: open, type, release. Every change happens under the lock of the minutes."""

from app.access.actions import Actor, log
from app.agenda.queries import items_of
from app.agenda.rules import Place
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import queries
from app.minutes.documents import minutes_pdf
from app.minutes.mails import thanks
from app.minutes.models import Minutes, MinutesItem
from app.minutes.rules import (
    WITHOUT_RESULT,
    EntryKind,
    HeadValues,
    MinutesState,
    check_open,
    check_release,
    head_mark,
)
from app.minutes.writing import open_for_writing
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
        minutes = open_for_writing(meeting_id)
        if head_mark(queries.head_of(minutes)) != seen:
            raise Conflict(FASTER)
        minutes.began, minutes.ended = head.began, head.ended
        minutes.chair, minutes.keeper = head.chair, head.keeper
        minutes.attendance = {key: count for key, count in head.attendance.items() if count}
        minutes.excused, minutes.summary = head.excused, head.summary
        log(actor, "minutes_head_changed", f"meeting:{meeting_id}")


def finish_task(meeting_id: int, entry_id: int, *, done: bool, actor: Actor) -> None:
    """Note that a task is done, or open again; released minutes stay as they are."""
    with transaction():
        entry = queries.entry_of(meeting_id, entry_id)
        if entry.kind != EntryKind.TASK:
            raise RuleBroken("Erledigen kann man nur eine Aufgabe.")
        entry.done_on = clock.today() if done else None
        log(actor, "task_done" if done else "task_open", f"entry:{entry_id}")


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
