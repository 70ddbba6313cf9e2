"""How a series becomes one entry with a rule, and what a feed's state is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.series.rules import CODES, Rhythm, Rule

PAST_DAYS = 365
"""A meeting stays in the feeds for so long."""
FORMAT = 1
"""Part of every ETag: raised when feeds are written differently."""
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class State:
    """What a feed looks like, without making it: the same state is the same file."""

    etag: str
    changed: datetime | None
    """The newest change (aware); None while nothing was ever in it."""


@dataclass(frozen=True)
class Held:
    """One meeting of a series: the date of the rule it stands for, and its own day."""

    id: int
    rule_day: date
    day: date


@dataclass(frozen=True)
class Split:
    """Which meetings the rule gives, and which need an entry of their own."""

    on_rule: tuple[Held, ...]
    """In order of the rule; the first one's date is the begin of the series."""
    left_out: tuple[date, ...]
    """Dates of the rule, between the first and the last, without a meeting (EXDATE)."""
    apart: tuple[Held, ...]


def split(dates: Sequence[date], held: Sequence[Held]) -> Split:
    """Share the meetings out. ``dates``: all dates of the rule in order.

    A meeting that was moved to or past a neighbouring date is taken out of the rule: Outlook
    refuses such an exception (MS-OXOCAL, PidLidAppointmentRecur). One date makes no series.
    """
    on_rule = _in_order(dates, held)
    if len(on_rule) < 2:
        return Split((), (), tuple(held))
    first, last = on_rule[0].rule_day, on_rule[-1].rule_day
    taken = {one.rule_day for one in on_rule}
    ids = {one.id for one in on_rule}
    return Split(
        on_rule=tuple(on_rule),
        left_out=tuple(day for day in dates if first <= day <= last and day not in taken),
        apart=tuple(one for one in held if one.id not in ids),
    )


def _in_order(dates: Sequence[date], held: Sequence[Held]) -> list[Held]:
    """Meetings of the rule: one a date, each between the neighbouring dates, in their order."""
    before = dict(zip(dates, [date.min, *dates], strict=False))
    after = dict(zip(dates, [*dates[1:], date.max], strict=False))
    found: list[Held] = []
    for one in sorted(held, key=lambda one: (one.rule_day, one.id)):
        if one.rule_day not in after:
            continue
        fits = before[one.rule_day] < one.day < after[one.rule_day]
        if fits and (not found or (found[-1].rule_day < one.rule_day and found[-1].day < one.day)):
            found.append(one)
    return found


def rule_text(rule: Rule) -> str:
    """RRULE (RFC 5545 3.3.10) without UNTIL, in the words that most programs can read.

    Odd and even months are every second month, counted from the first date: Outlook knows no
    lists of months.
    """
    code = CODES[rule.weekday]
    if rule.rhythm == Rhythm.WEEKS:
        step = f";INTERVAL={rule.interval};WKST=MO" if rule.interval > 1 else ""
        return f"FREQ=WEEKLY{step};BYDAY={code}"
    every = {Rhythm.STEPS: rule.interval, Rhythm.ODD: 2, Rhythm.EVEN: 2}.get(rule.rhythm, 1)
    step = f";INTERVAL={every}" if every > 1 else ""
    chosen = rule.rhythm == Rhythm.CHOSEN
    months = f";BYMONTH={','.join(map(str, sorted(rule.months)))}" if chosen else ""
    return f"FREQ=MONTHLY{step};BYDAY={rule.nth}{code}{months}"


def outlook_takes(rule: Rule) -> bool:
    """Whether Outlook can show the rule: no fifth weekday, no list of months (MS-OXCICAL)."""
    return rule.rhythm == Rhythm.WEEKS or (rule.nth != 5 and rule.rhythm != Rhythm.CHOSEN)


def sequence_of(changed: datetime) -> int:
    """SEQUENCE of a series: seconds since 2020. It never falls, whatever leaves the series."""
    return int((changed - _EPOCH).total_seconds())


def etag_of(*parts: object) -> str:
    """A digest of everything that decides how the feed looks."""
    return hashlib.sha256(repr((FORMAT, *parts)).encode()).hexdigest()[:32]


def first_day(today: date) -> date:
    """The oldest day that feeds still show."""
    return today - timedelta(days=PAST_DAYS)


def day_of_leaving(day: date) -> date:
    """The day from which a meeting of this day is no longer in the feeds."""
    return day + timedelta(days=PAST_DAYS + 1)
