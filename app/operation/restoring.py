"""A backup, or another database, becomes the database of this Treffwerk."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, create_engine, func, inspect, select, text

from app.core import clock
from app.core.db import db
from app.core.db_lock import alone
from app.operation.backups import BackupFault, checked, one_state, prepared
from app.operation.copying import Marks, clear, copy_rows, is_empty, marks_of
from app.operation.models import Node
from app.operation.upgrading import migrate
from app.outbox.models import Heartbeat
from app.outbox.queries import heartbeat

ALIVE = timedelta(seconds=90)
CLOCKWORK = "clockwork"


def restore(file: Path, *, replace: bool) -> Marks:
    """Put what is in a backup into this database, all or nothing; what was written, as marks.

    The tables of an older version are brought up to date on the way. Raises ``BackupFault``: the
    file is no good, of a newer version, or there is something here and ``replace`` was not said.
    """
    _refuse_newer(checked(file).revision, file)
    with tempfile.TemporaryDirectory(prefix="treffwerk-") as name:
        copy = Path(name) / "copy.sqlite3"
        shutil.copyfile(file, copy)
        with prepared(f"sqlite:///{copy}"):
            pass  # its tables are up to date now
        with alone():
            migrate()
            if not replace:
                _refuse_full()
            return _replaced_by(copy)


def move(url: str) -> tuple[Marks, Marks]:
    """Copy this database into another, empty one; the marks of both. Raises ``BackupFault``."""
    refuse_running()
    with one_state() as source, prepared(url) as target:
        with target.begin():
            if not is_empty(target):
                raise BackupFault("In der neuen Datenbank steht schon etwas. Sie muss leer sein.")
            here = copy_rows(source, target)
        with target.begin():
            return here, marks_of(target)


def refuse_running() -> None:
    """Raise ``BackupFault`` while any part of Treffwerk is alive on this database, on any host.

    A database without tables is in nobody's use.
    """
    known = inspect(db.engine)
    if not all(known.has_table(model.__tablename__) for model in (Heartbeat, Node)):
        return
    last = heartbeat(CLOCKWORK)
    seen = [one.at for one in [last] if one]
    seen += db.session.scalars(select(func.max(Node.seen_at))).all()
    db.session.rollback()
    if any(moment and abs(clock.now() - moment) < ALIVE for moment in seen):
        raise BackupFault(
            "Treffwerk läuft noch mit dieser Datenbank. Bitte beenden Sie es zuerst und warten Sie "
            "anderthalb Minuten."
        )


def _refuse_newer(revision: str, file: Path) -> None:
    scripts = current_app.extensions["alembic"].script_directory
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise BackupFault(
            f"{file} stammt von einer neueren Fassung von Treffwerk (Stand {revision}). Bitte "
            "holen Sie zuerst diese Fassung."
        )


def _refuse_full() -> None:
    with db.engine.connect() as connection:
        if is_empty(connection):
            return
    raise BackupFault(
        "In dieser Datenbank stehen schon Daten. Mit --replace werden sie durch die Sicherung "
        "ersetzt; vorher wird eine Sicherung des jetzigen Standes gemacht."
    )


def _replaced_by(copy: Path) -> Marks:
    with _reading(copy) as source, _writing() as target, target.begin():
        clear(target)
        written = copy_rows(source, target)
        if marks_of(target) != written:
            raise BackupFault("Die Daten kamen verändert an. Es bleibt alles, wie es war.")
    return written


@contextmanager
def _writing() -> Iterator[Connection]:
    with db.engine.connect().execution_options(writing=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
            connection.commit()
        yield connection


@contextmanager
def _reading(copy: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
