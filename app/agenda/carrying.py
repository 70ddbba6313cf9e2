"""Where a postponed topic comes back, from plain values.

Topics of a steering group come back at its sessions alone, all others at the next public meeting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.agenda.rules import Place
from app.kits.schema import Kind


class TopicState(StrEnum):
    WAITING = "waiting"
    PLACED = "placed"
    DROPPED = "dropped"


STATE_LABELS = {
    TopicState.WAITING: "wartet",
    TopicState.PLACED: "in einer Tagesordnung",
    TopicState.DROPPED: "gestrichen",
}


@dataclass(frozen=True)
class Evening:
    """A meeting as the carry-over sees it; ``begins_at`` local, without zone."""

    id: int
    begins_at: datetime
    circle: str
    """Id of the kit of a steering group; empty for all other meetings."""
    public: bool
    called_off: bool = False


def takes(evening: Evening, circle: str, now: datetime) -> bool:
    """Whether a topic of this circle can be put in: never where it has begun."""
    return not evening.called_off and evening.begins_at > now and evening.circle == circle


def comes_back_at(evening: Evening, circle: str, after: datetime | None, now: datetime) -> bool:
    """Whether a topic comes by itself, which was postponed at a meeting that began ``after``.

    None: that meeting was removed since.
    """
    later = after is None or evening.begins_at > after
    return later and takes(evening, circle, now) and bool(evening.circle or evening.public)


def next_evening(
    evenings: Iterable[Evening], circle: str, after: datetime | None, now: datetime
) -> int | None:
    """Id of the meeting at which a postponed topic comes back; None: it waits for one."""
    fits = [one for one in evenings if comes_back_at(one, circle, after, now)]
    first = min(fits, key=lambda one: (one.begins_at, one.id), default=None)
    return first.id if first else None


class Listed(Protocol):
    """What the place of a new topic needs to know of an item."""

    @property
    def id(self) -> int: ...

    @property
    def place(self) -> Place: ...

    @property
    def kind(self) -> str: ...

    @property
    def parallel(self) -> bool: ...


def before_the_closing(items: Sequence[Listed]) -> tuple[int | None, int]:
    """Behind which item a topic stands, and at which number of the evening, from 1.

    Right before the last closing item and what it runs parallel to; without one at the end. None:
    nothing stands before it.
    """
    evening = [one for one in items if one.place == Place.DURING]
    closings = [n for n, one in enumerate(evening) if one.kind == Kind.CLOSING]
    at = closings[-1] if closings else len(evening)
    while 0 < at < len(evening) and evening[at].parallel:
        at -= 1
    return (evening[at - 1].id if at else None), at + 1
