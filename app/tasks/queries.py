"""What is read about tasks: whose they are, what was told and answered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.contacts.models import Person
from app.contacts.queries import survivor
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.core.tokens import digest, link_token
from app.core.words import plain_key
from app.meetings.queries import closed_between
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import EntryKind
from app.minutes.task_queries import read_meanwhile, with_meeting
from app.tasks.models import TaskAnswer, TaskChange, TaskHolder, TaskNotice
from app.tasks.rules import STILL_SHOWN, Reason, Told, Who, in_order

PURPOSE = "tasks"
UNKNOWN_LINK = N_("Diesen Link gibt es nicht oder nicht mehr.")
IS_TASK = Entry.kind == EntryKind.TASK
WITH_ADDRESS = or_(Entry.person_id.is_not(None), Entry.person_email != "")


@dataclass(frozen=True)
class Standing:
    """Somebody's open tasks on a day, and what mails have told about them."""

    who: Who
    today: date
    tasks: list[Entry]
    closed: frozenset[date]
    """Days around it on which nobody works."""
    answered: Collection[int]
    """Ids of tasks with an answer of this person that waits for the office."""
    holder: TaskHolder | None = None
    told: Mapping[int, Collection[Told]] = field(default_factory=dict)
    """Task id → what was told about it."""

    def told_of(self, task: Entry) -> Collection[Told]:
        return self.told.get(task.id, ())


def standings(
    today: date, people: Collection[str] = (), among: Collection[int] = ()
) -> list[Standing]:
    """Everybody who has open tasks in released minutes and an address; a fixed number of queries.

    ``people``: keys of those who are asked for; ``among``: ids of tasks that are looked at; empty:
    all.
    """
    tasks: dict[str, list[Entry]] = {}
    names: dict[str, Who] = {}
    for task, who in with_people(_told_about(among)):
        if who and (not people or who.key in people):
            tasks.setdefault(who.key, []).append(task)
            names.setdefault(who.key, who)
    if not names:
        return []
    holders = _holders(names)
    told = _told([one.id for one in holders.values()])
    closed = _closed_around([task for some in tasks.values() for task in some], today)
    answered = _open_answers()
    return [
        Standing(
            who,
            today,
            in_order(tasks[key]),
            closed,
            answered.get(holder.id if holder else None, set()),
            holder,
            told.get(key, {}),
        )
        for key, who in names.items()
        for holder in [holders.get(key)]
    ]


def _told_about(among: Collection[int]) -> list[Entry]:
    """Open tasks with somebody who can be reached, as they stand in the version people read.

    Person or day that only a draft names wait for its release.
    """
    statement = with_meeting().where(IS_TASK, Entry.done_on.is_(None), WITH_ADDRESS)
    if among:
        statement = statement.where(Entry.id.in_(among))
    found = list(db.session.scalars(statement))
    kept = read_meanwhile(found)
    return [
        task
        for task in found
        if task.id not in kept or task.as_said == (kept[task.id].person, kept[task.id].due)
    ]


def with_people(tasks: Iterable[Entry]) -> list[tuple[Entry, Who | None]]:
    """Each task with who does it; None when there is nobody with an address. Two queries."""
    tasks = list(tasks)
    known = _people({task.person_id for task in tasks if task.person_id})
    return [(task, _who(task, known)) for task in tasks]


def _people(ids: Collection[int]) -> dict[int, Person]:
    if not ids:
        return {}
    found = db.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: survivor(person) for person in found}


def _who(task: Entry, known: Mapping[int, Person]) -> Who | None:
    person = known.get(task.person_id) if task.person_id else None
    if person:
        return Who(person.full_name, person.email, person.id) if person.email else None
    return Who(task.person, task.person_email) if task.person_email else None


def who_does(task: Entry) -> Who | None:
    """The person of one task, with the address of today; None without one."""
    return with_people([task])[0][1]


def _holders(keys: Iterable[str]) -> dict[str, TaskHolder]:
    found = db.session.scalars(select(TaskHolder).where(TaskHolder.key.in_(list(keys))))
    return {holder.key: holder for holder in found}


def holder_id_of(who: Who) -> int | None:
    """The row of somebody who was written to before."""
    return db.session.scalar(select(TaskHolder.id).where(TaskHolder.key == who.key))


