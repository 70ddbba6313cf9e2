"""A database that several processes can open, and the application on it."""

from uuid import uuid4

import pytest

from app import create_app
from app.core.db import Base, db
from tests import postgres
from tests.conftest import POSTGRES, test_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An own, empty database that several processes can open."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/race.sqlite3"
        return
    if not POSTGRES:
        pytest.skip("TREFFWERK_TEST_DATABASE_URL names no PostgreSQL")
    with postgres.own_database(POSTGRES, f"race_{uuid4().hex}") as url:
        yield url


@pytest.fixture
def app(url, clock):
    flask = create_app(test_settings(url))
    with flask.app_context():
        Base.metadata.create_all(db.engine)
        yield flask
        db.session.remove()
        db.engine.dispose()
