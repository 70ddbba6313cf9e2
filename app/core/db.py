"""The database: base class of all tables, the one transaction, the one type for moments.

``transaction()`` is the only place that commits. Reading happens in plain transactions;
writing begins with the write lock (SQLite: BEGIN IMMEDIATE, PostgreSQL: row locks), so that
nothing decided on a stale reading is ever written.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.engine import Connection, Dialect, ExceptionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.core import clock
from app.core.errors import NotFound

WAIT_TO_WRITE = 10  # seconds
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; names of constraints are predictable for migrations."""

    metadata = MetaData(naming_convention=NAMES)

    @classmethod
    def __table_cls__(cls, *words: Any, **more: Any) -> Table:
        """SQLite would give the number of a deleted row to the next one (PostgreSQL never does).

        Personal links and keys of letters are made from numbers: an old link would open somebody
        else's row.
        """
        keys = [one for one in words if isinstance(one, Column) and one.primary_key]
        return Table(*words, **more, sqlite_autoincrement=len(keys) == 1)


db = SQLAlchemy(metadata=Base.metadata)


Row = TypeVar("Row", bound=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database (SQLite: sortable ISO text with Z)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = String(27) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


LINE = {
    "connect_timeout": 3,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
    "application_name": "treffwerk",
}
"""A host that is silent is given up soon, in place of minutes (libpq's own words)."""


def line_to(url: str) -> dict[str, object]:
    """How to reach PostgreSQL at this address, which itself comes first."""
    return {name: value for name, value in LINE.items() if name not in make_url(url).query}


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # we begin ourselves, see _begin
        for pragma in (
            "foreign_keys=ON",
            f"busy_timeout={WAIT_TO_WRITE * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return
    connection.execute("SET lock_timeout = '3s'")
    connection.execute("SET statement_timeout = '15s'")
    # A page that asks for a document waits for it up to 90 s (core/pdf.py) after it has read.
    connection.execute("SET idle_in_transaction_session_timeout = '120s'")
    connection.commit()


MEASURE_EVERY = 30.0  # seconds
SET_ANEW = 1.0  # seconds by which the host's clock moved on its own: it was set, or slept
_measured = (float("-inf"), 0.0)


@event.listens_for(Pool, "checkout")
def _measure_clock(connection: Any, _record: Any, _proxy: Any) -> None:
    """Compare this host's clock with that of PostgreSQL, now and then: all hosts go by it."""
    global _measured
    steady = time.monotonic()
    was_set = abs(time.time() - steady - _measured[1]) > SET_ANEW
    if isinstance(connection, sqlite3.Connection) or not (
        was_set or steady - _measured[0] > MEASURE_EVERY
    ):
        return
    begun = datetime.now(UTC)
    theirs = connection.execute("SELECT clock_timestamp()").fetchone()[0]
    ended = datetime.now(UTC)
    connection.rollback()
    clock.host_is_ahead(begun + (ended - begun) / 2 - theirs)
    _measured = (steady, time.time() - steady)


@event.listens_for(Engine, "handle_error")
def _look_for_another_host(context: ExceptionContext) -> None:
    """A database that takes no writes any more has handed over: leave it, and ask anew."""
    if getattr(context.original_exception, "sqlstate", "") == "25006":
        context.is_disconnect = True


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


_writing = threading.RLock()


@contextmanager
def _turn_to_write(database: str) -> Iterator[None]:
    """Threads of one process wait here for each other, about in the order in which they came.

    SQLite itself looks again and again whether it may write; of many who do so one can be unlucky
    until its ten seconds are over. PostgreSQL has a queue of its own.
    """
    if database != "sqlite":
        yield
        return
    taken = _writing.acquire(timeout=WAIT_TO_WRITE)
    try:
        yield
    finally:
        if taken:
            _writing.release()


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside is kept together or not at all.

    The outermost block commits, an inner one joins it. Raises ``RuntimeError`` when something
    was changed outside of a transaction before.
    """
    session = db.session()
    if session.info.get("in_transaction"):
        yield
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside of a transaction")
    session.rollback()
    session.info["in_transaction"] = True
    try:
        with _turn_to_write(session.get_bind().dialect.name):
            try:
                session.connection(execution_options={"writing": True})
                yield
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        session.info["in_transaction"] = False


def locked(model: type[Row], row_id: int) -> Row:
    """The row, freshly read and locked until the transaction ends. Raises ``NotFound``.

    Others may still write rows that lead to it (PostgreSQL: no wait between a foreign key and
    this lock), so that a row and what hangs on it can be written in any order.
    """
    row: Row | None = db.session.scalar(
        _locking(model), {"row_id": row_id}, execution_options={"populate_existing": True}
    )
    if row is None:
        raise NotFound("Das gibt es nicht oder nicht mehr.")
    return row


@cache
def _locking(model: type[Base]) -> Select[Any]:
    statement = select(model).filter_by(id=bindparam("row_id"))
    return statement.with_for_update(of=model, key_share=True)


def values_of(row: Base) -> tuple[object, ...]:
    """All columns of a row without those that are read on demand, and the rows that are always
    read along with it (``lazy="joined"``)."""
    return tuple(getattr(row, name) for name in _read_at_once(type(row)))


@cache
def _read_at_once(model: type[Base]) -> tuple[str, ...]:
    mapper = inspect(model)
    columns = [one.key for one in mapper.column_attrs if not one.deferred]
    return (*columns, *(one.key for one in mapper.relationships if one.lazy == "joined"))


def one_at_a_time(name: str) -> None:
    """Until the transaction ends, nobody else gets past this line with the same name.

    For running numbers. SQLite: the write lock already does it; PostgreSQL: an advisory lock.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
