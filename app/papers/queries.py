"""What the papers of a meeting are counted by, and print jobs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select

from app.core.db import db
from app.core.errors import NotFound, RuleBroken
from app.door.queries import entries
from app.kits.schema import MinutesType
from app.meetings.models import Meeting
from app.papers.models import PrintJob
from app.papers.rules import JobState, Numbers, suggested_tables
from app.pitches.queries import counts_of
from app.pitches.rules import PitchState
from app.registrations.lists import attendees

SHOWN = 5


def numbers_of(meeting: Meeting) -> Numbers:
    """The people, roles and pitches of a meeting, and as many tables as they need."""
    registered = len(entries(meeting))
    deciding = meeting.kit.minutes_type == MinutesType.DECISION
    return Numbers(
        registered=registered,
        members=len(attendees(meeting, members=True)) if deciding else registered,
        places=meeting.capacity,
        roles=sum(role.count for role in meeting.kit.roles),
        pitches=counts_of(meeting.id).get(PitchState.ACCEPTED, 0),
        tables=suggested_tables(registered),
    )


def job_by_id(job_id: int) -> PrintJob:
    """A print job. Raises ``NotFound``."""
    job = db.session.get(PrintJob, job_id)
    if job is None:
        raise NotFound("Diesen Druckauftrag gibt es nicht mehr. Bitte geben Sie ihn neu.")
    return job


def jobs_of(meeting_id: int) -> Sequence[PrintJob]:
    """The newest jobs of a meeting."""
    newest = select(PrintJob).filter_by(meeting_id=meeting_id).order_by(PrintJob.id.desc())
    return db.session.scalars(newest.limit(SHOWN)).all()


def unfinished(meeting_id: int) -> Sequence[PrintJob]:
    """Jobs of a meeting that are still to be made."""
    under_way = (JobState.WAITING, JobState.WORKING)
    mine = select(PrintJob).where(PrintJob.meeting_id == meeting_id, PrintJob.state.in_(under_way))
    return db.session.scalars(mine).all()


def result_of(job: PrintJob) -> bytes:
    """The finished file. Raises ``RuleBroken`` while there is none."""
    if job.result is None:
        raise RuleBroken("Dieser Druckauftrag ist noch nicht fertig.")
    return job.result


def next_job(now: datetime) -> Select[PrintJob]:
    """The oldest job that waits, or whose process ended on the way."""
    lapsed = (PrintJob.state == JobState.WORKING) & (PrintJob.lease_until < now)
    return (
        select(PrintJob)
        .where(or_(PrintJob.state == JobState.WAITING, lapsed))
        .order_by(PrintJob.id)
        .limit(1)
    )
