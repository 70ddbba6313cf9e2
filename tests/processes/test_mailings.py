"""A mail to 200 people, two clockworks at once, one of them killed in the middle."""

import signal

import pytest

from app.core.db import db
from app.mailings import actions
from app.mailings.models import Mailing
from app.outbox.models import Message, MessageState
from tests import build
from tests.processes.servers import PATIENCE

PEOPLE = 200


def written():
    db.session.rollback()
    return db.session.query(Message).count()


def left():
    db.session.rollback()
    return db.session.query(Message).filter_by(state=MessageState.SENT).count()


def addresses():
    return [f"person{number}@example.com" for number in range(PEOPLE)]


def a_mailing_for_many():
    mailing = build.a_mailing(build.a_meeting())
    for address in addresses():
        build.a_person(email=address, invited=True)
    actions.start(mailing, actor=build.OFFICE)
    return mailing


@pytest.mark.race
def test_everybody_gets_exactly_one(real_clock, clockwork_process, server, until):
    mailing = a_mailing_for_many()
    db.session.rollback()
    first, second = clockwork_process(lease=10), clockwork_process(lease=10)
    assert [first.stdout.readline(), second.stdout.readline()] == ["ready\n"] * 2
    until(lambda: written() >= 25)

    first.kill()

    assert first.wait(PATIENCE) == -signal.SIGKILL
    third = clockwork_process(lease=10)
    for number in range(50, PEOPLE + 1, 50):  # a slow machine gets its time as long as it goes on
        until(lambda number=number: written() >= number)
    for number in range(25, PEOPLE + 1, 25):
        until(lambda number=number: left() >= number)
    rows = db.session.query(Message.recipient, Message.message_id, Message.tries).all()
    assert sorted(row.recipient for row in rows) == sorted(addresses())
    repeated = sum(row.tries - 1 for row in rows)  # taken, but killed before it was marked
    assert set(server.ids) == {row.message_id for row in rows}
    assert len(server.ids) <= PEOPLE + repeated <= PEOPLE + 1
    until(lambda: db.session.rollback() or db.session.get(Mailing, mailing).state == "sent")
    assert db.session.get(Mailing, mailing).people == PEOPLE
    for process in (second, third):
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
