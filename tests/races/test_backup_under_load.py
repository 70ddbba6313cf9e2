"""A backup made while others write is one state of the database, and comes back as it was (O-5)."""

import shutil
import threading

import pytest
from sqlalchemy import create_engine, insert, text

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.limits import Attempt
from app.operation import backups, restoring
from app.operation.copying import marks_of
from tests.conftest import new_database
from tests.operation.build import an_app, marks_here, some_rows

pytestmark = pytest.mark.race
WRITERS = 3
AT_LEAST = 30


def write_pairs(app, number, stop, written):
    """Two rows at a time, again and again: one without the other was never there."""
    with app.app_context():
        while not stop.is_set():
            with transaction():
                who = f"{number}-{len(written)}"
                for kind in ("left", "right"):
                    row = {"kind": kind, "who": who, "at": app_clock.now()}
                    db.session.execute(insert(Attempt), row)
            written.append(who)
        db.session.remove()


def pairs_in(file, kind):
    copy = shutil.copy(file, file.with_suffix(".copy"))  # opening it as ours would change it
    engine = create_engine(f"sqlite:///{copy}")
    with engine.connect() as connection:
        statement = text("SELECT who FROM attempt WHERE kind = :kind ORDER BY who")
        found = list(connection.scalars(statement, {"kind": kind}))
        marks = marks_of(connection)
    engine.dispose()
    return found, marks


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(bare_database, tmp_path, clock):
    stop, written = threading.Event(), []
    with an_app(bare_database) as app:
        some_rows()
        writers = [
            threading.Thread(target=write_pairs, args=(app, number, stop, written))
            for number in range(WRITERS)
        ]
        for one in writers:
            one.start()
        made = []
        while len(made) < 3 or len(written) < AT_LEAST:
            before = set(written)
            clock.move(seconds=1)
            made.append((backups.make(tmp_path).file, before))
        stop.set()
        for one in writers:
            one.join()

    for file, before in made:
        left, marks = pairs_in(file, "left")
        assert pairs_in(file, "right")[0] == left
        assert before <= set(left) <= set(written)
    with new_database("restored_under_load") as url, an_app(url, prepared=False):
        restoring.restore(made[-1][0], replace=False)
        assert marks_here() == marks
