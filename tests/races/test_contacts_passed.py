"""Both sides agree in the same moment: contacts pass exactly once."""

import pytest

from app.contacts.actions import keep_wording
from app.core.db import db, transaction
from app.matching import rules
from app.matching.models import MatchCard, Mediation
from app.outbox.models import Message
from app.support.models import SupportEntry
from tests import build
from tests.matching.build import asked
from tests.races.contact_worker import main
from tests.races.forked import Worker, all_ready, all_said

pytestmark = pytest.mark.race


def both_press(url, tmp_path, presses, *more):
    """Every token in a process of its own, all at once. Returns what they said, sorted."""
    go = tmp_path / "go"
    crowd = [Worker(main, url, go, token, *more) for token in presses]
    all_ready(crowd, go)
    return sorted(answer.strip() for answer in all_said(crowd))


def outcome():
    mediation = db.session.query(Mediation).one()
    cards = sorted(one.state for one in db.session.query(MatchCard))
    passed = db.session.query(Message).filter_by(kind="kontakt-weitergegeben").count()
    return mediation.state, cards, passed, db.session.query(SupportEntry).count()


@pytest.mark.parametrize("times", [1, 2])
def test_both_press_yes_at_once(app, url, tmp_path, times):
    _, *links = asked(idea_id=build.an_idea())
    db.session.rollback()

    said = both_press(url, tmp_path, links * times)

    assert set(said) == {"asked", "passed"} and len(said) == 2 * times
    assert outcome() == ("passed", ["matched", "matched"], 2, 1)


def test_without_the_locks_both_wait_for_each_other(app, url, tmp_path):
    """The control: neither sees the yes of the other, and nothing ever passes."""
    _, *links = asked(idea_id=build.an_idea())
    with transaction():
        keep_wording("mediation", rules.PASS_ON)  # whose number is another race
    db.session.rollback()

    both_press(url, tmp_path, links, "--unlocked")

    assert outcome() != ("passed", ["matched", "matched"], 2, 1)
