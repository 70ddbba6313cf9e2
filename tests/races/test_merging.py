"""The last yes to a contact and merging its project in the same moment: both come to their end.

Both lock the project first. If the mediation came first when somebody answers, each would hold what
the other one needs, and PostgreSQL would stop one of them.
"""

import subprocess
import sys
import time

import pytest

from app.core.db import db
from app.matching import mediating
from app.matching.models import Mediation
from app.support.models import SupportEntry
from tests import build
from tests.conftest import ROOT
from tests.matching.build import asked

pytestmark = pytest.mark.race
CONTACT = {"contact_name": "Mai", "contact_email": "mai@example.org", "seeking": "Lager"}


def all_at_once(url, tmp_path, deeds):
    """Every deed in a process of its own. Returns what they said, sorted."""
    go = tmp_path / "go"
    command = [sys.executable, "-m", "tests.races.merge_worker", url, str(go)]
    crowd = [
        subprocess.Popen(
            [*command, *deed], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for deed in deeds
    ]
    for one in crowd:
        assert one.stdout.readline() == "ready\n"
    time.sleep(0.05)
    go.touch()
    said = [one.communicate(timeout=60) for one in crowd]
    assert [one.returncode for one in crowd] == [0] * len(crowd), [wrong for _, wrong in said]
    return sorted(answer.strip() for answer, _ in said)


def test_the_last_yes_while_the_project_is_merged(app, url, tmp_path):
    kept, other = build.an_idea("A", **CONTACT), build.an_idea("B", **CONTACT)
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    _, of_search, of_offer = asked(idea_id=other, person_id=person)
    mediating.answer(of_search, agreed=True)
    db.session.rollback()

    said = all_at_once(url, tmp_path, [("answer", of_offer), ("merge", str(kept), str(other))])

    assert said == ["merged", "passed"]
    mediation = db.session.query(Mediation).one()
    assert (mediation.state, mediation.idea_id) == ("passed", kept)
    assert [entry.idea_id for entry in db.session.query(SupportEntry)] == [kept]