def _told(holder_ids: Collection[int]) -> dict[str, dict[int, set[Told]]]:
    """Key of the person → task id → what was told."""
    found: dict[str, dict[int, set[Told]]] = {}
    rows = db.session.execute(
        select(TaskHolder.key, TaskNotice.entry_id, TaskNotice.reason, TaskNotice.due)
        .join(TaskHolder, TaskHolder.id == TaskNotice.holder_id)
        .where(TaskNotice.holder_id.in_(holder_ids))
    )
    for key, entry_id, reason, due in rows:
        told = found.setdefault(key, {}).setdefault(entry_id, set())
        told.add(Told(Reason(reason), due))
    return found


def _closed_around(tasks: Iterable[Entry], today: date) -> frozenset[date]:
    """Days on which nobody works, around all days that matter for these tasks."""
    days = [task.due for task in tasks if task.due] + [today]
    return closed_between(min(days), max(days))


def token_of(holder: TaskHolder) -> str:
    """The token of the person's own page."""
    return link_token(PURPOSE, holder.id, holder.link_version)


def holder_behind(token: str) -> TaskHolder:
    """Whose page a link opens. Raises ``NotFound``, the same for a wrong link and an old one."""
    found = db.session.scalar(
        select(TaskHolder)
        .where(TaskHolder.digest == digest(token))
        .options(joinedload(TaskHolder.person))
    )
    if found is None:
        raise NotFound(UNKNOWN_LINK)
    return found


def tasks_of(holder: TaskHolder, today: date) -> tuple[list[Entry], list[Entry]]:
    """(open, done) tasks of one person and of nobody else; done ones of the last two months."""
    mine = _own(holder)
    still = today - STILL_SHOWN
    found = [
        task
        for task in mine
        if (task.done_on is None or task.done_on >= still) and _belongs(task, holder)
    ]
    done = [task for task in found if task.done_on]
    return (
        in_order(task for task in found if not task.done_on),
        sorted(done, key=lambda task: task.done_on or date.min, reverse=True),
    )


def task_of(holder: TaskHolder, entry_id: int) -> Entry:
    """One task of this person. Raises ``NotFound``, also for the tasks of others."""
    for found in _own(holder, Entry.id == entry_id):
        if _belongs(found, holder):
            return found
    raise NotFound(N_("Diese Aufgabe gibt es nicht, oder jemand anderes kümmert sich jetzt darum."))


def is_own(holder: TaskHolder, entry_id: int) -> bool:
    """Whether this person does the task now."""
    return any(_belongs(task, holder) for task in _own(holder, Entry.id == entry_id))


def _own(holder: TaskHolder, *narrowed: ColumnElement[bool]) -> list[Entry]:
    """Without tasks that only a draft gives to this person."""
    found = list(db.session.scalars(_owned(holder).where(*narrowed)))
    kept = read_meanwhile(found)
    return [
        task for task in found if task.id not in kept or task.as_said[0] == kept[task.id].person
    ]


def _owned(holder: TaskHolder) -> Select[Entry]:
    if holder.person:
        ids = {holder.person.id, survivor(holder.person).id}
        return with_meeting().where(IS_TASK, Entry.person_id.in_(ids))
    return with_meeting().where(
        IS_TASK, Entry.person_id.is_(None), func.lower(Entry.person_email) == holder.email.lower()
    )


def _belongs(task: Entry, holder: TaskHolder) -> bool:
    """Two people who share an address have a page each."""
    return holder.person is not None or plain_key(task.person) == plain_key(holder.name)


def strangers_known_by_now() -> list[tuple[Entry, Person]]:
    """Open tasks whose person is a name with an address, where one known person is the same.

    Two queries.
    """
    tasks = db.session.scalars(
        with_meeting().where(
            IS_TASK, Entry.done_on.is_(None), Entry.person_id.is_(None), Entry.person_email != ""
        )
    ).all()
    asked = {_name_and_address(task.person, task.person_email) for task in tasks}
    known: dict[tuple[str, str], list[Person]] = {}
    for person in db.session.scalars(
        select(Person).where(
            Person.email_key.in_({address for _, address in asked}),
            Person.merged_into_id.is_(None),
        )
    ):
        known.setdefault((person.name_key, person.email_key), []).append(person)
    found = [(task, known.get(_name_and_address(task.person, task.person_email), []))
             for task in tasks]  # fmt: skip
    return [(task, people[0]) for task, people in found if len(people) == 1]


