"""Several devices at the door at once: real processes, every press twice, in any order."""

import json
import random
import time

import pytest

from app.core.db import db
from app.door import queries
from app.door.models import CheckIn
from app.meetings.queries import meeting_by_id
from app.registrations.models import Registration
from tests import build
from tests.races.door_worker import main
from tests.races.forked import PATIENCE, Worker, all_ready

pytestmark = pytest.mark.race
PEOPLE, PRESSES, GUESTS, DEVICES = 40, 5, 10, 4
STATES = ("present", "", "excused", "absent")


def what_is_pressed(people, dice):
    """(presses, what each person is in the end): five per person, the youngest one decides."""
    presses, ends = [], {}
    for row in people:
        states = [dice.choice(STATES) for _ in range(PRESSES)]
        ends[row] = states[-1]
        presses += [
            {"id": row, "what": what, "key": f"mark-{row:06}-{n}", "age": 600 * (PRESSES - n)}
            for n, what in enumerate(states)
        ]
    guests = [{"guest": f"Gast {n}", "key": f"guest-key-{n:06}", "age": 90} for n in range(GUESTS)]
    return presses + guests, ends


def shares(presses, dice):
    """Each press goes to two of the devices: a repeated upload, and two people who tick."""
    given = [[] for _ in range(DEVICES)]
    for press in presses:
        for device in dice.sample(range(DEVICES), 2):
            given[device].append(press)
    for share in given:
        dice.shuffle(share)
    return given


def start(url, go, tmp_path, device, meeting, presses):
    file = tmp_path / f"device{device}.json"
    work = {"meeting": meeting, "device": f"Gerät {device}", "presses": presses}
    file.write_text(json.dumps(work), encoding="utf-8")
    return Worker(main, url, go, file)


def listen(meeting, processes):
    """One more device, which only asks for changes: the picture it has in the end."""
    picture, number, over = {}, 0, False
    until = time.monotonic() + PATIENCE
    while not over and time.monotonic() < until:
        over = all(process.returncode is not None for process in processes)
        found = meeting_by_id(meeting)
        standing = queries.standing(found)
        picture |= dict(queries.changes_since(found, number))
        number = standing.number
        db.session.rollback()
        time.sleep(0.02)
    assert [process.returncode for process in processes] == [0] * DEVICES
    return picture


def test_every_press_counts_once_and_the_newest_decides(app, url, tmp_path):
    dice = random.Random(17)
    meeting, _ = build.an_evening(capacity=PEOPLE + GUESTS)
    people = [build.a_registration(meeting) for _ in range(PEOPLE)]
    presses, ends = what_is_pressed(people, dice)
    db.session.remove()
    go = tmp_path / "go"

    processes = [
        start(url, go, tmp_path, device, meeting, share)
        for device, share in enumerate(shares(presses, dice))
    ]
    all_ready(processes, go)
    picture = listen(meeting, processes)

    rows = db.session.query(Registration).filter_by(meeting_id=meeting)
    kept = {row.id: str(row.attendance) for row in rows}
    assert {row: kept[row] for row in people} == ends
    assert db.session.query(CheckIn).count() == len(presses) == PEOPLE * PRESSES + GUESTS
    assert queries.standing(meeting_by_id(meeting)).numbers.guests == GUESTS
    assert picture == kept
