"""Behind other servers: prefix, TLS, proxies that tell the truth and clients that lie (A-9)."""

import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.limits import Attempt
from app.outbox.models import Message
from tests import build

PUBLIC = "https://stadt.example"
TRUE = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "stadt.example",
}
PERSON = {"vorname": "Mai", "nachname": "Nguyễn", "email": "mai@example.org",
          "akteursgruppe": "buergerschaft"}  # fmt: skip


def token_in(page):
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)[1]


def last_mail(app):
    with app.app_context():
        row = db.session.scalar(select(Message).order_by(Message.id.desc()))
        return row.body.decode("ascii").replace("=\r\n", "").replace("=3D", "=")


def send(browser, path, fields=None, **kw):
    """Open a page, fill in its form, send it; returns the answer."""
    page = browser.get(path, **kw)
    hidden = dict(re.findall(r'name="(submit_key|started)"[^>]* value="([^"]*)"', page.text))
    data = {"csrf_token": token_in(page), **hidden, **(fields or {})}
    return browser.post(path, data=data, **kw)


def taking_the_prefix_off(inner):
    def proxy(environ, start_response):
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/forum")
        return inner(environ, start_response)

    return proxy


@pytest.mark.parametrize("keeps_prefix", [True, False])
def test_the_whole_way_of_a_person_behind_a_proxy_with_tls_and_prefix(placed, keeps_prefix):
    app = placed(base_url=PUBLIC + "/forum", proxy_hops=1)
    if not keeps_prefix:
        app.wsgi_app = taking_the_prefix_off(app.wsgi_app)
    with app.app_context():
        slug = build.slug_of(build.a_meeting())
    browser, where = app.test_client(), {"headers": TRUE, "base_url": PUBLIC}

    answer = send(browser, f"/forum/treffen/{slug}/anmelden", PERSON, **where)
    link = re.search(rf"{PUBLIC}(/forum/anmeldung/[\w-]+/bestaetigen)", last_mail(app))[1]
    confirmed = send(browser, link, **where)

    assert answer.location == f"/forum/treffen/{slug}/anmelden/unterwegs"
    assert re.fullmatch(r"/forum/anmeldung/[\w-]{27}", confirmed.location)


def test_below_a_prefix_every_address_of_a_page_carries_it(placed):
    app = placed(base_url=PUBLIC + "/forum")

    page = app.test_client().get("/forum/").text

    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert len(addresses) > 8
    assert [one for one in addresses if not one.startswith("/forum/")] == []


def test_below_a_prefix_cookies_stay_below_it(placed):
    answer = placed(base_url=PUBLIC + "/forum").test_client().get("/forum/einloggen")

    assert "Path=/forum/" in answer.headers["Set-Cookie"]
    assert answer.headers["Set-Cookie"].startswith("formular=")


def test_sign_in_below_a_prefix_leads_back_below_it(placed):
    app = placed(base_url=PUBLIC + "/forum")
    with app.app_context():
        token = build.sign_in_token()
    browser = app.test_client()

    answer = send(browser, f"/forum/einloggen/{token}", {"weiter": "/buero/ideen"}, base_url=PUBLIC)
    closed = app.test_client().get("/forum/buero/ideen")

    assert answer.location == "/forum/buero/ideen"
    assert closed.location == "/forum/einloggen?weiter=/buero/ideen"


def who_asked(app):
    with app.app_context():
        return {
            row.who for row in db.session.scalars(select(Attempt).where(Attempt.kind == "form"))
        }


def ask_from(app, address):
    browser = app.test_client()
    send(browser, "/einloggen", {"email": "fremd@example.org"},
         headers={"X-Forwarded-For": address})  # fmt: skip


def test_without_a_proxy_nobody_can_pretend_to_be_somebody_else(placed):
    app = placed()

    for address in ("203.0.113.1", "203.0.113.2", "203.0.113.3"):
        ask_from(app, address)

    assert len(who_asked(app)) == 1


def test_behind_one_proxy_only_its_own_word_counts(placed):
    app = placed(proxy_hops=1)

    ask_from(app, "203.0.113.1")
    ask_from(app, "198.51.100.9, 203.0.113.1")
    ask_from(app, "203.0.113.2")

    assert len(who_asked(app)) == 2


def test_a_limit_cannot_be_escaped_with_invented_addresses(placed):
    app = placed(limits={"forms_per_hour": 2})

    for number in range(2):
        ask_from(app, f"203.0.113.{number}")
    page = send(app.test_client(), "/einloggen", {"email": "fremd@example.org"},
                headers={"X-Forwarded-For": "203.0.113.99"})  # fmt: skip

    assert page.status_code == 429


def test_no_mail_and_no_redirect_repeats_a_foreign_host(placed):
    app = placed()
    with app.app_context():
        slug, email = build.slug_of(build.a_meeting()), build.a_member()
    browser = app.test_client()
    lies = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    where = {"headers": lies, "base_url": "http://evil.example"}

    send(browser, f"/treffen/{slug}/anmelden", PERSON, **where)
    registered = last_mail(app)
    send(browser, "/einloggen", {"email": email}, **where)
    signed_in = last_mail(app)
    redirects = [browser.get(path, **where).location for path in ("/buero", "/buero/")]

    assert "http://127.0.0.1:8000/anmeldung/" in registered
    assert "http://127.0.0.1:8000/einloggen/" in signed_in
    assert "evil" not in registered + signed_in + "".join(redirects)
