"""What the page of the retention run shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.desk.queries import delivery
from app.meetings.models import Meeting
from app.privacy.list_of_rules import BY_NAME, RULES, Rule
from app.privacy.models import Foretold, Forgotten
from app.privacy.register import span_words
from app.privacy.retention_run import WEEK, Trial, try_out

SHOWN = 60
"""Days of the log on the page."""


@dataclass(frozen=True)
class RuleLine:
    """One rule and what it would do."""

    title: str
    span: str
    """„12 Monate“"""
    today: int
    week: int
    """Within the next seven days, today included."""
    meetings: list[tuple[str, int]]
    """Titles of meetings with how many of the week are theirs."""


@dataclass(frozen=True)
class RunPage:
    """The whole page."""

    lines: list[RuleLine]
    today: int
    week: int
    log: list[tuple[date, list[tuple[str, int]]]]
    """Day -> (what, how many), the newest first."""
    silent: bool
    """The clockwork, which does the run, has not shown itself for minutes."""
    told: list[Foretold]


def run_page() -> RunPage:
    """Two trials, then what is written down."""
    today, week = try_out(), try_out(WEEK)
    lines = _lines(today, week)
    return RunPage(
        lines=lines,
        today=sum(line.today for line in lines),
        week=sum(line.week for line in lines),
        log=log(),
        silent=delivery(clock.now()).silent,
        told=list(db.session.scalars(select(Foretold).order_by(Foretold.week.desc()).limit(5))),
    )


def _lines(today: Trial, week: Trial) -> list[RuleLine]:
    titles = _titles(week)
    return [
        RuleLine(
            title=rule.title,
            span=span_words(rule.setting) if rule.setting else rule.span,
            today=today.numbers[rule.name],
            week=week.numbers[rule.name],
            meetings=[
                (titles[one], number) for one, number in _of(week, rule).items() if one in titles
            ],
        )
        for rule in RULES
        if not rule.outside
    ]


def _of(trial: Trial, rule: Rule) -> Mapping[int, int]:
    return trial.meetings.get(rule.name, {})


def _titles(trial: Trial) -> dict[int, str]:
    ids = {one for meetings in trial.meetings.values() for one in meetings}
    rows = db.session.execute(select(Meeting.id, Meeting.title).where(Meeting.id.in_(ids))).all()
    return {row.id: row.title for row in rows}


def log() -> list[tuple[date, list[tuple[str, int]]]]:
    """What was forgotten in the last weeks, by day, the newest first."""
    since = clock.today() - timedelta(days=SHOWN)
    rows = db.session.scalars(
        select(Forgotten).where(Forgotten.day > since).order_by(Forgotten.day.desc(), Forgotten.id)
    )
    days: dict[date, list[tuple[str, int]]] = {}
    for row in rows:
        rule = BY_NAME.get(row.rule)
        days.setdefault(row.day, []).append((rule.title if rule else row.rule, row.number))
    return list(days.items())
