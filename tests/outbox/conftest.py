"""A mail server on a free port, and settings that lead to it."""

import msgspec
import pytest

from tests.outbox.mailserver import Mailserver


@pytest.fixture
def mail_settings(app):
    """Change settings of the section [mail] for one test: ``mail_settings(per_minute=3)``."""
    before = app.extensions["settings"]

    def change(password="", **values):
        now = app.extensions["settings"]
        mail = msgspec.structs.replace(now.mail, **values)
        app.extensions["settings"] = msgspec.structs.replace(now, mail=mail, smtp_password=password)

    yield change
    app.extensions["settings"] = before


@pytest.fixture
def mailserver(mail_settings):
    """Start a mail server with these answers; the settings lead to it, with short time limits."""
    running = []

    def start(*, user="", sent_password="", security="none", **answers):
        server = Mailserver(**answers)
        server.start()
        running.append(server)
        mail_settings(
            sent_password,
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_user=user,
            smtp_security=security,
            smtp_timeout_seconds=0.4,
            lease_seconds=1.2,
            per_minute=1000,
        )
        return server

    yield start
    for server in running:
        server.stop(no_assert=True)
