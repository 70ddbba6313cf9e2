"""The support log as a list: filtered, sorted and paged in the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, load_only

from app.contacts.rules import search_words
from app.core.db import db
from app.core.paging import nearest_page
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.support import queries
from app.support.models import SupportCase, SupportEntry
from app.support.rules import CaseState, Sums

PER_PAGE = 50
MANDATE = case(
    {kind.value: place for place, kind in enumerate(SupportKind)}, value=SupportEntry.kind
)
SORTS: dict[str, tuple[Any, ...]] = {
    "tag": (SupportEntry.day,),
    "idee": (Idea.year, Idea.running_number),
    "art": (MANDATE,),
    "minuten": (SupportEntry.minutes,),
    "wer": (func.lower(SupportEntry.worker),),
}
"""The allow-list of orders (I-6)."""
NEWEST = "-tag"


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """What the log is narrowed to; empty values narrow nothing. Both days belong to the period."""

    search: str = ""
    kind: SupportKind | None = None
    field: str = ""
    """Id of a field of work; "-" for ideas without one."""
    idea: str = ""
    """Number of an idea; those merged into it come along."""
    worker: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = NEWEST

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.search, self.kind, self.field, self.idea, self.worker, self.since,
                    self.until))  # fmt: skip


@dataclass(frozen=True)
class LogPage:
    """One page of the log; ``number`` counts from 1."""

    rows: list[SupportEntry]
    total: int
    number: int
    pages: int


def log_page(wanted: LogFilter, total: int, page: int) -> LogPage:
    """The entries of one page with their ideas; one query. ``total``: how many fit, from the sums.

    A page that there is not becomes the nearest one.
    """
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(_in_order(wanted).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return LogPage(list(rows), total, page, pages)


def whole_log(wanted: LogFilter) -> list[SupportEntry]:
    """The same without pages, to take away."""
    return list(db.session.scalars(_in_order(wanted)))


def log_sums(wanted: LogFilter) -> Sums:
    """Minutes and number of what fits, in every way; one query."""
    return queries.sums(*_narrowed(wanted))


def _narrowed(wanted: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        or_(
            SupportEntry.search_key.contains(word, autoescape=True),
            Idea.search_key.contains(word, autoescape=True),
        )
        for word in search_words(wanted.search)
    ]
    if wanted.kind:
        found.append(SupportEntry.kind == wanted.kind)
    if wanted.field:
        found.append(Idea.action_field == ("" if wanted.field == "-" else wanted.field))
    if wanted.idea:
        found.append(SupportEntry.idea_id.in_(queries.family_by_number(wanted.idea)))
    if wanted.worker:
        found.append(SupportEntry.worker == wanted.worker)
    if wanted.since:
        found.append(SupportEntry.day >= wanted.since)
    if wanted.until:
        found.append(SupportEntry.day <= wanted.until)
    return found


def _in_order(wanted: LogFilter) -> Select[SupportEntry]:
    sort = wanted.sort if wanted.sort.removeprefix("-") in SORTS else NEWEST
    columns = SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        columns = tuple(column.desc() for column in columns)
    few = (Idea.id, Idea.year, Idea.running_number, Idea.title, Idea.action_field)
    return (
        select(SupportEntry)
        .join(SupportEntry.idea)
        .where(*_narrowed(wanted))
        .options(contains_eager(SupportEntry.idea).options(load_only(*few)))
        .order_by(*columns, SupportEntry.day.desc(), SupportEntry.id.desc())
    )


CASE_STATES = {"offen": CaseState.OPEN, "arbeit": CaseState.TAKEN, "erledigt": CaseState.CLOSED}


@dataclass(frozen=True)
class CasePage:
    """One page of the requests; ``number`` counts from 1."""

    rows: list[SupportCase]
    total: int
    number: int
    pages: int


def case_counts() -> dict[CaseState, int]:
    """How many requests are in each state; one query."""
    rows = db.session.execute(select(SupportCase.state, func.count()).group_by(SupportCase.state))
    counted = {CaseState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in CaseState}


def case_page(state: str, search: str, page: int) -> CasePage:
    """Requests of one state, or all; not done ones first, the earliest day on top. Two queries."""
    few = (Idea.id, Idea.year, Idea.running_number, Idea.title)
    statement = select(SupportCase).join(SupportCase.idea)
    if state in CASE_STATES:
        statement = statement.where(SupportCase.state == CASE_STATES[state])
    for word in search_words(search):
        fits = or_(
            SupportCase.search_key.contains(word, autoescape=True),
            Idea.search_key.contains(word, autoescape=True),
        )
        statement = statement.where(fits)
    total = (
        db.session.scalar(
            select(func.count()).select_from(statement.with_only_columns(SupportCase.id).subquery())
        )
        or 0
    )
    page, pages = nearest_page(total, page, PER_PAGE)
    done = SupportCase.state == CaseState.CLOSED
    rows = db.session.scalars(
        statement.options(contains_eager(SupportCase.idea).options(load_only(*few)))
        .order_by(done, SupportCase.due.is_(None), SupportCase.due, SupportCase.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return CasePage(list(rows), total, page, pages)
