"""What the office has to do, over all meetings: the page Heute."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload, load_only

from app.access.rules import ALL, Role, may_enter
from app.agenda.published import unpublished_changes
from app.calendars.queries import in_trouble
from app.core import clock
from app.core.db import db
from app.core.firsts import MOST
from app.core.settings import current
from app.core.words import count, plain_key
from app.desk.rules import Group, group_of, grouped
from app.desk.today_ideas import idea_todos
from app.desk.todos import Hidden, Line, Todo, hidden
from app.floor.queries import cards_waiting
from app.mailings import queries as mailings
from app.mailings.rules import Standing
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState, due_date
from app.minutes import queries as minutes
from app.minutes.models import Entry
from app.minutes.review_queries import open_remarks
from app.minutes.task_queries import open_tasks
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from app.registrations import queries as registrations
from app.registrations.models import NEEDS_WAIT, Registration
from app.registrations.rules import LIVE, Counts, RegistrationState, needs_are_late
from app.replies import queries as replies
from app.tasks import queries as tasks
from app.tasks.rules import Answer

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Today:
    """Everything on the page Heute."""

    groups: Mapping[Group, Sequence[Todo]]
    """At most the first ``MOST`` lines of each."""
    totals: Mapping[Group, int]
    """How many lines there are."""
    meetings: Sequence[Meeting]
    counts: dict[int, Counts]
    mine: int
    """How many of all lines are the reader's own."""
    everything: int


def today_page(
    today: date, reader: str, *, only_mine: bool = False, roles: frozenset[Role] = ALL
) -> Today:
    """What is due and what comes next: a fixed number of queries, however much there is.

    ``roles``: lines whose page none of these opens are left out.
    """
    coming = meetings.upcoming(today, public=False)
    counts = registrations.counts_of([meeting.id for meeting in coming])
    wanted = _todos(today, coming, counts, reader if only_mine else "")
    lines = [line for line in wanted if may_enter(line.page, roles)]
    name = plain_key(reader)
    own = [line for line in lines if line.who and plain_key(line.who) == name]
    chosen = own if only_mine else lines
    todos = grouped(sorted((line for line in chosen if isinstance(line, Todo)), key=_place), today)
    return Today(
        groups={group: some[:MOST] for group, some in todos.items()},
        totals=_totals(chosen, today),
        meetings=coming,
        counts=counts,
        mine=_number(own),
        everything=_number(lines),
    )


def _place(todo: Todo) -> tuple[date, str]:
    return todo.due or date.max, todo.note


def _number(lines: Iterable[Line]) -> int:
    return sum(line.number if isinstance(line, Hidden) else 1 for line in lines)


def _totals(lines: Iterable[Line], today: date) -> Counter[Group]:
    totals: Counter[Group] = Counter()
    for line in lines:
        if isinstance(line, Hidden):
            totals[Group.LATE] += line.number
        else:
            totals[group_of(line.due, today)] += 1
    return totals


def _todos(
    today: date, coming: Sequence[Meeting], counts: dict[int, Counts], reader: str
) -> list[Line]:
    """``reader``: of what old lines pile up, only the reader's own are read; "": the first ones."""
    until = today + SOON
    return [
        *_points(today, until, reader),
        *_mails(until),
        *_requests(coming, counts, today),
        *_calendars(today),
        *_pitches(),
        *_agendas(coming),
        *_cards(today),
        *_minutes(today),
        *_remarks(today),
        *_tasks(today, until, reader),
        *_answers(today),
        *idea_todos(today, until, reader),
        *_needs(today),
        *_rooms(coming, counts),
    ]


def _points(today: date, until: date, reader: str) -> list[Line]:
    found = meetings.open_points(today, until, reader)
    return hidden("desk.meeting", found.left) + [
        Todo(
            point.due,
            point.text,
            point.meeting.title,
            "desk.meeting",
            {"meeting_id": point.meeting_id},
            f"punkt-{point.id}",
            ("meetings.tick", {"meeting_id": point.meeting_id, "item_id": point.id}),
            point.assigned_to,
        )
        for point in found.rows
    ]


