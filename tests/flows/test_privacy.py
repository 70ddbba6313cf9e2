"""Somebody asks what is kept, withdraws, and is erased; the other one at the address stays."""

import json
import re

import pytest

from app.core.db import db
from app.outbox.models import Message
from app.outbox.queries import letter_view
from tests import build


@pytest.fixture
def couple(app):
    with app.app_context():
        meeting = build.a_meeting()
        return [
            build.a_registration(meeting, first_name=first, last_name="Lindner",
                                 email="familie@example.org", wants_invitations=True)
            for first in ("Claudia", "Thomas")
        ]  # fmt: skip


def newest_link(app):
    with app.app_context():
        row = db.session.query(Message).filter_by(kind="data_link").one()
        return re.search(r"https?://[^/]+(/\S+)", letter_view(row).text)[1]


def test_from_the_question_to_the_erasure(app, client, office, couple, soup):
    page = soup(client.get("/datenschutz")).find("a", string="Meine Daten")
    form = {"name": "Claudia Lindner", "email": "familie@example.org"}
    assert client.post(page["href"], data=form).status_code == 303
    path = newest_link(app)
    button = soup(client.get(path)).select_one("main form")
    shown = soup(client.post(button["action"], follow_redirects=True))
    assert "Claudia Lindner" in shown.text and "Thomas" not in shown.text
    first = shown.select_one("#einwilligungen form")
    typed = {one["name"]: one["value"] for one in first.select("input[type=hidden]")}
    after = soup(client.post(first["action"], data=typed, follow_redirects=True))
    assert "Widerrufen:" in after.select_one("#einwilligungen").text
    data = json.loads(client.post(f"{path}/daten.json").data)
    assert [one["withdrawn_at"] is None for one in data["consents"]] == [False]
    asked = soup(client.get(f"{path}/loeschen")).select_one(".tw-confirm form")
    assert client.post(asked["action"]).headers["Location"] == "/auskunft/geloescht"
    found = soup(office.get("/buero/datenschutz/auskunft?suche=familie@example.org"))
    assert [one.text for one in found.select("th a")] == ["Thomas Lindner"]
    people = soup(office.get("/buero/kontakte"))
    assert "Thomas" in people.text and "Claudia" not in people.text
