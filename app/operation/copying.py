"""All rows from one database into another, and the marks by which two databases are compared."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, func, insert, select, text, update

from app.core.db import Base

CHUNK = 500
"""Rows that are read and written at a time."""


@dataclass(frozen=True)
class Mark:
    """What a table holds: how many rows, and a digest of all their values in the order of keys."""

    rows: int
    digest: str


Marks = dict[str, Mark]
"""Of each table by its name, in the order in which rows can be written."""


def copy_rows(source: Connection, target: Connection, say: Callable[[str], object] = str) -> Marks:
    """Write every row of ``source`` into the empty tables of ``target``; what was read, as marks.

    Both sides are inside a transaction of the caller; that of the source must see one state.
    A column that leads to its own table (or to a later one) is filled in a second pass.
    """
    marks: Marks = {}
    for table in Base.metadata.sorted_tables:
        late = _late_columns(table)
        marker = _Marker()
        for rows in _chunks(source, table):
            marker.add(rows)
            target.execute(
                insert(table), [row | dict.fromkeys(one.name for one in late) for row in rows]
            )
        if late:
            _fill_in(source, target, table, late)
        marks[table.name] = marker.mark
        say(f"{table.name}: {marker.mark.rows}")
    _go_on_counting(target)
    return marks


def marks_of(connection: Connection) -> Marks:
    """The marks of every table."""
    marks: Marks = {}
    for table in Base.metadata.sorted_tables:
        marker = _Marker()
        for rows in _chunks(connection, table):
            marker.add(rows)
        marks[table.name] = marker.mark
    return marks


def clear(connection: Connection) -> None:
    """Remove every row, in the caller's transaction."""
    for table in reversed(Base.metadata.sorted_tables):
        for column in _late_columns(table):
            connection.execute(update(table).values({column: None}))
        connection.execute(table.delete())


def is_empty(connection: Connection) -> bool:
    """No table holds a row."""
    return not any(
        connection.execute(select(next(iter(table.primary_key))).limit(1)).first()
        for table in Base.metadata.sorted_tables
    )


class _Marker:
    """Counts rows and digests their values; the same for both kinds of database."""

    def __init__(self) -> None:
        self._rows = 0
        self._digest = hashlib.sha256()

    def add(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            values = [_plain(value) for value in row.values()]
            self._digest.update(json.dumps(values, sort_keys=True).encode("utf-8") + b"\n")
        self._rows += len(rows)

    @property
    def mark(self) -> Mark:
        return Mark(self._rows, self._digest.hexdigest())


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _chunks(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    statement = select(table).order_by(*table.primary_key)
    result = connection.execution_options(yield_per=CHUNK).execute(statement)
    for rows in result.mappings().partitions():
        yield [dict(row) for row in rows]


def _late_columns(table: Table) -> list[Column[Any]]:
    """Columns that lead to rows which may not be there yet."""
    order = {one.name: place for place, one in enumerate(Base.metadata.sorted_tables)}
    return sorted(
        {
            key.parent
            for key in table.foreign_keys
            if order[key.column.table.name] >= order[table.name]
        },
        key=lambda column: column.name,
    )


def _fill_in(source: Connection, target: Connection, table: Table, late: list[Column[Any]]) -> None:
    key = next(iter(table.primary_key))
    for column in late:
        rows = source.execute(select(key, column).where(column.is_not(None))).all()
        if rows:
            statement = (
                update(table)
                .where(key == bindparam("row_key"))
                .values({column.name: bindparam("new_value")})
            )
            target.execute(statement, [{"row_key": a, "new_value": b} for a, b in rows])


def _go_on_counting(target: Connection) -> None:
    """New rows get numbers above all there are (SQLite keeps count by itself)."""
    if target.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = target.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
        highest = target.scalar(select(func.max(column)))
        if name and highest:
            target.execute(text("SELECT setval(:name, :value)"), {"name": name, "value": highest})
