"""The first half of G11: the storage that is sought and the garage, in the sample year."""

from datetime import datetime

import pytest

from app.core.db import db
from app.demo.loader import load_year
from app.matching.models import MatchCard, Mediation
from app.outbox.models import Message
from tests.conftest import BERLIN
from tests.matching.build import tokens


@pytest.fixture
def year(app):
    with app.app_context():
        load_year(datetime(2027, 9, 1, 9, tzinfo=BERLIN))
        return {card.number: card.id for card in db.session.query(MatchCard)}


def mails(app, kind):
    with app.app_context():
        found = db.session.query(Message).filter_by(kind=kind).order_by(Message.id)
        return [one.recipient for one in found]


def typed(form):
    """What a browser would send of a form as it stands."""
    fields = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    fields |= {one["name"]: one.text.strip() for one in form.select("textarea[name]")}
    for choice in form.select("select[name]"):
        fields[choice["name"]] = (choice.select_one("[selected]") or choice.option)["value"]
    return fields


def test_g11_both_are_asked_and_only_then_know_each_other(app, year, office, client, soup):
    page = soup(office.get(f"/buero/suche-und-biete/{year['S03']}"))
    best = page.select_one(".tw-fit")
    assert "B09" in best.text and "Garage als Lager in Sennestadt, 25 Quadratmeter" in best.text
    assert "20 Quadratmeter gesucht, 25 Quadratmeter geboten" in best.text

    ask = best.select_one("a.kern-btn")["href"]
    form = typed(soup(office.get(ask)).select_one("main form"))
    for _ in range(2):
        assert office.post(ask, data=form).status_code == 303
    people = mails(app, "kontakt-anfrage")
    assert len(people) == len(set(people)) == 2

    with app.app_context():
        found = db.session.query(Mediation).order_by(Mediation.id.desc()).first()
        mediation_id, links = found.id, tokens(found.id)
    for link in links:
        assert mails(app, "kontakt-weitergegeben") == []
        asked = soup(client.get(f"/kontakt/{link}")).main.text
        assert "Obermöller" not in asked and "Piontek" not in asked and "@" not in asked
        client.post(f"/kontakt/{link}", data={"antwort": "ja"})

    assert mails(app, "kontakt-weitergegeben") == people
    for link in links:
        passed = soup(client.get(f"/kontakt/{link}")).main.text
        assert all(address in passed for address in people)
    page = soup(office.get(f"/buero/vermittlungen/{mediation_id}"))
    assert "Kontakt weitergegeben" in page.text
    for number in ("S03", "B09"):
        card = soup(office.get(f"/buero/suche-und-biete/{year[number]}"))
        assert "Vermittelt" in card.main.text


def test_g11_without_consent_there_is_a_reason_and_no_button(year, office, soup):
    page = soup(office.get(f"/buero/suche-und-biete/{year['S10']}"))

    assert "Die Person hat nicht zugestimmt" in page.main.text
    assert not page.select(".tw-fit a.kern-btn")
    refused = soup(office.get(f"/buero/vermittlungen/neu?suche={year['S10']}&biete={year['B01']}"))
    assert "Diese Vermittlung ist nicht möglich" in refused.main.text
    assert not refused.select("main form")
