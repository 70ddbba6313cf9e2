"""Telling people about their tasks, taking in what they answer, and what the office changes."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken, TooMany
from app.core.language import N_
from app.core.limits import count_attempt
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import date_short
from app.kits.schema import Purpose
from app.meetings.queries import meeting_by_id
from app.minutes import task_actions
from app.minutes.models import Entry
from app.minutes.task_actions import TaskValues
from app.minutes.task_queries import task_by_id
from app.outbox.actions import put
from app.tasks import queries, rules
from app.tasks.mails import tasks_letter
from app.tasks.models import TaskAnswer, TaskChange, TaskHolder, TaskNotice
from app.tasks.queries import Standing
from app.tasks.rules import Answer, Reason, Who

FASTER = (
    "Jemand anderes hat diese Aufgabe inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie sie und speichern Sie noch einmal."
)
TOO_MANY = N_(
    "Heute sind über Ihren Link schon sehr viele Antworten gekommen. "
    "Bitte versuchen Sie es morgen noch einmal oder rufen Sie uns an."
)
Why = dict[int, set[Reason]]
"""Task id → why its person should read of it today."""


@dataclass(frozen=True, kw_only=True)
class AnswerValues:
    """What somebody answers about a task."""

    what: Answer
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeValues:
    """What the office types about a task; without an address a known name is looked up."""

    person: str
    email: str = ""
    due: date | None = None


# what leaves by itself


def tell_due() -> int:
    """Write to everybody whose tasks are new, due soon or long due: one mail a person and day.

    The clockwork calls it, in any number of processes. Returns how many mails were written.
    """
    moment = clock.local(clock.now())
    if moment.hour < rules.FROM_HOUR:
        return 0
    _join_known()
    today = moment.date()
    waiting = [
        (one.who.key, [task.id for task in one.tasks])
        for one in queries.standings(today)
        if _why(one)
    ]
    return sum(_tell(key, tasks, today) for key, tasks in waiting)


def _join_known() -> None:
    """Names with an address that stand in the address book by now lead there from now on."""
    for task, person in queries.strangers_known_by_now():
        with transaction():
            stranger = Who(task.person, task.person_email)
            known = Who(person.full_name, person.email, person.id)
            task_actions.join_person(task.id, person.id)
            _hand_over(stranger, known)


def _hand_over(stranger: Who, known: Who) -> None:
    """The link that the person has already goes on, unless there is another one."""
    holder_id = queries.holder_id_of(stranger)
    if holder_id is not None and queries.holder_id_of(known) is None:
        holder = locked(TaskHolder, holder_id)
        holder.key, holder.person_id = known.key, known.person_id


def _why(standing: Standing) -> Why:
    """Empty: nothing to tell, or this person was written to today."""
    if standing.holder and standing.holder.told_on == standing.today:
        return {}
    wanted = current().tasks.reminders
    found = {
        task.id: rules.reasons(
            task.due,
            standing.today,
            standing.closed,
            standing.told_of(task),
            reminders=wanted and task.id not in standing.answered,
        )
        for task in standing.tasks
    }
    return {task_id: why for task_id, why in found.items() if why}


def _tell(key: str, tasks: list[int], today: date) -> bool:
    """One mail to one person, decided anew where nobody else can write to the same person."""
    with transaction():
        one_at_a_time(f"tasks:{key}")
        for standing in queries.standings(today, [key], among=tasks):
            if why := _why(standing):
                holder = _holder(standing.who)
                return _write_to(standing, holder, why, f"tasks:{holder.id}:{today}")
        return False


def _write_to(standing: Standing, holder: TaskHolder, why: Why, key: str) -> bool:
    new = {task_id for task_id, reasons in why.items() if Reason.NEW in reasons}
    purpose = Purpose.TASKS if new else Purpose.TASK_REMINDER
    sent = put(tasks_letter(standing, holder, purpose, new, key))
    holder.told_on = standing.today
    for task in standing.tasks:
        for reason in sorted(why.get(task.id, ())):
            notice = TaskNotice(
                holder_id=holder.id, entry_id=task.id, reason=reason, due=task.due,
                told_on=standing.today,
            )  # fmt: skip
            db.session.add(notice)
    return sent


def _holder(who: Who) -> TaskHolder:
    """The row of this person, made with the first mail; with a new address comes a new link."""
    holder_id = queries.holder_id_of(who)
    if holder_id is None:
        holder = TaskHolder(
            key=who.key, person_id=who.person_id, name=who.name, email=who.email, at=clock.now()
        )
        db.session.add(holder)
        db.session.flush()
    else:
        holder = locked(TaskHolder, holder_id)
        holder.link_version += holder.email != who.email
        holder.name, holder.email = who.name, who.email
    holder.digest = digest(queries.token_of(holder))
    return holder


# what people answer


def answer(token: str, entry_id: int, values: AnswerValues, submit_key: str) -> bool:
    """Take in what somebody says about an own task; done is done at once.

    Another day holds when the office agrees. Words about a task that is done meanwhile are kept,
    too. False: nothing was new, as with a second press. Raises ``RuleBroken`` naming the field,
    ``TooMany``, ``NotFound`` for a wrong link and for others' tasks.
    """
    with transaction():
        holder = queries.holder_behind(token)
        task = task_actions.locked_task(queries.task_of(holder, entry_id).id)
        done = values.what is Answer.DONE
        if queries.is_answered(submit_key) or (task.done_on and done and not values.text):
            return False
        _check(holder, task, values)
        if values.what is not Answer.PROBLEM:
            _settle_answers(entry_id, holder.name, only=Answer.LATER)
        row = TaskAnswer(
            entry_id=entry_id, holder_id=holder.id, name=holder.name, what=values.what,
            until=values.until if values.what is Answer.LATER else None, text=values.text,
            submit_key=submit_key, at=clock.now(),
        )  # fmt: skip
        if done:
            task_actions.set_done(entry_id, done=True)
            row.seen_at = None if values.text else row.at
        db.session.add(row)
        return True


def _check(holder: TaskHolder, task: Entry, values: AnswerValues) -> None:
    today, day = clock.today(), timedelta(days=1)
    rules.check_answer(values.what, values.until, values.text, due=task.due, today=today)
    if not count_attempt("task", str(holder.id), most=rules.MOST_PER_DAY, within=day):
        raise TooMany(TOO_MANY)


def _settle_answers(entry_id: int, by: str, *, only: Answer | None = None) -> None:
    """Nothing is left to do about them; ``only``: about those of this kind."""
    for one in queries.answers_to([entry_id]):
        if one.seen_at is None and only in (None, one.what):
            one.seen_at, one.seen_by = clock.now(), by


# what the office does


def finish(entry_id: int, *, done: bool, actor: Actor, meeting_id: int | None = None) -> None:
    """Note that a task is done, or open again; nothing is left to see about its answers.

    ``meeting_id``: it was told at this meeting, whose minutes are written now or later.
    """
    with transaction():
        on = min(meeting_by_id(meeting_id).day, clock.today()) if meeting_id else None
        if not task_actions.set_done(entry_id, done=done, on=on):
            return
        if done:
            _settle_answers(entry_id, actor.name)
        _note(entry_id, "Als erledigt markiert" if done else "Wieder geöffnet", actor)
        log(actor, "task_done" if done else "task_open", f"entry:{entry_id}")


def change(entry_id: int, values: ChangeValues, *, seen_version: int, actor: Actor) -> None:
    """Another person or another day; a new person is told by itself.

    Raises ``Conflict`` when the task changed since the page was shown.
    """
    with transaction():
        task = task_actions.locked_task(entry_id)
        if task.version != seen_version:
            raise Conflict(FASTER)
        new = _resolved(task, values)
        words = _differences(task, new)
        if not words:
            return
        other = (task.person, task.due) != (new.person, new.due)
        task_actions.set_task(entry_id, new)
        if other:
            _settle_answers(entry_id, actor.name)
        _note(entry_id, ". ".join(words), actor)
        log(actor, "task_changed", f"entry:{entry_id}")


def _resolved(task: Entry, values: ChangeValues) -> TaskValues:
    """Who is meant: the same known person as before, or the one with this name."""
    if task.person_id and values.person == task.person and not values.email:
        return TaskValues(person=task.person, person_id=task.person_id, due=values.due)
    person = queries.known_as(values.person, values.email)
    if person:
        return TaskValues(person=person.full_name, person_id=person.id, due=values.due)
    return TaskValues(person=values.person, email=values.email, due=values.due)


def _differences(task: Entry, new: TaskValues) -> list[str]:
    words: list[str] = []
    if task.person != new.person:
        words.append(f"Wer: bisher {task.person or 'niemand'}, jetzt {new.person or 'niemand'}")
    elif (task.person_id, task.person_email) != (new.person_id, new.email):
        words.append(f"Andere E-Mail-Adresse für {new.person}")
    if task.due != new.due:
        old, now = (date_short(day) if day else "ohne Tag" for day in (task.due, new.due))
        words.append(f"Bis wann: bisher {old}, jetzt {now}")
    return words


def take_new_day(entry_id: int, answer_id: int, *, actor: Actor) -> bool:
    """The day that the person asked for holds from now on.

    False: it was settled before, or somebody else does the task now.
    """
    with transaction():
        task = task_actions.locked_task(entry_id)
        found = queries.answer_of(entry_id, answer_id)
        if found.seen_at is not None or found.until is None or task.done_on:
            return False
        if found.holder is None or not queries.is_own(found.holder, entry_id):
            return False
        new = TaskValues(
            person=task.person, person_id=task.person_id, email=task.person_email, due=found.until
        )
        words = _differences(task, new)
        task_actions.set_task(entry_id, new)
        found.seen_at, found.seen_by = clock.now(), actor.name
        _note(entry_id, f"{'. '.join(words)}, wie gewünscht", actor)
        log(actor, "task_changed", f"entry:{entry_id}")
        return True


def note_seen(entry_id: int, answer_id: int, *, actor: Actor) -> None:
    """The office has read it; a second press changes nothing."""
    with transaction():
        task_actions.locked_task(entry_id)
        found = queries.answer_of(entry_id, answer_id)
        if found.seen_at is None:
            found.seen_at, found.seen_by = clock.now(), actor.name
            log(actor, "task_answer_seen", f"entry:{entry_id}")


def send_again(entry_id: int, submit_key: str, *, actor: Actor) -> str:
    """Send the person of this task all their tasks once more, at once. Returns the address.

    Raises ``RuleBroken`` when there is nobody to write to.
    """
    with transaction():
        who = queries.who_does(task_by_id(entry_id))
        if who is None:
            raise RuleBroken("Zu dieser Aufgabe gibt es niemanden mit E-Mail-Adresse.")
        one_at_a_time(f"tasks:{who.key}")
        for standing in queries.standings(clock.today(), [who.key]):
            holder = _holder(who)
            if _write_to(standing, holder, _why(standing), f"tasks:{holder.id}:{submit_key}"):
                log(actor, "tasks_sent_again", f"entry:{entry_id}")
            return who.email
        raise RuleBroken("Diese Person hat keine offene Aufgabe in einem freigegebenen Protokoll.")


def _note(entry_id: int, text: str, actor: Actor) -> None:
    row = TaskChange(entry_id=entry_id, text=text, at=clock.now(), by=actor.name)
    db.session.add(row)
