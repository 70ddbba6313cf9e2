"""The last yes to a contact and merging its project in the same moment: both come to their end.

Both lock the project first. If the mediation came first when somebody answers, each would hold what
the other one needs, and PostgreSQL would stop one of them.
"""

import pytest

from app.core.db import db
from app.matching import mediating
from app.matching.models import Mediation
from app.support.models import SupportEntry
from tests import build
from tests.matching.build import asked
from tests.races.forked import Worker, all_ready, all_said
from tests.races.merge_worker import main

pytestmark = pytest.mark.race
CONTACT = {"contact_name": "Mai", "contact_email": "mai@example.org", "seeking": "Lager"}


def all_at_once(url, tmp_path, deeds):
    """Every deed in a process of its own. Returns what they said, sorted."""
    go = tmp_path / "go"
    crowd = [Worker(main, url, go, *deed) for deed in deeds]
    all_ready(crowd, go)
    return sorted(answer.strip() for answer in all_said(crowd))


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
