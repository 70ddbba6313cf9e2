"""One process at a time makes or changes the tables of a database (O-11)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from app.core.db import db


class Busy(Exception):
    """Another process is making or changing the tables."""


LOCK_NUMBER = 7_220_931  # names this lock among PostgreSQL's advisory locks


@contextmanager
def alone(*, patient: bool = True) -> Iterator[None]:
    """Nobody else prepares this database meanwhile; a lock ends with its process.

    Who is not patient gets ``Busy`` instead of waiting.
    """
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for limit in ("lock_timeout", "statement_timeout"):
                connection.execute(text(f"SET {limit} = 0"))
            lock = "pg_advisory_lock" if patient else "pg_try_advisory_lock"
            if connection.scalar(text(f"SELECT {lock}({LOCK_NUMBER})")) is False:
                raise Busy
            try:
                yield
            finally:
                connection.execute(text(f"SELECT pg_advisory_unlock({LOCK_NUMBER})"))
                connection.invalidate()
        return
    name = db.engine.url.database or ":memory:"
    if name == ":memory:":
        yield
        return
    with Path(f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Busy from fault
        yield
