"""The draft after a move (G7): read, changed, sent once or not at all; the history keeps both."""

from datetime import date

import pytest

from app.core.db import db
from app.core.errors import RuleBroken
from app.ideas import actions, notices, queries
from app.ideas.rules import IdeaState, IdeaValues, MoveFacts
from app.outbox.models import Message
from tests import build

PLACE = "/buero/ideen/2027-001/nachricht"


def make(app, **values):
    with app.app_context():
        return build.an_idea("Klima-Bänke", **values)


def letters():
    return [(one.recipient, one.subject) for one in db.session.query(Message)]


def drop(office, reason="Der Platz wird umgebaut."):
    return office.post("/buero/ideen/2027-001/status/dropped", data={"reason": reason})


def test_g7_without_a_reason_it_is_refused_with_one_a_draft_appears(app, office, soup):
    make(app, contact_name="Cem Yıldırım", contact_email="cem@example.org")

    refused = drop(office, reason="")
    assert refused.status_code == 422
    assert (
        "Grund: Bitte füllen Sie dieses Feld aus."
        in soup(refused).select_one(".tw-errors").get_text()
    )
    page = soup(office.get(drop(office).location))

    assert page.select_one("#entwurf a")["href"] == PLACE
    draft = soup(office.get(PLACE))
    assert draft.find(id="subject")["value"] == "Ihre Idee 2027-001: Klima-Bänke"
    assert (
        draft.find(id="text")
        .get_text()
        .strip()
        .startswith(
            "Guten Tag Cem Yıldırım,\n\ndanke für Ihre Idee „Klima-Bänke“ (2027-001). Wir haben "
            "sie nicht aufgenommen.\n\nDer Grund: Der Platz wird umgebaut.\n\n"
        )
    )
    with app.app_context():
        assert letters() == []


def test_the_draft_is_sent_as_it_was_worded_and_once(app, office, soup):
    idea_id = make(app, contact_name="Cem Yıldırım", contact_email="cem@example.org")
    drop(office)
    seen = soup(office.get(PLACE)).find(id="version")["value"]
    typed = {"subject": "Zu Ihrer Idee", "text": "Guten Tag,\n\nleider nein.", "version": seen}

    answers = [office.post(PLACE, data=typed) for _ in "12"]

    assert [one.status_code for one in answers] == [303, 303]
    with app.app_context():
        assert letters() == [("cem@example.org", "Zu Ihrer Idee")]
        told = [one.what for one in queries.idea_by_id(idea_id).history]
    assert told[1:] == [
        "Status: Neu → Nicht aufgenommen. Grund: Der Platz wird umgebaut.",
        "E-Mail an die Ansprechperson gesendet.",
    ]
    assert soup(office.get("/buero/ideen/2027-001")).find(id="entwurf") is None


def test_nothing_is_sent_when_the_office_says_so(app, office, soup):
    idea_id = make(app, contact_name="Cem Yıldırım", contact_email="cem@example.org")
    drop(office)
    form = soup(office.get(PLACE)).find("form", action=f"{PLACE}/nicht-senden")
    version = form.find("input", {"name": "version"})["value"]

    for _ in "12":
        assert office.post(form["action"], data={"version": version}).status_code == 303

    with app.app_context():
        assert letters() == []
        history = queries.idea_by_id(idea_id).history
        assert history[-1].what == "Keine E-Mail an die Ansprechperson gesendet."
        assert len(history) == 3


def test_without_an_address_the_page_says_so(app, office, soup):
    make(app, contact_name="Cem Yıldırım")
    drop(office)

    page = soup(office.get(PLACE))

    assert "keine E-Mail-Adresse bekannt" in page.main.get_text()
    assert page.find(id="text") is None
    assert "Wir haben sie nicht aufgenommen." in page.main.get_text()


def test_a_later_move_replaces_the_draft_that_was_read(ctx):
    idea_id = build.an_idea("Bänke", contact_email="cem@example.org")
    facts = MoveFacts(reason="Träger fehlt", review_on=date(2027, 12, 1))
    actions.move_idea(idea_id, IdeaState.ON_HOLD, facts, actor=build.OFFICE)
    old = queries.notice_of(idea_id).version
    actions.move_idea(idea_id, IdeaState.REVIEW, MoveFacts(), actor=build.OFFICE)

    with pytest.raises(RuleBroken) as refused:
        notices.send(idea_id, old, "Betreff", "Text", actor=build.OFFICE)

    assert refused.value.message == notices.SETTLED
    assert "Wir prüfen sie jetzt wieder." in queries.notice_of(idea_id).text


def test_moves_that_tell_nobody_leave_no_draft(ctx):
    idea_id = build.an_idea(contact_email="cem@example.org")

    actions.move_idea(idea_id, IdeaState.REVIEW, MoveFacts(), actor=build.OFFICE)

    assert queries.notice_of(idea_id) is None


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "x" * 100_000}, {"subject": "a\nb"}])
def test_a_wrong_draft_keeps_what_was_typed(app, office, soup, wrong):
    make(app, contact_email="cem@example.org")
    drop(office)
    typed = {"subject": "Betreff", "text": "Guten Tag", "version": "2"} | wrong

    answer = office.post(PLACE, data=typed)

    assert answer.status_code == 422
    assert soup(answer).find(id="text").get_text().strip() == typed["text"]
    with app.app_context():
        assert letters() == []


def test_moderators_and_the_steering_group_read_no_draft(app, office, moderator, steering, soup):
    make(app, contact_email="cem@example.org")
    drop(office)

    for reader in (moderator, steering):
        assert soup(reader.get("/buero/ideen/2027-001")).find(id="entwurf") is None
        assert reader.get(PLACE).status_code == 403


def test_another_contact_person_closes_the_old_link(ctx):
    idea_id = build.an_idea("Bänke", contact_name="Cem", contact_email="cem@example.org")
    idea = queries.idea_by_id(idea_id)
    first = idea.link_version

    def write(**values):
        typed = IdeaValues(title="Bänke", **values)
        actions.change_idea(idea_id, typed, seen_version=idea.version, actor=build.OFFICE)
        return idea.link_version - first

    assert write(contact_name="Cem Y.", contact_email="cem@example.org") == 0
    assert write(contact_name="Ayşe", contact_email="ayse@example.org") == 1
