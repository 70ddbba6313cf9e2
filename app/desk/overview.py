"""What the overview shows of today, and the comparison of two periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from app.core import clock
from app.core.db import db
from app.core.words import number
from app.desk.report_rules import Report
from app.desk.report_words import NOT_KNOWN, days
from app.ideas.models import Idea
from app.ideas.rules import REPORTING, IdeaState
from app.meetings.queries import next_public_meetings
from app.minutes.models import Entry
from app.minutes.task_queries import texts_out
from app.steering.vote_queries import Running, votes_ahead
from app.support.rules import hours
from app.tasks.listing import ListFilter, first_rows

SHOWN = 10
EXAMPLES = 60
"""So many public projects can be chosen from; the newest ones."""

TOLD = (
    Idea.year, Idea.running_number, Idea.title, Idea.action_field, Idea.state, Idea.summary,
    Idea.outcome,
)  # fmt: skip
"""What the report tells of a project."""


@dataclass(frozen=True)
class OpenTask:
    """A task as the overview shows it: without the person."""

    id: int
    number: str
    text: str
    due: date | None


@dataclass(frozen=True)
class Now:
    """What waits today."""

    overdue: list[OpenTask]
    due_today: list[OpenTask]
    votes: Sequence[Running]
    """Written votes that are running, the earliest deadline first."""


@dataclass(frozen=True)
class Compared:
    """A key figure of two periods, in words."""

    label: str
    now: str
    before: str


def what_waits(today: date) -> Now:
    """A fixed number of queries."""
    return Now(_tasks("ueberfaellig", today), _tasks("heute", today), votes_ahead(clock.now()))


def _tasks(state: str, today: date) -> list[OpenTask]:
    rows = first_rows(ListFilter(state=state), today, SHOWN)
    texts = texts_out(rows)
    return [_task(row, texts[row.id]) for row in rows]


def _task(entry: Entry, text: str) -> OpenTask:
    return OpenTask(entry.id, entry.number or "", text, entry.due)


def compared(now: Report, before: Report) -> list[Compared]:
    """The key figures of both periods, line by line."""
    pairs = (
        ("Öffentliche Treffen", lambda r: number(r.held)),
        ("Sitzungen", lambda r: number(r.sessions)),
        ("Teilnahmen", lambda r: number(sum(row.present for row in r.shares))),
        ("Personen", lambda r: _or_forgotten(r.people)),
        ("Erstmals dabei", lambda r: _or_forgotten(r.newcomers)),
        ("Nicht erschienen", _absent),
        ("Erreichte Akteursgruppen", lambda r: f"{len(r.reached)} von {_groups(r)}"),
        ("Projektideen", lambda r: number(r.ideas)),
        ("Davon ausgewählt", lambda r: number(r.selected)),
        ("Davon gestartet", lambda r: number(r.funnel[2].number)),
        ("Davon abgeschlossen", lambda r: number(r.funnel[3].number)),
        ("Zeit bis zur Entscheidung", lambda r: "–" if r.wait is None else days(r.wait)),
        ("Unterstützung", lambda r: hours(r.support.total)),
    )
    return [Compared(label, told(now), told(before)) for label, told in pairs]


def _or_forgotten(value: int | None) -> str:
    return NOT_KNOWN if value is None else number(value)


def _absent(found: Report) -> str:
    came = found.came
    if not came.registered:
        return "–"
    return (
        f"{number(came.absent)} von {number(came.registered)} "
        f"({came.absent_percent}\N{NO-BREAK SPACE}%)"
    )


def _groups(found: Report) -> int:
    return len(found.reached) + len(found.missing)


def public_projects() -> list[Idea]:
    """Ideas that everybody may read and that were selected, the newest first."""
    statement = (
        select(Idea)
        .options(load_only(*TOLD))
        .where(
            Idea.public,
            Idea.merged_into_id.is_(None),
            Idea.state.in_((*REPORTING, IdeaState.DONE)),
        )
        .order_by(Idea.year.desc(), Idea.running_number.desc())
        .limit(EXAMPLES)
    )
    return list(db.session.scalars(statement))


def reports_due(until: date) -> int:
    """How many projects should report by a day."""
    due = select(func.count(Idea.id)).where(
        Idea.report_due <= until, Idea.state.in_(REPORTING), Idea.merged_into_id.is_(None)
    )
    return db.session.scalar(due) or 0


def coming_meetings(today: date) -> list[tuple[str, date]]:
    """(title, day) of the next public meetings."""
    return [(one.title, one.day) for one in next_public_meetings(today)]
