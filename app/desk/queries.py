"""What the office's home and the meeting page ask of every room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.core.db import db
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.meetings import queries as meetings
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState
from app.minutes.models import Minutes
from app.minutes.rules import MinutesState
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
class Today:
    """Everything on the page Heute."""

    points: Sequence[ChecklistItem]
    meetings: Sequence[Meeting]
    counts: dict[int, Counts]
    pitches: Sequence[tuple[Meeting, int]]
    minutes_due: Sequence[Meeting]
    ideas_due: Sequence[Idea]


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
    """What is due, what comes next, what waits for a decision: a fixed number of queries."""
    coming = meetings.upcoming(today, public=False)
    return Today(
        points=meetings.open_points(today + SOON),
        meetings=coming,
        counts=registrations.counts_of([meeting.id for meeting in coming]),
        pitches=undecided_pitches(),
        minutes_due=minutes_due(today),
        ideas_due=ideas_due(today + SOON),
    )


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


def minutes_due(today: date) -> list[Meeting]:
    """Meetings of the last 60 days whose minutes are not released."""
    released = select(Minutes.meeting_id).where(Minutes.state == MinutesState.RELEASED)
    return list(
        db.session.scalars(
            select(Meeting)
            .where(
                Meeting.state == MeetingState.PUBLISHED,
                Meeting.day < today,
                Meeting.day >= today - timedelta(days=60),
                Meeting.id.not_in(released),
            )
            .order_by(Meeting.day)
        ).unique()
    )


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
