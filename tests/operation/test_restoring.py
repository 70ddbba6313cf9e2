"""A backup comes back as it was, into either kind of database, and never over data by accident."""

import sqlite3

import pytest
from sqlalchemy import text

from app.core.db import db
from app.operation import backups, nodes, restoring
from app.operation.backups import BackupFault
from app.outbox.actions import beat
from tests import build
from tests.operation.build import an_app, marks_here, some_rows


@pytest.fixture
def made(tmp_path, clock):
    """A backup of some rows, and the marks of what is in it."""
    with an_app(f"sqlite:///{tmp_path}/first.sqlite3"):
        some_rows()
        return backups.make(tmp_path / "backup"), marks_here()


def test_every_row_comes_back(made, bare_database):
    backup, before = made
    with an_app(bare_database, prepared=False):
        restoring.restore(backup.file, replace=False)

        assert marks_here() == before


def test_new_rows_get_new_numbers_afterwards(made, bare_database):
    backup, _ = made
    with an_app(bare_database, prepared=False):
        restoring.restore(backup.file, replace=False)
        known = set(db.session.scalars(text("SELECT id FROM person")))

        assert build.a_person(last_name="Neu") not in known


def test_it_never_goes_over_data_without_being_told(made, bare_database):
    backup, _ = made
    with an_app(bare_database):
        build.a_person(last_name="Hier")
        before = marks_here()

        with pytest.raises(BackupFault, match="stehen schon Daten"):
            restoring.restore(backup.file, replace=False)

        assert marks_here() == before


def test_told_so_it_replaces_everything(made, bare_database):
    backup, before = made
    with an_app(bare_database):
        some_rows()
        build.a_person(last_name="Hier")

        restoring.restore(backup.file, replace=True)

        assert marks_here() == before


def test_a_backup_that_does_not_fit_leaves_all_as_it_was(made, bare_database):
    backup, _ = made
    with an_app(bare_database):
        some_rows()
        before = marks_here()
        backup.file.with_suffix(".sha256").unlink()
        break_a_row(backup.file)

        with pytest.raises(Exception, match=r"(?i)null"):
            restoring.restore(backup.file, replace=True)

        db.session.remove()
        assert marks_here() == before


def break_a_row(file):
    """A meeting without a title, which no table of ours takes."""
    with sqlite3.connect(file, isolation_level=None) as opened:
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'title VARCHAR(200) NOT NULL', "
            "'title VARCHAR(200)') WHERE name = 'meeting'"
        )
    opened.close()
    with sqlite3.connect(file, isolation_level=None) as opened:
        opened.execute("UPDATE meeting SET title = NULL")
    opened.close()


def test_a_newer_version_is_refused(made, bare_database):
    backup, _ = made
    backup.file.with_suffix(".sha256").unlink()
    with sqlite3.connect(backup.file) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    with (
        an_app(bare_database, prepared=False),
        pytest.raises(BackupFault, match=r"neueren Fassung von Treffwerk \(Stand 9999\)"),
    ):
        restoring.restore(backup.file, replace=False)


def test_everything_moves_into_the_other_database(bare_database, tmp_path, clock):
    with an_app(f"sqlite:///{tmp_path}/old.sqlite3"):
        some_rows()

        here, there = restoring.move(bare_database)

        assert here == there == marks_here()


def test_it_moves_only_into_an_empty_one(bare_database, tmp_path, clock):
    with an_app(bare_database):
        build.a_person(last_name="Dort")
    with an_app(f"sqlite:///{tmp_path}/old.sqlite3"):
        some_rows()

        with pytest.raises(BackupFault, match="muss leer sein"):
            restoring.move(bare_database)


def test_nothing_moves_while_treffwerk_runs(bare_database, tmp_path, clock):
    with an_app(f"sqlite:///{tmp_path}/old.sqlite3"):
        beat(restoring.CLOCKWORK)

        with pytest.raises(BackupFault, match="läuft noch"):
            restoring.move(bare_database)


def commanded(app, *words):
    """(exit code, output) of a command of this application."""
    result = app.test_cli_runner().invoke(args=words)
    return result.exit_code, result.output


def test_the_command_restores_into_a_database_without_tables(made, bare_database):
    backup, before = made
    with an_app(bare_database, prepared=False) as app:
        code, said = commanded(app, "restore", str(backup.file))

        assert (code, "Jede Zeile ist da" in said) == (0, True), said
        assert marks_here() == before


@pytest.mark.parametrize("part", ["web", "clockwork"])
def test_the_command_refuses_while_any_part_is_alive_on_any_host(made, bare_database, part):
    backup, _ = made
    with an_app(bare_database) as app:
        nodes.write_down(part)
        before = marks_here()

        code, said = commanded(app, "restore", "--replace", str(backup.file))

        assert (code, "läuft noch" in said) == (1, True), said
        assert marks_here() == before


@pytest.mark.parametrize(
    "words",
    [("demo", "export", "aus"), ("staff", "add", "a@example.org", "A"), ("backup",), ("tick",),
     ("privacy", "run"), ("move-database", "sqlite:///neu.sqlite3")],
)  # fmt: skip
def test_before_the_first_start_a_command_says_what_comes_first(bare_database, words):
    with an_app(bare_database, prepared=False) as app:
        code, said = commanded(app, *words)

    assert (code, "Zuerst: make run oder flask upgrade" in said) == (1, True), said
