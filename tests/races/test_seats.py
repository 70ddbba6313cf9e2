"""Seats under fire: real processes on a real database file, and on PostgreSQL when there is one."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.db import db
from app.outbox.models import Message
from app.registrations import lists, queries
from app.registrations.models import Registration
from tests import build
from tests.conftest import ROOT

pytestmark = pytest.mark.race
SEATS = 10
PROCESSES = 4
THREADS = 4


@contextmanager
def worker(*words):
    command = [sys.executable, "-m", "tests.races.worker", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def confirm_all_at_once(mode, url, tmp_path, meeting):
    """Everybody presses the button in the same moment. Returns the numbers afterwards."""
    tokens = [
        build.token_of(build.a_registration(meeting, confirmed=False), "confirm")
        for _ in range(PROCESSES * THREADS)
    ]
    db.session.remove()
    go = Path(tmp_path, "go")
    groups = [tokens[start : start + THREADS] for start in range(0, len(tokens), THREADS)]
    processes = []
    for group in groups:
        command = [sys.executable, "-m", "tests.races.worker", mode, url, str(go), *group]
        processes.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    go.touch()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    return queries.counts(meeting)


def test_never_more_people_than_seats_and_never_fewer(app, url, tmp_path):
    meeting = build.a_meeting(capacity=SEATS)

    numbers = confirm_all_at_once("confirm", url, tmp_path, meeting)

    assert (numbers.confirmed, numbers.waiting) == (SEATS, PROCESSES * THREADS - SEATS)
    waiting = [row.queue_number for row in lists.listing(meeting, state="waitlisted")]
    assert sorted(waiting) == list(range(1, len(waiting) + 1))
    mails = db.session.query(Message.kind).filter(Message.kind != "confirm_request").all()
    assert sorted(kind for (kind,) in mails) == ["confirmation"] * SEATS + ["waitlist"] * 6


def test_without_the_lock_the_same_crowd_oversells(app, url, tmp_path):
    """The control: it shows that the test above would find a missing lock."""
    meeting = build.a_meeting(capacity=SEATS)

    numbers = confirm_all_at_once("confirm-unlocked", url, tmp_path, meeting)

    assert numbers.confirmed > SEATS


def test_killed_process_loses_nothing_that_was_answered(app, url, tmp_path):
    meeting = build.a_meeting(capacity=500)
    db.session.remove()

    with worker("register", url, meeting) as process:
        said = [process.stdout.readline().split() for _ in range(61)]
        process.kill()
        said += [line.split() for line in process.stdout.read().splitlines()]

    kept = {row.email: row.state for row in db.session.query(Registration)}
    mails = {(row.kind, row.recipient) for row in db.session.query(Message)}
    for answer, address in said:
        assert ("confirm_request", address) in mails
        if answer == "confirmed":
            assert kept[address] == "confirmed"
            assert ("confirmation", address) in mails
    assert queries.counts(meeting).confirmed == len(
        [kind for kind, _ in mails if kind == "confirmation"]
    )
    if url.startswith("sqlite"):
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
