"""What is read of funding programmes: the list, next deadlines, what fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import load_only

from app.contacts.rules import search_words
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import nearest_page
from app.ideas.models import Idea
from app.ideas.queries import field_names
from app.ideas.rules import IdeaState
from app.support.funding_rules import CHECK_AFTER, EARLY, FITTING_STATES, Fit, Project, fit
from app.support.models import Funding, FundingHint

PER_PAGE = 50
NEXT = 5
MOST_PROGRAMMES, MOST_IDEAS, MOST_LOOKED_AT = 200, 60, 500
"""So many programmes and ideas are shown as fitting, and so many ideas are looked at."""
VIEWS = ("offen", "laufend", "vorbei", "pruefen", "archiv")
SORTS: dict[str, tuple[Any, ...]] = {
    "frist": (Funding.deadline.is_(None), Funding.deadline),
    "name": (func.lower(Funding.name),),
    "nummer": (func.length(Funding.number), Funding.number),
    "geprueft": (Funding.checked_on.is_not(None), Funding.checked_on),
}
"""The allow-list of orders (I-6)."""


@dataclass(frozen=True, kw_only=True)
class FundingFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    view: str = ""
    """One of ``VIEWS``; empty: everything that is not archived."""
    search: str = ""
    field: str = ""
    sort: str = "frist"


@dataclass(frozen=True)
class FundingPage:
    """One page of the list; ``number`` counts from 1."""

    rows: list[Funding]
    total: int
    number: int
    pages: int


def funding_page(wanted: FundingFilter, today: date, page: int) -> FundingPage:
    """The programmes of one page; two queries."""
    statement = _wanted(wanted, today)
    counted = select(func.count()).select_from(statement.with_only_columns(Funding.id).subquery())
    total = db.session.scalar(counted) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(
        _in_order(statement, wanted.sort, today).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    return FundingPage(list(rows), total, page, pages)


def _wanted(wanted: FundingFilter, today: date) -> Select[Funding]:
    statement = select(Funding).where(Funding.archived == (wanted.view == "archiv"))
    past = Funding.deadline < today
    views: dict[str, ColumnElement[bool]] = {
        "offen": or_(Funding.deadline.is_(None), Funding.deadline >= today),
        "laufend": Funding.deadline.is_(None),
        "vorbei": past,
        "pruefen": or_(Funding.checked_on.is_(None), Funding.checked_on < today - CHECK_AFTER),
    }
    if wanted.view in views:
        statement = statement.where(views[wanted.view])
    for word in search_words(wanted.search):
        statement = statement.where(Funding.search_key.contains(word, autoescape=True))
    if wanted.field:
        chosen = cast(Funding.fields, String)
        named = chosen.contains(f'"{wanted.field}"', autoescape=True)
        statement = statement.where(or_(named, chosen == "[]"))
    return statement


def _in_order(statement: Select[Funding], sort: str, today: date) -> Select[Funding]:
    """By deadline: the next one on top, then those without a day, then those that are over."""
    name = sort.removeprefix("-")
    if name not in SORTS or sort == "frist":
        over = func.coalesce(Funding.deadline < today, False)
        return statement.order_by(over, *SORTS["frist"], Funding.id)
    columns = SORTS[name]
    if sort.startswith("-"):
        columns = tuple(column.desc() for column in columns)
    return statement.order_by(*columns, Funding.id)


def funding_by_id(funding_id: int) -> Funding:
    """Raises ``NotFound``."""
    found = db.session.get(Funding, funding_id)
    if found is None:
        raise NotFound("Dieses Förderprogramm gibt es nicht.")
    return found


def funding_with_key(submit_key: str) -> Funding | None:
    """What this press of a button added already."""
    return db.session.scalar(select(Funding).filter_by(submit_key=submit_key))


def next_deadlines(today: date, most: int = NEXT) -> list[Funding]:
    """The deadlines that come next, the earliest first."""
    return list(
        db.session.scalars(
            select(Funding)
            .where(Funding.deadline >= today, Funding.archived.is_(False))
            .order_by(Funding.deadline, Funding.id)
            .limit(most)
        )
    )


def deadlines_to_remember(today: date) -> list[Funding]:
    """Deadlines of the next 28 days, the earliest first."""
    return list(
        db.session.scalars(
            select(Funding)
            .where(Funding.deadline.between(today, today + EARLY), Funding.archived.is_(False))
            .order_by(Funding.deadline, Funding.id)
        )
    )


def last_number() -> int:
    """The highest number given out, 0 before the first: 8 of F08."""
    numbers = db.session.scalars(select(Funding.number))
    return max((int(one[1:]) for one in numbers if one[1:].isdecimal()), default=0)


def _project(idea: Idea) -> Project:
    return Project(
        state=IdeaState(idea.state),
        fields=(idea.action_field, idea.second_field),
        who=f"{idea.organisation} {idea.team}",
    )


def fitting_ideas(funding: Funding) -> list[tuple[Idea, Fit]]:
    """Ideas that a programme fits, the best first; one query."""
    statement = select(Idea).where(Idea.state.in_(FITTING_STATES), Idea.merged_into_id.is_(None))
    if funding.fields:
        chosen = (Idea.action_field.in_(funding.fields), Idea.second_field.in_(funding.fields))
        statement = statement.where(or_(*chosen))
    few = (
        Idea.id, Idea.year, Idea.running_number, Idea.title, Idea.team, Idea.state,
        Idea.action_field, Idea.second_field, Idea.organisation, Idea.contact_name,
        Idea.contact_email,
    )  # fmt: skip
    newest = statement.options(load_only(*few)).order_by(Idea.id.desc()).limit(MOST_LOOKED_AT)
    found = _fits((idea, funding) for idea in db.session.scalars(newest))
    return [(idea, how) for idea, _, how in found][:MOST_IDEAS]


def funding_of_idea(idea: Idea, today: date) -> list[tuple[Funding, Fit]]:
    """Programmes that are open and fit an idea, the best first; one query."""
    open_ones = or_(Funding.deadline.is_(None), Funding.deadline >= today)
    programmes = db.session.scalars(
        select(Funding)
        .where(Funding.archived.is_(False), open_ones)
        .order_by(Funding.deadline.is_(None), Funding.deadline, Funding.id)
        .limit(MOST_PROGRAMMES)
    )
    return [(one, how) for _, one, how in _fits((idea, funding) for funding in programmes)]


def _fits(pairs: Iterable[tuple[Idea, Funding]]) -> list[tuple[Idea, Funding, Fit]]:
    names = field_names()
    found = [
        (idea, funding, how)
        for idea, funding in pairs
        if (how := fit(funding.eligible, funding.fields, _project(idea), names))
    ]
    return sorted(found, key=lambda one: -one[2].score)


def hints_about(funding: Funding) -> dict[int, FundingHint]:
    """Id of an idea → what its contact person was told about the deadline of now."""
    statement = select(FundingHint).filter_by(funding_id=funding.id, deadline=funding.deadline)
    return {hint.idea_id: hint for hint in db.session.scalars(statement)}


def told_of_idea(idea_id: int) -> dict[tuple[int, date | None], FundingHint]:
    """(id of a programme, deadline) → that the contact person of an idea was told."""
    statement = select(FundingHint).filter_by(idea_id=idea_id)
    return {(hint.funding_id, hint.deadline): hint for hint in db.session.scalars(statement)}
