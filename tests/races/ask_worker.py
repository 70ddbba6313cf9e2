"""A clockwork that asks projects: ``main(URL, GO, MOMENT)``.

With ``--unlocked`` no row is locked and SQLite does not begin with the write lock, to prove that
the race is real without them.
"""

import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event, select

from app import create_app
from app.core import clock
from app.core import db as core_db
from app.projects import asking
from tests.conftest import test_settings

PAUSE = 0.3


def without_locks():
    """Read without locking rows; on SQLite each statement stands for itself."""
    event.remove(Engine, "begin", core_db._begin)

    def read(model, row_id):
        statement = select(model).filter_by(id=row_id)
        return core_db.db.session.scalar(statement, execution_options={"populate_existing": True})

    asking.locked = read


def dawdle():
    """Take a while after the decision to ask, so that both have decided the same."""
    opened = asking._open_link

    def slowly(idea):
        time.sleep(PAUSE)
        opened(idea)

    asking._open_link = slowly


def main(url, go, moment, *more):
    if "--unlocked" in more:
        without_locks()
    dawdle()
    app = create_app(test_settings(url))
    clock.start_at(datetime.fromisoformat(moment))
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.002)
        print(asking.ask_due(), flush=True)
