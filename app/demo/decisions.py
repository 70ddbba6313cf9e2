"""The steering group's record of the year: its session (M2), written votes, one that runs."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.access.actions import Actor
from app.core.db import db
from app.core.tokens import digest
from app.demo.sample import OFFICE_LEAD, Row, at, people, rows
from app.ideas.actions import remember
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.minutes.models import Entry, MinutesItem
from app.steering.models import (
    Ballot,
    Decision,
    DecisionIdea,
    Member,
    Motion,
    MotionIdea,
    SessionSeat,
)
from app.steering.rules import Choice, DecisionKind, MotionState, Presence
from app.steering.vote_queries import token_of

DEPUTY_CAME, EXCUSED = "P047", "P067"
"""Seats at M2 that were not taken by the member; all others were (registrations.csv)."""
WRITTEN_END = date(2027, 7, 16)
"""The day that counts for written decisions: then they were decided (data/README.md)."""
RUNS = ("I16", date(2027, 8, 27), date(2027, 9, 10))
"""The written vote that runs on the day of the demo: idea, opened, last day."""
RUNNING = (
    "Der Lenkungskreis empfiehlt, „Abwärme-Börse Gewerbegebiet“ bis 30.06.2028 durch Kontakte und "
    "Koordination zu unterstützen."
)
HAVE_VOTED = (
    ("P037", Choice.YES, ""),
    ("P027", Choice.YES, "Bitte früh mit den Stadtwerken sprechen."),
    ("P033", Choice.ABSTAIN, ""),
    ("P051", Choice.BIASED, ""),
    ("P061", Choice.YES, ""),
)


@dataclass(frozen=True)
class Record:
    """What decisions of the sample refer to, by their sample ids."""

    session: Meeting
    ideas: dict[str, int]
    members: dict[str, Member]
    office: str


def add_decisions(session: Meeting, idea_ids: dict[str, int], members: dict[str, Member]) -> None:
    """All decisions of the sample with their motions and votes, and one vote that runs."""
    record = Record(session, idea_ids, members, people()[OFFICE_LEAD].full_name)
    _add_roll_call(record)
    items = {
        entry.number: (entry.id, item)
        for entry, item in db.session.execute(
            select(Entry, MinutesItem.agenda_item)
            .join(Entry.item)
            .where(Entry.number.startswith("LK-"))
        )
    }
    for place, row in enumerate(rows("decisions.csv"), 1):
        if row["body"] == "LK":
            entry_id, agenda_item = items[row["id"]]
            motion = _motion(row, record, place, agenda_item)
            _decision(row, record, motion, at(session.day, "17:30"), entry_id)
        else:
            motion = _motion(row, record, 0, None)
            _add_ballots(row, record, motion)
            _decision(row, record, motion, at(WRITTEN_END, "18:00"), None)
    _add_running(record)


def _add_roll_call(record: Record) -> None:
    other = {DEPUTY_CAME: Presence.DEPUTY, EXCUSED: Presence.EXCUSED}
    for sample_id, member in record.members.items():
        seat = SessionSeat(
            meeting_id=record.session.id,
            member_id=member.id,
            presence=other.get(sample_id, Presence.MEMBER),
        )
        db.session.add(seat)


def _motion(row: Row, record: Record, place: int, agenda_item: int | None) -> Motion:
    written = row["body"] != "LK"
    opened = at(date.fromisoformat(row["date"]), "10:00")
    end = at(WRITTEN_END, "18:00")
    idea_ids = [record.ideas[one] for one in filter(None, row["idea_ids"].split(";"))]
    motion = Motion(
        meeting_id=None if written else record.session.id,
        agenda_item=agenda_item,
        position=place,
        kind=DecisionKind(row["kind"]),
        wording=row["wording"],
        reason=row["reason"],
        review_on=db.session.get_one(Idea, idea_ids[0]).review_on if idea_ids else None,
        state=MotionState.DECIDED,
        deadline=end if written else None,
        opened_at=opened if written else None,
        closed_at=end if written else at(record.session.day, "17:30"),
        at=opened,
        by=record.office,
        version=2,
    )
    motion.ideas = [
        MotionIdea(idea_id=idea_id, position=position)
        for position, idea_id in enumerate(idea_ids, 1)
    ]
    db.session.add(motion)
    db.session.flush()
    return motion


def _decision(
    row: Row, record: Record, motion: Motion, when: datetime, entry_id: int | None
) -> None:
    decision = Decision(
        number=row["id"],
        motion_id=motion.id,
        meeting_id=motion.meeting_id,
        entry_id=entry_id,
        day=WRITTEN_END if motion.meeting_id is None else record.session.day,
        kind=motion.kind,
        wording=motion.wording,
        reason=motion.reason,
        at=when,
        by=record.office if motion.meeting_id else "Automatisch",
        **{name: int(row[name]) for name in ("yes", "no", "abstain", "biased")},
    )
    decision.ideas = [
        DecisionIdea(idea_id=one.idea_id, position=one.position) for one in motion.ideas
    ]
    db.session.add(decision)
    db.session.flush()


def _add_ballots(row: Row, record: Record, motion: Motion) -> None:
    """As many of each kind as the sample says, in the order of the seats."""
    kinds = (Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.BIASED)
    choices = [kind for kind in kinds for _ in range(int(row[str(kind)]))]
    voting = [member for member in record.members.values() if member.voting]
    for member, choice in zip(voting, choices, strict=True):
        voted = at(WRITTEN_END.replace(day=12), "12:00")
        db.session.add(Ballot(motion_id=motion.id, member_id=member.id, choice=choice, at=voted))


def _add_running(record: Record) -> None:
    """Some have voted, the speaker has not."""
    sample_id, opened, end = RUNS
    begin = at(opened, "10:00")
    motion = Motion(
        kind=DecisionKind.SELECT, wording=RUNNING, state=MotionState.OPEN,
        reason="Die Hochschule schätzt die Mengen noch in diesem Jahr.",
        deadline=at(end, "18:00"), opened_at=begin, at=begin, by=record.office,
    )  # fmt: skip
    motion.ideas = [MotionIdea(idea_id=record.ideas[sample_id], position=1)]
    db.session.add(motion)
    db.session.flush()
    said = {one: (choice, words) for one, choice, words in HAVE_VOTED}
    for person_id, member in record.members.items():
        if member.voting:
            choice, words = said.get(person_id, (None, ""))
            ballot = Ballot(
                motion_id=motion.id, member_id=member.id, choice=choice, comment=words,
                at=at(opened.replace(day=30), "09:00") if choice else None,
            )  # fmt: skip
            db.session.add(ballot)
            db.session.flush()
            ballot.digest = digest(token_of(ballot))
    idea = db.session.get_one(Idea, record.ideas[sample_id])
    remember(
        idea, Actor(0, record.office, frozenset()), "Schriftliche Abstimmung eröffnet: Aufnehmen."
    )
