"""One slip on three phones at once: real processes, and it never gives more than it has."""

import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest

from app.core.db import db
from app.floor import polls
from app.floor.models import VotingSlip
from tests import build
from tests.conftest import ROOT
from tests.floor.build import an_evening, an_open_poll, option_ids, slips_of

pytestmark = pytest.mark.race
PHONES, POINTS, MOST, ROUNDS = 3, 5, 2, 10


@contextmanager
def phones(url, tmp_path, codes, work):
    """Several processes with a slip each, all waiting; then they are let go."""
    go = tmp_path / "go"
    with ExitStack() as stack:
        running = []
        for code, presses in zip(codes, work, strict=True):
            command = [sys.executable, "-m", "tests.races.slip_worker", url, str(go), code, presses]
            process = stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            )
            stack.callback(process.kill)
            running.append(process)
        for process in running:
            assert process.stdout.readline() == "ready\n"
        go.touch()
        yield running


def presses_of(options, phone):
    """Every phone wants as much as possible for options of its own order."""
    order = options[phone:] + options[:phone]
    wanted = [(order[n % len(order)], 1 + (n + phone) % MOST) for n in range(ROUNDS)]
    return ",".join(f"{option}:{points}" for option, points in wanted)


def test_three_phones_with_one_slip_never_give_more_than_it_has(app, url, tmp_path):
    poll, (code, _) = an_open_poll(an_evening(), *"ABCDEF", points=POINTS, most=MOST)
    options = option_ids(poll)
    db.session.rollback()
    work = [presses_of(options, phone) for phone in range(PHONES)]

    with phones(url, tmp_path, [code] * PHONES, work) as running:
        given = [int(process.communicate(timeout=100)[0]) for process in running]

    db.session.expire_all()
    points, other = slips_of(poll)
    slip = db.session.query(VotingSlip).filter_by(poll_id=poll).order_by(VotingSlip.id).first()
    assert sum(points.values()) == POINTS
    assert all(0 < number <= MOST for number in points.values())
    assert other == {} and slip.version <= sum(given)


def test_nothing_arrives_after_the_poll_was_closed(app, url, tmp_path):
    meeting = an_evening()
    poll, codes = an_open_poll(meeting, *"ABCDEF", slips=PHONES, points=POINTS, most=MOST)
    options = option_ids(poll)
    db.session.rollback()
    work = [presses_of(options, phone) for phone in range(PHONES)]

    with phones(url, tmp_path, codes, work) as running:
        polls.close_poll(meeting, poll, build.OFFICE)
        at_closing = slips_of(poll)
        for process in running:
            process.communicate(timeout=100)

    db.session.expire_all()
    assert slips_of(poll) == at_closing
