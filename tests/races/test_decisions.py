"""Two sessions and a written vote decide at the same moment, and somebody types the minutes."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.ideas.models import Idea, IdeaChange
from app.minutes.models import Entry
from app.minutes.rules import EntryKind
from app.steering.models import Decision
from tests.races.crowd import all_at_once
from tests.steering import decisions as make

pytestmark = pytest.mark.race
NUMBERS = ["LK-2027-01", "LK-2027-02", "LK-2027-03"]


@pytest.fixture
def evening(app):
    """Two sessions, each with a motion about the same ideas; a vote about a third.

    (meeting ids, motion ids, link of the vote that is missing)
    """
    members = make.a_group()
    first, second, third = (make.in_review(title) for title in ("Küche", "Fahrradbus", "Garten"))
    sessions = [make.a_session(), make.a_session()]
    for meeting_id in sessions:
        make.call_roll(meeting_id, *members[:4])
    orders = ((first, second), (second, first))
    motions = [
        make.a_motion(meeting_id, *order, kind="postpone")
        for meeting_id, order in zip(sessions, orders, strict=True)
    ]
    vote = make.a_vote(third)
    make.cast_all(vote, "yes", "yes", "yes", "yes")
    return sessions, motions, make.links(vote)[4]


def test_no_number_is_given_twice_and_nothing_waits_for_each_other(url, tmp_path, evening):
    sessions, motions, link = evening
    pairs = [f"{meeting}-{motion}" for meeting, motion in zip(sessions, motions, strict=True)]
    said = all_at_once(
        url, tmp_path, "2027-09-01T20:00",
        ("decide", pairs[0]), ("decide", pairs[0]), ("decide", pairs[1]),
        ("note", str(sessions[0])), ("vote", link),
    )  # fmt: skip

    assert said[0] == said[1] and said[4] == "decided"
    rows = db.session.execute(select(Decision.number, Decision.meeting_id)).all()
    assert sorted(number for number, _ in rows) == NUMBERS
    in_minutes = db.session.scalars(select(Entry.number).where(Entry.kind == EntryKind.DECISION))
    assert set(in_minutes) == {number for number, meeting_id in rows if meeting_id}
    assert {said[0], said[2]} == {number for number, meeting_id in rows if meeting_id}
    check_ideas(int(said[3]))


def check_ideas(entry_id):
    """The idea that was typed stands in the register, and each history has one line for each."""
    typed = db.session.get(Entry, entry_id).idea_id
    assert db.session.get(Idea, typed).title == "Bücherbank am Markt"
    said = select(IdeaChange.idea_id).where(IdeaChange.what.startswith("Entscheidung vertagt"))
    assert len(list(db.session.scalars(said))) == 4
