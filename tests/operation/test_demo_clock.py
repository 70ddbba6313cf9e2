"""The demo's clock agrees between processes and never runs back."""

import os
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app.core import clock, demo_clock
from app.core.demo_clock import Mark, shown
from app.core.settings_sections import Demo
from tests.conftest import test_settings as settings_for

BEGIN = datetime(2027, 9, 1, 7, 0, tzinfo=UTC)
REAL = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_it_starts_at_the_configured_moment():
    assert shown(BEGIN, None, REAL) == BEGIN


@pytest.mark.parametrize(
    ("since_seen", "expected"),
    [
        (timedelta(seconds=10), BEGIN + timedelta(minutes=20, seconds=10)),
        (timedelta(seconds=90), BEGIN + timedelta(minutes=20, seconds=90)),
        (timedelta(seconds=91), BEGIN + timedelta(minutes=20)),
        (timedelta(days=30), BEGIN + timedelta(minutes=20)),
    ],
)
def test_beside_a_running_server_it_agrees_and_later_it_goes_on(since_seen, expected):
    seen = REAL
    mark = Mark("2027-09-01T09:00", BEGIN + timedelta(minutes=20) - seen, seen)

    assert shown(BEGIN, mark, seen + since_seen) == expected


@pytest.fixture
def demo(tmp_path):
    url = f"sqlite:///{tmp_path}/demo.sqlite3"
    made = msgspec.structs.replace(
        settings_for(url), demo=Demo(enabled=True, now="2027-09-01T09:00")
    )
    yield made, url
    clock.reset()


def test_what_one_process_keeps_the_next_one_resumes(demo):
    demo_clock.resume(*demo)
    clock.start_at(clock.now() + timedelta(hours=2))
    demo_clock.keep(*demo)
    clock.reset()

    demo_clock.resume(*demo)

    assert abs(clock.now() - BEGIN - timedelta(hours=2)) < timedelta(seconds=5)


def test_another_begin_in_the_settings_starts_anew(demo):
    config, url = demo
    demo_clock.resume(config, url)
    demo_clock.keep(config, url)
    later = msgspec.structs.replace(config, demo=Demo(enabled=True, now="2028-01-10T08:00"))

    demo_clock.resume(later, url)

    assert abs(clock.now() - datetime(2028, 1, 10, 7, tzinfo=UTC)) < timedelta(seconds=5)


def test_a_new_database_starts_anew(demo):
    config, url = demo
    clock.start_at(BEGIN + timedelta(days=3))
    demo_clock.keep(config, url)

    demo_clock.rewind(config, url)

    assert abs(clock.now() - BEGIN) < timedelta(seconds=5)


def test_outside_of_the_demo_the_clock_is_real(tmp_path):
    url = f"sqlite:///{tmp_path}/real.sqlite3"

    demo_clock.resume(settings_for(url), url)
    demo_clock.keep(settings_for(url), url)

    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_ends_nothing(demo, tmp_path, caplog):
    demo_clock.resume(*demo)
    demo_clock.keep(*demo)
    kept = (tmp_path / "demo.sqlite3.clock").read_text()
    (tmp_path / f"demo.sqlite3.clock.{os.getpid()}").symlink_to("/dev/full")

    demo_clock.keep(*demo)

    assert "No space left on device" in caplog.text
    assert (tmp_path / "demo.sqlite3.clock").read_text() == kept
