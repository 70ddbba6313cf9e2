"""The proxy example of ``deploy/`` in front of a running server: TLS, prefix, two proxies (A-9)."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.request
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import create_engine, text

from app.core.settings import ROOT
from tests.conftest import new_database
from tests.processes.servers import PATIENCE, free_port, running, write_config

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.race,
    pytest.mark.skipif(NGINX is None, reason="sudo apt install nginx-light"),
]
AROUND = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    {temporary}
    include {folder}/example.conf;
    server {{
        listen 127.0.0.1:{inner};
        access_log off;
        location / {{
            client_max_body_size 42m;
            proxy_pass http://127.0.0.1:{app};
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
}}
"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAMED = re.compile(r'(name|value)="([^"]*)"')


@contextlib.contextmanager
def proxies(folder, outer, app):
    """The example on the port ``outer``, and behind it a second proxy before the application."""
    inner = free_port()
    certificate = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                   "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                   "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")  # fmt: skip
    subprocess.run(certificate, check=True, capture_output=True)
    example = (ROOT / "deploy/proxy/nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{inner}",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{outer} ssl http2;",
        "/etc/ssl/stadt.example": str(folder),
        "/var/log/nginx": str(folder),
        "stadt.example": "127.0.0.1",
    }.items():
        assert old in example, old
        example = example.replace(old, new)
    example = re.sub(r"(?m)^\s*listen \[::\].*$", "", example)
    (folder / "example.conf").write_text(example, encoding="utf-8")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in KINDS)
    around = AROUND.format(folder=folder, temporary=temporary, inner=inner, app=app)
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    with subprocess.Popen((NGINX, "-p", folder, "-c", folder / "nginx.conf")) as nginx:
        try:
            wait_for_port(outer)
            yield
        finally:
            nginx.terminate()


def wait_for_port(port):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx never listened")


class From(urllib.request.HTTPSHandler):
    """Connections that come from one address of this machine."""

    def __init__(self, address):
        super().__init__(context=ssl._create_unverified_context())
        self.source = (address, 0)

    def https_open(self, request):
        def connect(host, **more):
            return http.client.HTTPSConnection(
                host, source_address=self.source, context=self._context, **more
            )

        return self.do_open(connect, request)


class Visitor:
    """A browser without JavaScript at one address."""

    def __init__(self, address, **headers):
        self.browser = urllib.request.build_opener(
            From(address), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self.browser.addheaders = list(headers.items())

    def open(self, url, typed=None):
        data = urlencode(typed).encode() if typed is not None else None
        try:
            answer = self.browser.open(url, data, timeout=PATIENCE)
        except HTTPError as refused:
            answer = refused
        with answer:
            self.status, self.url, self.headers = answer.status, answer.url, answer.headers
            self.page = answer.read().decode()
        return self

    def send(self, **typed):
        """Fill in the form of the page and press its button."""
        fields = [dict(NAMED.findall(tag)) for tag in HIDDEN.findall(self.page)]
        hidden = {one["name"]: one.get("value", "") for one in fields}
        return self.open(self.url, hidden | typed)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address, figures' address, database, server and folder of a demo behind two proxies."""
    tmp_path = tmp_path_factory.mktemp("proxies")
    outer, figures = free_port(), free_port()
    base = f"https://127.0.0.1:{outer}/forum"
    config, port = write_config(
        tmp_path, demo=True, base_url=f'"{base}"', proxy_hops="2", forms_per_hour="3",
        metrics_listen=f'"127.0.0.1:{figures}"',
    )  # fmt: skip
    with (
        new_database(f"proxies_{os.getpid()}") as database,
        proxies(tmp_path, outer, port),
        running(config, database) as server,
    ):
        yield base, f"http://127.0.0.1:{figures}/metrics", database, server, tmp_path


def mail_to(database, address):
    engine = create_engine(database)
    with engine.connect() as connection:
        statement = text("SELECT body FROM message WHERE recipient = :to ORDER BY id DESC LIMIT 1")
        body = bytes(connection.scalar(statement, {"to": address}))
    engine.dispose()
    return body.decode("ascii").replace("=\r\n", "").replace("=3D", "=")


def test_the_whole_way_through_two_proxies(site):
    base, _, database, server, folder = site
    mai = Visitor("127.0.0.2")

    mai.open(f"{base}/")
    slug = re.search(r'href="/forum/treffen/([\w-]+)"', mai.page)[1]
    mai.open(f"{base}/treffen/{slug}/anmelden").send(
        vorname="Nguyễn Thị", nachname="Mai", email="mai@example.org",
        akteursgruppe="buergerschaft",
    )  # fmt: skip
    assert mai.url == f"{base}/treffen/{slug}/anmelden/unterwegs", mai.page
    link = re.search(rf"{re.escape(base)}/anmeldung/[\w-]+/bestaetigen",
                     mail_to(database, "mai@example.org"))[0]  # fmt: skip
    mai.open(link).send()
    assert re.fullmatch(rf"{re.escape(base)}/anmeldung/[\w-]+", mai.url), mai.page

    team = Visitor("127.0.0.3")
    team.open(re.search(rf"{re.escape(base)}/einloggen/\S+", server.output())[0]).send()
    assert team.url == f"{base}/buero/"
    team.open(f"{base}/buero/zustand")
    assert team.status == 200

    sheet = re.search(r'href="(/forum/[^"]+\.css[^"]*)"', mai.page)[1]
    mai.open(f"https://{urlsplit(base).netloc}{sheet}")
    assert (mai.status, "max-age=31536000" in mai.headers["Cache-Control"]) == (200, True)

    log = (folder / "treffwerk.log").read_text()
    assert link.split("/")[5] not in log
    assert " /forum/anmeldung/... 200" in log


def test_limits_see_the_visitor_whatever_a_visitor_claims(site):
    base = site[0]
    flood = [
        Visitor("127.0.0.4", **{"X-Forwarded-For": f"203.0.113.{number}"})
        .open(f"{base}/einloggen")
        .send(email="fremd@example.org")
        .status
        for number in range(4)
    ]
    somebody_else = Visitor("127.0.0.5").open(f"{base}/einloggen").send(email="a@example.org")

    assert flood == [200, 200, 200, 429]
    assert somebody_else.status == 200


def test_what_is_for_the_machine_alone_stays_inside(site):
    base, figures, *_ = site

    assert Visitor("127.0.0.1").open(f"{base}/healthz").status == 200
    assert Visitor("127.0.0.2").open(f"{base}/healthz").status == 403
    assert Visitor("127.0.0.2").open(f"{base}/readyz").status == 403
    assert Visitor("127.0.0.2").open(f"{base}/metrics").status == 404
    with urllib.request.urlopen(figures, timeout=PATIENCE) as answer:
        assert "treffwerk_answers_total" in answer.read().decode()
