"""Postausgang: what the server said, failed mails once more, a test mail."""

import pytest

from app.core.db import db, transaction
from app.outbox.models import Message
from tests import build


@pytest.fixture
def failed(app):
    with app.app_context():
        found = [build.a_queued_letter(subject=f"Brief {number}") for number in range(3)]
        with transaction():
            for message_id in found:
                row = db.session.get(Message, message_id)
                row.state, row.tries = "failed", 1
                row.last_error, row.last_answer = "Abgelehnt", "550 <b>no</b> such user"
        return found


def states(app):
    with app.app_context():
        return [row.state for row in db.session.query(Message).order_by(Message.id)]


def test_the_servers_answer_is_shown_as_text(office, failed, soup):
    page = soup(office.get("/buero/postausgang?status=failed"))

    assert "550 <b>no</b> such user" in page.main.text and not page.main.find("b")
    assert "Alle fehlgeschlagenen noch einmal senden (3)" in page.main.text


def test_ticked_ones_go_out_again(app, office, failed):
    answer = office.post("/buero/postausgang/noch-einmal", data={"nachricht": failed[:2]})

    assert answer.status_code == 303
    assert states(app) == ["queued", "queued", "failed"]


def test_all_of_them_go_out_again_once(app, office, failed, soup):
    target = "/buero/postausgang/noch-einmal"
    first = soup(office.post(target, data={"alle": "ja"}, follow_redirects=True))
    second = soup(office.post(target, data={"alle": "ja"}, follow_redirects=True))

    assert "3 E-Mails werden noch einmal gesendet." in first.main.text
    assert "0 E-Mails werden" in second.main.text
    assert states(app) == ["queued"] * 3


def test_nothing_ticked_is_said(app, office, failed, soup):
    answer = office.post("/buero/postausgang/noch-einmal", data={"nachricht": "<x>"})

    assert answer.status_code == 422
    assert "Bitte wählen Sie mindestens eine E-Mail aus." in soup(answer).main.text
    assert states(app) == ["failed"] * 3


def test_a_test_mail_stands_in_the_outbox(app, office, soup):
    wrong = office.post("/buero/postausgang/testmail", data={"address": "ich"})
    office.post("/buero/postausgang/testmail", data={"address": "ich@example.org"})

    assert "Es fehlt das @-Zeichen" in soup(wrong).main.text
    with app.app_context():
        row = db.session.query(Message).one()
        assert (row.recipient, row.kind, row.state) == ("ich@example.org", "test", "queued")
