"""Migrations and models say the same, on either database (O-4, O-11)."""

import pytest
from sqlalchemy import inspect, text

from app import create_app
from app.core.db import Base, db
from app.startup import StartFault, prepare_database
from tests.conftest import test_settings as settings_for
from tests.steering import build as ratings
from tests.steering import decisions


@pytest.fixture
def bare_app(bare_database):
    app = create_app(settings_for(bare_database))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_migrations_and_models_agree(bare_app):
    prepare_database(bare_app)

    with bare_app.app_context():
        differences = bare_app.extensions["alembic"].compare_metadata()

    assert differences == []


def test_a_second_time_changes_nothing(bare_app):
    prepare_database(bare_app)
    prepare_database(bare_app)

    with bare_app.app_context():
        assert not bare_app.extensions["alembic"].needs_upgrade()


def test_everything_can_be_taken_back(bare_app):
    prepare_database(bare_app)

    with bare_app.app_context():
        bare_app.extensions["alembic"].downgrade("base")

    with bare_app.app_context():
        left = set(inspect(db.engine).get_table_names()) & set(Base.metadata.tables)
    assert left == set()


def test_everything_can_be_taken_back_with_rows_in_it_and_made_anew(bare_app, clock):
    prepare_database(bare_app)
    with bare_app.app_context():
        decisions.a_world()
        ratings.a_world()
        db.session.rollback()
        with db.engine.connect() as connection:
            for table in ("decision", "entry", "motion", "ballot", "rating_sheet", "idea"):
                assert connection.scalar(text(f"SELECT count(*) FROM {table}")), table
        db.session.remove()
        bare_app.extensions["alembic"].downgrade("base")
    prepare_database(bare_app)

    with bare_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM decision")) == 0


def test_tables_of_a_newer_version_are_refused_and_stay_as_they_are(bare_app):
    prepare_database(bare_app)
    with bare_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StartFault, match="neueren Fassung"):
        prepare_database(bare_app)

    with bare_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_migration_that_breaks_off_leaves_nothing(bare_app, monkeypatch):
    with bare_app.app_context():
        last = Base.metadata.sorted_tables[-1].name
        with db.engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE {last} (in_the_way INTEGER)"))

    with pytest.raises(StartFault, match=last):
        prepare_database(bare_app)

    with bare_app.app_context():
        there = set(inspect(db.engine).get_table_names())
    assert there & set(Base.metadata.tables) == {last}
