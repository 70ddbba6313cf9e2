"""Backups are complete, sound and their own; what is not is said (O-4, O-5)."""

import sqlite3
import stat
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from app.core.db import db
from app.operation import backups
from app.operation.backups import BackupFault, checked, made_on, rotate, to_keep
from app.operation.copying import marks_of
from tests import build
from tests.operation.build import an_app, marks_here, some_rows


@pytest.fixture
def bare_app(bare_database, clock):
    with an_app(bare_database) as app:
        yield app


def marks_in(file):
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found = marks_of(connection)
    engine.dispose()
    return found


def test_a_backup_holds_every_row(bare_app, tmp_path):
    some_rows()

    made = backups.make(tmp_path)

    assert marks_in(made.file) == marks_here()
    assert made.rows == sum(mark.rows for mark in marks_here().values())
    assert made.revision == "0001"


def test_it_is_readable_for_its_owner_alone_and_leaves_nothing_else(bare_app, tmp_path):
    made = backups.make(tmp_path)

    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert sorted(one.suffix for one in tmp_path.iterdir()) == [".sha256", ".sqlite3"]


def test_a_folder_may_have_any_name(bare_app, tmp_path):
    folder = tmp_path / "100% sicher? #1 %41"

    assert checked(backups.make(folder).file).revision == "0001"


def test_what_is_not_yet_committed_is_not_in_it(bare_app, tmp_path):
    meeting = some_rows()
    change = text("UPDATE meeting SET title = 'Halb fertig' WHERE id = :id")
    with db.engine.connect().execution_options(writing=True) as other:
        other.execute(change, {"id": meeting})

        made = backups.make(tmp_path)

        other.rollback()
    assert marks_in(made.file) == marks_here()


def test_a_file_that_is_cut_short_is_refused(bare_app, tmp_path):
    some_rows()
    made = backups.make(tmp_path)
    made.file.write_bytes(made.file.read_bytes()[:-4096])

    with pytest.raises(BackupFault, match="abgeschnitten oder verändert"):
        checked(made.file)


def test_also_without_its_checksum(bare_app, tmp_path):
    some_rows()
    made = backups.make(tmp_path)
    made.file.with_suffix(".sha256").unlink()
    assert checked(made.file).rows == made.rows
    made.file.write_bytes(made.file.read_bytes()[: made.file.stat().st_size // 2])

    with pytest.raises(BackupFault, match="keine vollständige Sicherung"):
        checked(made.file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "gibt es nicht"),
        (b"", "keine Sicherung von Treffwerk"),
        (b"Guten Tag" * 500, "keine vollständige Sicherung"),
    ],
)
def test_what_is_no_backup_is_refused(tmp_path, content, sentence):
    file = tmp_path / "treffwerk-2027-09-01T020000.sqlite3"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(BackupFault, match=sentence):
        checked(file)


def test_another_programs_database_is_refused(tmp_path):
    file = tmp_path / "other.sqlite3"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE guests (name TEXT)")
    other.close()

    with pytest.raises(BackupFault, match="keine Sicherung von Treffwerk"):
        checked(file)


def test_a_folder_that_cannot_be_written_is_named(bare_app, tmp_path):
    file = tmp_path / "in-the-way"
    file.touch()

    with pytest.raises(BackupFault, match="in-the-way"):
        backups.make(file)


def test_a_second_one_in_the_same_second_is_checked_for_itself(bare_app, tmp_path, clock):
    clock.set("2027-09-01T09:00")
    first = backups.make(tmp_path)
    build.a_person(last_name="Neu")
    clock.set("2027-09-01T09:00")
    second = backups.make(tmp_path)

    assert second.file == first.file
    assert second.rows > first.rows
    assert checked(second.file) == second


def test_the_newest_of_each_day_week_and_month_stay(bare_app, tmp_path):
    days = [date(2027, 9, 1) - timedelta(days=back) for back in range(100)]
    for day in days:
        for hour in ("02", "14"):
            (tmp_path / f"treffwerk-{day}T{hour}0000.sqlite3").touch()
            (tmp_path / f"treffwerk-{day}T{hour}0000.sha256").touch()
    (tmp_path / "notes.txt").touch()

    rotate(tmp_path)

    left = sorted(tmp_path.glob("*.sqlite3"), reverse=True)
    assert {made_on(file) for file in left} == to_keep(days, daily=7, weekly=4, monthly=6)
    of_the_morning = [made_on(file) for file in left if "T020000" in file.name]
    assert of_the_morning == days[:2]  # a backup made by hand replaces none of the last two days
    assert {one.stem for one in tmp_path.glob("*.sha256")} == {one.stem for one in left}
    assert (tmp_path / "notes.txt").exists()


@given(
    st.lists(st.dates(date(2026, 1, 1), date(2029, 1, 1)), unique=True),
    st.integers(1, 10),
    st.integers(0, 10),
    st.integers(0, 10),
)
def test_what_stays_is_never_more_than_asked_for(days, daily, weekly, monthly):
    kept = to_keep(days, daily=daily, weekly=weekly, monthly=monthly)

    assert kept <= set(days)
    assert set(sorted(days, reverse=True)[:daily]) <= kept
    assert len(kept) <= daily + weekly + monthly
    if days and monthly:
        newest = max(days)
        assert newest in kept
