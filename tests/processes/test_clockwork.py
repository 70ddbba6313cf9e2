"""The clockwork: isolated jobs, several at once, killed and stopped at any moment."""

import signal
import threading

import pytest

from app import clockwork
from app.clockwork import Job, Round
from app.core.db import db
from app.outbox import actions, delivery, queries
from app.outbox.models import Message, MessageState
from tests.build import a_queued_letter
from tests.outbox.mailserver import STALL
from tests.processes.servers import PATIENCE

QUEUED, SENDING, SENT, _ = MessageState


def never():
    return False


def states():
    db.session.rollback()
    rows = db.session.query(Message.state, Message.tries).order_by(Message.id)
    return [(MessageState(state), tries) for state, tries in rows]


def broken():
    raise OSError("die Platte ist voll")


def note():
    db.session.rollback()
    return queries.heartbeat(clockwork.HEARTBEAT).note


def test_a_job_that_goes_wrong_holds_up_no_other_and_is_shown(ctx, caplog):
    done = []
    jobs = [Job("Aufräumen", broken), Job("Senden", lambda: done.append(1))]
    work = Round(tuple(jobs))
    work.turn(never)
    work.turn(never)
    assert done == [1, 1]
    assert note() == (
        "Das gelingt gerade nicht: „Aufräumen“ (OSError). Näheres steht im Protokoll."
    )
    assert [bool(record.exc_info) for record in caplog.records] == [True, False]
    work.jobs = (Job("Aufräumen", lambda: None),)
    work.turn(never)
    assert note() == ""


def test_what_stops_the_mails_is_shown_as_well(ctx):
    actions.beat(delivery.HEARTBEAT, "Der Mailserver antwortet nicht.")
    Round(()).turn(never)
    assert note() == "Der Mailserver antwortet nicht."


def test_seldom_jobs_come_seldom(ctx):
    done = []
    work = Round((Job("Aufräumen", lambda: done.append(1), every=3),))
    for _ in range(7):
        work.turn(never)
    assert len(done) == 3


def test_one_round_does_everything(ctx):
    a_queued_letter()
    clockwork.once()
    assert note() == ""
    assert states() == [(QUEUED, 0)]


def test_it_ends_at_once_when_asked_between_two_rounds(ctx, until):
    stop = threading.Event()

    def work():
        with ctx.app_context():
            clockwork.run(stop)

    thread = threading.Thread(target=work)
    thread.start()
    until(lambda: db.session.rollback() or queries.heartbeat(clockwork.HEARTBEAT))
    stop.set()
    thread.join(timeout=4)
    assert not thread.is_alive()


@pytest.mark.race
def test_two_clockworks_send_each_letter_once(real_clock, clockwork_process, server, until):
    for number in range(40):
        a_queued_letter(to=f"person{number}@example.org")
    db.session.rollback()
    processes = [clockwork_process(), clockwork_process()]
    until(lambda: states() == [(SENT, 1)] * 40)
    for process in processes:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
    assert [process.wait(PATIENCE) for process in processes] == [0, 0]
    kept = [row.message_id for row in db.session.query(Message.message_id)]
    assert sorted(server.ids) == sorted(kept)


@pytest.mark.race
def test_killed_after_the_server_took_it_the_letter_goes_out_again_with_its_id(
    real_clock, clockwork_process, server, until
):
    a_queued_letter()
    db.session.rollback()
    server.answers = {"taken": [STALL]}
    first = clockwork_process(lease=2)
    until(lambda: server.letters)
    first.kill()
    assert first.wait(PATIENCE) == -signal.SIGKILL
    assert states() == [(SENDING, 1)]
    clockwork_process(lease=2)
    until(lambda: states() == [(SENT, 2)])
    assert server.ids == [db.session.query(Message.message_id).scalar()] * 2
    assert server.letters[1] == b"X-Treffwerk-Attempt: 2\r\n" + server.letters[0]


@pytest.mark.race
def test_killed_between_claim_and_sending_nothing_is_lost(
    real_clock, clockwork_process, server, until
):
    a_queued_letter()
    db.session.rollback()
    server.answers = {"mail": [STALL]}
    first = clockwork_process(lease=2)
    until(lambda: server.answers["mail"] == [])
    first.kill()
    assert first.wait(PATIENCE) == -signal.SIGKILL
    assert states() == [(SENDING, 1)]
    assert server.letters == []
    clockwork_process(lease=2)
    until(lambda: states() == [(SENT, 2)])
    assert server.ids == [db.session.query(Message.message_id).scalar()]


@pytest.mark.race
def test_sigterm_lets_the_letter_under_way_finish_and_leaves_the_others(
    real_clock, clockwork_process, server, until
):
    for _ in range(3):
        a_queued_letter()
    db.session.rollback()
    server.slow = 3
    process = clockwork_process()
    until(lambda: server.letters)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert process.stderr.read() == ""
    assert states() == [(SENT, 1), (QUEUED, 0), (QUEUED, 0)]
    assert len(server.letters) == 1