def _mails(until: date) -> list[Todo]:
    """Mails that wait for the office, and those that were missed."""
    waiting = mailings.to_do(until)
    days = mailings.due_days(waiting)
    standings = mailings.standings(waiting, clock.now())
    words = {Standing.MISSED: "E-Mail verpasst: {}"}
    return [
        Todo(
            days[mail.id],
            words.get(standings[mail.id], "E-Mail senden: {}").format(mail.title),
            mail.meeting.title,
            "mailings.mailing",
            {"mailing_id": mail.id},
        )
        for mail in waiting
    ]


def _requests(coming: Iterable[Meeting], counts: dict[int, Counts], today: date) -> list[Todo]:
    """People who wait for the office to say yes or no."""
    return [
        Todo(
            today,
            f"{count(number, 'Anmeldung wartet', 'Anmeldungen warten')} auf Ihre Zusage",
            meeting.title,
            "registrations.index",
            {"meeting_id": meeting.id, "status": "requested"},
        )
        for meeting in coming
        if (number := counts[meeting.id].requested) and meeting.state == MeetingState.PUBLISHED
    ]


def _calendars(today: date) -> list[Todo]:
    """What people answered in their calendars; a mailbox or a calendar that cannot be read."""
    page, found = "replies.index", []
    if number := replies.open_answers():
        words = count(number, "Antwort aus Kalendern klären", "Antworten aus Kalendern klären")
        found.append(Todo(today, words, "", page, {"status": "offen"}))
    people = Counter(one.meeting for one in replies.declined_with_place(today))
    for meeting, number in people.items():
        words = count(number, "Person hat", "Personen haben")
        text = f"{words} im Kalender abgesagt und noch einen Platz"
        found.append(Todo(None, text, meeting.title, page, {}, "abgesagt"))
    mailbox = current().mailbox
    mark = replies.mark_of(mailbox) if mailbox.host else None
    if mark and mark.fault:
        text = "Das Postfach für Antworten aus Kalendern lässt sich nicht lesen"
        found.append(Todo(None, text, mark.fault, page, {}))
    found += [
        Todo(None, f"Der Kalender „{one.name}“ lässt sich nicht lesen", one.fault,
             "calendars.calendar", {"calendar_id": one.id})
        for one in in_trouble()
    ]  # fmt: skip
    return found


def _pitches() -> list[Todo]:
    return [
        Todo(
            meeting.pitch_deadline or meeting.day,
            f"{count(number, 'Pitch wartet', 'Pitches warten')} auf Ihre Entscheidung",
            meeting.title,
            "pitches.index",
            {"meeting_id": meeting.id},
        )
        for meeting, number in undecided_pitches()
    ]


def _agendas(coming: Sequence[Meeting]) -> list[Todo]:
    """Changes of an agenda that participants do not see yet."""
    titles = {meeting.id: meeting.title for meeting in coming}
    return [
        Todo(
            None,
            f"{count(number, 'Änderung', 'Änderungen')} der Tagesordnung veröffentlichen",
            titles[meeting_id],
            "agenda_publishing.publish",
            {"meeting_id": meeting_id},
        )
        for meeting_id, number in unpublished_changes(coming).items()
    ]


def _cards(today: date) -> list[Todo]:
    return [
        Todo(
            today,
            f"{count(number, 'Karte', 'Karten')} aus dem Saal lesen",
            meeting.title,
            "floor.index",
            {"meeting_id": meeting.id},
        )
        for meeting, number in cards_waiting()
    ]


def _remarks(today: date) -> list[Todo]:
    return [
        Todo(
            today,
            f"{count(number, 'Berichtigung', 'Berichtigungen')} zum Protokoll beantworten",
            meeting.title,
            "remarks.index",
            {"meeting_id": meeting.id},
        )
        for meeting, number in open_remarks()
    ]


def _minutes(today: date) -> list[Todo]:
    """Minutes that are not out yet, by the kit's day or the working day after it."""
    held = minutes.meetings_without_minutes(today)
    if not held:
        return []
    closed = meetings.closed_between(held[0].day, held[-1].day)
    return [
        Todo(
            due_date(meeting.day, meeting.kit.minutes_due_day, closed),
            "Protokoll freigeben",
            meeting.title,
            "minutes.edit",
            {"meeting_id": meeting.id},
        )
        for meeting in held
    ]


