"""A table mixer: ``main(URL, GO, MOMENT, DEED, WORD)``.

DEED, done as soon as the file GO is there, at MOMENT: ``work`` works off what waits and says how
many turns that were; ``hasty`` does so too, but writes after every chunk; ``linger`` stops after
its first writing until the file WORD is there.
"""

import time
from datetime import datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.tables import searching
from tests.conftest import test_settings


def wait_for(file):
    while not Path(file).exists():
        time.sleep(0.005)


def work(_word):
    print(searching.work_off(lambda: False), flush=True)


def hasty(word):
    searching.WRITE_EVERY = 0
    work(word)


def linger(file):
    write = searching._Progress.write

    def and_wait(self, found):
        kept = write(self, found)
        searching._Progress.write = write
        print("in the middle", flush=True)
        wait_for(file)
        return kept

    searching._Progress.write = and_wait
    work(file)


DEEDS = {"work": work, "hasty": hasty, "linger": linger}


def main(url, go, moment, deed, word):
    app = create_app(test_settings(url))
    clock.start_at(datetime.fromisoformat(moment))
    with app.app_context():
        print("ready", flush=True)
        wait_for(go)
        DEEDS[deed](word)
