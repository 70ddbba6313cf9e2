"""Headers, cookies and hosts of every answer (H-1 to H-6)."""

import re
from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from app import create_app
from app.core import pdf
from app.core.db import db, transaction
from app.core.headers import CSP
from app.meetings.models import Meeting
from tests import conftest
from tests.house.routes import address, rules
from tests.minutes.releasing import put_out

ROOT = Path(__file__).resolve().parents[2]
SLOW = "pdf"
EVERYWHERE = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PICTURES = {"minutes_photos.picture", "minutes_photos_public.picture"}
"""Nothing that somebody might have hidden in them may run (I-9)."""
PERSONAL = ("enter", "manage", "cancel", "confirm", "accept", "edit", "withdraw", "own")


def answers(app, office, world):
    """What every address answers that can be looked at, documents aside."""
    return {
        rule.endpoint: office.get(address(app, rule, world))
        for staff in (True, False)
        for rule in rules(app, "GET", staff)
        if not rule.endpoint.endswith(SLOW)
    }


def test_every_answer_has_the_headers(app, office, world):
    for endpoint, answer in answers(app, office, world).items():
        found = {name: answer.headers.get(name) for name in EVERYWHERE}
        own = {"Content-Security-Policy": "default-src 'none'; sandbox"}

        assert found == (EVERYWHERE | own if endpoint in PICTURES else EVERYWHERE), endpoint
        assert "camera=()" in answer.headers["Permissions-Policy"], endpoint
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), endpoint


def test_nothing_of_the_team_and_nothing_personal_is_kept_by_browsers(app, office, world):
    kept = {
        endpoint
        for endpoint, answer in answers(app, office, world).items()
        if answer.headers.get("Cache-Control") != "no-store"
    }

    assert kept & {rule.endpoint for rule in rules(app, "GET", staff=True)} == set()
    assert {name for name in kept if name.rpartition(".")[2] in PERSONAL} == set()


def test_pages_behind_a_personal_link_tell_nobody(app, client, world):
    personal = [rule for rule in rules(app, "GET", staff=False) if "token" in rule.arguments]
    feeds = {"feeds_public.person", "feeds_public.team", "feeds_public.team_with_points"}

    assert len(personal) >= 7
    for rule in personal:
        answer = client.get(address(app, rule, world))
        found = [
            answer.headers.get(n) for n in ("Referrer-Policy", "Cache-Control", "X-Robots-Tag")
        ]

        # A calendar asks again and again: it may keep what it has, nobody on the way may.
        kept = "private, max-age=3600" if rule.endpoint in feeds else "no-store"
        assert found == ["no-referrer", kept, "noindex"], rule.endpoint


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda client: client.get("/gibt-es-nicht"), 404),
        (lambda client: client.post("/"), 405),
        (lambda client: client.post("/buero/ausloggen"), 403),
        (lambda client: client.get("/einloggen?weiter=%00"), 400),
        (lambda client: client.post("/einloggen", data={"email": "x" * 3_000_000}), 413),
        (lambda client: client.get("/static/gibt-es-nicht.css"), 404),
        (lambda client: client.get("/static/app.css"), 200),
    ],
)
def test_refusals_have_the_headers_too(client, ask, code):
    answer = ask(client)
    answer.close()

    assert answer.status_code == code
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


def test_no_page_loads_anything_from_elsewhere(app, office, world):
    loading = {"link": "href", "script": "src", "img": "src", "form": "action", "iframe": "src"}
    foreign = {
        (endpoint, element[attribute])
        for endpoint, answer in answers(app, office, world).items()
        if answer.mimetype == "text/html"
        for tag, attribute in loading.items()
        for element in BeautifulSoup(answer.text, "html.parser").find_all(tag)
        if re.match(r"(https?:)?//", element.get(attribute, ""))
        and not element[attribute].startswith("http://127.0.0.1:8000/")
    }

    assert foreign == set()


def test_stylesheets_load_nothing_from_elsewhere():
    for sheet in (ROOT / "app/static").rglob("*.css"):
        assert re.findall(r"url\(\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")) == []


def over_tls(worker_database):
    made = conftest.test_settings(worker_database)
    site = msgspec.structs.replace(made.site, base_url="https://forum.example", proxy_hops=0)
    app = create_app(msgspec.structs.replace(made, site=site))
    app.config.update(TESTING=True)
    return app


def test_cookies_are_bound_to_this_host_and_hidden_from_scripts(app, worker_database):
    safe = over_tls(worker_database)
    browser = safe.test_client()
    cookies = browser.get("/einloggen", base_url="https://forum.example").headers.getlist(
        "Set-Cookie"
    )
    with safe.app_context():
        token = conftest.access.make_link(conftest.build.a_member())
    safe.config["WTF_CSRF_ENABLED"] = False
    answer = browser.post(f"/einloggen/{token}", base_url="https://forum.example")
    cookies += answer.headers.getlist("Set-Cookie")

    names = {cookie.split("=")[0] for cookie in cookies}
    parts = [{part.strip().split("=")[0] for part in cookie.split(";")[1:]} for cookie in cookies]

    assert names == {"__Host-formular", "__Host-treffwerk"}
    assert all({"Secure", "HttpOnly", "Path", "SameSite"} <= part for part in parts)
    assert not any("Domain" in part for part in parts)
    assert all("SameSite=Lax" in cookie and "Path=/" in cookie for cookie in cookies)


def test_over_tls_browsers_are_told_to_stay_there(app, client, worker_database):
    answer = over_tls(worker_database).test_client().get("/einloggen")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/einloggen").headers


def test_proxy_headers_are_not_believed(app, client):
    lies = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Host": "evil.example",
    }

    answer = client.get("/einloggen", headers=lies)

    assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/var/treffwerk.sqlite3", "/config.toml",
    "/console", "/static/../config.toml", "/static/%2e%2e/%2e%2e/config.toml",
    "/assets/kern/../../../../config.toml", "/assets/kern/..%2f..%2fpackage.json"])  # fmt: skip
def test_nothing_of_the_inside_can_be_fetched(client, path):
    assert client.get(path).status_code in (400, 404)


def test_the_debugger_is_off(built_app):
    assert built_app.debug is False


def test_nothing_of_an_unlisted_meeting_is_found_or_told(app, client, world, monkeypatch):
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())
    with app.app_context(), transaction():
        db.session.execute(update(Meeting).values(listed=False))
    with app.app_context():
        put_out(world["meeting_id"])
    about_it = [
        rule
        for rule in rules(app, "GET", staff=False)
        if "slug" in rule.arguments
        and not rule.endpoint.startswith(("series_public.", "feeds_public."))
    ]

    hidden = {
        rule.endpoint: (answer.status_code, answer.headers.get("X-Robots-Tag"))
        for rule in about_it
        if (answer := client.get(address(app, rule, world)))
    }

    tells_nothing = {"registrations_public.sent", "pitches_public.sent", "desk_public.calendar"}
    tells_nothing |= {"api_public.meeting"}  # 404: open data knows listed meetings alone
    assert {name for name, found in hidden.items() if found != (200, "noindex")} == tells_nothing
