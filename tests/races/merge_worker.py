"""A process that answers a suggestion or merges its project with another one.

``main(URL, GO, "answer", TOKEN)`` or ``main(URL, GO, "merge", KEPT, OTHER)``.
"""

import time
from pathlib import Path

from app import create_app
from app.core.db import db
from app.ideas.models import Idea
from app.matching import mediating, mediation_queries
from app.projects import merging
from tests.build import OFFICE
from tests.conftest import test_settings

PAUSE = 0.3


def dawdle():
    """Take a while when the mediation is held, and when both ideas are, so that both meet there."""
    decide, check = mediating._is_impossible, merging.check_pair

    def decide_slowly(mediation):
        time.sleep(PAUSE)
        return decide(mediation)

    def check_slowly(kept, other):
        time.sleep(PAUSE)
        check(kept, other)

    mediating._is_impossible, merging.check_pair = decide_slowly, check_slowly


def answer(token):
    return mediating.answer(token, agreed=True).value


def merge(kept, other):
    ids = int(kept), int(other)
    seen = tuple(db.session.get(Idea, one).version for one in ids)
    db.session.rollback()
    merging.merge_ideas(*ids, {}, seen_versions=seen, actor=OFFICE)
    return "merged"


def main(url, go, deed, *words):
    dawdle()
    app = create_app(test_settings(url))
    with app.app_context():
        mediation_queries.asked_ids()
        db.session.rollback()
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.002)
        print({"answer": answer, "merge": merge}[deed](*words), flush=True)
