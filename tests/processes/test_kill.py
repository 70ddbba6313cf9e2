"""``kill -9`` while people register: what was acknowledged is there, and its mail once (O-1)."""

import contextlib
import os
import re
import signal
import threading
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from sqlalchemy import create_engine, text

from tests.processes.servers import PATIENCE, alive, parents, running, write_config

pytestmark = pytest.mark.race
VISITORS = 4

KEPT = "SELECT email FROM registration WHERE email LIKE 'kill%'"
MAILS = "SELECT recipient FROM message WHERE recipient LIKE 'kill%'"
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAMED = re.compile(r'(name|value)="([^"]*)"')
NEXT = re.compile(r'href="[^"]*/treffen/([\w-]+)"')


class Visitor:
    """Somebody with a browser, pressing the button again until a page says that it worked."""

    def __init__(self, port, slug, number):
        self.open = build_opener(HTTPCookieProcessor(CookieJar())).open
        self.address = f"http://127.0.0.1:{port}/treffen/{slug}/anmelden"
        self.email = f"kill{number}@example.org"
        self.number = number

    def page(self):
        with self.open(self.address, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def fields(self, page):
        """What the form asks for, filled in."""
        hidden = [dict(NAMED.findall(tag)) for tag in HIDDEN.findall(page)]
        known = {field["name"]: field.get("value", "") for field in hidden}
        return known | {
            "vorname": "Zoë",
            "nachname": f"Krzyżanowska {self.number}",
            "email": self.email,
            "akteursgruppe": "buergerschaft",
        }

    def register(self):
        """Send the form once; True when the answer was the page that follows."""
        with contextlib.suppress(URLError, HTTPException, ConnectionError, TimeoutError):
            typed = urlencode(self.fields(self.page())).encode()
            with self.open(self.address, typed, timeout=PATIENCE) as answer:
                return answer.url.endswith("/unterwegs")
        return False


def worker_of(server):
    """The process that answers requests, the only grandchild of the supervisor."""
    known = parents()
    children = {pid for pid, (parent, _) in known.items() if parent == server.process.pid}
    workers = [pid for pid, (parent, _) in known.items() if parent in children]
    (worker,) = alive(workers)
    return worker


def test_what_was_acknowledged_survives_kill_9(bare_database, tmp_path, until):
    config, port = write_config(
        tmp_path, demo=True, forms_per_hour="100000", mails_per_address_per_day="100"
    )
    acknowledged, stop = [], threading.Event()

    with running(config, bare_database) as server:
        slug = open_meeting(port)

        def visit(start):
            for number in range(start, 10_000, VISITORS):
                if stop.is_set():
                    return
                visitor = Visitor(port, slug, number)
                if visitor.register():
                    acknowledged.append(visitor.email)

        visitors = [
            threading.Thread(target=visit, args=(start,), daemon=True) for start in range(VISITORS)
        ]
        for visitor in visitors:
            visitor.start()
        kill_often(server, 5, acknowledged, until)
        stop.set()
        for visitor in visitors:
            visitor.join()

    engine = create_engine(bare_database)
    with engine.connect() as connection:
        kept = list(connection.scalars(text(KEPT)))
        mails = list(connection.scalars(text(MAILS)))
        sound = (
            connection.scalar(text("PRAGMA integrity_check"))
            if engine.dialect.name == "sqlite"
            else "ok"
        )
    engine.dispose()
    assert sound == "ok"
    assert set(acknowledged) - set(kept) == set()
    assert sorted(kept) == sorted(mails)
    assert len(kept) == len(set(kept))


def open_meeting(port):
    """A meeting of the demo year that takes registrations now."""
    with build_opener().open(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
        slugs = NEXT.findall(answer.read().decode())
    for slug in slugs:
        with contextlib.suppress(HTTPError):
            if 'name="email"' in Visitor(port, slug, 0).page():
                return slug
    raise AssertionError(f"no open meeting among {slugs}")


def kill_often(server, times, acknowledged, until):
    """Kill one worker after the other, each after it has registered somebody."""
    for _ in range(times):
        goal = len(acknowledged) + VISITORS + 1  # one more than could be under way
        until(lambda goal=goal: len(acknowledged) >= goal)
        os.kill(worker_of(server), signal.SIGKILL)
