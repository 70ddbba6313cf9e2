"""Print jobs: given, claimed by one process, worked off outside of any transaction, forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.core.errors import RuleBroken
from app.kits.printables import Printed
from app.meetings.queries import meeting_by_id
from app.papers import queries
from app.papers.catalogue import BY_KIND, BY_NAME, Order
from app.papers.models import PrintJob
from app.papers.packs import Pack, Wish, make_pack
from app.papers.rules import Choices, Form, JobState

LEASE = timedelta(seconds=120)
"""Longer than one document may take and wait; every finished one begins it anew."""
ATTEMPTS = 2
KEPT = timedelta(hours=24)
"""A pack holds names: it can be fetched for a day."""


def give(
    meeting_id: int,
    wishes: Sequence[tuple[Printed, int]],
    form: Form,
    choices: Choices,
    *,
    actor: Actor,
) -> int:
    """Keep the wish for a pack; its id. Raises ``RuleBroken`` when nothing is wished for.

    The same wish once more while it is under way is no second job (R-7).
    """
    if not wishes:
        raise RuleBroken("Bitte wählen Sie mindestens ein Dokument.")
    names = [[kind.value, copies] for kind, copies in wishes]
    with transaction():
        one_at_a_time(f"print jobs of {meeting_id}")
        for job in queries.unfinished(meeting_id):
            if (job.wishes, job.form, job.choices) == (names, form, asdict(choices)):
                return job.id
        job = PrintJob(
            meeting_id=meeting_by_id(meeting_id).id,
            form=form,
            wishes=names,
            choices=asdict(choices),
            created_at=clock.now(),
            created_by=actor.name,
            for_office=any(BY_KIND[kind].for_office for kind, _ in wishes),
        )
        db.session.add(job)
        db.session.flush()
        log(actor, "print_pack", f"meeting:{meeting_id}")
        return job.id


@dataclass(frozen=True)
class Claim:
    """A job that this process makes now."""

    id: int
    attempt: int


def work_off(stop: Callable[[], bool]) -> int:
    """Make the jobs that wait, one after the other; how many."""
    done = 0
    while not stop() and (claim := _claim_next()) is not None:
        _work(claim)
        done += 1
    return done


def _claim_next() -> Claim | None:
    with transaction():
        now = clock.now()
        job = db.session.scalar(
            queries.next_job(now).with_for_update(of=PrintJob, skip_locked=True)
        )
        if job is None:
            return None
        job.state, job.lease_until = JobState.WORKING, now + LEASE
        job.attempts, job.done, job.doing = job.attempts + 1, 0, ""
        return Claim(job.id, job.attempts)


def _work(claim: Claim) -> None:
    try:
        if claim.attempt > ATTEMPTS:
            raise RuleBroken(
                "Der Druckauftrag wurde zweimal unterbrochen. Bitte wählen Sie weniger Dokumente "
                "oder drucken Sie sie einzeln."
            )
        pack = _pack_of(claim)
    except RuleBroken as fault:
        _finish(claim, fault=fault.message)
    except Exception:
        _finish(claim, fault="Der Druckauftrag ist gescheitert. Der Grund ist notiert.")
        raise
    else:
        _finish(claim, pack, " ".join(pack.missing))


def _pack_of(claim: Claim) -> Pack:
    job = queries.job_by_id(claim.id)
    meeting, choices = job.meeting, Choices(**job.choices)
    in_kit = {one.document: one for one in meeting.kit.printables}
    printed_at = clock.local(clock.now())

    def order_for(wish: Wish) -> Order:
        return Order(meeting, printed_at, choices, wish.blank_sheets)

    wishes = []
    for name, copies in job.wishes:
        paper = BY_NAME[name]
        listed = in_kit.get(paper.kind)
        title, audience = (listed.title, listed.audience) if listed else (paper.title, "")
        blank = listed.blank_sheets if listed else 0
        wishes.append(Wish(paper, title, audience, copies, blank))
    return make_pack(wishes, order_for, Form(job.form), lambda *seen: _progress(claim, *seen))


def _progress(claim: Claim, done: int, title: str) -> None:
    with transaction():
        if (job := _still(claim)) is not None:
            job.done, job.doing = done, title
            job.lease_until = clock.now() + LEASE


def _finish(claim: Claim, pack: Pack | None = None, fault: str = "") -> None:
    with transaction():
        if (job := _still(claim)) is None:
            return
        job.state = JobState.FAILED if pack is None else JobState.DONE
        job.fault, job.lease_until, job.finished_at = fault, None, clock.now()
        if pack is not None:
            job.result, job.size, job.pages = pack.data, len(pack.data), pack.pages


def _still(claim: Claim) -> PrintJob | None:
    """The job, unless another process took it over meanwhile."""
    mine = select(PrintJob).filter_by(id=claim.id, attempts=claim.attempt, state=JobState.WORKING)
    return db.session.scalar(mine.with_for_update(of=PrintJob))


def forget_jobs() -> int:
    """Packs are kept for a day. Returns how many went."""
    with transaction():
        old = delete(PrintJob).where(PrintJob.created_at < clock.now() - KEPT)
        return len(db.session.scalars(old.returning(PrintJob.id)).all())
