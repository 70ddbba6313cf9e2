"""How much may be sent, how long it may take, and what is written down of it (I-1, I-4, D-7)."""

import re
import socket
import time
from io import BytesIO

import pytest

from app.core import pdf
from app.serve import WebServer
from tests.house.routes import address, rules
from tests.house.test_input import forms

PARTS = 200
PERSON = {"vorname": "Mai", "nachname": "Nguyễn", "email": "mai@example.org",
          "akteursgruppe": "buergerschaft"}  # fmt: skip


class Endless(BytesIO):
    """A body that is only read as far as somebody insists on reading it."""

    taken = 0

    def read(self, size=-1):
        assert size >= 0, "somebody wants all of it"
        self.taken += size
        return b"a" * size


def test_a_body_of_fifty_megabytes_is_refused_everywhere_without_reading_it(
    app, office, world, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    refused = {}
    for rule in forms(app):
        body = Endless()
        answer = office.post(
            address(app, rule, world),
            content_type="multipart/form-data; boundary=x",
            environ_overrides={"CONTENT_LENGTH": "50000000", "wsgi.input": body},
        )
        refused[rule.endpoint] = (answer.status_code, body.taken)

    assert set(refused.values()) == {(413, 0)}, refused


def test_the_refusal_says_what_to_do(client, soup):
    page = soup(client.post("/einloggen", data={"email": "x" * 3_000_000}))

    assert page.h1.text == "Das ist zu groß"
    assert "Bitte kürzen Sie den Text" in page.main.text


@pytest.mark.parametrize(("parts", "status"), [(PARTS - 1, 422), (PARTS + 1, 413), (300, 413)])
def test_a_form_has_two_hundred_parts_at_most(client, parts, status):
    many = {f"feld{number}": "x" for number in range(parts)}

    answer = client.post("/einloggen", data=many, content_type="multipart/form-data")

    assert answer.status_code == status


@pytest.mark.parametrize(("letters", "status"), [(400_000, 422), (515_000, 413)])
def test_a_form_holds_half_a_megabyte_at_most(client, letters, status):
    long = "x" * letters
    part = f'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n{long}\r\n--x--\r\n'

    whole = client.post("/einloggen", data={"email": long})
    in_parts = client.post(
        "/einloggen", data=part.encode(), content_type="multipart/form-data; boundary=x"
    )

    assert (whole.status_code, in_parts.status_code) == (status, status)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"email": ["a", {"b": 1}]}'),
        ("application/json", b'{"email": 5}'),
        ("application/json", b'{"email"'),
        ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\xff"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"email=%2BADw-"),
        ("application/x-www-form-urlencoded", b"email=%ff%fe%00&email=b&email[]=c&%00=%00"),
        ("\x7f/;;;", b"email=a"),
    ],
)
def test_bodies_of_the_wrong_kind_are_refused_calmly(client, kind, body):
    answer = client.post("/einloggen", data=body, content_type=kind)

    assert answer.status_code in (400, 413, 422)


def test_a_file_in_place_of_a_text_is_no_text(client, app):
    sent = {"email": (BytesIO(b"a@example.org"), "a.txt")}

    assert client.post("/einloggen", data=sent).status_code == 422


@pytest.mark.parametrize("path", ["/ideen?feld=", "/buero/treffen?suche=", "/buero/ideen?suche=",
                                  "/buero/postausgang?suche="])  # fmt: skip
def test_a_very_long_query_is_answered_soon(office, path):
    started = time.process_time()
    answer = office.get(path + "ä " * 20_000)

    assert answer.status_code == 200
    assert time.process_time() - started < 5


def test_the_web_server_keeps_no_list_of_requests(built_app):
    """Addresses of personal pages are keys: they stand in no log (T-7, D-7)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = WebServer(built_app, built_app.extensions["settings"], listener)

        assert server.cfg.accesslog is None
        assert server.cfg.loglevel == "warning"
        assert (server.cfg.forwarded_allow_ips, server.cfg.secure_scheme_headers) == ([], {})


def test_no_request_leaves_a_trace_of_its_link_or_its_person(app, office, client, world, caplog,
                                                             monkeypatch):  # fmt: skip
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())
    caplog.set_level("DEBUG")
    slug, tokens = world["slug"], [world[name] for name in world if name.endswith("token")]

    for staff in (True, False):
        for rule in rules(app, "GET", staff):
            office.get(address(app, rule, world))
    for token in tokens:
        client.post(f"/anmeldung/{token}/abmelden")
    client.post(f"/treffen/{slug}/anmelden", data=PERSON | {"submit_key": "s" * 27})

    assert [token for token in tokens if token in caplog.text] == []
    assert re.findall(r"mai@example|Nguyễn|Yıldırım", caplog.text) == []
