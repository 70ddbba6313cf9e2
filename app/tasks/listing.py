"""The list of tasks and decisions over all meetings: filtered, sorted and paged in the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.contacts.rules import search_words
from app.core.db import db
from app.core.paging import nearest_page
from app.core.words import date_short, sort_key
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import EntryKind
from app.minutes.task_queries import OUT, with_meeting
from app.series.models import Series, SeriesMeeting
from app.tasks.models import TaskAnswer

PER_PAGE = 50
SEARCHED = (Entry.search_key, Meeting.search_key)
"""Number, wording, person and note, and the title of the meeting."""


class Tab(StrEnum):
    """What the list shows; the value stands in the address."""

    TASKS = "aufgaben"
    DECISIONS = "beschluesse"
    AGREEMENTS = "vereinbarungen"
    QUESTIONS = "fragen"


KINDS = {
    Tab.TASKS: EntryKind.TASK,
    Tab.DECISIONS: EntryKind.DECISION,
    Tab.AGREEMENTS: EntryKind.AGREEMENT,
    Tab.QUESTIONS: EntryKind.OPEN_QUESTION,
}
OPEN = Entry.done_on.is_(None)
ANSWERED = Entry.id.in_(select(TaskAnswer.entry_id).where(TaskAnswer.seen_at.is_(None)))
STATES = ("offen", "ueberfaellig", "heute", "antwort", "ohne-adresse", "erledigt")
NO_ADDRESS = and_(Entry.person_id.is_(None), Entry.person_email == "")
NUMBER = (func.length(Entry.number), Entry.number)
SORTS: dict[str, tuple[Any, ...]] = {
    "nummer": NUMBER,
    "frist": (Entry.due.is_(None), Entry.due),
    "wer": (Entry.person == "", func.lower(Entry.person)),
    "treffen": (Meeting.day, Meeting.id),
    "stand": (Entry.done_on.is_not(None), Entry.done_on),
}
"""The allow-list of orders (I-6)."""


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What the list is narrowed to; empty values narrow nothing. ``since``, ``until``: meetings."""

    tab: Tab = Tab.TASKS
    state: str = ""
    search: str = ""
    person: str = ""
    meeting_id: int | None = None
    series_id: int | None = None
    kit: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything beside the tab is left out."""
        return any((self.state, self.search, self.person, self.meeting_id, self.series_id,
                    self.kit, self.since, self.until))  # fmt: skip


@dataclass(frozen=True)
class ListPage:
    """One page of the list; ``number`` counts from 1."""

    rows: list[Entry]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Choices:
    """What can be chosen in the filters."""

    people: list[tuple[str, str]]
    meetings: list[tuple[int, str]]
    series: list[tuple[int, str]]
    kits: list[tuple[str, str]]


def list_page(wanted: ListFilter, today: date, page: int) -> ListPage:
    """The rows of one page with their meetings; two queries, however many there are."""
    statement = _wanted(wanted, today)
    total = db.session.scalar(select(func.count()).select_from(_ids(statement))) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(
        _sorted(statement, wanted).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    return ListPage(list(rows), total, page, pages)


def whole_list(wanted: ListFilter, today: date) -> list[Entry]:
    """The same without pages, to take away."""
    return list(db.session.scalars(_sorted(_wanted(wanted, today), wanted)))


def first_rows(wanted: ListFilter, today: date, most: int) -> list[Entry]:
    """The first rows of the list; one query."""
    return list(db.session.scalars(_sorted(_wanted(wanted, today), wanted).limit(most)))


def counts(today: date) -> dict[str, int]:
    """How many there are of each tab, and of the tasks in each state; one query."""
    columns = {tab.value: Entry.kind == kind for tab, kind in KINDS.items()}
    columns |= {state: and_(Entry.kind == EntryKind.TASK, _state(state, today)) for state in STATES}
    return _numbers(columns)


def task_counts(today: date, states: Collection[str]) -> dict[str, int]:
    """How many tasks there are in each of these states; one query, which an index answers."""
    return _numbers({one: _state(one, today) for one in states}, Entry.kind == EntryKind.TASK)


def _numbers(columns: Mapping[str, Any], *narrowed: ColumnElement[bool]) -> dict[str, int]:
    row = db.session.execute(
        select(*(func.coalesce(func.sum(case((fits, 1), else_=0)), 0) for fits in columns.values()))
        .select_from(Entry)
        .join(Entry.item)
        .join(MinutesItem.minutes)
        .where(OUT, *narrowed)
    ).one()
    return dict(zip(columns, row, strict=True))


def choices(tab: Tab) -> Choices:
    """People, meetings and series with entries of this kind; kits as far as they have meetings."""
    found = db.session.execute(
        select(Meeting.id, Meeting.title, Meeting.day, Meeting.kit_id, Entry.person)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(MinutesItem, MinutesItem.minutes_id == Minutes.id)
        .join(Entry, Entry.item_id == MinutesItem.id)
        .where(OUT, Entry.kind == KINDS[tab])
        .distinct()
    ).all()
    meetings = sorted({(row[2], row[0], row[1]) for row in found})
    used = {row[3] for row in found}
    series = db.session.execute(
        select(Series.id, Series.name)
        .join(SeriesMeeting, SeriesMeeting.series_id == Series.id)
        .join(Minutes, Minutes.meeting_id == SeriesMeeting.meeting_id)
        .where(Minutes.edition > 0)
        .distinct()
        .order_by(Series.name, Series.id)
    )
    return Choices(
        people=[(name, name) for name in sorted({row[4] for row in found if row[4]}, key=sort_key)],
        meetings=[(key, f"{title}, {date_short(day)}") for day, key, title in reversed(meetings)],
        series=[(row[0], row[1]) for row in series],
        kits=[(kit.id, kit.title) for kit in shelf().kits if kit.id in used],
    )


def _wanted(wanted: ListFilter, today: date) -> Select[Entry]:
    statement = with_meeting().where(
        Entry.kind == KINDS[wanted.tab],
        *(
            or_(*(key.contains(word, autoescape=True) for key in SEARCHED))
            for word in search_words(wanted.search)
        ),
    )
    if wanted.tab is Tab.TASKS and wanted.state in STATES:
        statement = statement.where(_state(wanted.state, today))
    if wanted.person:
        statement = statement.where(Entry.person == wanted.person)
    if wanted.meeting_id:
        statement = statement.where(Meeting.id == wanted.meeting_id)
    if wanted.series_id:
        of_series = select(SeriesMeeting.meeting_id).filter_by(series_id=wanted.series_id)
        statement = statement.where(Meeting.id.in_(of_series))
    if wanted.kit:
        statement = statement.where(Meeting.kit_id == wanted.kit)
    if wanted.since:
        statement = statement.where(Meeting.day >= wanted.since)
    if wanted.until:
        statement = statement.where(Meeting.day <= wanted.until)
    return statement


def _state(state: str, today: date) -> Any:
    return {
        "offen": OPEN,
        "ueberfaellig": and_(OPEN, Entry.due < today),
        "heute": and_(OPEN, Entry.due == today),
        "antwort": ANSWERED,
        "ohne-adresse": and_(OPEN, NO_ADDRESS),
        "erledigt": Entry.done_on.is_not(None),
    }[state]


def _ids(statement: Select[Entry]) -> Any:
    return statement.with_only_columns(Entry.id).order_by(None).options().subquery()


def _sorted(statement: Select[Entry], wanted: ListFilter) -> Select[Entry]:
    """What is open comes first and the earliest day on top; results without a day: newest first."""
    down = wanted.sort.startswith("-")
    columns = SORTS.get(wanted.sort.removeprefix("-"))
    if columns is None:
        first = (Entry.done_on.is_not(None), Entry.due.is_(None), Entry.due, *NUMBER)
        last = (Meeting.day.desc(), *(column.desc() for column in NUMBER))
        return statement.order_by(*(first if wanted.tab is Tab.TASKS else last), Entry.id)
    return statement.order_by(*(c.desc() for c in columns) if down else columns, *NUMBER, Entry.id)
