"""Changing a task after its minutes are out: done or not, who does it, until when.

What was released stays as it was; these columns say how things stand now.
"""

from dataclasses import dataclass
from datetime import date

from app.core import clock
from app.core.db import locked, transaction
from app.core.tokens import random_token
from app.minutes.models import Entry, Minutes
from app.minutes.task_queries import task_by_id


@dataclass(frozen=True, kw_only=True)
class TaskValues:
    """Who does a task and until when; ``email`` only for somebody who is not known."""

    person: str
    person_id: int | None = None
    email: str = ""
    due: date | None = None


def locked_task(entry_id: int) -> Entry:
    """The task under the lock of its minutes, as every entry is changed. Raises ``NotFound``."""
    minutes_id = task_by_id(entry_id).item.minutes_id
    locked(Minutes, minutes_id)
    return locked(Entry, entry_id)


def set_done(entry_id: int, *, done: bool, on: date | None = None) -> bool:
    """Note that it is done today or ``on`` a day, or open again. False: it was so before."""
    with transaction():
        task = locked_task(entry_id)
        if bool(task.done_on) == done:
            return False
        task.done_on = (on or clock.today()) if done else None
        return True


def set_task(entry_id: int, values: TaskValues) -> Entry:
    """Write person and day anew; the minutes go on saying what was agreed at the meeting.

    Pages that have the entry open see somebody else's change: they ask, and overwrite nothing.
    """
    with transaction():
        task = locked_task(entry_id)
        said = task.said or {"person": task.person, "due": task.due and task.due.isoformat()}
        task.person, task.person_id = values.person, values.person_id
        task.person_email, task.due, task.said = values.email, values.due, said
        task.version += 1
        task.item.minutes.version += 1
        task.device, task.change = random_token(), task.item.minutes.version
        return task


def join_person(entry_id: int, person_id: int) -> None:
    """The name with an address turned out to be somebody known: the address is kept there only."""
    with transaction():
        task = locked_task(entry_id)
        task.person_id, task.person_email = person_id, ""
