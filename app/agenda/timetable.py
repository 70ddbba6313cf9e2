"""Clock times of an agenda, from plain values: fixed begins, parallel items, buffers.

Times are local wall-clock times without zone, as everywhere about a meeting's day. Inside, whole
minutes from the begin of the meeting are reckoned with. ``app/static/agenda-times.js`` reckons the
same in the browser; a test compares the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from app.agenda.rules import Place
from app.kits.schema import Kind

DAY = 1440
EARLY = 360
"""A fixed begin lies at most so many minutes before the meeting's; after midnight is tomorrow."""


class Timed(Protocol):
    """What the timetable needs to know of an item."""

    @property
    def place(self) -> Place: ...

    @property
    def kind(self) -> str: ...

    @property
    def minutes(self) -> int: ...

    @property
    def starts(self) -> time | None: ...

    @property
    def parallel(self) -> bool: ...


@dataclass(frozen=True)
class Slot:
    """When an item is. All numbers are minutes."""

    begin: datetime
    end: datetime
    gap: int = 0
    """Free time right before it."""
    late: int = 0
    """How much later than its fixed begin; negative: earlier (only before the meeting)."""
    given: int = 0
    """What a buffer gives away so that the next fixed begin holds."""
    parallel: bool = False
    """Begins together with the item before it."""

    @property
    def minutes(self) -> int:
        """How long it really is."""
        return int((self.end - self.begin).total_seconds() // 60)


@dataclass
class _Group:
    """An item with those parallel to it; times in minutes from the begin of the meeting."""

    numbers: list[int]
    length: int
    anchor: int | None
    buffer: bool
    begin: int = 0
    given: int = 0

    @property
    def end(self) -> int:
        return self.begin + self.length - self.given


def timetable(items: Sequence[Timed], begins_at: datetime) -> list[Slot]:
    """Begin and end of each item, in the order given.

    Items before the meeting are counted backwards from its begin, those after it from its end. An
    item with a fixed begin waits for it; when the ones before need longer, it begins after them
    (before the meeting: early enough to be over in time). Buffers between two fixed begins give
    what is missing, the last one first. Parallel items begin with the item before them, and what
    follows begins when the longest is over.
    """
    start = begins_at.hour * 60 + begins_at.minute
    before, during, after = (
        list(_groups(items, place, start)) for place in (Place.BEFORE, Place.DURING, Place.AFTER)
    )
    _count_back(before)
    _count_on(during, 0)
    _count_on(after, during[-1].end if during else 0)
    slots: dict[int, Slot] = {}
    free_from = before[0].begin if before else 0
    for group in before + during + after:
        slots |= _slots(items, group, begins_at, free_from)
        free_from = group.end
    return [slots[number] for number in range(len(items))]


def ends_at(items: Sequence[Timed], slots: Sequence[Slot], begins_at: datetime) -> datetime:
    """When the meeting is over: the latest end of its items."""
    ends = [slot.end for item, slot in zip(items, slots, strict=True) if item.place == Place.DURING]
    return max(ends, default=begins_at)


def _groups(items: Sequence[Timed], place: Place, start: int) -> Iterator[_Group]:
    numbers: list[int] = []
    for number, item in enumerate(items):
        if item.place != place:
            continue
        if numbers and not item.parallel:
            yield _group(items, numbers, start)
            numbers = []
        numbers.append(number)
    if numbers:
        yield _group(items, numbers, start)


def _group(items: Sequence[Timed], numbers: list[int], start: int) -> _Group:
    first = items[numbers[0]]
    anchor = _offset(first.starts, first.place, start) if first.starts else None
    buffer = len(numbers) == 1 and first.kind == Kind.BUFFER and anchor is None
    return _Group(list(numbers), max(items[n].minutes for n in numbers), anchor, buffer)


def _offset(starts: time, place: Place, start: int) -> int:
    """A clock time as minutes from the begin of the meeting."""
    later = starts.hour * 60 + starts.minute - start
    if place == Place.BEFORE:
        return -(-later % DAY)
    return (later + EARLY) % DAY - EARLY


def _count_on(groups: list[_Group], at: int) -> None:
    """Set begins forwards from ``at``."""
    for segment, limit in _segments(groups):
        if (anchor := segment[0].anchor) is not None:
            at = max(at, anchor)
        if limit is not None:
            _give(segment, at + sum(group.length for group in segment) - limit)
        for group in segment:
            group.begin, at = at, at + group.length - group.given


def _count_back(groups: list[_Group]) -> None:
    """Set begins backwards from the begin of the meeting: the same in a mirror."""
    for group in groups:
        group.anchor = None if group.anchor is None else -group.anchor - group.length
    groups.reverse()
    _count_on(groups, 0)
    groups.reverse()
    for group in groups:
        group.anchor = None if group.anchor is None else -group.anchor - group.length
        group.begin = -group.end


def _segments(groups: list[_Group]) -> Iterator[tuple[list[_Group], int | None]]:
    """What lies between two fixed begins, and the second of them."""
    first = 0
    for number, group in enumerate(groups):
        if number > first and group.anchor is not None:
            yield groups[first:number], group.anchor
            first = number
    if groups:
        yield groups[first:], None


def _give(segment: list[_Group], missing: int) -> None:
    for group in reversed(segment):
        if group.buffer and missing > 0:
            group.given = min(group.length, missing)
            missing -= group.given


def _slots(
    items: Sequence[Timed], group: _Group, begins_at: datetime, free_from: int
) -> dict[int, Slot]:
    begin = begins_at + timedelta(minutes=group.begin)
    late = 0 if group.anchor is None else group.begin - group.anchor
    first, *others = group.numbers
    lead = timedelta(minutes=items[first].minutes - group.given)
    slots = {first: Slot(begin, begin + lead, group.begin - free_from, late, group.given)}
    for number in others:
        end = begin + timedelta(minutes=items[number].minutes)
        slots[number] = Slot(begin, end, parallel=True)
    return slots
