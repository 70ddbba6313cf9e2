"""What every test has: an app with an empty database, clients for each role, a clock, a soup."""

import os
import secrets
import sqlite3
import tempfile
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from sqlalchemy import event, text

from app import create_app
from app.access import actions as access
from app.access.rules import Role
from app.core import clock as app_clock
from app.core import settings
from app.core.db import Base, db
from app.core.settings_sections import Demo
from tests import build, postgres

# How long an example takes says nothing on a shared machine. Every run tries the same examples,
# so that a change is judged by what it changed; TREFFWERK_NEW_EXAMPLES=1 looks for others.
property_settings.register_profile(
    "house",
    deadline=None,
    derandomize=not os.environ.get("TREFFWERK_NEW_EXAMPLES"),
    suppress_health_check=[HealthCheck.too_slow],
)
property_settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
BERLIN = ZoneInfo("Europe/Berlin")
POSTGRES = os.environ.get("TREFFWERK_TEST_DATABASE_URL", "")
START_AGAIN = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""

DATABASES = {"worker_database", "bare_database", "url"}
"""The fixtures that give a database of the server; ``url`` is that of a race."""


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what opens a database there; for the rest it would be the same run."""
    if not POSTGRES:
        return
    same = [item for item in items if DATABASES.isdisjoint(item.fixturenames)]
    config.hook.pytest_deselected(items=same)
    items[:] = [item for item in items if not DATABASES.isdisjoint(item.fixturenames)]


def test_settings(url):
    """The project's own config.toml, without demo, robot trap, throttle and kept documents."""
    loaded = settings.load(
        ROOT / "config.toml",
        {
            "TREFFWERK_SECRET_KEY": "tests-need-a-key-of-32-letters-too",
            "TREFFWERK_DATABASE_URL": url,
        },
    )
    quick = msgspec.structs.replace(loaded.limits, min_fill_seconds=0, forms_per_hour=1000)
    fresh = msgspec.structs.replace(loaded.pdf, workers=1, cache_hours=0)
    return msgspec.structs.replace(loaded, demo=Demo(enabled=False), limits=quick, pdf=fresh)


test_settings.__test__ = False


@pytest.fixture(scope="session")
def built_app(worker_database):
    """One app per test process; the database is emptied before each test."""
    flask = create_app(test_settings(worker_database))
    flask.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    with flask.app_context():
        Base.metadata.create_all(db.engine)
    yield flask
    with flask.app_context():
        db.engine.dispose()


@contextmanager
def new_database(name):
    """An empty database of its own: the address, for SQLAlchemy and config.toml."""
    if not POSTGRES:
        with tempfile.TemporaryDirectory(
            dir="/dev/shm" if os.path.isdir("/dev/shm") else None
        ) as folder:
            yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    with postgres.own_database(POSTGRES, name) as url:
        yield url


@pytest.fixture(scope="session")
def worker_database(worker_id):
    """The database of one test process."""
    with new_database(f"treffwerk_{worker_id}_{os.getpid()}") as url:
        yield url


@pytest.fixture
def bare_database(worker_id):
    """A database without tables, for one test."""
    with new_database(f"bare_{worker_id}_{os.getpid()}_{secrets.token_hex(4)}") as url:
        yield url


@pytest.fixture
def app(built_app, clock):
    """The app with an empty database; no context is kept open around requests."""
    with built_app.app_context():
        empty_database()
    return built_app


def empty_database():
    """Delete every row and count from 1 again. TRUNCATE is slow: PostgreSQL makes new files."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("; ".join(f"DELETE FROM {name}" for name in tables)))
            connection.execute(text(START_AGAIN))
        else:
            for name in tables:
                connection.execute(text(f"DELETE FROM {name}"))
            connection.execute(text("DELETE FROM sqlite_sequence"))
        connection.commit()


@pytest.fixture
def ctx(app):
    """A pushed context, for tests of actions and queries."""
    with app.app_context():
        yield app


class Clock:
    def set(self, wall):
        """Stand at this local time, for example ``2027-09-01T09:00``."""
        self.moment = datetime.fromisoformat(wall).replace(tzinfo=BERLIN)
        app_clock.start_at(self.moment)

    def move(self, **delta):
        self.moment += timedelta(**delta)
        app_clock.start_at(self.moment)


@pytest.fixture
def clock():
    """The application's clock, at the demo's first moment unless a test sets it."""
    moved = Clock()
    moved.set("2027-09-01T09:00")
    yield moved
    app_clock.reset()


@pytest.fixture
def client(app):
    return app.test_client()


def signed_in(app, *roles):
    """A client that went through the real sign-in."""
    with app.app_context():
        token = access.make_link(build.a_member(*roles))
    browser = app.test_client()
    assert browser.post(f"/einloggen/{token}").status_code == 303
    return browser


@pytest.fixture
def office(app):
    return signed_in(app, Role.OFFICE)


@pytest.fixture
def moderator(app):
    return signed_in(app, Role.MODERATOR)


@pytest.fixture
def steering(app):
    return signed_in(app, Role.STEERING)


@pytest.fixture
def soup():
    """Parse a page, and check on the way what every page must be."""

    def parse(response):
        page = BeautifulSoup(response.text, "html.parser")
        assert page.html["lang"] == response.headers.get("Content-Language", "de")
        assert page.title.text.strip()
        assert len(page.find_all("h1")) == 1
        ids = [element["id"] for element in page.find_all(id=True)]
        assert sorted(ids) == sorted(set(ids))
        assert not page.find_all("style") and not page.find_all(style=True)
        assert all(
            script.get("src")
            for script in page.find_all("script")
            if script.get("type") != "application/ld+json"
        )
        for field in page.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
            if field.has_attr("hidden"):
                continue
            named = page.find("label", {"for": field.get("id")}) or field.get("aria-label")
            assert named or field.get("aria-labelledby"), field
        return page

    return parse


@pytest.fixture
def sqlite_file(tmp_path):
    """The path of an empty SQLite file, for tests with several processes."""
    path = tmp_path / "test.sqlite3"
    sqlite3.connect(path).close()
    return path


@pytest.fixture
def count_queries(app):
    """``with count_queries() as seen:`` collects the SQL statements of what happens inside."""

    @contextmanager
    def counting():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
