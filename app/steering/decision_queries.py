"""What is read of decisions: one, the list with its filters, those about an idea."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.contacts.rules import search_words
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import nearest_page
from app.ideas.models import Idea
from app.ideas.rules import read_number
from app.meetings.models import Meeting
from app.minutes.models import Minutes, MinutesRelease
from app.steering.models import Decision, DecisionCorrection, DecisionIdea, Motion
from app.steering.rules import DecisionKind, MotionState

PER_PAGE = 50
NUMBER = (func.length(Decision.number), Decision.number)
SORTS: dict[str, tuple[Any, ...]] = {
    "nummer": NUMBER,
    "tag": (Decision.day,),
    "art": (Decision.kind,),
}
"""The allow-list of orders (I-6)."""
_WHOLE = (
    joinedload(Decision.meeting),
    selectinload(Decision.ideas).joinedload(DecisionIdea.idea),
    selectinload(Decision.corrections),
)


@dataclass(frozen=True, kw_only=True)
class DecisionFilter:
    """What the list is narrowed to; empty values narrow nothing. ``way``: sitzung, umlauf."""

    search: str = ""
    kind: str = ""
    year: int | None = None
    idea: str = ""
    way: str = ""
    result: str = ""
    """angenommen, abgelehnt, empfehlung"""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.search, self.kind, self.year, self.idea, self.way, self.result))


@dataclass(frozen=True)
class DecisionPage:
    """One page of the list; ``number`` counts from 1."""

    rows: list[Decision]
    total: int
    number: int
    pages: int


def numbers(start: str) -> set[str]:
    """Numbers of decisions that begin like this."""
    statement = select(Decision.number).where(Decision.number.startswith(start, autoescape=True))
    return set(db.session.scalars(statement))


def decision_by_id(decision_id: int) -> Decision:
    """A decision with its ideas, session and corrections. Raises ``NotFound``."""
    found = db.session.scalar(select(Decision).where(Decision.id == decision_id).options(*_WHOLE))
    if found is None:
        raise NotFound("Diesen Beschluss gibt es nicht.")
    return found


def motion_with_ballots(motion_id: int | None) -> Motion | None:
    """The motion behind a decision; None for one that was taken over without."""
    statement = select(Motion).where(Motion.id == motion_id).options(selectinload(Motion.ballots))
    return db.session.scalar(statement)


def list_page(wanted: DecisionFilter, page: int) -> DecisionPage:
    """The rows of one page; a fixed number of queries, however many there are."""
    statement = _wanted(wanted)
    ids = statement.with_only_columns(Decision.id).order_by(None).subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(
        _sorted(statement, wanted).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    return DecisionPage(list(rows), total, page, pages)


def whole_list(wanted: DecisionFilter) -> list[Decision]:
    """The same without pages, to take away."""
    return list(db.session.scalars(_sorted(_wanted(wanted), wanted)))


def decisions_of_idea(idea_id: int) -> Sequence[Decision]:
    """What was decided about an idea, the newest first."""
    about = select(DecisionIdea.decision_id).where(DecisionIdea.idea_id == idea_id)
    statement = select(Decision).where(Decision.id.in_(about)).options(joinedload(Decision.meeting))
    return db.session.scalars(statement.order_by(Decision.day.desc(), Decision.id.desc())).all()


def waiting_recommendations() -> Sequence[Decision]:
    """What sessions without quorum recommended, and no written vote has taken up yet."""
    taken_up = select(Motion.recommendation_id).where(
        Motion.recommendation_id.is_not(None),
        Motion.state.not_in((MotionState.WITHDRAWN, MotionState.LAPSED)),
    )
    waiting = Decision.recommendation & Decision.has_majority & Decision.id.not_in(taken_up)
    return db.session.scalars(select(Decision).where(waiting).order_by(Decision.id)).all()


def sessions_behind() -> Sequence[Meeting]:
    """Sessions whose released minutes do not know yet that a decision was corrected."""
    released = (
        select(func.max(MinutesRelease.at))
        .where(MinutesRelease.minutes_id == Minutes.id)
        .correlate(Minutes)
        .scalar_subquery()
    )
    statement = (
        select(Meeting)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(Decision, Decision.meeting_id == Meeting.id)
        .join(Decision.corrections)
        .where(Decision.entry_id.is_not(None), DecisionCorrection.at > released)
    )
    return db.session.scalars(statement.order_by(Meeting.day, Meeting.id)).unique().all()


def newest() -> Sequence[Decision]:
    """The last three."""
    order = (Decision.day.desc(), *(one.desc() for one in NUMBER))
    return db.session.scalars(select(Decision).order_by(*order).limit(3)).all()


def years() -> list[int]:
    """Years in which something was decided, the newest first."""
    year = extract("year", Decision.day)
    return sorted({int(one) for one in db.session.scalars(select(year).distinct())}, reverse=True)


def _wanted(wanted: DecisionFilter) -> Select[Decision]:
    statement = select(Decision).options(*_WHOLE)
    for word in search_words(wanted.search):
        statement = statement.where(Decision.search_key.contains(word, autoescape=True))
    if wanted.kind:
        statement = statement.where(Decision.kind == DecisionKind(wanted.kind))
    if wanted.year:
        statement = statement.where(extract("year", Decision.day) == wanted.year)
    if wanted.way:
        written = Decision.meeting_id.is_(None)
        statement = statement.where(written if wanted.way == "umlauf" else ~written)
    if wanted.idea:
        statement = statement.where(Decision.id.in_(_about(wanted.idea)))
    return _with_result(statement, wanted.result)


def _with_result(statement: Select[Decision], result: str) -> Select[Decision]:
    if result == "empfehlung":
        return statement.where(Decision.recommendation)
    if result == "angenommen":
        return statement.where(Decision.adopted)
    rejected = ~Decision.has_majority, ~Decision.recommendation
    return statement.where(*rejected) if result else statement


def _about(number: str) -> Select[int]:
    year, running = read_number(number) or (0, 0)
    return (
        select(DecisionIdea.decision_id)
        .join(Idea, Idea.id == DecisionIdea.idea_id)
        .where(Idea.year == year, Idea.running_number == running)
    )


def _sorted(statement: Select[Decision], wanted: DecisionFilter) -> Select[Decision]:
    order = SORTS.get(wanted.sort.removeprefix("-"))
    if order is None:
        return statement.order_by(Decision.day.desc(), *(one.desc() for one in NUMBER))
    if wanted.sort.startswith("-"):
        order = tuple(one.desc() for one in order)
    return statement.order_by(*order, Decision.id)
