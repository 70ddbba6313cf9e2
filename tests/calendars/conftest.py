"""A host that offers calendars, well or badly, on this machine."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from tests.calendars.files import calendar, event


class Host(BaseHTTPRequestHandler):
    """What it answers is set by the test: ``server.answer(handler)``."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        self.server.answer(self)

    def log_message(self, *_words):
        """The requests are not of interest here."""

    def give(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        """A letter now and then, without an end."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"X")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def flood(self):
        """Much more than anybody wants."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(64):
                self.wfile.write(b"X" * 1024 * 1024)
        except OSError:
            self.close_connection = True


@pytest.fixture
def host():
    """A server; ``host.at`` is its name and port, ``host.answer`` what it does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.daemon_threads = True
    server.seen = []
    server.at = f"127.0.0.1:{server.server_port}"
    server.url = f"http://{server.at}/saal.ics"
    server.answer = lambda handler: handler.give(body=calendar(event()), ETag='"1"')
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def allow(app):
    """``allow(hosts, internal)`` lets calendars be fetched from there, as config.toml would."""
    before = app.extensions["settings"]

    def allowing(hosts=(), internal=()):
        calendar_settings = msgspec.structs.replace(
            before.calendar, fetch_hosts=tuple(hosts), fetch_internal_hosts=tuple(internal)
        )
        app.extensions["settings"] = msgspec.structs.replace(before, calendar=calendar_settings)

    yield allowing
    app.extensions["settings"] = before
