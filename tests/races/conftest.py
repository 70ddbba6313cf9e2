"""A database that several processes can open, and the application on it."""

from uuid import uuid4

import pytest
from sqlalchemy import event

from app import create_app
from app.core.db import Base, db
from tests import postgres
from tests.conftest import POSTGRES, test_settings
from tests.races import forked


@pytest.fixture
def url(tmp_path):
    """An own, empty database that several processes can open."""
    if not POSTGRES:
        yield f"sqlite:///{tmp_path}/race.sqlite3"
        return
    with postgres.own_database(POSTGRES, f"race_{uuid4().hex}") as url:
        yield url


@pytest.fixture(autouse=True)
def nobody_left(url):
    """Also when a test failed in between, no process of its race goes on."""
    yield
    forked.end_all()


@pytest.fixture
def app(url, clock):
    flask = create_app(test_settings(url))
    with flask.app_context():
        event.listen(db.engine, "connect", forked.waits_for_others)
        Base.metadata.create_all(db.engine)
        yield flask
        db.session.remove()
        db.engine.dispose()
