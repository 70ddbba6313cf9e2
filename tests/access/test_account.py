"""Signing in with an account of the city, against a real provider in a process of its own."""

import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import msgspec
import pytest
import requests

from app import create_app
from app.access import actions, queries
from app.access.oidc import Account, NotInTheTeam
from app.access.rules import Role
from app.core.db import Base, db
from app.core.settings_sections import Oidc
from tests.conftest import test_settings as settings_for

CLAIMS = {
    "ayse": '{"sub": "ayse", "name": "Ayşe Yıldırım", "email": "ayse@example.org", '
    '"groups": ["klima-gs"]}',
    "gast": '{"sub": "gast", "name": "Gast", "email": "gast@example.org", "groups": ["andere"]}',
}


@pytest.fixture(scope="module")
def provider():
    """The address of a provider with two accounts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    users = [word for claims in CLAIMS.values() for word in ("--user-claims", claims)]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-n", "true"]
    process = subprocess.Popen([*command, "-p", str(port), *users], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(10)


def an_app(issuer, **words):
    settings = settings_for("sqlite:///:memory:")
    words = {"trust_mail": True, "office_groups": ("klima-gs",)} | words
    oidc = Oidc(issuer=issuer, client_id="treffwerk", **words)
    settings = msgspec.structs.replace(settings, oidc=oidc, oidc_client_secret="geheim")
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def city_app(provider, clock):
    app = an_app(provider)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def path_of(address):
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def sign_in(browser, who, target=None):
    """Press the button, say at the provider who one is, come back. The last answer."""
    left = browser.get("/einloggen/konto", query_string={"weiter": target} if target else None)
    back = requests.post(left.location, data={"sub": who}, allow_redirects=False, timeout=5)
    return browser.get(path_of(back.headers["Location"]))


def test_somebody_of_the_office_comes_in_and_gets_where_they_wanted(city_app):
    browser = city_app.test_client()

    answer = sign_in(browser, "ayse", "/buero/aufgaben")

    assert (answer.status_code, answer.location) == (303, "/buero/aufgaben")
    assert browser.get("/buero/").status_code == 200
    staff = queries.staff_by_email("ayse@example.org")
    assert (staff.name, staff.role_set) == ("Ayşe Yıldırım", {Role.OFFICE})


def test_the_question_carries_pkce_state_and_nonce(city_app):
    left = city_app.test_client().get("/einloggen/konto")

    assert re.search(r"code_challenge_method=S256", left.location)
    assert re.search(r"[?&]state=\w{20,}", left.location)
    assert re.search(r"[?&]nonce=\w{20,}", left.location)


def test_an_account_without_a_group_of_ours_stays_outside(city_app):
    browser = city_app.test_client()

    answer = sign_in(browser, "gast")

    assert answer.status_code == 403
    assert "gehört zu keiner Gruppe" in answer.text
    assert browser.get("/buero/").status_code == 303


def test_an_answer_without_the_cookie_of_the_question_opens_nothing(city_app):
    left = city_app.test_client().get("/einloggen/konto")
    back = requests.post(left.location, data={"sub": "ayse"}, allow_redirects=False, timeout=5)

    stranger = city_app.test_client()
    answer = stranger.get(path_of(back.headers["Location"]))

    assert answer.status_code == 403
    assert stranger.get("/buero/").status_code == 303


def test_an_answer_works_once(city_app):
    browser = city_app.test_client()
    left = browser.get("/einloggen/konto")
    back = requests.post(left.location, data={"sub": "ayse"}, allow_redirects=False, timeout=5)
    browser.get(path_of(back.headers["Location"]))

    assert browser.get(path_of(back.headers["Location"])).status_code == 403


@pytest.mark.parametrize("links", [True, False])
def test_a_provider_that_is_down_says_so_and_the_link_stays_where_it_is_allowed(links):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = an_app(f"http://127.0.0.1:{port}", mail_links=links)
    answer = app.test_client().get("/einloggen/konto")

    assert answer.status_code == 503
    assert "Das Konto-System antwortet nicht" in answer.text
    assert ("Link per E-Mail" in answer.text) is links


def test_without_a_provider_there_is_no_way(client):
    assert client.get("/einloggen/konto").status_code == 404
    assert "/einloggen/konto" not in client.get("/einloggen").text


def test_who_was_taken_out_of_the_team_stays_outside(city_app):
    account = Account("p|1", "Ayşe", "ayse@example.org", frozenset({Role.OFFICE}))
    actions.sign_in_with_account(account)
    actions.remove_staff("ayse@example.org", by=actions.TERMINAL)

    with pytest.raises(NotInTheTeam):
        actions.sign_in_with_account(account)


def test_roles_follow_the_groups_and_a_new_address_is_the_same_person(city_app):
    first = Account("p|1", "Ayşe", "ayse@example.org", frozenset({Role.OFFICE}))
    actions.sign_in_with_account(first)
    moved = Account("p|1", "Ayşe", "neu@example.org", frozenset({Role.MODERATOR}))
    actions.sign_in_with_account(moved)

    assert queries.staff_by_email("ayse@example.org") is None
    assert queries.staff_by_email("neu@example.org").role_set == {Role.MODERATOR}
