"""Whatever a provider answers: nobody comes in wrongly, and no answer is a fault of ours."""

import logging
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import g
from sqlalchemy import select

from app.access import actions, queries
from app.access.models import SignInLink, StaffSession
from app.access.rules import Role
from app.core.db import Base, db
from tests.access.liar import OTHER, Liar
from tests.access.test_account import an_app


@pytest.fixture(scope="module")
def provider():
    made = Liar()
    yield made
    made.stop()


@pytest.fixture
def city_app(provider, clock):
    provider.tell_the_truth()
    app = an_app(provider.issuer, trust_mail=False)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def is_in(browser):
    """Asked anew: the context of these tests outlives a request."""
    g.pop("actor", None)
    return browser.get("/buero/").status_code == 200


def go(browser, provider, **query):
    """The way to the provider and back; the last answer."""
    left = browser.get("/einloggen/konto", query_string=query)
    if left.status_code != 302:
        return left
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left.location).query).items()}
    provider.nonce, provider.question = asked["nonce"], asked
    back = urlsplit(asked["redirect_uri"]).path
    return browser.get(back, query_string={"code": "c", "state": asked["state"]})


LIES = {
    "expired": {"claims": {"exp": 1_000_000_000, "iat": 999_999_000}},
    "of another issuer": {"claims": {"iss": "https://fremd.example"}},
    "for another client": {"claims": {"aud": "andere"}},
    "for another question": {"claims": {"nonce": "alt"}},
    "without nonce": {"claims": {"nonce": None}},
    "from the future": {"claims": {"iat": 9_999_999_999}},
    "signed by another": {"key": OTHER},
    "not signed": {"unsigned": True},
    "without number": {"claims": {"sub": None}},
    "wrong secret": {"answer": ({"error": "invalid_client"}, 401)},
    "without identity": {"answer": ({"access_token": "a", "token_type": "Bearer"}, 200)},
    "a web page": {"answer": ("<h1>Wartung</h1>", 200)},
    "broken": {"answer": ("", 500)},
    "calls itself otherwise": {"metadata": {"issuer": "https://fremd.example"}},
    "without token address": {"metadata": {"token_endpoint": None}},
    "tells of somebody else": {
        "claims": {"email": None},
        "metadata": {"userinfo_endpoint": "{issuer}/userinfo"},
        "userinfo": {"sub": "ada", "email": "ada@example.org", "email_verified": True},
    },
}


@pytest.mark.parametrize("lie", LIES)
def test_a_false_answer_lets_nobody_in(city_app, provider, lie, caplog):
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    provider.metadata = {
        name: value and value.format(issuer=provider.issuer)
        for name, value in provider.metadata.items()
    }
    browser = city_app.test_client()
    caplog.set_level(logging.WARNING)

    answer = go(browser, provider)

    assert answer.status_code == 503
    assert "sagen Sie Ihrer IT Bescheid" in answer.text
    assert "sign-in with an account" in caplog.text
    assert not is_in(browser)


NOBODY = {
    "unverified": {"email_verified": False},
    "unverified in words": {"email_verified": "false"},
    "said by nobody": {"email_verified": None},
    "no address": {"email": "kaputt"},
    "several lines": {"email": "a@example.org\r\nBcc: b@example.org"},
    "NUL in the number": {"sub": "a\0b"},
    "endless number": {"sub": "x" * 700},
    "no group": {"groups": []},
    "groups of another kind": {"groups": [{"name": "klima-gs"}]},
    "part of a name": {"groups": "klima-gs-gast"},
}


@pytest.mark.parametrize("claims", NOBODY.values(), ids=NOBODY)
def test_who_cannot_be_told_stays_outside(city_app, provider, claims):
    provider.claims = claims
    browser = city_app.test_client()

    assert go(browser, provider).status_code == 403
    assert queries.team() == []


