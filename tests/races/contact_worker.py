"""A process that answers a suggestion: ``main(URL, GO, TOKEN)``.

With ``--unlocked`` no row is locked and SQLite does not begin with the write lock, to prove that
the race is real without them.
"""

import time
from pathlib import Path

from sqlalchemy import Engine, event, select

from app import create_app
from app.core import db as core_db
from app.ideas import going_on
from app.matching import mediating, mediation_queries
from app.support import actions as support
from tests.conftest import test_settings

PAUSE = 0.1


def without_locks():
    """Read without locking rows; on SQLite each statement stands for itself."""
    event.remove(Engine, "begin", core_db._begin)

    def read(model, row_id):
        statement = select(model).filter_by(id=row_id)
        return core_db.db.session.scalar(statement, execution_options={"populate_existing": True})

    mediating.locked = support.locked = going_on.locked = read


def dawdle():
    """Take a while after reading what the other side said, so that both meet there."""
    decide = mediating._is_impossible

    def slowly(mediation):
        found = decide(mediation)
        time.sleep(PAUSE)
        return found

    mediating._is_impossible = slowly


def main(url, go, token, *more):
    if "--unlocked" in more:
        without_locks()
    dawdle()
    app = create_app(test_settings(url))
    with app.app_context():
        mediation_queries.side_behind(token)
        core_db.db.session.rollback()
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.002)
        print(mediating.answer(token, agreed=True).value, flush=True)
