"""Threads of one process that write to SQLite stand in line; PostgreSQL has a queue of its own."""

import sys
import threading
import time

import pytest
from sqlalchemy import event

from app.core import db as core_db
from app.core.db import db, transaction
from tests import build
from tests.conftest import POSTGRES

pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="about SQLite")
LONG = 60


def stands_in_line(thread):
    frame = sys._current_frames().get(thread.ident)
    return frame is not None and frame.f_code.co_name == "_turn_to_write"


def test_they_write_in_the_order_in_which_they_came(app):
    order = []

    def write(number):
        with app.app_context(), transaction():
            order.append(number)

    writers = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(5)]
    with app.app_context(), transaction():
        for one in writers:
            one.start()
            while not stands_in_line(one):
                time.sleep(0.001)
            time.sleep(0.05)  # from our line to that of the operating system
    for one in writers:
        one.join(LONG)

    assert order == [0, 1, 2, 3, 4]


@pytest.fixture
def hurried(app, monkeypatch):
    """An app that waits a tenth of a second, in the line and at the file."""

    def hurry(made, _record):
        made.execute("PRAGMA busy_timeout=100")

    monkeypatch.setattr(core_db, "WAIT_TO_WRITE", 0.1)
    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", hurry)
    yield app
    event.remove(engine, "connect", hurry)
    engine.dispose()


def test_who_waited_too_long_keeps_what_was_typed_and_comes_back(hurried, client):
    began, ends = threading.Event(), threading.Event()

    def hold():
        with hurried.app_context(), transaction():
            began.set()
            ends.wait(LONG)

    with hurried.app_context():
        target = f"/treffen/{build.slug_of(build.a_meeting())}/anmelden"
    typed = {"vorname": "Zoë", "nachname": "Test", "email": "zoe@example.org"}
    typed |= {"akteursgruppe": "buergerschaft"}
    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    began.wait(LONG)

    late = client.post(target, data=typed)
    ends.set()
    holder.join(LONG)
    answer = client.post(target, data=typed)

    assert (late.status_code, late.headers["Retry-After"]) == (503, "60")
    assert "Noch einmal senden" in late.text and "Zoë" in late.text
    assert (answer.status_code, answer.location) == (303, f"{target}/unterwegs")
