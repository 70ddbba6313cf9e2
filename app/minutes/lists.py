"""The list of decisions and tasks over all released minutes, and tasks as tables to take away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short
from app.meetings.models import Meeting
from app.minutes import queries
from app.minutes.content import EntryContent
from app.minutes.models import Entry
from app.minutes.rules import EntryKind, task_status
from app.minutes.task_queries import texts_out

TASK_HEADER = ("Nummer", "Aufgabe", "Wer", "Bis wann", "Notiz")
LIST_HEADER = (
    "Nummer", "Art", "Wortlaut", "Ergebnis", "Wer", "Bis wann", "Status", "Treffen", "Datum",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One decision, agreement or task; ``status`` is empty for what is no task."""

    number: str
    kind: str
    text: str
    result: str
    who: str
    due: date | None
    status: str
    meeting: Meeting


@dataclass(frozen=True)
class TaskList:
    """Open tasks with the overdue ones first, what was decided, tasks that are done."""

    today: date
    open: list[Line]
    decided: list[Line]
    done: list[Line]

    @property
    def lines(self) -> list[Line]:
        """All of it, as it is printed from top to bottom."""
        return [*self.open, *self.decided, *self.done]

    @property
    def overdue(self) -> int:
        """How many tasks should be done already."""
        return sum(line.status == "überfällig" for line in self.open)


def task_list(today: date) -> TaskList:
    """Everything of all released minutes as of a day; two queries at most."""
    entries = queries.results()
    texts = texts_out(entries)
    tasks = [entry for entry in entries if entry.kind == EntryKind.TASK]
    open_tasks = [task for task in tasks if not task.done_on]
    open_tasks.sort(key=lambda task: (task.due or date.max, _order(task)))
    done = [task for task in tasks if task.done_on]
    done.sort(key=lambda task: (task.done_on or date.min, _order(task)), reverse=True)
    decided = [entry for entry in entries if entry.kind != EntryKind.TASK]
    decided.sort(key=lambda entry: (entry.kind != EntryKind.DECISION, _order(entry)))
    return TaskList(
        today,
        *(
            [line_of(one, texts[one.id], today) for one in part]
            for part in (open_tasks, decided, done)
        ),
    )


def _order(entry: Entry) -> tuple[int, str]:
    """A-2027-9 before A-2027-10."""
    number = entry.number or ""
    return len(number), number


def line_of(entry: Entry, text: str, today: date) -> Line:
    """An entry as one line of the list, in the words that people read; ``status`` as of a day."""
    is_task = entry.kind == EntryKind.TASK
    return Line(
        entry.number or "",
        entry.kind_label,
        text,
        entry.note,
        entry.person,
        entry.due,
        task_status(entry.due, entry.done_on, today) if is_task else "",
        entry.item.minutes.meeting,
    )


def tasks_csv(tasks: Sequence[EntryContent]) -> bytes:
    """Tasks of one meeting, for Excel with a double click; the file inside the minutes."""
    return to_csv(TASK_HEADER, map(_task_cells, tasks))


def task_list_csv(found: TaskList) -> bytes:
    """The whole list, for Excel with a double click."""
    return lines_csv(found.lines)


def task_list_xlsx(found: TaskList) -> bytes:
    """The whole list, for any spreadsheet program."""
    return lines_xlsx(found.lines)


def lines_csv(lines: Iterable[Line]) -> bytes:
    """Some lines of the list, for Excel with a double click."""
    return to_csv(LIST_HEADER, map(_list_cells, lines))


def lines_xlsx(lines: Iterable[Line]) -> bytes:
    """Some lines of the list, for any spreadsheet program."""
    return to_xlsx("Beschlüsse und Aufgaben", LIST_HEADER, map(_list_cells, lines))


def _task_cells(task: EntryContent) -> list[Cell]:
    return [task.number, task.text, task.person, _day(task.due), task.note]


def _list_cells(line: Line) -> list[Cell]:
    return [
        line.number,
        line.kind,
        line.text,
        line.result,
        line.who,
        _day(line.due),
        line.status,
        line.meeting.title,
        date_short(line.meeting.day),
    ]


def _day(day: date | None) -> str:
    return date_short(day) if day else ""
