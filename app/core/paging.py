"""Lists page by page."""

from typing import Any, TypeVar

from sqlalchemy import Select, func

from app.core.db import Base, db

LAST_PAGE = 100_000

R = TypeVar("R", bound=Base)


def nearest_page(total: int, wanted: int, size: int) -> tuple[int, int]:
    """The page nearest to the wanted one, and how many there are; both at least 1."""
    pages = max(1, -(-total // size))
    return min(max(wanted, 1), pages), pages


def found_page(found: Select[R], number: int, size: int) -> tuple[list[R], int]:
    """Rows of page ``number`` of what a search found, or of the last page; and how many it found.

    A search for parts of words reads every row: it does so once, for ids and number together.
    """
    row: Any = found.column_descriptions[0]["entity"]
    ids = found.with_only_columns(row.id, func.count().over().label("total")).options()
    number = min(max(number, 1), LAST_PAGE)
    hits = db.session.execute(ids.limit(size).offset((number - 1) * size)).all()
    if not hits and number > 1:
        _, total = found_page(found, 1, size)
        return found_page(found, nearest_page(total, number, size)[1], size)
    if not hits:
        return [], 0
    rows = db.session.scalars(found.where(row.id.in_([hit.id for hit in hits])))
    return list(rows.unique()), hits[0].total
