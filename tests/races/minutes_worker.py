"""Somebody at the minutes: ``main(URL, GO, DEED, MEETING, MARK)``.

DEED, done as soon as the file GO is there: ``release`` presses the button of a page that showed
the draft with this MARK, twice; ``type`` adds an entry meanwhile; ``revise`` takes the minutes up
again. Says what came of it.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.errors import RuleBroken
from app.minutes import queries, releases
from app.minutes.rules import Wish
from tests import build
from tests.conftest import test_settings


def release(meeting_id, mark):
    for _ in range(2):
        try:
            wish = Wish(seen=mark, note="Das Ende ist berichtigt.")
            print("sent", releases.release(meeting_id, wish, actor=build.OFFICE))
        except RuleBroken as fault:
            print(type(fault).__name__)


def note(meeting_id, _mark):
    item_id = queries.opened_minutes(meeting_id).items[0].id
    try:
        build.an_entry(meeting_id, item_id, text="Dazwischen getippt.")
        print("typed")
    except RuleBroken:
        print("too late")


def revise(meeting_id, _mark):
    releases.revise(meeting_id, actor=build.OFFICE)
    print("revised")


DEEDS = {"release": release, "type": note, "revise": revise}


def main(url, go, deed, meeting, mark):
    app = create_app(test_settings(url))
    releases.pdf_of = lambda document: document.html.encode()
    with app.app_context():
        clock.start_at(datetime(2027, 9, 1, 7, 0, tzinfo=UTC))
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.005)
        DEEDS[deed](int(meeting), mark)
