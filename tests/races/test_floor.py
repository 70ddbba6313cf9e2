"""One slip on three phones at once: real processes, and it never gives more than it has."""

import pytest

from app.core.db import db
from app.floor import polls
from app.floor.models import VotingSlip
from tests import build
from tests.floor.build import an_evening, an_open_poll, option_ids, slips_of
from tests.races.forked import Worker, all_ready, all_said
from tests.races.slip_worker import main

pytestmark = pytest.mark.race
PHONES, POINTS, MOST, ROUNDS = 3, 5, 2, 10


def phones(url, tmp_path, codes, work):
    """Several processes with a slip each, all waiting; then they are let go."""
    go = tmp_path / "go"
    running = [Worker(main, url, go, *one) for one in zip(codes, work, strict=True)]
    all_ready(running, go)
    return running


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

    given = [int(said) for said in all_said(phones(url, tmp_path, [code] * PHONES, work))]

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

    running = phones(url, tmp_path, codes, work)
    polls.close_poll(meeting, poll, build.OFFICE)
    at_closing = slips_of(poll)
    all_said(running)

    db.session.expire_all()
    assert slips_of(poll) == at_closing
