"""A process of its own that confirms or registers: ``main(MODE, URL, …)``.

With a MODE that ends in ``unlocked`` every lock is taken away, to prove that the race is real
without them.
"""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event, select

from app import create_app
from app.access.actions import Actor
from app.access.rules import Role
from app.core import clock
from app.core import db as core_db
from app.core.errors import RuleBroken
from app.meetings.queries import closed_days
from app.registrations import actions, office, places, queries, rules
from app.registrations.rules import Applicant
from tests.conftest import test_settings

PAUSE, SHORT, LONG = 0.05, 0.005, 0.3
"""With all locks everybody waits for everybody, and many deeds count several times.

Without them nobody waits: the gap is long, so that all meet in it on a busy machine as well.
"""
BY = Actor(1, "Miriam Voss", frozenset({Role.OFFICE}))


def without_locks():
    """Read without locking rows; on SQLite each statement stands for itself."""
    event.remove(Engine, "begin", core_db._begin)

    def read(model, row_id):
        statement = select(model).filter_by(id=row_id)
        return core_db.db.session.scalar(statement, execution_options={"populate_existing": True})

    actions.locked = office.locked = places.locked = read
    queries.locked_by_confirm_token = queries.by_confirm_token


def dawdle(pause):
    """Take a while between counting and writing, so that everybody meets in that gap."""
    decide = rules.place_for_next

    def slowly(*args):
        time.sleep(pause)
        return decide(*args)

    rules.place_for_next = slowly


def confirm(app, go, tokens):
    """All tokens at once, as soon as the file ``go`` is there."""

    def one(token):
        with app.app_context():
            while not go.exists():
                time.sleep(0.005)
            actions.confirm(token)

    with ThreadPoolExecutor(len(tokens)) as pool:
        runs = [pool.submit(one, token) for token in tokens]
        print("ready", flush=True)
        for run in runs:
            run.result()


def do_all(app, go, deeds):
    """Deeds such as ``cancel=TOKEN`` or ``places=5=8``, all at once; a rule may refuse one."""

    def one(deed):
        what, *words = deed.split("=")
        with app.app_context():
            while not go.exists():
                time.sleep(0.005)
            with suppress(RuleBroken):
                DEEDS[what](*words)

    with app.app_context():
        closed_days(clock.today())  # reckoned once in a process, and not while others wait
    with ThreadPoolExecutor(len(deeds)) as pool:
        runs = [pool.submit(one, deed) for deed in deeds]
        print("ready", flush=True)
        for run in runs:
            run.result()


DEEDS = {
    "confirm": actions.confirm,
    "cancel": actions.cancel,
    "accept": actions.accept_offer,
    "switch": actions.switch,
    "back": actions.come_back,
    "lapse": places.lapse_offers,
    "places": lambda meeting, number: office.change_places(int(meeting), int(number), None, BY),
    "approve": lambda meeting, *ids: office.approve(int(meeting), map(int, ids), BY),
    "decline": lambda meeting, *ids: office.decline(int(meeting), map(int, ids), BY),
}


def register_forever(app, meeting_id):
    """Register and confirm one person after the other; say so after each answer."""
    for number in itertools.count():
        applicant = Applicant("Mai", f"Nr {number}", f"mai{number}@example.org")
        with app.app_context():
            actions.register(meeting_id, applicant, f"key-{number}")
            print("registered", applicant.email, flush=True)
            found = queries.same_person(meeting_id, applicant.email, f"mai nr {number}")
            actions.confirm(found.token("confirm"))
            print("confirmed", applicant.email, flush=True)


def main(mode, url, *rest):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 7, 0, tzinfo=UTC))
    if mode == "register":
        register_forever(app, int(rest[0]))
        return
    if mode.endswith("unlocked"):
        dawdle(LONG)
        without_locks()
    else:
        dawdle(SHORT if mode == "deeds" else PAUSE)
    if mode.startswith("deeds"):
        clock.start_at(datetime.fromisoformat(rest[0]))
        do_all(app, Path(rest[1]), rest[2:])
    else:
        confirm(app, Path(rest[0]), rest[1:])
