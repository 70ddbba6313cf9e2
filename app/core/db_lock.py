"""One process at a time makes or changes the tables of a database (O-11)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from app.core.db import db

LOCK_NUMBER = 7_220_931  # names this lock among PostgreSQL's advisory locks


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else prepares this database meanwhile; a lock ends with its process."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for limit in ("lock_timeout", "statement_timeout"):
                connection.execute(text(f"SET {limit} = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK_NUMBER})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK_NUMBER})
                connection.invalidate()
        return
    name = db.engine.url.database or ":memory:"
    if name == ":memory:":
        yield
        return
    with Path(f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
