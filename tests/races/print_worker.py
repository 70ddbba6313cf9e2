"""Somebody who prints: ``main(URL, GO, MOMENT, DEED, WORD)``.

DEED, done as soon as the file GO is there, at MOMENT: ``press`` gives the pack of the meeting WORD
and says its number; ``work`` makes the packs that wait, with a tiny file for each, and says which;
``linger`` does so too, but stops in the middle until the file WORD is there; ``render`` makes the
real documents.
"""

import time
from datetime import datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.pdf import stop_renderer
from app.kits.printables import Printed
from app.papers import actions
from app.papers.packs import Pack
from app.papers.rules import Choices, Form
from tests import build
from tests.conftest import test_settings

WISHES = [(Printed.AGENDA, 2), (Printed.RUN_SHEET, 1), (Printed.EMPTY_PROFILE, 1)]


def wait_for(file):
    while not Path(file).exists():
        time.sleep(0.005)


def tiny(who, until=""):
    """Instead of ``make_pack``: reports each document, and says whose pack it is."""

    def make(wishes, order_for, _form, progress):
        title = order_for(wishes[0]).meeting.title
        for number, wish in enumerate(wishes, start=1):
            progress(number, wish.title)
            if until:
                print("in the middle", flush=True)
                wait_for(until)
        print(title, flush=True)
        return Pack(who.encode(), 1, ())

    return make


def press(meeting):
    print(actions.give(int(meeting), WISHES, Form.PDF, Choices(), actor=build.OFFICE))


def work(who, until=""):
    actions.make_pack = tiny(who, until)
    actions.work_off(lambda: False)


def render(_word):
    actions.work_off(lambda: False)
    stop_renderer()


DEEDS = {
    "press": press,
    "work": work,
    "linger": lambda file: work("lingering", file),
    "render": render,
}


def main(url, go, moment, deed, word):
    app = create_app(test_settings(url))
    clock.start_at(datetime.fromisoformat(moment))
    with app.app_context():
        print("ready", flush=True)
        wait_for(go)
        DEEDS[deed](word)
