"""Before the first request: the database gets its tables and, in the demo, its year (O-11).

Any number of processes may do this at the same moment; one does the work, the others wait.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.access.actions import make_link
from app.access.models import Staff
from app.access.rules import Role
from app.core import demo_clock
from app.core.db import db
from app.core.links import link_to
from app.core.settings import current
from app.demo.loader import is_empty, load_demo
from app.meetings.special_days import seed_days

LOCK_NUMBER = 7_220_931  # names this lock among PostgreSQL's advisory locks


class StartFault(Exception):
    """Treffwerk cannot start; the text is for the person at the terminal."""


def prepare_database(app: Flask, say: Callable[[str], object] = str) -> None:
    """Make or update the tables, load the demo year if new. Raises ``StartFault``.

    ``say`` is told in German what takes a while.
    """
    with app.app_context():
        try:
            with alone():
                refuse_newer(app)
                app.extensions["alembic"].upgrade()
                seed_days()
                _load_demo(say)
        except (DBAPIError, OSError) as fault:
            raise StartFault(_unusable(fault)) from fault
        finally:
            db.session.remove()
    with app.app_context():
        db.engine.dispose()


def sign_in_link() -> tuple[Staff, str] | None:
    """The first person of the office and a link for one sign-in; None while there is nobody."""
    team = db.session.scalars(select(Staff).where(Staff.active).order_by(Staff.id))
    staff = next((one for one in team if Role.OFFICE in one.role_set), None)
    if staff is None:
        return None
    address = link_to("access_public.enter", token=make_link(staff.email))
    return db.session.get_one(Staff, staff.id), address


def _load_demo(say: Callable[[str], object]) -> None:
    config = current()
    if not config.demo.enabled or not is_empty() or db.session.scalar(select(Staff.id).limit(1)):
        return
    say("Das Beispieljahr wird geladen. Das dauert ein paar Sekunden …")
    demo_clock.rewind(config, str(db.engine.url))
    load_demo()


def refuse_newer(app: Flask) -> None:
    """Raise ``StartFault`` when the tables are of a newer version than this program."""
    alembic: Alembic = app.extensions["alembic"]
    known = {script.revision for script in alembic.script_directory.walk_revisions()}
    unknown = set(alembic.migration_context.get_current_heads()) - known
    if unknown:
        raise StartFault(
            "Die Datenbank stammt von einer neueren Fassung von Treffwerk "
            f"(Stand {', '.join(sorted(unknown))}). Bitte starten Sie die neuere Fassung oder "
            "spielen Sie eine Sicherung ein, die zu dieser Fassung passt."
        )


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


def _unusable(fault: DBAPIError | OSError) -> str:
    place = db.engine.url.render_as_string(hide_password=True)
    why = str(fault.orig if isinstance(fault, DBAPIError) else fault).strip()
    return (
        f"Die Datenbank {place} lässt sich nicht benutzen: {why}. Bitte prüfen Sie database.url in "
        "config.toml, die Rechte am Ordner und den freien Platz."
    )
