"""Released minutes for everybody: no page and no file names an idea that is not public."""

import pytest

from app.core.db import db, transaction
from app.desk.open_minutes import LEFT_OUT
from app.ideas.models import Idea
from app.meetings.models import Meeting
from tests import build
from tests.minutes.releasing import it_is_over, put_out
from tests.steering import decisions

SECRET = "Geheime Idee"
ADDRESSES = ("protokoll", "protokoll.pdf", "")


@pytest.fixture
def session(app):
    """A listed session that has decided about two ideas, one of them hidden: (slug, hidden)."""
    with app.app_context():
        members = decisions.a_group()
        meeting_id = decisions.a_session(listed=True)
        decisions.call_roll(meeting_id, *members)
        hidden = decisions.in_review(SECRET)
        shown = decisions.in_review("Klima-Küche", public=True)
        both = decisions.a_motion(meeting_id, shown, hidden)
        decisions.decided(meeting_id, both, 5, wording=f"Für {SECRET}.", reason=f"{SECRET} ist gut")
        one = decisions.a_motion(meeting_id, decisions.in_review("Rad", public=True))
        decisions.decided(meeting_id, one, 5, wording="Für die Klima-Küche.", reason="Alle wollen.")
        put_out(meeting_id)
        it_is_over(meeting_id)
        return build.slug_of(meeting_id), hidden


def answers(client, slug):
    return {name: client.get(f"/treffen/{slug}/{name}".rstrip("/")) for name in ADDRESSES}


def test_words_about_a_hidden_idea_are_left_out_and_the_document_is_not_handed_out(client, session):
    slug, _ = session

    found = answers(client, slug)

    page = found["protokoll"].text
    assert LEFT_OUT in page
    assert "Für die Klima-Küche." in page
    assert "protokoll.pdf" not in page + found[""].text
    assert [one.status_code for one in found.values()] == [200, 404, 200]
    assert [one for one in found.values() if SECRET in one.text] == []


def test_once_the_idea_is_shown_everything_is_there(app, client, session):
    slug, hidden = session
    with app.app_context(), transaction():
        db.session.get(Idea, hidden).public = True

    found = answers(client, slug)

    assert f"Für {SECRET}." in found["protokoll"].text
    assert f"Begründung: {SECRET} ist gut" in found["protokoll"].text
    assert [one.status_code for one in found.values()] == [200, 200, 200]


def test_who_was_given_the_address_of_an_unlisted_session_reads_all(app, client, session):
    slug, _ = session
    with app.app_context(), transaction():
        db.session.query(Meeting).filter_by(slug=slug).one().listed = False

    found = answers(client, slug)

    assert f"Für {SECRET}." in found["protokoll"].text
    assert found["protokoll.pdf"].status_code == 200


def test_the_team_reads_the_document_as_it_was_released(office, session, soup):
    with office.application.app_context():
        meeting_id = db.session.query(Meeting).filter_by(slug=session[0]).one().id

    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    link = page.find("a", string=lambda text: text and "herunterladen" in text) or page.find(
        "a", href=lambda href: href and "version-1.pdf" in href
    )

    assert SECRET in page.get_text()
    assert office.get(link["href"]).data == b"%PDF"