def strangers_done_by(until: date) -> dict[str, list[int]]:
    """Key of somebody who is not known → ids of all their tasks, done since this day or longer.

    Those who were told of tasks and have none any more have an empty list. Two queries.
    """
    rows = db.session.execute(
        select(Entry.id, Entry.person, Entry.person_email, Entry.done_on).where(
            Entry.person_id.is_(None), Entry.person_email != ""
        )
    )
    told = db.session.scalars(
        select(TaskHolder.key).where(TaskHolder.person_id.is_(None), TaskHolder.told_on <= until)
    )
    found: dict[str, list[int]] = {key: [] for key in told}
    busy: set[str] = set()
    for entry_id, name, email, done_on in rows:
        key = Who(name, email).key
        found.setdefault(key, []).append(entry_id)
        if done_on is None or done_on > until:
            busy.add(key)
    return {key: ids for key, ids in found.items() if key not in busy}


def _name_and_address(name: str, email: str) -> tuple[str, str]:
    return plain_key(name), plain_key(email)


def known_as(name: str, email: str = "") -> Person | None:
    """The one person in the address book with this name, and this address if there is one."""
    statement = select(Person).where(
        Person.name_key == plain_key(name), Person.merged_into_id.is_(None)
    )
    if email:
        statement = statement.where(Person.email_key == plain_key(email))
    found = db.session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def is_answered(submit_key: str) -> bool:
    """Whether this form was taken in before."""
    found = select(TaskAnswer.id).where(TaskAnswer.submit_key == submit_key)
    return db.session.scalar(found) is not None


def _open_answers() -> dict[int | None, set[int]]:
    """Id of a holder → ids of tasks about which that person said something nobody has seen yet."""
    found: dict[int | None, set[int]] = {}
    for holder_id, entry_id in db.session.execute(
        select(TaskAnswer.holder_id, TaskAnswer.entry_id).where(
            _WAITS, TaskAnswer.holder_id.is_not(None)
        )
    ):
        found.setdefault(holder_id, set()).add(entry_id)
    return found


_WAITS = TaskAnswer.seen_at.is_(None)


def waiting_answers() -> list[TaskAnswer]:
    """Answers that the office has to do something about, the oldest first, with their tasks."""
    return list(
        db.session.scalars(
            select(TaskAnswer)
            .where(_WAITS)
            .options(
                joinedload(TaskAnswer.entry)
                .joinedload(Entry.item)
                .joinedload(MinutesItem.minutes)
                .joinedload(Minutes.meeting)
            )
            .order_by(TaskAnswer.at, TaskAnswer.id)
        )
    )


def waiting_for(tasks: Collection[Entry]) -> list[TaskAnswer]:
    """Answers to these tasks that nobody has seen yet, the oldest first."""
    ids = [task.id for task in tasks]
    statement = select(TaskAnswer).where(_WAITS, TaskAnswer.entry_id.in_(ids))
    return list(db.session.scalars(statement.order_by(TaskAnswer.id)))


def answers_to(entry_ids: Collection[int], holder_id: int | None = None) -> list[TaskAnswer]:
    """Everything that was answered, the newest first; ``holder_id``: by this person alone."""
    statement = select(TaskAnswer).where(TaskAnswer.entry_id.in_(entry_ids))
    if holder_id is not None:
        statement = statement.where(TaskAnswer.holder_id == holder_id)
    return list(db.session.scalars(statement.order_by(TaskAnswer.at.desc(), TaskAnswer.id.desc())))


def answer_of(entry_id: int, answer_id: int) -> TaskAnswer:
    """One answer to this task. Raises ``NotFound``."""
    found = db.session.get(TaskAnswer, answer_id)
    if found is None or found.entry_id != entry_id:
        raise NotFound("Diese Antwort gibt es nicht.")
    return found


def changes_of(entry_id: int) -> list[TaskChange]:
    """What the office changed about it, the newest first."""
    statement = select(TaskChange).where(TaskChange.entry_id == entry_id)
    return list(db.session.scalars(statement.order_by(TaskChange.at.desc(), TaskChange.id.desc())))


def told_about(entry_id: int) -> list[date]:
    """Days on which mails told about this task, the newest first."""
    statement = select(TaskNotice.told_on).where(TaskNotice.entry_id == entry_id).distinct()
    return list(db.session.scalars(statement.order_by(TaskNotice.told_on.desc())))
