"""The course of an evening: what is on, what comes when, how late it gets, what can give time.

Plain values; the time is an argument. ``app/static/live-course.js`` reckons the same on devices
without network; a test compares the two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.kits.schema import Kind
from app.live.rules import Held, History, Pressed, history

MINUTE = timedelta(minutes=1)
NOTHING = timedelta()


class Phase(StrEnum):
    """How far the evening is."""

    BEFORE = "before"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"


class TurnState(StrEnum):
    """Whether an item had its turn."""

    DONE = "done"
    NOW = "now"
    COMING = "coming"
    DROPPED = "dropped"
    """A buffer that has given all its time away."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """An item of the plan, with those parallel to it. All moments are aware."""

    id: int
    title: str
    kind: str
    minutes: int
    """Of the longest."""
    least: int
    """Minutes that it keeps, however much time is missing."""
    begin: datetime
    end: datetime
    fixed: datetime | None = None
    """It never begins before this moment."""
    members: tuple[int, ...] = ()
    """Ids of all its items."""


@dataclass(frozen=True)
class Plan:
    """The working copy of the agenda during the meeting, and the times that were announced."""

    steps: tuple[Step, ...]
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Turn:
    """An item in the present course: real times of what was, expected ones of what comes."""

    item: int
    title: str
    state: TurnState
    begin: datetime
    end: datetime
    minutes: int
    """As planned, less what it gives away."""
    given: int = 0
    can_give: int = 0
    """How many more minutes it can give away."""
    step: Step | None = None
    """None: it was taken out of the agenda since."""


@dataclass(frozen=True, kw_only=True)
class LiveState:
    """The evening at one moment."""

    phase: Phase
    turns: tuple[Turn, ...]
    current: Turn | None
    following: Turn | None
    """What begins at the next press; None: it ends the meeting."""
    spent: timedelta
    """By the current item, without pauses."""
    remaining: timedelta
    """Of the current item; negative: so much over."""
    ends_at: datetime
    """As it looks now; when it is over, the real end."""
    planned_end: datetime
    last: Pressed | None
    """What an undo takes back."""
    now: datetime

    @property
    def drift(self) -> timedelta:
        """How much later than announced the meeting ends; negative: earlier."""
        return self.ends_at - self.planned_end

    @property
    def began_at(self) -> datetime | None:
        """The real begin."""
        return self.turns[0].begin if self.phase is not Phase.BEFORE else None


def course(plan: Plan, presses: Iterable[Pressed], now: datetime) -> LiveState:
    """How the evening stands at ``now``, from the plan as it is now and everything pressed."""
    known = history(presses)
    now = max(now, known.at) if known.at else now
    held = [_held_turn(plan, known, one, now) for one in known.held]
    current = held[-1] if known.current else None
    spent, remaining = _clock_of(known, current, now)
    coming = _coming(plan, known, _free_from(plan, known, now, remaining))
    turns = (*held, *coming)
    return LiveState(
        phase=_phase(known),
        turns=turns,
        current=current,
        following=next((one for one in coming if one.state is TurnState.COMING), None),
        spent=spent,
        remaining=remaining,
        ends_at=turns[-1].end if turns else max(plan.ends_at, plan.begins_at),
        planned_end=plan.ends_at,
        last=known.last,
        now=now,
    )


def _phase(known: History) -> Phase:
    if known.over:
        return Phase.OVER
    if known.current is None:
        return Phase.BEFORE
    return Phase.PAUSED if known.paused_at else Phase.RUNNING


def _held_turn(plan: Plan, known: History, one: Held, now: datetime) -> Turn:
    members = _members(plan, one)
    step = next((step for step in plan.steps if members & set(step.members)), None)
    given = known.given.get(one.item, 0)
    planned = step.minutes if step and step.kind != Kind.BUFFER else one.minutes
    minutes = max(planned - given, min(planned, 1))
    title = step.title if step else one.title
    if one.end:
        return Turn(item=one.item, title=title, state=TurnState.DONE, begin=one.begin,
                    end=one.end, minutes=minutes, given=given, step=step)  # fmt: skip
    paused = known.paused + (now - known.paused_at if known.paused_at else NOTHING)
    end = max(now, one.begin + paused + minutes * MINUTE)
    left = int((end - now) / MINUTE)
    can_give = max(0, min(minutes - step.least, left)) if step else 0
    return Turn(item=one.item, title=title, state=TurnState.NOW, begin=one.begin, end=end,
                minutes=minutes, given=given, can_give=can_give, step=step)  # fmt: skip


def _members(plan: Plan, one: Held) -> set[int]:
    """By which it is found in the plan: without itself, by those that ran beside it."""
    there = any(one.item in step.members for step in plan.steps)
    return {one.item} if there else {one.item, *one.members}


def _clock_of(known: History, current: Turn | None, now: datetime) -> tuple[timedelta, timedelta]:
    """What the current item has spent, and what remains of it."""
    if current is None:
        return NOTHING, NOTHING
    spent = (known.paused_at or now) - current.begin - known.paused
    return spent, current.minutes * MINUTE - spent


def _free_from(plan: Plan, known: History, now: datetime, remaining: timedelta) -> datetime:
    """From when on the items that come can begin."""
    if known.over:
        return known.at or now
    if known.current is None:
        return max(now, plan.begins_at)
    return now + max(remaining, NOTHING)


def _coming(plan: Plan, known: History, free: datetime) -> list[Turn]:
    """Everything that had no turn yet, in the order of the plan: nothing is ever skipped."""
    if known.over:
        return []
    done = {member for one in known.held for member in _members(plan, one)}
    turns: list[Turn] = []
    left = [step for step in plan.steps if not done & set(step.members)]
    for segment, limit in _segments(left):
        begin = max(free, segment[0].fixed or free)
        lengths = _lengths(segment, known, None if limit is None else limit - begin)
        for step, length in zip(segment, lengths, strict=True):
            turns.append(_coming_turn(step, known, begin, length))
            begin += length
        free = begin
    return turns


def _segments(steps: Sequence[Step]) -> Iterable[tuple[Sequence[Step], datetime | None]]:
    """What lies between two fixed begins, and the second of them."""
    first = 0
    for number, step in enumerate(steps):
        if number > first and step.fixed is not None:
            yield steps[first:number], step.fixed
            first = number
    if steps:
        yield steps[first:], None


def _lengths(segment: Sequence[Step], known: History, room: timedelta | None) -> list[timedelta]:
    """How long each step is; buffers before a fixed begin give what is missing, the last first."""
    lengths = [_minutes(step, known) * MINUTE for step in segment]
    missing = sum(lengths, NOTHING) - room if room is not None else NOTHING
    for number in reversed(range(len(segment))):
        if segment[number].kind == Kind.BUFFER and missing > NOTHING:
            given = min(lengths[number], missing)
            lengths[number] -= given
            missing -= given
    return lengths


def _minutes(step: Step, known: History) -> int:
    """Less what it gives away; a plan that was shortened since keeps a minute of each item."""
    shortest = 0 if step.kind == Kind.BUFFER else min(step.minutes, 1)
    return max(step.minutes - known.given.get(step.id, 0), shortest)


def _coming_turn(step: Step, known: History, begin: datetime, length: timedelta) -> Turn:
    minutes = _minutes(step, known)
    dropped = step.kind == Kind.BUFFER and not length
    return Turn(
        item=step.id,
        title=step.title,
        state=TurnState.DROPPED if dropped else TurnState.COMING,
        begin=begin,
        end=begin + length,
        minutes=minutes,
        given=known.given.get(step.id, 0),
        can_give=max(0, min(minutes, int(length / MINUTE)) - step.least),
        step=step,
    )