def test_what_is_true_lets_in_with_the_name_as_people_write_it(city_app, provider):
    provider.claims = {"name": "Nguyễn\r\n Thị\0 Mai" + "x" * 500, "email": "Mai@Example.org"}

    answer = go(city_app.test_client(), provider, weiter="//fremd.example/")

    assert (answer.status_code, answer.location) == (303, "/buero/")
    (staff,) = queries.team()
    assert staff.name.startswith("Nguyễn Thị Mai") and len(staff.name) == 200
    assert staff.email == "mai@example.org"
    assert provider.asked["code_verifier"]


def test_a_provider_that_tells_more_when_asked_is_asked(city_app, provider):
    provider.claims = {"email": None, "email_verified": None, "groups": None}
    provider.metadata = {"userinfo_endpoint": f"{provider.issuer}/userinfo"}
    provider.userinfo = {
        "sub": "ayse", "email": "ayse@example.org", "email_verified": True, "groups": ["klima-gs"],
    }  # fmt: skip

    assert go(city_app.test_client(), provider).status_code == 303


def test_who_lost_the_group_loses_roles_and_sessions_at_once(city_app, provider):
    at_home, at_work = city_app.test_client(), city_app.test_client()
    go(at_home, provider)
    go(at_work, provider)
    assert is_in(at_home)
    provider.claims = {"groups": ["andere"]}

    assert go(at_work, provider).status_code == 403

    assert not is_in(at_home)
    assert not is_in(at_work)
    (staff,) = queries.team()
    assert staff.role_set == frozenset()
    provider.claims = {}
    go(at_home, provider)
    assert is_in(at_home)


def test_a_link_by_mail_does_not_pass_by_the_groups(city_app, provider):
    """Unless the settings say so; the page says the same to everybody (A-8)."""
    go(city_app.test_client(), provider)
    staff = queries.staff_by_email("ayse@example.org")

    actions.send_link("ayse@example.org")

    assert staff.subject
    assert db.session.scalars(select(SignInLink)).all() == []


def test_an_address_of_another_account_is_said_and_taken_from_nobody(city_app, provider):
    go(city_app.test_client(), provider)
    provider.claims = {"sub": "andere"}

    answer = go(city_app.test_client(), provider)

    assert answer.status_code == 403
    assert "gehört hier schon zu einem anderen Konto" in answer.text


def test_somebody_with_a_link_becomes_the_person_of_the_account(city_app, provider):
    actions.add_staff("Ayşe", "ayse@example.org", frozenset({Role.MODERATOR}))

    go(city_app.test_client(), provider)

    (staff,) = queries.team()
    assert (staff.role_set, staff.subject) == ({Role.OFFICE}, f"{provider.issuer}|ayse")


@pytest.mark.parametrize(("ago", "fresh"), [(5, True), (4000, False), (None, False)])
def test_only_who_was_asked_anew_counts_as_fresh(city_app, provider, ago, fresh):
    provider.claims = {"auth_time": ago if ago is None else int(time.time()) - ago}

    answer = go(city_app.test_client(), provider, neu=1, weiter="/buero/team/neu")

    assert (answer.status_code, answer.location) == (303, "/buero/team/neu")
    assert (provider.question["prompt"], provider.question["max_age"]) == ("login", "0")
    assert (db.session.scalar(select(StaffSession.confirmed_at)) is not None) is fresh


def test_signing_out_offers_the_providers_own_sign_out(city_app, provider, soup):
    provider.metadata = {"end_session_endpoint": f"{provider.issuer}/logout"}
    browser = city_app.test_client()
    go(browser, provider)

    page = soup(browser.post("/buero/ausloggen", follow_redirects=True))
    way = next(link for link in page.find_all("a") if "Beim Konto der Stadt" in link.text)
    left = browser.get(way["href"])

    assert left.location.startswith(f"{provider.issuer}/logout?")
    assert "abgemeldet" in parse_qs(urlsplit(left.location).query)["post_logout_redirect_uri"][0]
    assert not is_in(browser)
