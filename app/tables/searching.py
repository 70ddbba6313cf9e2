"""The search for better seats: asked for on a page, worked off by a process of its own.

Nothing is calculated inside a transaction. A process claims a search with a lease (``claim``) and
writes only as long as nobody else has taken it, stopped it, or asked for it anew; what it writes
belongs to the task as it was read (``basis``): if the office changed something meanwhile, it reads
the task again and goes on from the seats that are there.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.meetings.rules import MeetingState
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import task_of
from app.tables.rules.cost import changed_seats
from app.tables.rules.instance import Instance, Plan
from app.tables.rules.numbering import on_the_move
from app.tables.rules.search import Found, plans
from app.tables.rules.start import NoPlan, Unfinished
from app.tables.rules.wishes import contradictions, tight_wishes
from app.tables.states import SearchState
from app.tables.steps import remember_step

LEASE = timedelta(seconds=20)
"""Every writing begins it anew, and so do the tries for a first plan."""
ATTEMPTS = 3
"""So many processes may die of one search."""
WRITE_EVERY = 1.0
"""Seconds between two writings: progress, better seats, and a look at who else waits."""
SLICE = 3.0
"""Seconds after which a search gives way to others that wait."""
LONGEST = 3600
"""Seconds that a search can be asked to go on."""
CALLED_OFF = "Das Treffen ist abgesagt. Es braucht keinen Tischplan mehr."
NOTHING_LEFT = "Alle Runden haben begonnen. Es gibt nichts mehr zu mischen."
INTERRUPTED = (
    f"Das Mischen ist {ATTEMPTS} Mal abgebrochen. Die Plätze sind, wie sie zuletzt waren. Nehmen "
    "Sie bitte weniger Tische oder Runden, oder sagen Sie der Technik Bescheid."
)
BROKEN = "Das Mischen ist gescheitert. Der Grund ist notiert. Versuchen Sie es bitte noch einmal."


def ask(plan_id: int, seconds: int, actor: Actor, *, keep_cards: bool = True) -> None:
    """Search for so many seconds from the seats that are there; nobody is seated: from none.

    ``keep_cards``: of a plan in force, as few printed cards as possible become wrong. While a
    search is under way it gets this time from now on. Raises ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        _want(plan, seconds)
        plan.keep_cards = keep_cards
        log(actor, "seating_search", f"seating_plan:{plan_id}")


def go_on(plan_id: int, seconds: int, actor: Actor, *, keep_cards: bool = True) -> None:
    """„Weiterrechnen“: as ``ask``, but it can be undone, and a second press changes nothing."""
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        if plan.search == SearchState.IDLE:
            _keep_for_undo(plan, "Weitergerechnet", actor)
            ask(plan_id, seconds, actor, keep_cards=keep_cards)


