"""What the evenings of the year left: dots of three meetings, and the course of the last one."""

from datetime import datetime, timedelta

from app.agenda.queries import agenda_for
from app.agenda.rules import Place
from app.core.clock import moment_of
from app.core.db import db
from app.demo.sample import MODERATOR, Row, people, rows
from app.floor.models import Poll, PollOption
from app.floor.rules import PollState
from app.live.models import LivePress
from app.live.rules import Press
from app.meetings.models import Meeting
from app.registrations.queries import attendance_by_sector

QUESTION = "Was soll das Forum als Nächstes unterstützen?"
POINTS_EACH = 3
MOST_EACH = 2
LATE = timedelta(minutes=4)
"""By how much the summer meeting ended later than planned (minutes_2027-06-17.toml)."""


def add_polls(meetings: dict[str, Meeting], idea_ids: dict[str, int]) -> None:
    """The dots on the wall, one closed poll per meeting of votes.csv."""
    titles = {row["id"]: row["title"] for row in rows("ideas.csv")}
    given = rows("votes.csv")
    for sample_id in dict.fromkeys(row["meeting_id"] for row in given):
        dots = [row for row in given if row["meeting_id"] == sample_id]
        meeting = meetings[sample_id]
        poll = _poll(meeting)
        poll.options = [
            _option(position, row, titles, idea_ids) for position, row in enumerate(dots)
        ]
        db.session.add(poll)


def _poll(meeting: Meeting) -> Poll:
    ended = meeting.ends_at
    closed = moment_of(ended.date(), ended.hour, ended.minute)
    return Poll(
        meeting_id=meeting.id,
        question=QUESTION,
        points_each=POINTS_EACH,
        most_each=MOST_EACH,
        people=sum(attendance_by_sector(meeting.id).values()),
        state=PollState.CLOSED,
        opened_at=closed - timedelta(minutes=30),
        closed_at=closed,
        submit_key=f"demo-poll-{meeting.id}",
    )


def _option(
    position: int, row: Row, titles: dict[str, str], idea_ids: dict[str, int]
) -> PollOption:
    return PollOption(
        position=position,
        text=titles[row["idea_id"]],
        idea_id=idea_ids[row["idea_id"]],
        counted=int(row["points"]),
    )


def add_course(meeting: Meeting) -> None:
    """The presses of an evening that was on time until its longest item took a little longer."""
    agenda = [row for row in agenda_for(meeting).rows if row.item.place == Place.DURING]
    longest = max(agenda, key=lambda row: row.item.minutes)
    begins = moment_of(meeting.day, meeting.begins.hour, meeting.begins.minute)
    ends, late = [begins], timedelta()
    for row in agenda:
        late += LATE if row is longest else timedelta()
        ends.append(begins + (row.end - meeting.begins_at) + late)
    befores, afters = [None, *agenda], [*agenda, None]
    db.session.add_all(
        LivePress(
            meeting_id=meeting.id,
            key=f"demo-press-{meeting.id}-{number}",
            what=Press.NEXT if before else Press.START,
            item=before.item.id if before else None,
            begins=after.item.id if after else None,
            title=after.item.title if after else "",
            minutes=after.item.minutes if after else None,
            pressed_at=at,
            taken_at=at,
            by=people()[MODERATOR].full_name,
        )
        for number, (before, after, at) in enumerate(zip(befores, afters, ends, strict=True))
    )
