"""Nothing can be sent without the token of one's own page (A-4)."""

import re

import pytest

from tests.house.routes import address, rules


@pytest.fixture
def guarded(app, office, monkeypatch):
    """The office's client, in an app that asks for the token as it does outside of tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return office


def token_for(client):
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/einloggen").text)[1]


def test_every_form_refuses_a_missing_a_wrong_an_empty_and_anothers_token(app, guarded, world):
    own, foreign = token_for(guarded), token_for(app.test_client())
    answers = {}

    for staff in (True, False):
        for rule in rules(app, "POST", staff):
            for kind, data in {
                "missing": {},
                "empty": {"csrf_token": ""},
                "wrong": {"csrf_token": own[:-2] + "xx"},
                "another's": {"csrf_token": foreign},
            }.items():
                answer = guarded.post(address(app, rule, world), data=data)
                answers[rule.endpoint, kind] = answer.status_code

    assert len(answers) > 100
    assert {name: code for name, code in answers.items() if code != 400} == {}


def test_ones_own_token_is_accepted(guarded):
    answer = guarded.post("/buero/ausloggen", data={"csrf_token": token_for(guarded)})

    assert (answer.status_code, answer.location) == (303, "/einloggen/abgemeldet")


def test_put_patch_and_delete_change_nothing(app, guarded, world):
    answers = {
        getattr(guarded, method)(address(app, rule, world)).status_code
        for staff in (True, False)
        for rule in rules(app, "GET", staff)
        for method in ("put", "patch", "delete")
    }

    assert answers == {405}


def test_the_refusal_says_what_to_do(guarded, soup):
    page = soup(guarded.post("/buero/ausloggen"))

    assert "laden Sie die Seite neu" in page.main.text