def mix_anew(plan_id: int, seconds: int, actor: Actor) -> None:
    """„Neu mischen“: another seed, and no seats to begin with, but those that are locked.

    Printed cards do not count. Can be undone; a second press changes nothing. Raises
    ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        if plan.search == SearchState.IDLE:
            _keep_for_undo(plan, "Neu gemischt", actor)
            plan.seed += 1
            plan.afresh, plan.trials, plan.spent = True, 0, 0.0
            ask(plan_id, seconds, actor, keep_cards=False)


def seat_later(plan: SeatingPlan, seconds: int) -> None:
    """A change took places that are not found anew at once: the search does it; joins.

    A search that is under way does so anyway, as the task is another now.
    """
    if plan.search == SearchState.IDLE and plan.meeting.state != MeetingState.CANCELLED:
        _want(plan, seconds)


def _want(plan: SeatingPlan, seconds: int) -> None:
    if not 0 < seconds <= LONGEST:
        raise RuleBroken(f"Die Suche kann 1 bis {LONGEST} Sekunden dauern.", "seconds")
    if plan.meeting.state == MeetingState.CANCELLED:
        raise RuleBroken(CALLED_OFF)
    if plan.rounds_held >= plan.rounds:
        raise RuleBroken(NOTHING_LEFT)
    plan.search_seconds = plan.spent + seconds
    plan.search, plan.fault = SearchState.WAITING, ""
    plan.claim, plan.lease_until, plan.attempts = plan.claim + 1, clock.now(), 0


def _keep_for_undo(plan: SeatingPlan, what: str, actor: Actor) -> None:
    if plan.cost is not None:
        remember_step(plan, what, actor.name)


def stop(plan_id: int) -> None:
    """„Anhalten“: the seats stay as they are written, the search ends. Twice is once."""
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        if plan.search != SearchState.IDLE:
            plan.search, plan.lease_until, plan.claim = SearchState.IDLE, None, plan.claim + 1


@dataclass(frozen=True)
class Claim:
    """A search that this process works on."""

    plan_id: int
    number: int
    attempt: int


def work_off(stopped: Callable[[], bool]) -> int:
    """Search for every plan that waits, the one that has waited longest first; how many turns.

    A search that others wait for gives way after a while and waits itself. ``stopped``: told to
    end, the search under way waits for another process.
    """
    turns = 0
    while not stopped() and (claim := _claim_next()) is not None:
        _work(claim, stopped)
        turns += 1
    return turns


def _free(now: datetime) -> Select[SeatingPlan]:
    """The plan whose search no process works on and that waits longest."""
    running = and_(SeatingPlan.search == SearchState.RUNNING, SeatingPlan.lease_until <= now)
    return (
        select(SeatingPlan)
        .where(or_(SeatingPlan.search == SearchState.WAITING, running))
        .order_by(SeatingPlan.lease_until, SeatingPlan.id)
        .limit(1)
    )


def _claim_next() -> Claim | None:
    """Looks before it takes the write lock: most of the time there is nothing to do."""
    waits = db.session.scalar(_free(clock.now()).with_only_columns(SeatingPlan.id))
    db.session.rollback()
    if waits is None:
        return None
    with transaction():
        now = clock.now()
        free = _free(now).with_for_update(of=SeatingPlan, key_share=True, skip_locked=True)
        plan = db.session.scalar(free)
        if plan is None:
            return None
        plan.search, plan.lease_until = SearchState.RUNNING, now + LEASE
        plan.claim, plan.attempts = plan.claim + 1, plan.attempts + 1
        return Claim(plan.id, plan.claim, plan.attempts)


def _mine(claim: Claim) -> SeatingPlan | None:
    """The plan, locked, unless the search was stopped or is somebody else's by now."""
    mine = select(SeatingPlan).filter_by(id=claim.plan_id, claim=claim.number)
    return db.session.scalar(mine.with_for_update(of=SeatingPlan, key_share=True))


@dataclass(frozen=True)
class Turn:
    """One search over one task, as plain values."""

    claim: Claim
    basis: int
    instance: Instance
    seat_ids: tuple[int, ...]
    held: tuple[list[int], ...]
    """The tables of each person in the rounds that are over."""
    start: Plan | None
    seed: int
    spent: float
    seconds: float
    """How long it may take; not above zero: the first plan is written nevertheless."""
    trials: int


def _read(claim: Claim) -> Turn | None:
    """The task as it stands now; None: the search is not ours any more."""
    db.session.rollback()
    plan = db.session.get(SeatingPlan, claim.plan_id)
    if plan is None or plan.claim != claim.number:
        return None
    basis = plan.basis  # before the task: what changes while it is read is noticed at writing
    task = task_of(plan, keep_cards=plan.keep_cards and plan.in_force_at is not None)
    turn = Turn(
        claim=claim,
        basis=basis,
        instance=task.instance,
        seat_ids=tuple(seat.id for seat in task.seats),
        held=tuple(_held(seat, task.first_round) for seat in task.seats),
        start=None if plan.afresh else task.seated,
        seed=plan.seed + plan.trials,
        spent=plan.spent,
        seconds=plan.search_seconds - plan.spent,
        trials=plan.trials,
    )
    db.session.rollback()
    return turn


def _held(seat: Seat, rounds: int) -> list[int]:
    return [*seat.tables, *[-1] * rounds][:rounds]


def _work(claim: Claim, stopped: Callable[[], bool]) -> None:
    """Search until the end, or until the search is somebody else's."""
    if claim.attempt > ATTEMPTS:
        return _give_up(claim, INTERRUPTED)
    try:
        while (turn := _read(claim)) is not None and _search(turn, stopped):
            pass
    except SQLAlchemyError:
        raise  # the database is away: when it is back, the lease lets somebody go on
    except Exception:
        _give_up(claim, BROKEN)
        raise


