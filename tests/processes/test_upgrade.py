"""``make upgrade`` with real processes: it succeeds, or everything stays as it was (O-4)."""

import os
import shutil
import signal
import time
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from app.core import clock as app_clock
from app.operation.copying import marks_of
from tests import postgres
from tests.conftest import BERLIN, POSTGRES, new_database
from tests.operation.build import an_app, some_rows
from tests.processes.servers import PATIENCE
from tests.processes.upgrades import Copy

pytestmark = pytest.mark.race
MAKE = ("make", "upgrade")
AS_BEFORE = ("old", False, [])
WAITS = """Path("begun").touch()
    while not Path("go-on").exists():
        time.sleep(0.05)"""


@pytest.fixture(scope="module")
def pattern():
    """A database with rows, of which each test gets a copy."""
    with new_database(f"pattern_{os.getpid()}") as url:
        app_clock.start_at(datetime(2027, 9, 1, 9, tzinfo=BERLIN))
        with an_app(url):
            some_rows()
        app_clock.reset()
        yield make_url(url).database


@pytest.fixture
def url(pattern, tmp_path):
    """The address of the copy."""
    if POSTGRES:
        with postgres.own_database(POSTGRES, f"{pattern}_copy", like=pattern) as url:
            yield url
        return
    yield f"sqlite:///{shutil.copy(pattern, Path(pattern).parent / tmp_path.name)}"


@pytest.fixture
def world(url, tmp_path):
    """A copy of the program on a database with rows."""
    return Copy(tmp_path, url)


@pytest.fixture
def marks(url):
    """What stands in the database now, and of which version it is."""

    def look():
        engine = create_engine(url)
        with engine.connect() as connection:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
            found = marks_of(connection)
        engine.dispose()
        return version, found

    return look


def wait_for(file):
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_good_one(world, marks):
    before = marks()
    world.new_version()

    code, said = world.run(*MAKE)

    assert (code, "systemctl restart treffwerk" in said) == (0, True), said
    assert marks()[0] == "0002"
    assert {name for name in before[1] if before[1][name] != marks()[1][name]} == {"meeting"}
    assert len(list(world.backups.glob("*.sqlite3"))) == 1
    assert world.kept() == AS_BEFORE


def test_a_broken_migration(world, marks):
    before = marks()
    world.new_version('raise RuntimeError("kaputt")')

    code, said = world.run(*MAKE)

    assert code != 0
    assert "RuntimeError: kaputt" in said
    assert "git reset --keep abc123" in said
    assert marks() == before
    assert world.kept() == AS_BEFORE


@pytest.mark.skipif(bool(POSTGRES), reason="ends before it comes to the database")
def test_packages_that_cannot_be_installed(world, marks):
    before = marks()
    world.new_version()
    world.new_package()

    code, said = world.run(*MAKE)

    assert code != 0
    assert "git reset --keep abc123" in said
    assert marks() == before
    assert world.kept() == AS_BEFORE


def test_two_at_once(world, marks, until):
    world.new_version(WAITS)
    first = world.start(*MAKE)
    wait_for(world.folder / "begun")

    second, said = world.run(*MAKE)
    assert (second, "Eine andere Aktualisierung läuft gerade" in said) == (2, True)
    other_host, said = world.run(*world.flask("upgrade"))
    assert (other_host, "Es wurde nichts geändert" in said) == (1, True), said

    (world.folder / "go-on").touch()
    said, _ = first.communicate(timeout=PATIENCE)
    assert (first.returncode, marks()[0]) == (0, "0002"), said


def test_killed_in_the_middle_and_once_more(world, marks):
    before = marks()
    world.new_version(f"if 'copy' not in str(op.get_bind().engine.url):\n        {WAITS[:24]}\n"
                      "        time.sleep(600)")  # fmt: skip
    first = world.start(*MAKE)
    wait_for(world.folder / "begun")
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert marks() == before

    world.new_version()
    code, said = world.run(*MAKE)

    assert (code, marks()[0]) == (0, "0002"), said
    assert world.kept() == AS_BEFORE


def test_no_room_for_the_backup(world, marks):
    before = marks()
    world.new_version()

    code, said = world.run(*world.flask("upgrade"), largest_file=100_000)

    assert (code, "bleibt, wie sie war" in said) == (1, True), said
    assert marks() == before
    assert list(world.backups.iterdir()) == []


FILLS = """if "copy" not in str(op.get_bind().engine.url):  # the rehearsal goes well
        op.execute("CREATE TABLE large (x BLOB)")
        op.execute("INSERT INTO large VALUES (zeroblob(50000000))")
        op.execute("DROP TABLE large")"""


@pytest.mark.skipif(bool(POSTGRES), reason="the server's own disk")
def test_a_full_disk_in_the_middle_of_the_migration(world, marks):
    before = marks()
    world.new_version(FILLS)

    code, said = world.run(*world.flask("upgrade"), largest_file=20_000_000)

    assert (code, "bleibt, wie sie war" in said) == (1, True), said
    assert marks() == before
    code, said = world.run(*world.flask("upgrade"))
    assert code == 0, said
    assert marks()[0] == "0002"
