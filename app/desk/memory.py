"""What became of every idea, by the meeting it came from: filtered and paged in the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import lazyload, selectinload

from app.contacts.rules import search_words
from app.core import clock
from app.core.db import db
from app.core.paging import found_page, nearest_page
from app.core.tables import Cell, to_csv
from app.core.words import date_short
from app.desk.memory_words import Fate, became, sum_words
from app.desk.report import field_label
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.meetings.models import Meeting
from app.projects.models import IdeaNews
from app.projects.rules import Progress
from app.series.models import Series, SeriesMeeting
from app.steering.models import Decision, DecisionIdea
from app.steering.rules import DecisionKind

PER_PAGE = 50
MOST_ON_PAPER = 300
"""More lines than that hang on no wall; they are filtered first."""
HEADER = (
    "Treffen", "Datum", "Nummer", "Idee", "Handlungsfeld", "Status", "Was daraus wurde",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MemoryFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    search: str = ""
    state: IdeaState | None = None
    field: str = ""
    meeting_id: int | None = None
    series_id: int | None = None
    public: bool = False
    """Only ideas that everybody may read."""

    @property
    def narrows(self) -> bool:
        return any((self.search, self.state, self.field, self.meeting_id, self.series_id))


@dataclass(frozen=True)
class MemoryLine:
    """One idea and what became of it."""

    idea: Idea
    field: str
    told: list[str]


@dataclass(frozen=True)
class MemoryGroup:
    """The ideas of one meeting; ``meeting`` is None for those from elsewhere."""

    meeting: Meeting | None
    sum_words: str
    """How all ideas of this meeting did."""
    lines: list[MemoryLine]


@dataclass(frozen=True)
class MemoryPage:
    """One page; ``number`` counts from 1."""

    groups: list[MemoryGroup]
    total: int
    number: int
    pages: int


def memory_page(wanted: MemoryFilter, page: int) -> MemoryPage:
    """The newest meetings first; a fixed number of queries."""
    rows, total = found_page(_sorted(wanted), page, PER_PAGE)
    page, pages = nearest_page(total, page, PER_PAGE)
    return MemoryPage(_groups(rows, wanted), total, page, pages)


def whole_memory(wanted: MemoryFilter) -> list[MemoryGroup]:
    """The same without pages."""
    return _groups(db.session.scalars(_sorted(wanted)).all(), wanted)


def matching(wanted: MemoryFilter) -> int:
    """How many ideas fit."""
    return db.session.scalar(select(func.count(Idea.id)).where(*_narrowed(wanted))) or 0


def memory_csv(groups: Iterable[MemoryGroup]) -> bytes:
    """One line for each idea, for Excel with a double click; no names and no addresses."""
    return to_csv(HEADER, (_cells(group, line) for group in groups for line in group.lines))


def series_choices() -> list[tuple[int, str]]:
    """(id, name) of all series."""
    rows = db.session.execute(select(Series.id, Series.name).order_by(Series.name, Series.id))
    return [(row.id, row.name) for row in rows]


def _cells(group: MemoryGroup, line: MemoryLine) -> list[Cell]:
    meeting = group.meeting
    return [
        meeting.title if meeting else "",
        date_short(meeting.day) if meeting else "",
        line.idea.number,
        line.idea.title,
        line.field,
        line.idea.state_label,
        " ".join(line.told),
    ]


def _narrowed(wanted: MemoryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Idea.search_key.contains(word, autoescape=True) for word in search_words(wanted.search)
    ]
    if wanted.state:
        found.append(Idea.state == wanted.state)
    if wanted.field:
        found.append((Idea.action_field == wanted.field) | (Idea.second_field == wanted.field))
    if wanted.meeting_id:
        found.append(Idea.meeting_id == wanted.meeting_id)
    if wanted.series_id:
        of_series = select(SeriesMeeting.meeting_id).filter_by(series_id=wanted.series_id)
        found.append(Idea.meeting_id.in_(of_series))
    if wanted.public:
        found += [Idea.public.is_(True), Idea.merged_into_id.is_(None)]
    return found


def _sorted(wanted: MemoryFilter) -> Select[Idea]:
    few = (Meeting.id, Meeting.slug, Meeting.title, Meeting.day, Meeting.state, Meeting.listed)
    other = (Idea.id, Idea.year, Idea.running_number, Idea.title)
    return (
        select(Idea)
        .outerjoin(Meeting, Meeting.id == Idea.meeting_id)
        .where(*_narrowed(wanted))
        .options(
            selectinload(Idea.meeting).load_only(*few).options(lazyload(Meeting.venue)),
            selectinload(Idea.merged_into).load_only(*other),
        )
        .order_by(
            Idea.meeting_id.is_(None), Meeting.day.desc(), Meeting.id.desc(),
            Idea.year, Idea.running_number,
        )
    )  # fmt: skip


def _groups(rows: Sequence[Idea], wanted: MemoryFilter) -> list[MemoryGroup]:
    ids = [idea.id for idea in rows]
    decisions, news = _decisions(ids), _news(ids)
    sums = _sums({idea.meeting_id for idea in rows}, public=wanted.public)
    return [
        MemoryGroup(
            ideas[0].meeting,
            sum_words(sums[meeting_id]),
            [
                MemoryLine(
                    idea,
                    field_label(idea.action_field),
                    became(_fate(idea, decisions.get(idea.id), news.get(idea.id))),
                )
                for idea in ideas
            ],
        )
        for meeting_id, ideas in (
            (key, list(own)) for key, own in groupby(rows, key=lambda idea: idea.meeting_id)
        )
    ]


def _fate(
    idea: Idea, decision: tuple[str, date, str] | None, news: tuple[str, date] | None
) -> Fate:
    merged = idea.merged_into
    return Fate(
        state=IdeaState(idea.state),
        decision=decision[0] if decision else idea.decision,
        decided_on=decision[1] if decision else None,
        decided=decision[2] if decision else "",
        reason=idea.reason,
        review_on=idea.review_on,
        outcome=idea.outcome,
        news=news[0] if news else "",
        news_on=news[1] if news else None,
        merged_into=f"{merged.number} „{merged.title}“" if merged else "",
    )


def _decisions(ids: list[int]) -> dict[int, tuple[str, date, str]]:
    """Number, day and what of the newest decision about each idea; recommendations decide nothing.

    A motion that was rejected says so.
    """
    rows = db.session.execute(
        select(DecisionIdea.idea_id, Decision.number, Decision.day, Decision.kind, Decision.adopted)
        .join(Decision, Decision.id == DecisionIdea.decision_id)
        .where(DecisionIdea.idea_id.in_(ids), Decision.recommendation.is_(False))
        .order_by(Decision.day, Decision.id)
    )
    return {
        idea_id: (number, day, DecisionKind(kind).label + ("" if adopted else ", abgelehnt"))
        for idea_id, number, day, kind, adopted in rows
    }


def _news(ids: list[int]) -> dict[int, tuple[str, date]]:
    """What each project said last, and when."""
    newest = (
        select(func.max(IdeaNews.id)).where(IdeaNews.idea_id.in_(ids)).group_by(IdeaNews.idea_id)
    )
    rows = db.session.execute(
        select(IdeaNews.idea_id, IdeaNews.what, IdeaNews.at).where(IdeaNews.id.in_(newest))
    )
    return {one: (Progress(what).label, clock.local(at).date()) for one, what, at in rows}


def _sums(meeting_ids: set[int | None], *, public: bool) -> dict[int | None, dict[IdeaState, int]]:
    """Ideas by state of each meeting, whatever else the list is narrowed to."""
    here = Idea.meeting_id.in_([one for one in meeting_ids if one])
    fits: list[ColumnElement[bool]] = [
        here | Idea.meeting_id.is_(None) if None in meeting_ids else here
    ]
    fits.append(Idea.merged_into_id.is_(None))
    if public:
        fits.append(Idea.public.is_(True))
    rows = db.session.execute(
        select(Idea.meeting_id, Idea.state, func.count())
        .where(*fits)
        .group_by(Idea.meeting_id, Idea.state)
    )
    found: dict[int | None, dict[IdeaState, int]] = defaultdict(dict)
    for meeting_id, state, number in rows:
        found[meeting_id][IdeaState(state)] = number
    return found
