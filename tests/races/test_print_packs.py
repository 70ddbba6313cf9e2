"""Packs under fire: real processes press, work and die; each pack is made once and kept once."""

import time
from datetime import timedelta
from itertools import chain

import pytest

from app.core import clock as app_clock
from app.core.db import db
from app.papers import actions
from app.papers.models import PrintJob
from app.papers.queries import result_of
from app.papers.rules import Choices, Form, JobState
from tests import build
from tests.processes.servers import descendants, gone
from tests.races.forked import PATIENCE, Worker, all_ready
from tests.races.print_worker import WISHES, main

pytestmark = pytest.mark.race
CROWD, PACKS = 3, 5
LATER = actions.LEASE + timedelta(seconds=1)


@pytest.fixture
def printer(url, tmp_path):
    """``printer(deed, word)``: a process that does it as soon as ``printer.go()`` was called."""
    processes, go = [], tmp_path / "go"

    def start(deed, word="", later=timedelta()):
        moment = (app_clock.now() + later).isoformat()
        processes.append(Worker(main, url, go, moment, deed, word))
        return processes[-1]

    start.go = lambda: all_ready(processes, go)
    return start


def said(process):
    """What it said until its end, line by line; nothing is being read meanwhile."""
    db.session.rollback()
    lines = process.said().splitlines()
    assert process.returncode == 0
    return [line for line in lines if line != "ready"]


def jobs():
    db.session.rollback()
    return db.session.query(PrintJob).order_by(PrintJob.id).all()


def a_pack(**values):
    meeting = build.a_planned_meeting(**values)
    actions.give(meeting, WISHES, Form.PDF, Choices(), actor=build.OFFICE)
    db.session.rollback()


def test_many_who_press_at_once_give_one_pack(app, printer):
    meeting = build.a_planned_meeting()
    db.session.rollback()
    crowd = [printer("press", meeting) for _ in range(CROWD)]

    printer.go()

    told = [said(one) for one in crowd]
    assert told == [[str(job.id)] for job in jobs()] * CROWD


def test_many_who_work_at_once_make_every_pack_once(app, printer):
    titles = [f"Abend {number}" for number in range(PACKS)]
    for title in titles:
        a_pack(title=title)
    crowd = [printer("work", f"Drucker {number}") for number in range(CROWD)]

    printer.go()

    made = [said(one) for one in crowd]
    assert sorted(chain(*made)) == titles
    assert [(job.state, job.attempts, job.done) for job in jobs()] == [
        (JobState.DONE, 1, 3)
    ] * PACKS
    for number, mine in enumerate(made):
        kept = [job.meeting.title for job in jobs() if result_of(job).decode()[-1] == str(number)]
        assert kept == sorted(mine)


def test_what_a_killed_process_leaves_another_one_makes_after_the_lease(app, printer):
    a_pack()
    first = printer("render")
    printer.go()
    deadline = time.monotonic() + PATIENCE
    while not jobs()[0].done and time.monotonic() < deadline:
        time.sleep(0.02)
    helpers = descendants(first.pid)

    first.kill()
    first.wait()

    assert helpers and gone(helpers)
    assert (jobs()[0].state, jobs()[0].result) == (JobState.WORKING, None)
    assert said(printer("work", "too early")) == []
    said(printer("render", later=LATER))
    (job,) = jobs()
    assert (job.state, job.attempts, job.fault) == (JobState.DONE, 2, "")
    assert result_of(job).startswith(b"%PDF-")


def test_who_comes_back_after_the_lease_changes_nothing_any_more(app, printer, tmp_path):
    a_pack(title="Langer Abend")
    first = printer("linger", tmp_path / "on")
    printer.go()
    assert first.stdout.readline() == "in the middle\n"

    assert said(printer("work", "second", later=LATER)) == ["Langer Abend"]
    (tmp_path / "on").touch()

    assert said(first)[-1] == "Langer Abend"
    (job,) = jobs()
    assert (job.state, job.attempts, result_of(job)) == (JobState.DONE, 2, b"second")
