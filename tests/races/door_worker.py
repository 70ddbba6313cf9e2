"""A device at the door, as a process of its own: ``main(URL, GO, FILE)``.

FILE holds what was pressed, as JSON; it is sent in order as soon as the file GO is there.
"""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import create_app
from app.core import clock
from app.door import actions
from app.door.rules import Guest, Mark, Marker
from app.registrations.rules import Attendance
from tests.conftest import test_settings


def send(meeting, press, marker):
    age = timedelta(seconds=press["age"])
    if "guest" in press:
        guest = Guest(press["guest"])
        actions.admit(meeting, guest, press["key"], marker, team=False, age=age)
    else:
        mark = Mark(press["id"], Attendance(press["what"]), press["key"], age)
        actions.mark(meeting, [mark], marker, team=False)


def main(url, go, file):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 7, 0, tzinfo=UTC))
    work = json.loads(Path(file).read_text(encoding="utf-8"))
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.005)
        for press in work["presses"]:
            send(work["meeting"], press, Marker(work["device"]))
