"""Several devices lead one evening at once: real processes, every press from each, some twice."""

import json
import random

import pytest

from app.core.db import db
from app.live import queries
from app.live.course import Phase
from app.live.models import LivePress
from app.live.rules import history
from app.meetings.queries import meeting_by_id
from tests.live.build import an_agenda
from tests.races.forked import Worker, all_ready, all_said
from tests.races.live_worker import main

pytestmark = pytest.mark.race
ITEMS, DEVICES = 15, 3


def presses_of(device, items, dice):
    """„Fertig“ with each item in turn, as everybody on stage presses it; some sent twice."""
    presses = [("start", None, f"start-of-device-{device:08}", dice.randrange(900))]
    for item in items:
        one = ("next", item, f"next-{item:08}-of-{device:08}", dice.randrange(900))
        presses += [one] * dice.choice((1, 1, 2))
    return presses


def start(url, go, tmp_path, device, work):
    file = tmp_path / f"device{device}.json"
    file.write_text(json.dumps(work), encoding="utf-8")
    return Worker(main, url, go, file)


def test_no_item_is_skipped_and_each_ends_once(app, clock, url, tmp_path):
    clock.set("2027-09-01T20:00")
    dice = random.Random(17)
    meeting, items = an_agenda(*((f"Punkt {n}", "report", 5) for n in range(ITEMS)))
    db.session.remove()
    go = tmp_path / "go"

    processes = [
        start(url, go, tmp_path, device, {
            "meeting": meeting, "device": device, "presses": presses_of(device, items, dice),
        })
        for device in range(DEVICES)
    ]  # fmt: skip
    all_ready(processes, go)
    all_said(processes)

    known = history(queries.presses_of(meeting))
    assert [one.item for one in known.held] == items
    assert all(one.begin <= one.end for one in known.held)
    assert known.over
    assert db.session.query(LivePress).count() == DEVICES * (ITEMS + 1)
    found = queries.evening_of(meeting_by_id(meeting), known.at)
    assert (found.state.phase, found.number) == (Phase.OVER, found.presses[-1].id)
