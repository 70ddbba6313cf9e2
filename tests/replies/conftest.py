"""A registration with an entry in a calendar, which may answer."""

import msgspec
import pytest

from app.core.db import db
from app.registrations.models import Registration
from app.replies import actions
from app.replies.models import ReceivedAnswer, Way
from tests import build
from tests.replies import samples
from tests.replies.imapserver import PASSWORD, USER, ImapServer

MAIL = "mai@example.org"


class Person:
    """Somebody who was invited; ``answers`` sends what the calendar says."""

    def __init__(self, meeting_id=None, mail=MAIL):
        self.meeting_id = meeting_id or build.a_meeting()
        self.id = build.a_registration(self.meeting_id, email=mail)
        self.mail, self.uid = mail, self.row.uid

    @property
    def row(self):
        return db.session.get(Registration, self.id, populate_existing=True)

    @property
    def said(self):
        row = self.row
        return row.partstat, row.state, row.sequence

    def answers(self, partstat="ACCEPTED", *, style="google", **more):
        file = samples.STYLES[style](self.uid, self.mail, partstat, **more)
        return actions.receive(samples.mail(file, self.mail), Way.MAILBOX)


@pytest.fixture
def person(ctx):
    return Person()


def listed():
    """(verdict, standing) of all answers, in the order of their arrival."""
    rows = db.session.query(ReceivedAnswer).order_by(ReceivedAnswer.id)
    return [(str(row.verdict), str(row.standing)) for row in rows]


@pytest.fixture
def mailbox_settings(app):
    """Change settings of the section [mailbox] for one test."""
    before = app.extensions["settings"]

    def change(password=PASSWORD, **values):
        now = app.extensions["settings"]
        mailbox = msgspec.structs.replace(now.mailbox, **values)
        new = msgspec.structs.replace(now, mailbox=mailbox, mailbox_password=password)
        app.extensions["settings"] = new
        return new

    yield change
    app.extensions["settings"] = before


@pytest.fixture
def server(mailbox_settings, tmp_path):
    """A running mailbox to which the settings lead."""
    with (tmp_path / "pymap.log").open("wb") as log:
        running = ImapServer(log)
        running.start()
        mailbox_settings(
            host="127.0.0.1", port=running.port, user=USER, security="none", timeout_seconds=5
        )
        yield running
        running.stop()
