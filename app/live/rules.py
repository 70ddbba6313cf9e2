"""What was pressed in the live view, and what had its turn when; plain values.

Moments are aware. What was announced (begin, end, fixed begins) is wall-clock time turned into a
moment; minutes of items are real minutes, also in the night in which the clocks change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.kits.schema import Kind

OLDEST_PRESS = timedelta(hours=12)
"""A device cannot have kept a press for longer: no evening lasts so long."""
ONE_DAY = timedelta(days=1)
SHORTEST = 3
"""Minutes that every item keeps which can give time."""
KEEPS: Mapping[str, int] = {
    Kind.WELCOME: 50,
    Kind.ICEBREAKER: 50,
    Kind.INPUT: 60,
    Kind.REPORT: 50,
    Kind.PLENARY: 60,
    Kind.VOTE: 50,
    Kind.OUTLOOK: 50,
    Kind.BUFFER: 0,
}
"""How many percent of its minutes an item keeps at least; what is not here gives nothing: work
phases, breaks, pitches and decisions should not shrink (domain.md 1.5)."""


class Press(StrEnum):
    """What somebody pressed in the live view."""

    START = "start"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "resume"
    GIVE = "give"
    UNDO = "undo"


class OpenState(StrEnum):
    """Whether the live view of a meeting can be used."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """One press as it is kept; see ``LivePress``."""

    id: int
    what: Press
    at: datetime
    key: str = ""
    item: int | None = None
    begins: int | None = None
    members: tuple[int, ...] = ()
    title: str = ""
    minutes: int | None = None
    undoes: int | None = None
    by: str = ""


@dataclass(frozen=True)
class Held:
    """An item that has its turn (no end yet) or had it, as it was called then."""

    item: int
    title: str
    minutes: int
    begin: datetime
    end: datetime | None = None
    members: tuple[int, ...] = ()
    """Ids of all that ran side by side, with its own."""


@dataclass(frozen=True)
class History:
    """What the presses so far come to."""

    held: tuple[Held, ...] = ()
    paused: timedelta = timedelta()
    """Of the current item, without a pause that goes on."""
    paused_at: datetime | None = None
    given: Mapping[int, int] = field(default_factory=dict)
    """Item → minutes that it gives away."""
    over: bool = False
    at: datetime | None = None
    """Of the last press that counts."""
    last: Pressed | None = None

    @property
    def current(self) -> Held | None:
        """The item that has its turn."""
        return self.held[-1] if self.held and self.held[-1].end is None else None


def history(presses: Iterable[Pressed]) -> History:
    """The presses in the order in which they arrived, taken together.

    A press that comes too late counts nothing, and an undo takes back the last one that counts if
    it names it. So duplicates, two devices and late arrivals give one course, and an undo leads
    back to exactly what was before.
    """
    states = [History()]
    for one in presses:
        if one.what is Press.UNDO:
            if takes_back(states[-1], one):
                states.pop()
        elif (then := after(states[-1], one)) is not None:
            states.append(then)
    return states[-1]


def takes_back(known: History, undo: Pressed) -> bool:
    """Whether this undo names the last press that counts."""
    return known.last is not None and known.last.id == undo.undoes


def after(known: History, press: Pressed) -> History | None:
    """What holds after a press other than an undo; None when it changes nothing.

    Times never run backwards: a late arrival counts from the last press that counts.
    """
    at = max(press.at, known.at) if known.at else press.at
    then = _CHANGES[press.what](known, press, at)
    return replace(then, at=at, last=press) if then else None


def _start(known: History, press: Pressed, at: datetime) -> History | None:
    if known.held or press.begins is None:
        return None
    return replace(known, held=(_begun(press, at),))


def _next(known: History, press: Pressed, at: datetime) -> History | None:
    current = known.current
    if current is None or current.item != press.item:
        return None
    held = (*known.held[:-1], replace(current, end=at))
    if press.begins is not None:
        held = (*held, _begun(press, at))
    over = press.begins is None
    return replace(known, held=held, over=over, paused=timedelta(), paused_at=None)


def _begun(press: Pressed, at: datetime) -> Held:
    return Held(press.begins or 0, press.title, press.minutes or 0, at, members=press.members)


def _pause(known: History, press: Pressed, at: datetime) -> History | None:
    current = known.current
    if current is None or current.item != press.item or known.paused_at:
        return None
    return replace(known, paused_at=at)


def _resume(known: History, press: Pressed, at: datetime) -> History | None:
    current = known.current
    if current is None or current.item != press.item or known.paused_at is None:
        return None
    return replace(known, paused=known.paused + (at - known.paused_at), paused_at=None)


def _give(known: History, press: Pressed, _at: datetime) -> History | None:
    item, minutes = press.item or 0, press.minutes or 0
    done = any(one.item == item and one.end for one in known.held)
    if done or known.over or known.given.get(item, 0) == minutes:
        return None
    return replace(known, given={**known.given, item: minutes})


_CHANGES = {
    Press.START: _start,
    Press.NEXT: _next,
    Press.PAUSE: _pause,
    Press.RESUME: _resume,
    Press.GIVE: _give,
}


def least_minutes(kind: str, minutes: int) -> int:
    """How many of its minutes an item keeps, however much time is missing."""
    if kind not in KEEPS:
        return minutes
    if kind == Kind.BUFFER:
        return 0
    return min(minutes, max(SHORTEST, -(-minutes * KEEPS[kind] // 100)))


def pressed_at(now: datetime, age: timedelta) -> datetime:
    """When something was pressed: clocks of devices are wrong, so they say how long ago it was."""
    return now - min(max(age, timedelta()), OLDEST_PRESS)


def open_state(day: date, today: date, *, called_off: bool) -> OpenState:
    """The live view works from the day before the meeting (a trial) until the day after it."""
    if called_off:
        return OpenState.CANCELLED
    if today < day - ONE_DAY:
        return OpenState.NOT_YET
    return OpenState.OVER if today > day + ONE_DAY else OpenState.OPEN


def check_open(state: OpenState) -> None:
    """Raise ``RuleBroken`` when nothing can be pressed."""
    if state is OpenState.CANCELLED:
        raise RuleBroken("Dieses Treffen fällt aus. Es kann nicht begonnen werden.")
    if state is OpenState.NOT_YET:
        raise RuleBroken("Am Tag vor dem Treffen können Sie hier beginnen, auch zur Probe.")
    if state is OpenState.OVER:
        raise RuleBroken("Dieses Treffen ist vorbei. Am Verlauf ändert sich nichts mehr.")
