"""What people are told and answer about their tasks; plain values, the day is an argument."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from app.core.errors import RuleBroken
from app.core.language import N_, gettext
from app.core.words import date_brief, date_short, plain_key
from app.meetings.rules import working_day

SOON_WORKING_DAYS = 3
"""So many working days before a task is due, the person reads of it again."""
LATE_DAYS = 7
"""So many days after, once more."""
FROM_HOUR = 8
"""Mails about tasks leave from this hour on, local time."""
STILL_SHOWN = timedelta(days=60)
"""How long a finished task stays on the page of its person."""
LONGEST_TEXT = 2000
MOST_PER_DAY = 30
"""So many answers are taken in by one link."""
FORGOTTEN = timedelta(days=28)
"""So long after the last of their tasks is done, addresses of people who are not known go."""


class Answer(StrEnum):
    DONE = "done"
    LATER = "later"
    PROBLEM = "problem"

    @property
    def label(self) -> str:
        """The German words that people read."""
        return ANSWER_LABELS[self]


ANSWER_LABELS = {
    Answer.DONE: N_("Erledigt"),
    Answer.LATER: N_("Braucht mehr Zeit"),
    Answer.PROBLEM: N_("Es gibt ein Problem"),
}


class Reason(StrEnum):
    """Why somebody gets a mail."""

    NEW = "new"
    SOON = "soon"
    LATE = "late"


class When(StrEnum):
    """Where a task stands, in the order of their hurry."""

    LATE = "late"
    TODAY = "today"
    OPEN = "open"
    DONE = "done"


class TaskLike(Protocol):
    """A task as the rules see it."""

    id: int
    number: str | None
    due: date | None
    done_on: date | None


Task = TypeVar("Task", bound=TaskLike)


@dataclass(frozen=True)
class Who:
    """A responsible person with an address: known, or a name with an address."""

    name: str
    email: str
    person_id: int | None = None

    @property
    def key(self) -> str:
        """The same for all tasks of one person; two people at one address have two."""
        if self.person_id is not None:
            return f"person:{self.person_id}"
        return f"{plain_key(self.email)}|{plain_key(self.name)}"


@dataclass(frozen=True)
class Told:
    """What a mail told about a task, with the day it was due then."""

    reason: Reason
    due: date | None


def when(due: date | None, done_on: date | None, today: date) -> When:
    """Overdue is what was due before today; due today is not overdue (domain.md 3.4)."""
    if done_on:
        return When.DONE
    if due is None or due > today:
        return When.OPEN
    return When.TODAY if due == today else When.LATE


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The earliest first, those without a day last; A-2027-9 before A-2027-10."""
    return sorted(
        tasks, key=lambda task: (task.due or date.max, len(task.number or ""), task.number or "")
    )


def remind_on(due: date, closed: Collection[date]) -> date:
    """Three working days before; ``closed``: holidays and days without service around it."""
    day = due
    for _ in range(SOON_WORKING_DAYS):
        day = working_day(day - timedelta(days=1), closed, before=True)
    return day


def reasons(
    due: date | None,
    today: date,
    closed: Collection[date],
    told: Collection[Told],
    *,
    reminders: bool,
) -> set[Reason]:
    """Why a mail about an open task should leave today; empty: nothing is new.

    ``told``: what mails have told this person about it; ``reminders``: False for those who are
    not reminded now, because the city does not want it or an answer waits for the office.
    """
    found: set[Reason] = set() if any(one.reason is Reason.NEW for one in told) else {Reason.NEW}
    if due is None or not reminders:
        return found
    if remind_on(due, closed) <= today <= due and Told(Reason.SOON, due) not in told:
        found.add(Reason.SOON)
    if today >= due + timedelta(days=LATE_DAYS) and Told(Reason.LATE, due) not in told:
        found.add(Reason.LATE)
    return found


def check_answer(
    what: Answer, until: date | None, text: str, *, due: date | None, today: date
) -> None:
    """Raises ``RuleBroken`` naming the field. ``until``: what is asked for."""
    if what is Answer.PROBLEM and not text:
        raise RuleBroken(
            N_(
                "Ihre Worte dazu: Bitte schreiben Sie kurz, was das Problem ist. "
                "Dann können wir helfen."
            ),
            "text",
        )
    if what is not Answer.LATER:
        return
    if until is None:
        raise RuleBroken(N_("Neuer Tag: Bitte geben Sie an, bis wann Sie Zeit brauchen."), "until")
    if until < today:
        raise RuleBroken(
            gettext(
                "Neuer Tag: Der %(tag)s ist schon vorbei. Bitte geben Sie einen Tag ab heute an, "
                "also ab dem %(heute)s.",
                tag=date_short(until),
                heute=date_short(today),
            ),
            "until",
        )
    if due and until <= due:
        raise RuleBroken(
            gettext(
                "Neuer Tag: Sie haben ohnehin bis zum %(tag)s Zeit. Bitte geben Sie einen "
                "späteren Tag an.",
                tag=date_short(due),
            ),
            "until",
        )


def task_lines(
    tasks: Sequence[TaskLike], new: Collection[int], today: date, texts: Mapping[int, str]
) -> str:
    """The tasks of a mail as a list in plain text; ``new``: ids of those told the first time.

    ``texts``: task id → the wording that people read.
    """
    first = [task for task in tasks if task.id in new]
    rest = [task for task in tasks if task.id not in new]
    return "\n".join(
        f"- {_task_line(task, texts[task.id], task.id in new, today)}" for task in (*first, *rest)
    )


def _task_line(task: TaskLike, text: str, new: bool, today: date) -> str:
    words = " ".join(text.split())
    if task.due is None:
        due = gettext("ohne festen Tag")
    else:
        late = {When.LATE: gettext("überfällig"), When.TODAY: gettext("heute fällig")}
        due = gettext("bis %(day)s", day=date_brief(task.due))
        if told := late.get(when(task.due, None, today)):
            due = f"{due} ({told})"
    name = task.number or gettext("Aufgabe")
    line = f"{name}, {due}: {words}"
    return gettext("Neu: %(aufgabe)s", aufgabe=line) if new else line