def _search(turn: Turn, stopped: Callable[[], bool]) -> bool:
    """Whether something has changed meanwhile, so that the task must be read again."""
    faults = contradictions(turn.instance, len(turn.held[0]) if turn.held else 0)
    if faults:
        return _end(turn, fault="\n".join(faults))
    try:
        return _improve(turn, stopped)
    except Unfinished:
        return _end(turn, waits=True)
    except NoPlan:
        return _end(turn, fault="\n".join(tight_wishes(turn.instance)))


def _improve(turn: Turn, stopped: Callable[[], bool]) -> bool:
    progress = _Progress(turn)

    def go_on() -> bool:
        return not stopped() and progress.is_ours()

    for found in plans(turn.instance, turn.seed, start=turn.start, go_on=go_on):
        over, told = found.perfect or progress.seconds >= turn.seconds, stopped()
        if over or told or progress.is_due:
            if not progress.write(found):
                return True
            if over or told or progress.gives_way:
                return _end(turn, waits=not over)
    return _end(turn)


class _Progress:
    """What one turn has written, and when."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._began = time.monotonic()
        self._written = -math.inf
        self._leased = self._began
        self._plan = turn.start

    @property
    def seconds(self) -> float:
        """Since the turn began."""
        return time.monotonic() - self._began

    @property
    def is_due(self) -> bool:
        """Somebody who watches has waited long enough; the first plan is due at once."""
        return time.monotonic() - self._written >= WRITE_EVERY

    def is_ours(self) -> bool:
        """While the first plan takes long: whether the task is still the same; keeps the lease."""
        if time.monotonic() - self._leased >= WRITE_EVERY:
            with transaction():
                plan = _mine(self._turn.claim)
                if plan is None or plan.basis != self._turn.basis:
                    return False
                plan.lease_until = clock.now() + LEASE
            self._leased = time.monotonic()
        return True

    @property
    def gives_way(self) -> bool:
        """It had its time, and another search waits."""
        if self.seconds < SLICE:
            return False
        waits = db.session.scalar(_free(clock.now()).with_only_columns(SeatingPlan.id))
        db.session.rollback()
        return waits is not None

    def write(self, found: Found) -> bool:
        """Keep the seats and how far it is; False: the task is another by now, or not ours."""
        turn = self._turn
        with transaction():
            plan = _mine(turn.claim)
            if plan is None or plan.basis != turn.basis:
                return False
            plan.lease_until, plan.afresh = clock.now() + LEASE, False
            plan.trials, plan.spent = turn.trials + found.trials, turn.spent + self.seconds
            plan.cost, plan.bound = _cost_of_seats(turn.instance, found), found.bound
            plan.worsened = False
            if found.plan != self._plan:
                _seat(turn, on_the_move(turn.instance, found.plan))
        self._written, self._plan = time.monotonic(), found.plan
        return True


def _cost_of_seats(instance: Instance, found: Found) -> int:
    """What the cards cost that must be printed again says nothing about the seats."""
    weights = instance.weights
    cards = changed_seats(instance, found.plan) * weights.changed_seat * weights.repeat
    return found.cost - cards


def _seat(turn: Turn, plan: Plan) -> None:
    rows: list[dict[str, Any]] = [
        {"id": seat_id, "tables": [*held, *(tables[person] for tables in plan)]}
        for person, (seat_id, held) in enumerate(zip(turn.seat_ids, turn.held, strict=True))
    ]
    db.session.execute(update(Seat), rows)


def _end(turn: Turn, *, fault: str = "", waits: bool = False) -> bool:
    """The search is over, or waits again; True: not so, the task is another by now."""
    with transaction():
        plan = _mine(turn.claim)
        if plan is None or plan.basis != turn.basis:
            return True
        plan.fault = fault
        plan.search = SearchState.WAITING if waits else SearchState.IDLE
        plan.lease_until = clock.now() if waits else None
        plan.claim, plan.attempts = plan.claim + 1, 0
        return False


def _give_up(claim: Claim, fault: str) -> None:
    with transaction():
        plan = _mine(claim)
        if plan is not None:
            plan.fault, plan.search, plan.lease_until = fault, SearchState.IDLE, None
            plan.claim += 1
