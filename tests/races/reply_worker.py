"""Somebody who takes in answers: ``main(URL, GO, FILE)``.

FILE is a mail; it is taken in as soon as the file GO is there. Says whether it was there before.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.replies import actions
from app.replies.models import Way
from tests.conftest import test_settings


def main(url, go, file):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 10, 0, tzinfo=UTC))
    data = Path(file).read_bytes()
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.005)
        print(actions.receive(data, Way.MAILBOX).repeated)
