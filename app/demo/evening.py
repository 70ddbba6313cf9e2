"""What the evenings of the year left: dots, the course of the last one, and what people said."""

from datetime import timedelta

from app.agenda.queries import agenda_for
from app.agenda.rules import Place
from app.core.clock import moment_of
from app.core.db import db
from app.demo.sample import MODERATOR, Row, people, rows
from app.feedback.models import Feedback
from app.floor.models import Poll, PollOption
from app.floor.rules import PollState
from app.live.models import LivePress
from app.live.rules import Press
from app.meetings.models import Meeting
from app.registrations.queries import attendance_by_sector

QUESTION = "Was soll das Forum als Nächstes unterstützen?"
POINTS_EACH = 3
MOST_EACH = 2
ANSWERS = 38
MARKS = {
    "content": {5: 22, 4: 13, 3: 3},
    "flow": {5: 25, 4: 11, 3: 2},
    "voice": {5: 15, 4: 17, 3: 5, 2: 1},
    "contacts": {5: 15, 4: 14, 3: 7, 2: 2},
    "again": {5: 26, 4: 9, 3: 2, 2: 1},
}
"""Question → mark → how many cards: together 4,4 of 5 on 38 cards, as the minutes say."""
TOLD = {
    2: ("Die Tische waren gut gemischt.", ""),
    7: ("", "Im Saal war es gegen Ende sehr warm."),
    11: ("Endlich kenne ich die Leute aus der Nachbarschaft.", "Mehr Zeit für die Pitches."),
    19: ("Das Kennenlernen im Minutentakt.", ""),
    26: ("", "Bitte lauter sprechen oder das Mikrofon weitergeben."),
    33: ("Klare Moderation, pünktliche Pausen.", ""),
}
"""Number of the card → what was good, what could be better."""
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


def add_feedback(meeting: Meeting) -> None:
    """The cards on which people said what the summer meeting was like."""
    piles = {
        question: [mark for mark, number in counts.items() for _ in range(number)]
        for question, counts in MARKS.items()
    }
    for card in range(ANSWERS):
        good, better = TOLD.get(card, ("", ""))
        marks = {
            question: pile[(card + 7 * place) % ANSWERS]
            for place, (question, pile) in enumerate(piles.items())
        }
        key = f"demo-feedback-{meeting.id}-{card}"
        db.session.add(
            Feedback(
                meeting_id=meeting.id, marks=marks, good=good, better=better,
                submit_key=key, on=meeting.day,
            )
        )  # fmt: skip