def _tasks(today: date, until: date, reader: str) -> list[Line]:
    found = open_tasks(today, until, reader)
    return hidden("tasks.task", found.left) + [_task(task) for task in found.rows]


def _task(task: Entry) -> Todo:
    """A task of a draft has no page of its own yet: it stands in the minutes."""
    minutes = task.item.minutes
    draft = not minutes.edition
    page, values = "tasks.task", {"entry_id": task.id}
    if draft:
        page, values = "minutes.edit", {"meeting_id": minutes.meeting_id}
    return Todo(
        task.due,
        f"{task.text} ({task.person or 'noch ohne Person'})",
        f"Aufgabe {task.number}" + (" im Entwurf des Protokolls" if draft else ""),
        page,
        values,
        f"item-{task.item_id}" if draft else "",
        None if draft else ("tasks.tick", {"entry_id": task.id}),
        task.person,
    )


SAID = {
    Answer.DONE: "{} hat eine Aufgabe erledigt und etwas dazu geschrieben",
    Answer.LATER: "{} braucht mehr Zeit",
    Answer.PROBLEM: "{} meldet ein Problem",
}


def _answers(today: date) -> list[Todo]:
    """What responsible persons answered, until the office took note."""
    return [
        Todo(
            None if one.what == Answer.DONE else today,
            SAID[Answer(one.what)].format(one.name or "Jemand"),
            f"Aufgabe {one.entry.number}: {one.entry.text}",
            "tasks.task",
            {"entry_id": one.entry_id},
        )
        for one in tasks.waiting_answers()
    ]


def _needs(today: date) -> list[Todo]:
    """Access needs that came late, until the office noted what it answered."""
    people: Counter[Meeting] = Counter()
    for meeting, told in db.session.execute(_open_needs(today)).unique():
        if needs_are_late(meeting.day, clock.local(told).date()):
            people[meeting] += 1
    return [
        Todo(
            None,
            f"{count(number, 'Person hat', 'Personen haben')} spät Unterstützung angemeldet",
            f"{meeting.title}. Mit einer Notiz an der Anmeldung ist es erledigt.",
            "registrations.index",
            {"meeting_id": meeting.id},
        )
        for meeting, number in people.items()
    ]


def _open_needs(today: date) -> Any:
    return (
        select(Meeting, func.coalesce(Registration.needs_told_at, Registration.submitted_at))
        .join(Registration, Registration.meeting_id == Meeting.id)
        .options(load_only(Meeting.title, Meeting.day), lazyload(Meeting.venue))
        .where(
            Meeting.day >= today,
            Meeting.state == MeetingState.PUBLISHED,
            NEEDS_WAIT,
            Registration.state.in_(LIVE - {RegistrationState.PENDING}),
        )
        .order_by(Meeting.day, Registration.id)
    )


def _rooms(coming: Iterable[Meeting], counts: dict[int, Counts]) -> list[Todo]:
    """Rooms that are too small for what is planned or taken."""
    return [
        Todo(
            None,
            warning,
            meeting.title,
            "registrations.change",
            {"meeting_id": meeting.id},
        )
        for meeting in coming
        if meeting.state != MeetingState.CANCELLED
        for warning in meeting.room_warnings(counts[meeting.id].taken)
    ]


def undecided_pitches() -> list[tuple[Meeting, int]]:
    """Meetings with pitches that nobody has decided on, and how many."""
    waiting = (
        select(Pitch.meeting_id, func.count().label("number"))
        .where(Pitch.state == PitchState.SUBMITTED)
        .group_by(Pitch.meeting_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Meeting, waiting.c.number)
        .join(waiting, waiting.c.meeting_id == Meeting.id)
        .options(
            load_only(Meeting.title, Meeting.day, Meeting.pitch_deadline), lazyload(Meeting.venue)
        )
        .where(Meeting.state == MeetingState.PUBLISHED)
        .order_by(Meeting.day)
    )
    return [(meeting, number) for meeting, number in rows.unique()]
