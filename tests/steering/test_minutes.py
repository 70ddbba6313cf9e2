"""What the minutes of a session say of decisions: who was there, corrections, hidden ideas."""

from datetime import date

import pytest

from app.core.db import db, transaction
from app.ideas.models import Idea
from app.minutes import releases
from app.minutes.queries import opened_minutes
from app.steering.decision_queries import sessions_behind
from app.steering.decisions import Correction, correct
from app.steering.vote_rules import Votes
from tests import build
from tests.minutes import releasing
from tests.steering import decisions as make

TODO = "Protokoll nachführen"


@pytest.fixture
def decided(app):
    """(session, decision, idea that is not public) of a listed session."""
    with app.app_context():
        members, session = make.a_group(), make.a_session(listed=True)
        make.call_roll(session, *members)
        idea_id = make.in_review("Geheime Idee", public=False)
        other = make.in_review("Offene Idee", public=True)
        motion_id = make.a_motion(session, idea_id, other)
        wording = "Der Kreis empfiehlt „Geheime Idee“."
        return session, make.decided(session, motion_id, 5, wording=wording), idea_id


def publish(idea_id, *, public):
    with transaction():
        db.session.get(Idea, idea_id).public = public


def notes(meeting_id):
    db.session.expire_all()
    items = opened_minutes(meeting_id).items
    return [entry.note for item in items for entry in item.entries]


def test_a_later_roll_call_leaves_who_was_there_before(ctx):
    members, session = make.a_group(), make.a_session()
    make.call_roll(session, *members)
    make.decided(session, make.a_motion(session, make.in_review("A")), 5)
    make.call_roll(session, *members[:3])
    make.decided(session, make.a_motion(session, make.in_review("B")), 3)
    assert notes(session) == [
        "5 ja, 0 nein, 0 Enthaltungen; 5 von 5 Stimmberechtigten anwesend",
        "3 ja, 0 nein, 0 Enthaltungen; 3 von 5 Stimmberechtigten anwesend",
    ]


def test_public_minutes_leave_out_what_names_a_hidden_idea_beside_an_open_one(app, client, decided):
    session, _, idea_id = decided
    with app.app_context():
        publish(idea_id, public=True)
        releasing.put_out(session)
        page = f"/treffen/{build.slug_of(session)}/protokoll"
    assert "Geheime Idee" in client.get(page).text
    assert client.get(f"{page}.pdf").status_code == 200
    with app.app_context():
        publish(idea_id, public=False)
    assert "Geheime Idee" not in client.get(page).text
    assert client.get(f"{page}.pdf").status_code == 404


def test_a_correction_after_the_release_waits_for_the_next_version(app, office, decided):
    session, decision_id, _ = decided
    with app.app_context():
        releasing.put_out(session, day=date(2027, 8, 31))
        assert list(sessions_behind()) == []
    assert TODO not in office.get("/buero/").text
    with app.app_context():
        wanted = Correction(
            day=date(2027, 9, 1), why="Zählfehler", wording="Neu.", reason="",
            votes=Votes(yes=4, no=1, abstain=0),
        )  # fmt: skip
        correct(decision_id, wanted, seen=0, actor=build.OFFICE)
        items = opened_minutes(session).items
        (text,) = [entry.text for item in items for entry in item.entries]
    assert text == "Neu. (Berichtigt am 01.09.2027: Zählfehler)"
    assert TODO in office.get("/buero/").text
    with app.app_context():
        publish_next(session)
    assert TODO not in office.get("/buero/").text


def publish_next(session):
    """The second version of its minutes, after the correction."""
    with transaction():
        minutes = opened_minutes(session)
        content = releasing.content_of(minutes)
        releases.keep_release(
            minutes, content, releasing.Edition(2, date(2027, 9, 1)), b"%PDF", by="A"
        )
