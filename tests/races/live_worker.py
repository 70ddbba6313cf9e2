"""A device on stage, as a process of its own: ``main(URL, GO, FILE)``.

FILE holds what was pressed, as JSON; it is sent in order as soon as the file GO is there.
"""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import create_app
from app.access.actions import Actor
from app.core import clock
from app.live import actions
from app.live.actions import Wish
from app.live.rules import Press
from tests.conftest import test_settings


def main(url, go, file):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 18, 0, tzinfo=UTC))
    work = json.loads(Path(file).read_text(encoding="utf-8"))
    device = work["device"]
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.001)
        for what, item, key, age in work["presses"]:
            wish = Wish(Press(what), key, item, age=timedelta(seconds=age))
            actions.press(work["meeting"], wish, Actor(device, f"Gerät {device}", frozenset()))
