"""The last two members and the clockwork at the same moment: one decision, one number, one move."""

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.ideas.models import Idea, IdeaChange
from app.outbox.models import Message
from app.steering.models import Decision, Motion
from tests.races.crowd import all_at_once
from tests.steering import decisions as make

pytestmark = pytest.mark.race


def number_of(what, **wanted):
    return db.session.scalar(select(func.count()).select_from(what).filter_by(**wanted))


@pytest.fixture
def votes(app):
    """Two votes in which the last two of five are missing: (motion ids, ideas, links)."""
    make.a_group()
    ideas = [make.in_review(title) for title in ("Klima-Küche", "Fahrradbus")]
    found = [make.a_vote(idea) for idea in ideas]
    for motion_id in found:
        make.cast_all(motion_id, "yes", "yes", "yes")
    return found, ideas, [make.links(motion_id)[3:] for motion_id in found]


def test_the_last_votes_and_the_clockwork_at_once(url, tmp_path, votes):
    motions, ideas, links = votes
    deeds = [("vote", token) for pair in links for token in pair]
    said = all_at_once(url, tmp_path, "2027-09-15T08:30", *deeds, ("close", ""), ("close", ""))
    assert sorted(said[:4]) == ["decided", "decided", "open", "open"]
    assert said[4:] == ["0", "0"]
    check_once(motions, ideas)


def test_two_clockworks_at_the_deadline_and_somebody_too_late(url, tmp_path, votes):
    motions, ideas, links = votes
    late = [("vote", links[0][0])]
    said = all_at_once(url, tmp_path, "2027-09-15T09:30", ("close", ""), ("close", ""), *late)
    assert sum(map(int, said[:2])) == 2 and said[2] == "Gone"
    check_once(motions, ideas)


def check_once(motions, ideas):
    numbers = sorted(db.session.scalars(select(Decision.number)))
    assert numbers == ["LK-2027-01", "LK-2027-02"]
    assert {db.session.get(Motion, one).state for one in motions} == {"decided"}
    assert {db.session.get(Idea, one).state for one in ideas} == {"selected"}
    moved = select(func.count()).select_from(IdeaChange).where(IdeaChange.what.contains("→"))
    assert db.session.scalar(moved) == 2
    assert number_of(Message, kind="umlauf-ende") == 10
