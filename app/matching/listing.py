"""The list of cards: filtered, sorted and paged in the database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.contacts.models import Person
from app.contacts.rules import search_words
from app.core.db import db
from app.core.paging import nearest_page
from app.ideas.models import Idea
from app.matching.models import MatchCard
from app.matching.queries import PER_PAGE
from app.matching.rules import CardKind, CardState

NUMBER: tuple[Any, ...] = (MatchCard.kind.desc(), func.length(MatchCard.number), MatchCard.number)
SORTS: dict[str, tuple[Any, ...]] = {
    "nummer": NUMBER,
    "bezirk": (MatchCard.district == "", func.lower(MatchCard.district)),
    "gueltig": (MatchCard.valid_until.is_(None), MatchCard.valid_until),
    "feld": (MatchCard.action_field == "", MatchCard.action_field),
}
"""The allow-list of orders (I-6)."""
SHOWN = (CardState.HELD, CardState.OPEN, CardState.MATCHED, CardState.CLOSED, CardState.PENDING)


@dataclass(frozen=True, kw_only=True)
class CardFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    kind: CardKind | None = None
    state: CardState | None = None
    field: str = ""
    district: str = ""
    search: str = ""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.kind, self.state, self.field, self.district, self.search))


@dataclass(frozen=True)
class CardPage:
    """One page of the list; ``number`` counts from 1."""

    rows: list[MatchCard]
    total: int
    number: int
    pages: int


def card_page(wanted: CardFilter, page: int) -> CardPage:
    """The cards of one page with their people and projects; two queries."""
    statement = _wanted(wanted)
    total = db.session.scalar(statement.with_only_columns(func.count(MatchCard.id))) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(
        _sorted(statement, wanted.sort)
        .options(
            contains_eager(MatchCard.person),
            joinedload(MatchCard.idea).load_only(Idea.year, Idea.running_number, Idea.title),
        )
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return CardPage(list(rows), total, page, pages)


def _wanted(wanted: CardFilter) -> Select[MatchCard]:
    statement = select(MatchCard).outerjoin(MatchCard.person)
    narrowed = {
        MatchCard.kind: wanted.kind,
        MatchCard.state: wanted.state,
        MatchCard.action_field: wanted.field,
        MatchCard.district: wanted.district,
    }
    for column, value in narrowed.items():
        if value:
            statement = statement.where(column == value)
    for word in search_words(wanted.search):
        statement = statement.where(
            or_(
                MatchCard.search_key.contains(word, autoescape=True),
                Person.search_key.contains(word, autoescape=True),
            )
        )
    return statement


def _sorted(statement: Select[MatchCard], sort: str) -> Select[MatchCard]:
    """What waits for the office comes first, then what is open, the newest on top."""
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        return statement.order_by(
            MatchCard.state != CardState.HELD,
            MatchCard.state != CardState.OPEN,
            func.length(MatchCard.number).desc(),
            MatchCard.number.desc(),
            MatchCard.id.desc(),
        )
    ordered = [one.desc() for one in columns] if sort.startswith("-") else columns
    return statement.order_by(*ordered, MatchCard.id)


def counts_by_state() -> dict[CardState, int]:
    """How many cards are in each state, in the order of the list's filters."""
    rows = db.session.execute(select(MatchCard.state, func.count()).group_by(MatchCard.state))
    counted = {CardState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in SHOWN}


def districts() -> list[str]:
    """Districts that stand on cards, to choose from."""
    statement = select(MatchCard.district).where(MatchCard.district != "").distinct()
    return sorted(db.session.scalars(statement), key=str.casefold)
