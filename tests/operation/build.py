"""Applications on databases of their own, with rows in them."""

from contextlib import contextmanager

from app import create_app
from app.core.db import db
from app.operation.copying import marks_of
from app.startup import prepare_database
from tests import build
from tests.conftest import test_settings as settings_for


@contextmanager
def an_app(url, *, prepared=True):
    """An application with its context; its tables are made unless said otherwise."""
    app = create_app(settings_for(url))
    if prepared:
        prepare_database(app)
    with app.app_context():
        yield app
    with app.app_context():  # Alembic gives its connection back when its context ends
        db.engine.dispose()


def some_rows():
    """A meeting with people, a person, an idea and a mail; among the rows pairs that refer."""
    meeting = build.a_planned_meeting()
    build.a_registration(meeting, first_name="Nguyễn Thị", last_name="Mai")
    build.a_person(first_name="Łukasz", last_name="Krzyżanowska")
    first, second = build.an_idea(), build.an_idea()
    build.a_queued_letter()
    db.session.execute(
        db.text("UPDATE idea SET merged_into_id = :b WHERE id = :a"), {"a": first, "b": second}
    )
    db.session.commit()
    return meeting


def marks_here():
    """What the database of the current application holds."""
    with db.engine.connect() as connection:
        return marks_of(connection)
