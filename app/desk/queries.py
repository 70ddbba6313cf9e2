"""What the office's home and the meeting page ask of every room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.core.words import count
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import queries as minutes
from app.outbox import queries as outbox
from app.outbox.models import MessageState
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from app.registrations import queries as registrations
from app.registrations.rules import Counts

SOON = timedelta(days=14)
LATE_MAIL = timedelta(minutes=15)
SILENT_CLOCKWORK = timedelta(minutes=5)


@dataclass(frozen=True)
class Todo:
    """One line of what is to be done: its day, its words, and the page that does it."""

    due: date
    text: str
    note: str
    page: str
    """Endpoint, with ``values`` and ``anchor``."""
    values: dict[str, Any]
    anchor: str = ""
    tick: tuple[str, dict[str, int]] | None = None
    """Endpoint and values that mark it as done right here."""


@dataclass(frozen=True)
class Today:
    """Everything on the page Heute."""

    todos: Sequence[Todo]
    meetings: Sequence[Meeting]
    counts: dict[int, Counts]


@dataclass(frozen=True)
class Delivery:
    """How the mails are doing."""

    waiting: int
    failed: int
    late: bool
    """A mail is due since more than a quarter of an hour (security-reliability.md, M-11)."""
    silent: bool
    """The clockwork has not shown itself for minutes."""
    note: str


def today_page(today: date) -> Today:
    """What is due and what comes next: a fixed number of queries, however much there is."""
    coming = meetings.upcoming(today, public=False)
    todos = [
        *_points(today + SOON),
        *_pitches(),
        *_minutes(today),
        *_tasks(today + SOON),
        *_ideas(today + SOON),
    ]
    return Today(
        todos=sorted(todos, key=lambda todo: (todo.due, todo.note)),
        meetings=coming,
        counts=registrations.counts_of([meeting.id for meeting in coming]),
    )


def _points(until: date) -> list[Todo]:
    return [
        Todo(
            point.due,
            point.text,
            point.meeting.title,
            "desk.meeting",
            {"meeting_id": point.meeting_id},
            f"punkt-{point.id}",
            ("meetings.tick", {"meeting_id": point.meeting_id, "item_id": point.id}),
        )
        for point in meetings.open_points(until)
    ]


def _pitches() -> list[Todo]:
    return [
        Todo(
            meeting.pitch_deadline or meeting.day,
            f"{count(number, 'Pitch wartet', 'Pitches warten')} auf Ihre Entscheidung",
            meeting.title,
            "pitches.index",
            {"meeting_id": meeting.id},
        )
        for meeting, number in undecided_pitches()
    ]


def _minutes(today: date) -> list[Todo]:
    return [
        Todo(
            meeting.day + timedelta(days=meeting.kit.minutes_due_day),
            "Protokoll freigeben",
            meeting.title,
            "minutes.edit",
            {"meeting_id": meeting.id},
        )
        for meeting in minutes.meetings_without_minutes(today)
    ]


def _tasks(until: date) -> list[Todo]:
    return [
        Todo(
            task.due or until,
            f"{task.text} ({task.person or 'noch ohne Person'})",
            f"Aufgabe {task.number}",
            "minutes.edit",
            {"meeting_id": task.item.minutes.meeting_id},
            "aufgaben",
            (
                "minutes.finish_task",
                {"meeting_id": task.item.minutes.meeting_id, "entry_id": task.id},
            ),
        )
        for task in minutes.open_tasks()
        if task.due and task.due <= until
    ]


def _ideas(until: date) -> list[Todo]:
    return [
        Todo(
            idea.next_step_due or until,
            idea.next_step or "Nächster Schritt",
            f"Idee {idea.number}: {idea.title}",
            "ideas.idea",
            {"number": idea.number},
        )
        for idea in ideas_due(until)
    ]


def undecided_pitches() -> list[tuple[Meeting, int]]:
    """Meetings with pitches that nobody has decided on, and how many."""
    waiting = (
        select(Pitch.meeting_id, func.count().label("number"))
        .where(Pitch.state == PitchState.SUBMITTED)
        .group_by(Pitch.meeting_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Meeting, waiting.c.number)
        .join(waiting, waiting.c.meeting_id == Meeting.id)
        .where(Meeting.state == MeetingState.PUBLISHED)
        .order_by(Meeting.day)
    )
    return [(meeting, number) for meeting, number in rows.unique()]


def ideas_due(until: date) -> list[Idea]:
    """Ideas in work whose next step is due, the oldest first."""
    closed = (IdeaState.DONE, IdeaState.DROPPED)
    return list(
        db.session.scalars(
            select(Idea)
            .where(Idea.next_step_due <= until, Idea.state.not_in(closed))
            .order_by(Idea.next_step_due, Idea.id)
        ).unique()
    )


def delivery(moment: datetime) -> Delivery:
    """State of the outbox and of the clockwork."""
    age = outbox.oldest_due_age(moment)
    beat = outbox.heartbeat("clockwork")
    counts = outbox.counts()
    return Delivery(
        waiting=counts[MessageState.QUEUED] + counts[MessageState.SENDING],
        failed=counts[MessageState.FAILED],
        late=age is not None and age > LATE_MAIL,
        silent=beat is None or moment - beat.at > SILENT_CLOCKWORK,
        note=beat.note if beat else "",
    )
