"""A pack given to a running server: its web process makes it by itself."""

import re
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from bs4 import BeautifulSoup

from tests.processes.servers import PATIENCE, running, write_config

pytestmark = [pytest.mark.race, pytest.mark.pdf]


class Office:
    """The office in a browser without JavaScript."""

    def __init__(self, server):
        self.ask = build_opener(HTTPCookieProcessor(CookieJar())).open
        self.open(re.search(r"http\S+/einloggen/\S+", server.output())[0])
        self.send()

    def open(self, address):
        self._read(self.ask(address, timeout=PATIENCE))

    def send(self, **typed):
        """Press the button of the form on the page; as typed, or as it stands."""
        form = self.page.find("main").find("form", method="post")
        hidden = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
        self._read(self.ask(self.address, urlencode(hidden | typed).encode(), timeout=PATIENCE))

    def _read(self, answer):
        with answer:
            self.address, self.page = answer.url, BeautifulSoup(answer.read(), "html.parser")

    def wait_for(self, words):
        """Load the page again until the words stand there."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.page.text:
            assert time.monotonic() < deadline, self.page.find("main").text
            time.sleep(0.5)
            self.open(self.address)


def test_a_pack_becomes_ready_by_itself(bare_database, tmp_path):
    config, port = write_config(tmp_path, demo=True)

    with running(config, bare_database) as server:
        office = Office(server)
        office.open(f"http://127.0.0.1:{port}/buero/treffen/5/drucken")
        sheet = office.page.find("select", id="sheet").option["value"]
        office.send(
            form="pdf", tables="1", desks="1", first_label="1", sheet=sheet,
            papier_tagesordnung="y", zahl_tagesordnung="2",
        )  # fmt: skip
        office.wait_for("Das Paket ist fertig")
        with office.ask(f"{office.address}/datei", timeout=PATIENCE) as answer:
            pack = answer.read()

    assert pack.startswith(b"%PDF-")
