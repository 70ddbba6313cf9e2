"""The most dangerous steps ask anew who it is, and lose nothing that was typed."""

import re

import pytest
from sqlalchemy import func, select

from app.access.dangerous import FRESH
from app.access.models import SignInLink
from app.access.rules import ROLE_TABLE, Role
from app.core.db import db
from app.outbox.models import Message
from tests import build
from tests.conftest import signed_in

TAKEN = {"name": "Neu Hier", "email": "neu@example.org", "roles": ["moderator"]}


def newest_link(app):
    """The text of such a mail is shown to nobody: the token is read from the mail as it leaves."""
    with app.app_context():
        message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        whole = message.body.decode().replace("=\n", "").replace("=3D", "=")
        return "/buero/bestaetigen/" + re.search(r"/buero/bestaetigen/([\w-]{20,}[^\s]*)", whole)[1]


def test_the_table_names_pages_that_exist():
    assert FRESH - set(ROLE_TABLE) == set()
    assert len(FRESH) >= 7


def test_right_after_signing_in_nobody_is_asked(office):
    assert office.get("/buero/team/neu").status_code == 200


def test_later_a_link_to_the_own_mailbox_leads_back_to_the_page(office, app, clock, soup):
    clock.move(minutes=16)
    asked = office.get("/buero/team/neu")
    assert (asked.status_code, asked.location) == (303, "/buero/bestaetigen?weiter=/buero/team/neu")
    assert office.get("/buero/treffen").status_code == 200
    assert "Bitte bestätigen Sie, dass Sie es sind" in soup(office.get(asked.location)).h1.text

    office.post(asked.location)
    link = newest_link(app)
    assert "Ja, ich bin es" in soup(office.get(link)).text
    assert office.get("/buero/team/neu").status_code == 303
    back = office.post(link.partition("?")[0], data={"weiter": "/buero/team/neu"})

    assert (back.status_code, back.location) == (303, "/buero/team/neu")
    assert office.get("/buero/team/neu").status_code == 200
    assert office.post(link.partition("?")[0]).status_code == 404
    clock.move(minutes=16)
    assert office.get("/buero/team/neu").status_code == 303


def test_a_form_that_was_sent_too_late_is_kept(office, app, clock, soup):
    clock.move(minutes=16)

    page = office.post("/buero/team/neu?a=1", data=TAKEN | {"name": 'Zoë "<b>\nZwei'})
    form = soup(page).find("form", action="/buero/team/neu?a=1")
    kept = {field["name"]: field.text.lstrip("\n") for field in form.find_all("textarea")}

    assert page.status_code == 403
    assert kept == {"name": 'Zoë "<b>\nZwei', "email": "neu@example.org", "roles": "moderator"}
    office.post(newest_link(app))
    assert office.post("/buero/team/neu", data=TAKEN).status_code == 303


def test_nothing_is_done_before(office, app, clock):
    with app.app_context():
        person = build.a_person()
    clock.move(minutes=16)

    assert office.post(f"/buero/kontakte/{person}/loeschen").status_code == 403
    assert office.post("/buero/kontakte/liste.csv").status_code in (403, 404, 405)
    assert office.get(f"/buero/kontakte/{person}").status_code == 200


def test_a_link_confirms_the_session_that_asked_and_signs_nobody_in(office, app, clock):
    clock.move(minutes=16)
    office.post("/buero/bestaetigen")
    link = newest_link(app)
    token = link.rsplit("/", 1)[1]
    stranger, other = app.test_client(), signed_in(app, Role.OFFICE)

    assert stranger.get(f"/einloggen/{token}").status_code == 410
    assert stranger.post(f"/einloggen/{token}").status_code == 410
    assert stranger.get(link).status_code == 303
    assert other.get(link).status_code == other.post(link).status_code == 404
    clock.move(minutes=16)
    assert office.post(link).status_code == 404


def test_nobody_reads_the_link_in_the_outbox(office, app, clock):
    clock.move(minutes=16)
    office.post("/buero/bestaetigen")
    token = newest_link(app).rsplit("/", 1)[1]
    with app.app_context():
        message = db.session.scalars(select(Message).order_by(Message.id.desc())).first().id

    seen = office.get(f"/buero/postausgang/{message}").text
    source = office.get(f"/buero/postausgang/{message}/quelltext")

    assert token not in seen
    assert source.status_code == 404


@pytest.mark.parametrize("ask", ["/buero/bestaetigen", "/buero/team/neu"])
def test_nobody_is_flooded_with_links(office, app, clock, ask):
    clock.move(minutes=16)
    for _ in range(14):
        last = office.post(ask)

    assert last.status_code == (429 if ask.endswith("bestaetigen") else 403)
    with app.app_context():
        mailed = select(func.count(SignInLink.id)).where(SignInLink.session_id > 0)
        assert db.session.scalar(mailed) == 10
