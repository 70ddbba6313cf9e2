"""What becomes of the meetings of a series when its rule changes: from plain values alone.

Nobody's meeting disappears, what was changed by hand stays, no date is given twice, and doing
it again changes nothing (peers-events.md 2.1).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Kept:
    """A meeting that is there already."""

    id: int
    rule_day: date
    day: date
    fixed: bool = False
    """Held, called off, or before the day from which the change holds: never touched."""
    stays: bool = False
    """Moved by hand, or with people, pitches or minutes: keeps its day."""
    lasts: bool = False
    """Somebody worked on it: it may move, and is never removed."""


class Fate(StrEnum):
    UNTOUCHED = "untouched"
    SAME = "same"
    """On its day already."""
    MOVES = "moves"
    STAYS = "stays"
    """Stands for a date of the rule and keeps its own day."""
    OUTSIDE = "outside"
    """No date of the rule is left for it; it stays all the same."""
    REMOVED = "removed"
    NEW = "new"


@dataclass(frozen=True)
class Match:
    """One meeting, or one to be made, and the date it stands for."""

    id: int | None
    rule_day: date
    day: date
    fate: Fate


def match(
    kept: Sequence[Kept], wanted: Sequence[date], *, since: date, by_week: bool = False
) -> list[Match]:
    """What becomes of every meeting, and which ones are new; in order of their days.

    ``wanted``: all dates of the rule, those before ``since`` too: there nothing new is made.
    A meeting whose date the rule no longer has takes the place of a new date in the same month,
    or with ``by_week`` in the same week.
    """
    work = _Matching(sorted(kept, key=lambda one: (one.rule_day, one.id)), sorted(set(wanted)))
    work.pair(lambda one: one.rule_day)
    work.free = [day for day in work.free if day >= since]
    work.pair(lambda one: one.day if one.stays or one.fixed else None)
    standing = {one.day for one in kept if one.stays or one.fixed or one.id in work.found}
    work.free = [day for day in work.free if day not in standing]
    work.pair_within(_week if by_week else _month)
    return work.result()


@dataclass
class _Matching:
    kept: Sequence[Kept]
    free: list[date]
    found: dict[int, date] = field(default_factory=dict)

    def open(self) -> list[Kept]:
        return [one for one in self.kept if one.id not in self.found]

    def pair(self, day_of: Callable[[Kept], date | None]) -> None:
        """Give every meeting the free date that is this very day."""
        for one in self.open():
            day = day_of(one)
            if day in self.free:
                self.found[one.id] = day
                self.free.remove(day)

    def pair_within(self, period: Callable[[date], Hashable]) -> None:
        """Give meetings without a date, in order, the free dates of the same period."""
        days: dict[Hashable, list[date]] = defaultdict(list)
        for day in self.free:
            days[period(day)].append(day)
        for one in self.open():
            if days[period(one.rule_day)]:
                self.found[one.id] = days[period(one.rule_day)].pop(0)
                self.free.remove(self.found[one.id])

    def result(self) -> list[Match]:
        old = [self._fate_of(one, self.found.get(one.id)) for one in self.kept]
        new = [Match(None, day, day, Fate.NEW) for day in self.free]
        return sorted(old + new, key=lambda found: (found.day, found.id or 0))

    def _fate_of(self, one: Kept, day: date | None) -> Match:
        if one.fixed:
            return Match(one.id, one.rule_day, one.day, Fate.UNTOUCHED)
        if day == one.rule_day:
            return Match(one.id, day, one.day, Fate.SAME)
        if one.stays:
            fate = Fate.OUTSIDE if day is None else Fate.STAYS
            return Match(one.id, day or one.rule_day, one.day, fate)
        if day is None:
            fate = Fate.OUTSIDE if one.lasts else Fate.REMOVED
            return Match(one.id, one.rule_day, one.day, fate)
        return Match(one.id, day, day, Fate.MOVES)


def _month(day: date) -> Hashable:
    return day.year, day.month


def _week(day: date) -> Hashable:
    return day.isocalendar()[:2]
