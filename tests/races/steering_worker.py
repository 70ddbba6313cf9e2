"""Somebody of the steering group, or the clockwork: ``main(URL, GO, DEED, ARGUMENT, MOMENT)``.

DEED, done as soon as the file GO is there: ``vote`` by this link; ``close`` what is due;
``decide`` a motion of a session (``MEETING-MOTION``); ``note`` an idea in the minutes of a meeting;
``rate`` the first idea of a sheet whose other one is still empty (``SHEET-IDEA-OTHER``);
``remind`` those whose sheet is missing. Says what came of it.
"""

import time
from datetime import datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.errors import RuleBroken
from app.minutes.queries import opened_minutes
from app.steering import rating_actions, votes
from app.steering.decision_queries import decision_by_id
from app.steering.rating_actions import Typed
from app.steering.rules import Choice
from tests import build
from tests.conftest import BERLIN, test_settings
from tests.steering import decisions
from tests.steering.build import marks


def vote(token):
    return votes.vote_by_link(token, Choice.YES, "").value


def close(_nothing):
    return votes.close_due()


def decide(ids):
    meeting_id, motion_id = map(int, ids.split("-"))
    return decision_by_id(decisions.decided(meeting_id, motion_id, 4)).number


def note(meeting_id):
    item_id = opened_minutes(int(meeting_id)).items[0].id
    return build.an_entry(int(meeting_id), item_id, kind="idea", text="Bücherbank am Markt")


def rate(ids):
    sheet_id, idea_id, other_id = map(int, ids.split("-"))
    shown = marks().fingerprint
    typed = {idea_id: Typed(shown, marks(3)), other_id: Typed(shown, marks())}
    return len(rating_actions.save_sheet(sheet_id, typed).conflicts)


def remind(_nothing):
    return rating_actions.remind_due()


DEEDS = {
    "vote": vote, "close": close, "decide": decide, "note": note, "rate": rate, "remind": remind,
}  # fmt: skip


def main(url, go, deed, argument, moment):
    app = create_app(test_settings(url))
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.005)
        clock.start_at(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
        try:
            print(DEEDS[deed](argument))
        except RuleBroken as fault:
            print(type(fault).__name__)
