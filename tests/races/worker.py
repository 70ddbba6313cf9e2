"""A process of its own that confirms or registers: ``python -m tests.races.worker MODE URL …``.

With ``--unlocked`` every lock is taken away, to prove that the race is real without them.
"""

import itertools
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event, select

from app import create_app
from app.core import clock
from app.core import db as core_db
from app.core.tokens import link_token
from app.registrations import actions, places, queries, rules
from app.registrations.rules import Applicant
from tests.conftest import test_settings

PAUSE = 0.05


def without_locks():
    """Read without locking rows; on SQLite each statement stands for itself."""
    event.remove(Engine, "begin", core_db._begin)

    def read(model, row_id):
        statement = select(model).filter_by(id=row_id)
        return core_db.db.session.scalar(statement, execution_options={"populate_existing": True})

    actions.locked = places.locked = read


def dawdle():
    """Take a while between counting and writing, so that everybody meets in that gap."""
    decide = rules.place_for_next

    def slowly(*args):
        time.sleep(PAUSE)
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


def register_forever(app, meeting_id):
    """Register and confirm one person after the other; say so after each answer."""
    for number in itertools.count():
        applicant = Applicant("Mai", f"Nr {number}", f"mai{number}@example.org")
        with app.app_context():
            actions.register(meeting_id, applicant, f"key-{number}")
            print("registered", applicant.email, flush=True)
            found = queries.same_person(meeting_id, applicant.email, f"mai nr {number}")
            token = link_token("confirm", found.id, found.link_version)
            actions.confirm(token)
            print("confirmed", applicant.email, flush=True)


def main(mode, url, *rest):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 7, 0, tzinfo=UTC))
    if mode == "register":
        register_forever(app, int(rest[0]))
        return
    dawdle()
    if mode == "confirm-unlocked":
        without_locks()
    confirm(app, Path(rest[0]), rest[1:])


if __name__ == "__main__":
    main(*sys.argv[1:])
