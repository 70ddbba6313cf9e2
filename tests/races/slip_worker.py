"""A phone with a voting slip, as a process of its own: ``main(URL, GO, CODE, PRESSES)``.

PRESSES are "option:points" with commas between them; they are sent in
order as soon as the file GO is there. What is refused goes on with the next one.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.errors import RuleBroken
from app.floor import polls
from tests.conftest import test_settings


def main(url, go, code, presses):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 7, 0, tzinfo=UTC))
    work = [tuple(map(int, press.split(":"))) for press in presses.split(",")]
    given = 0
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.005)
        for option, points in work:
            try:
                polls.give_points(code, option, points)
                given += 1
            except RuleBroken:
                continue
    print(given, flush=True)
