"""Both sides agree in the same moment: contacts pass exactly once."""

import subprocess
import sys
import time

import pytest

from app.core.db import db
from app.matching.models import MatchCard, Mediation
from app.outbox.models import Message
from app.support.models import SupportEntry
from tests import build
from tests.conftest import ROOT
from tests.matching.build import asked

pytestmark = pytest.mark.race


def both_press(url, tmp_path, presses, *more):
    """Every token in a process of its own, all at once. Returns what they said, sorted."""
    go = tmp_path / "go"
    command = [sys.executable, "-m", "tests.races.contact_worker", url, str(go)]
    crowd = [
        subprocess.Popen(
            [*command, token, *more], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )
        for token in presses
    ]  # fmt: skip
    for one in crowd:
        assert one.stdout.readline() == "ready\n"
    time.sleep(0.05)
    go.touch()
    said = [one.communicate(timeout=60) for one in crowd]
    assert [one.returncode for one in crowd] == [0] * len(crowd), [wrong for _, wrong in said]
    return sorted(answer.strip() for answer, _ in said)


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
    db.session.rollback()

    both_press(url, tmp_path, links, "--unlocked")

    assert outcome() != ("passed", ["matched", "matched"], 2, 1)
