"""The first rows of a list in which old ones pile up, and how many more there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.interfaces import ORMOption

from app.core.db import Base, db
from app.core.words import plain_key

MOST = 30
"""So many late rows of one list are read; nobody works through more of them at once."""

R = TypeVar("R", bound=Base)


@dataclass(frozen=True)
class Firsts(Generic[R]):
    """Rows of a list: the first ``MOST`` late ones, and all that are not late."""

    rows: list[R]
    left: Counter[str]
    """Whose the others are, by the person's name ("": nobody's) → how many."""


def firsts(
    statement: Select[R],
    due: InstrumentedAttribute[Any],
    today: date,
    *,
    who: InstrumentedAttribute[str] | None = None,
    reader: str = "",
    options: tuple[ORMOption, ...] = (),
) -> Firsts[R]:
    """The first rows of a statement that is in order already; two queries.

    ``due``: the column with the day; before ``today`` a row is late. ``who``: the column with the
    name of who does it. ``reader``: only the rows of this person are read, the others counted.
    ``options``: what is loaded of each row.
    """
    row: Any = statement.column_descriptions[0]["entity"]
    counted = _counted(statement, row.id, who)
    if reader:
        names = [name for name in counted if plain_key(name) == plain_key(reader)]
        statement = statement.where(who.in_(names) if who is not None else row.id.is_(None))
    late = statement.where(due < today).with_only_columns(row.id).limit(MOST)
    shown = statement.where(or_(due.is_(None), due >= today, row.id.in_(late))).options(*options)
    rows = list(db.session.scalars(shown).unique())
    read = Counter(getattr(one, who.key) if who is not None else "" for one in rows)
    return Firsts(rows, counted - read)


def _counted(
    statement: Select[Any], key: Any, who: InstrumentedAttribute[str] | None
) -> Counter[str]:
    every = statement.order_by(None)
    if who is None:
        return Counter({"": db.session.scalar(every.with_only_columns(func.count(key))) or 0})
    counting = every.with_only_columns(who, func.count(key)).group_by(who)
    counted: Counter[str] = Counter()
    for name, number in db.session.execute(counting):
        counted[name] = number
    return counted


def of_found(column: Any) -> ColumnElement[Any]:
    """A column to sort by what a search found: the index of the column is left alone.

    SQLite would fetch row by row in the order of the index, which takes three times as long as
    reading all rows and sorting the few that fit.
    """
    return func.coalesce(column, column)
