"""The browser reckons the same clock times as the server."""

import json
import random
import subprocess
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from app.agenda.rules import Place
from app.agenda.timetable import timetable
from app.kits.schema import Kind
from tests.agenda.build import Item, total_minutes
from tests.node import node

SCRIPT = Path(__file__).resolve().parents[2] / "app/static/agenda-times.js"
BEGINS = ("18:00", "00:10", "09:30", "23:45")
RUN = """
require(process.argv[1]);
const cases = JSON.parse(require("fs").readFileSync(0));
const answers = cases.map(({ items, begins }) => globalThis.tagesordnung.timetable(items, begins));
console.log(JSON.stringify(answers));
"""


def some_items(chance):
    return [
        Item(
            minutes=chance.randint(1, 120),
            place=chance.choice(list(Place)),
            kind=chance.choice([Kind.WORK, Kind.WORK, Kind.BUFFER]),
            starts=chance.choice([None, None, time(chance.randint(0, 23), chance.randint(0, 59))]),
            parallel=chance.random() < 0.2,
        )
        for _ in range(chance.randint(0, 12))
    ]


def as_script(items):
    return [
        {
            "place": item.place,
            "minutes": item.minutes,
            "starts": f"{item.starts:%H:%M}" if item.starts else "",
            "parallel": item.parallel,
            "buffer": item.kind == Kind.BUFFER,
        }
        for item in items
    ]


def expected(items, begins):
    begins_at = datetime.fromisoformat(f"2027-09-16T{begins}")
    slots = [
        {
            "begin": (slot.begin - begins_at) // timedelta(minutes=1),
            "end": (slot.end - begins_at) // timedelta(minutes=1),
            "gap": slot.gap,
            "late": slot.late,
            "given": slot.given,
            "parallel": slot.parallel,
        }
        for slot in timetable(items, begins_at)
    ]
    return {"slots": slots, "total": total_minutes(items, begins_at)}


def test_script_and_server_agree_on_two_thousand_agendas():
    program = node()
    if program is None:
        pytest.skip("Node.js fehlt. Abhilfe: make install")
    chance = random.Random(20270916)
    cases = [(some_items(chance), chance.choice(BEGINS)) for _ in range(2000)]
    given = [{"items": as_script(items), "begins": begins} for items, begins in cases]

    done = subprocess.run(
        [program, "-e", RUN, str(SCRIPT)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == [expected(*one) for one in cases]
