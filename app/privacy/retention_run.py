"""The retention run: forget what is due, or try what would go, and tell the office before (D-2).

Trying runs the very functions inside one transaction with the clock moved on, counts, and takes
everything back: what is shown is what is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, text

from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.outbox.actions import put
from app.privacy import mails
from app.privacy.list_of_rules import BY_NAME, RULES, Rule
from app.privacy.models import Foretold, Forgotten

WEEK = timedelta(days=7)
LARGE = 10
"""So many rows of a kind are a larger amount: the office is told before."""
MAILS_FROM_HOUR = 7


@dataclass(frozen=True)
class Trial:
    """What a run at some moment would forget."""

    numbers: dict[str, int]
    """Rule -> rows; rules without any included."""
    meetings: dict[str, dict[int, int]]
    """Rule -> id of a meeting -> how many of it; for rules that can tell."""


class _TakeBack(Exception):
    """Ends a trial."""


def forget(rule: Rule) -> int:
    """Do what one rule says and write down how much it was. Returns how many rows."""
    number = rule.forget()
    if number:
        _write_down(rule, number)
    return number


def run() -> dict[str, int]:
    """All rules, one after the other: rule -> how many rows."""
    return {rule.name: forget(rule) for rule in RULES}


def _write_down(rule: Rule, number: int) -> None:
    with transaction():
        one_at_a_time("privacy:forgotten")
        today = Forgotten.day == clock.today(), Forgotten.rule == rule.name
        row = db.session.scalar(select(Forgotten).where(*today))
        if row is None:
            row = Forgotten(day=clock.today(), rule=rule.name, number=0)
            db.session.add(row)
        row.number += number
        row.at = clock.now()


def try_out(later: timedelta = timedelta()) -> Trial:
    """What a run would forget so much later, if nothing else happened until then.

    Everything is taken back. On PostgreSQL it gives way at once to whoever holds a row.
    """
    trial = Trial({}, {})
    try:
        with clock.later_by(later), transaction():
            _give_way()
            for rule in RULES:
                if not rule.outside:
                    _try(rule, trial)
            raise _TakeBack
    except _TakeBack:
        return trial


def _give_way() -> None:
    """Shorter than the time after which PostgreSQL looks for transactions that wait for each other:
    nobody else's is ever ended because of a trial."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL lock_timeout = '300ms'"))


def _try(rule: Rule, trial: Trial) -> None:
    before = rule.left() if rule.left else {}
    trial.numbers[rule.name] = rule.forget()
    if rule.left and trial.numbers[rule.name]:
        after = rule.left()
        gone = {one: number - after.get(one, 0) for one, number in before.items()}
        trial.meetings[rule.name] = {one: number for one, number in gone.items() if number > 0}


def foretell() -> bool:
    """Tell the office by mail what goes between next Monday and the Monday after. True: told now.

    Once a week, by one process, and only when a larger amount of a kind is due.
    """
    moment = clock.local(clock.now())
    week = moment.date() - timedelta(days=moment.weekday())
    if moment.hour < MAILS_FROM_HOUR or _is_foretold(week):
        return False
    numbers = _coming(week)
    with transaction():
        one_at_a_time("privacy:foretell")
        if _is_foretold(week):
            return False
        db.session.add(Foretold(week=week, numbers=numbers, at=clock.now()))
        if not numbers:
            return False
        rows = [(BY_NAME[name].title, number) for name, number in numbers.items()]
        return put(mails.foretelling(week + WEEK, rows))


def _is_foretold(week: date) -> bool:
    return db.session.scalar(select(Foretold.id).where(Foretold.week == week)) is not None


def _coming(week: date) -> dict[str, int]:
    """Rule -> how many rows go in the week after ``week``, where it is a larger amount."""
    next_monday = clock.moment_of(week + WEEK)
    first = max(next_monday - clock.now(), timedelta())
    before, after = try_out(first).numbers, try_out(first + WEEK).numbers
    coming = {name: number - before[name] for name, number in after.items()}
    return {
        rule.name: coming[rule.name]
        for rule in RULES
        if (rule.told and coming[rule.name] >= LARGE) or (rule.always_told and coming[rule.name])
    }


def job_of(rule: Rule) -> Callable[[], int]:
    """What the clockwork calls."""
    return lambda: forget(rule)
