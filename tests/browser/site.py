"""The whole application with the demo year, served to a real browser by this process.

The server runs in a thread here, so that a test can set the clock and read the database.
"""

import contextlib
import os
import sqlite3
import tempfile
import threading
from datetime import datetime

import msgspec
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.access.actions import make_link
from app.access.models import Staff
from app.access.rules import Role
from app.core import clock as app_clock
from app.core import pdf
from app.core.db import Base, db
from app.core.settings_sections import Demo
from app.demo.loader import load_year
from app.outbox import actions as outbox
from tests.conftest import BERLIN, test_settings
from tests.processes.servers import free_port

NOW = "2027-09-01T09:00"
PLACE = "/dev/shm" if os.path.isdir("/dev/shm") else None


class Quiet(WSGIRequestHandler):
    def log(self, *_words):
        """The requests are not of interest here."""


class Site:
    """A running application: its address, its clock, and a database that can be put back."""

    def __init__(self, app, file, server, meetings):
        self.app = app
        self.file = file
        self.address = app.extensions["settings"].site.base_url
        self.meetings = meetings
        self._server = server
        self._year = sqlite3.connect(":memory:", check_same_thread=False)
        with contextlib.closing(sqlite3.connect(file)) as now:
            now.backup(self._year)

    def restore(self):
        """The year as it was loaded, and the clock at its first moment."""
        with contextlib.closing(sqlite3.connect(self.file)) as now:
            self._year.backup(now)
        self.set_clock(NOW)
        with self.app.app_context():
            outbox.beat("clockwork")

    def set_clock(self, wall):
        app_clock.start_at(datetime.fromisoformat(wall).replace(tzinfo=BERLIN))

    def sign_in_link(self, role=Role.OFFICE):
        """The address behind a new sign-in link of somebody with this role."""
        with self.app.app_context():
            team = db.session.scalars(select(Staff).order_by(Staff.id))
            email = next(one.email for one in team if role in one.role_set)
            return f"{self.address}/einloggen/{make_link(email)}"

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._year.close()
        with self.app.app_context():
            db.engine.dispose()


def _settings(file, port):
    """As in the tests, but with the demo's banner, a robot trap and an address of its own."""
    usual = test_settings(f"sqlite:///{file}")
    replace = msgspec.structs.replace
    return replace(
        usual,
        site=replace(usual.site, base_url=f"http://127.0.0.1:{port}"),
        limits=replace(usual.limits, min_fill_seconds=0.05),
        demo=Demo(enabled=True, now=NOW),
    )


@contextlib.contextmanager
def running_site():
    """Load the year once, serve it, and end everything afterwards."""
    with tempfile.TemporaryDirectory(dir=PLACE) as folder:
        port, file = free_port(), f"{folder}/browser.sqlite3"
        app = create_app(_settings(file, port))
        app.config["PROPAGATE_EXCEPTIONS"] = False
        with app.app_context():
            Base.metadata.create_all(db.engine)
            meetings = load_year(datetime.fromisoformat(NOW).replace(tzinfo=BERLIN))
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        site = Site(app, file, server, meetings)
        try:
            yield site
        finally:
            site.stop()
            thread.join()
            pdf.stop_renderer()
            app_clock.reset()
