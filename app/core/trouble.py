"""Trouble with the database that passes by itself, and how to go on when it has.

The database is stopped, starts again, cannot be reached, takes no writes after a change of hosts;
or two transactions waited for each other. Nothing was kept then, and the same thing done once more
works (security-reliability.md 3).
"""

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select, text
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.core.db import db

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

COLLISIONS = ("40001", "40P01")
"""PostgreSQL: could not be serialised, deadlock."""
READ_ONLY = "25006"
"""PostgreSQL: this host takes no writes, another one is in charge now."""
IDLE_TOO_LONG = "25P03"
PAUSES = (0.05, 0.2, 0.5)
"""Seconds before the second, third and fourth try, give or take a half."""
LOOK_AGAIN = 0.5
PATIENCE = 20.0
"""Seconds for which what has happened is still written down when the process is told to end."""

WRITABLE = text(
    "SELECT NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off'"
)


def code_of(fault: BaseException) -> str:
    """PostgreSQL's code of the fault (SQLSTATE); empty when there is none."""
    return str(getattr(getattr(fault, "orig", None), "sqlstate", None) or "")


def passes_by(fault: BaseException) -> bool:
    """Whether the same thing works later: the database is away, locked or full, or has no time."""
    if isinstance(fault, (OperationalError, InterfaceError, NoConnectionFree)):
        return True
    if isinstance(fault, PendingRollbackError):
        return True  # what comes after a line that broke in the same request
    return isinstance(fault, DBAPIError) and (
        fault.connection_invalidated or code_of(fault) in (READ_ONLY, IDLE_TOO_LONG)
    )


def is_collision(fault: BaseException) -> bool:
    """Whether two transactions got in each other's way: at once again is soon enough."""
    return code_of(fault) in COLLISIONS


def takes_writes() -> bool:
    """Whether a transaction that may write can be begun just now; nothing is written."""
    db.session.rollback()
    try:
        with db.engine.connect().execution_options(writing=True) as connection:
            if connection.dialect.name == "postgresql":
                return bool(connection.scalar(WRITABLE))
            return connection.scalar(select(1)) == 1
    except SQLAlchemyError as fault:
        if passes_by(fault):
            return False
        raise


def again(do: Callable[[], Answer]) -> Answer:
    """Do it; up to three times more, from its beginning, when transactions collided."""
    for pause in PAUSES:
        try:
            return do()
        except DBAPIError as fault:
            if not is_collision(fault):
                raise
            log.info("two transactions collided (%s), once more", code_of(fault))
            db.session.rollback()
        time.sleep(pause * random.uniform(0.5, 1.5))
    return do()


def insist(do: Callable[[], Answer], told_to_end: Callable[[], bool]) -> Answer:
    """Write down what has happened outside and cannot be undone, however long the database is away.

    Who is told to end still tries for ``PATIENCE`` seconds.
    """
    end = float("inf")
    while True:
        try:
            return do()
        except SQLAlchemyError as fault:
            end = min(end, time.monotonic() + PATIENCE) if told_to_end() else end
            if not passes_by(fault) or time.monotonic() > end:
                raise
            db.session.rollback()
        time.sleep(LOOK_AGAIN)
