"""What is read of the answers of a meeting and of those before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.words import sort_key
from app.feedback.models import Feedback
from app.feedback.rules import Tally, Window, tallies, window
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState

COMPARED = 8
"""So many meetings stand beside each other."""


@dataclass(frozen=True)
class Compared:
    """One meeting in the comparison."""

    meeting_id: int
    title: str
    number: int
    tallies: Sequence[Tally]


def window_of(meeting: Meeting) -> Window:
    """Whether the form of this meeting takes answers now."""
    cancelled = meeting.state == MeetingState.CANCELLED
    now = clock.local(clock.now()).replace(tzinfo=None)
    return window(meeting.begins_at, now, cancelled=cancelled)


def answers_of(meeting_id: int) -> list[Feedback]:
    """All answers, the newest first."""
    statement = select(Feedback).where(Feedback.meeting_id == meeting_id)
    return list(db.session.scalars(statement.order_by(Feedback.id.desc())))


def matching(answers: Sequence[Feedback], search: str) -> list[Feedback]:
    """Answers with a text that holds all these words, whatever their case and accents."""
    words = sort_key(search.replace("\x00", ""))[0].split()
    return [one for one in answers if (one.good or one.better) and _holds(one, words)]


def _holds(one: Feedback, words: Sequence[str]) -> bool:
    text = sort_key(f"{one.good} {one.better}")[0]
    return all(word in text for word in words)


def is_known(submit_key: str) -> bool:
    """Whether this very form was taken in before (R-7)."""
    return (
        db.session.scalar(select(Feedback.id).where(Feedback.submit_key == submit_key)) is not None
    )


def compared_with(meeting: Meeting) -> list[Compared]:
    """This meeting and those before it that have answers, the newest first; two queries."""
    answered = (
        select(Meeting.id, Meeting.title, func.count(Feedback.id))
        .join(Feedback, Feedback.meeting_id == Meeting.id)
        .where((Meeting.day < meeting.day) | (Meeting.id == meeting.id))
        .group_by(Meeting.id, Meeting.title, Meeting.day)
        .order_by(Meeting.day.desc(), Meeting.id.desc())
        .limit(COMPARED)
    )
    rows = db.session.execute(answered).all()
    marks = _marks_of([meeting_id for meeting_id, _, _ in rows])
    return [
        Compared(meeting_id, title, number, tallies(marks[meeting_id]))
        for meeting_id, title, number in rows
    ]


def _marks_of(meeting_ids: Sequence[int]) -> dict[int, list[dict[str, int]]]:
    found: dict[int, list[dict[str, int]]] = {meeting_id: [] for meeting_id in meeting_ids}
    rows = db.session.execute(
        select(Feedback.meeting_id, Feedback.marks).where(Feedback.meeting_id.in_(meeting_ids))
    )
    for meeting_id, marks in rows:
        found[meeting_id].append(marks)
    return found
