"""Seats under fire: real processes on a real database file, and on PostgreSQL when there is one."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.core import clock as app_clock
from app.core.db import db, locked, transaction
from app.meetings.models import Meeting
from app.outbox.models import Message
from app.registrations import actions as registrations
from app.registrations import lists, queries
from app.registrations.models import Registration
from tests import build
from tests.races.forked import Worker, all_ready, all_said
from tests.races.worker import main

pytestmark = pytest.mark.race
SEATS = 10
PROCESSES = 4
THREADS = 4


def confirm_all_at_once(mode, url, tmp_path, meeting):
    """Everybody presses the button in the same moment. Returns the numbers afterwards."""
    tokens = [
        build.token_of(build.a_registration(meeting, confirmed=False), "confirm")
        for _ in range(PROCESSES * THREADS)
    ]
    db.session.remove()
    go = Path(tmp_path, "go")
    groups = [tokens[start : start + THREADS] for start in range(0, len(tokens), THREADS)]
    processes = [Worker(main, mode, url, go, *group) for group in groups]
    all_ready(processes, go)
    all_said(processes)
    return queries.counts(meeting)


def test_never_more_people_than_seats_and_never_fewer(app, url, tmp_path):
    meeting = build.a_meeting(capacity=SEATS)

    numbers = confirm_all_at_once("confirm", url, tmp_path, meeting)

    assert (numbers.confirmed, numbers.waiting) == (SEATS, PROCESSES * THREADS - SEATS)
    waiting = [row.queue_number for row in lists.listing(meeting, state="waitlisted")]
    assert sorted(waiting) == list(range(1, len(waiting) + 1))
    mails = db.session.query(Message.kind).filter(Message.kind != "confirm_request").all()
    assert sorted(kind for (kind,) in mails) == ["confirmation"] * SEATS + ["waitlist"] * 6


def test_without_the_lock_the_same_crowd_oversells(app, url, tmp_path):
    """The control: it shows that the test above would find a missing lock."""
    meeting = build.a_meeting(capacity=SEATS)

    numbers = confirm_all_at_once("confirm-unlocked", url, tmp_path, meeting)

    assert numbers.confirmed > SEATS


def a_crowd(clock):
    """A hybrid meeting with people in every state. Returns its id, and what they do at once."""
    meeting = build.a_meeting("online-hybrid", capacity=6)
    seated = [build.a_registration(meeting) for _ in range(6)]
    online = [build.a_registration(meeting, participation="online") for _ in range(2)]
    waiting = [build.a_registration(meeting) for _ in range(4)]
    pending = [build.a_registration(meeting, confirmed=False) for _ in range(4)]
    asking = [build.a_registration(meeting, confirmed=False) for _ in range(4)]
    with transaction():
        locked(Meeting, meeting).needs_approval = True
    for person in asking:
        registrations.confirm(build.token_of(person, "confirm"))
    with transaction():
        locked(Meeting, meeting).needs_approval = False
    registrations.cancel(build.token_of(seated.pop()))  # the first in line is offered a place
    clock.move(hours=40)
    first = build.token_of(waiting[0])
    deeds = [f"confirm={build.token_of(one, 'confirm')}" for one in pending]
    deeds += [f"cancel={build.token_of(one)}" for one in seated[:2]]
    deeds += [f"switch={build.token_of(seated[2])}=online"]
    deeds += [f"switch={build.token_of(one)}=onsite" for one in online]
    deeds += [f"approve={meeting}={one}" for one in asking] + [f"decline={meeting}={asking[0]}"]
    deeds += [f"accept={first}", "lapse", f"places={meeting}=8", f"places={meeting}=5"]
    return meeting, deeds


def do_at_once(mode, url, tmp_path, moment, deeds):
    """Every deed in a thread of one of four processes, all in the same moment."""
    db.session.remove()
    go = Path(tmp_path, "go")
    shares = [deeds[part::PROCESSES] for part in range(PROCESSES)]
    processes = [Worker(main, mode, url, moment.isoformat(), go, *share) for share in shares]
    all_ready(processes, go)
    all_said(processes)


def test_everything_at_once_leaves_no_place_oversold_or_idle_and_nobody_lost(
    app, url, tmp_path, clock
):
    meeting, deeds = a_crowd(clock)
    people = db.session.query(Registration).count()

    do_at_once("deeds", url, tmp_path, app_clock.now(), deeds)

    for found in queries.all_places(db.session.get(Meeting, meeting)).values():
        assert found.limit is None or found.taken <= found.limit
        assert not found.waiting or found.taken == found.limit
    assert db.session.query(Registration).count() == people
    line = [row.queue_number for row in lists.listing(meeting, state="waitlisted")]
    assert len(line) == len(set(line))
    last = {}
    for key, kind in db.session.query(Message.key, Message.kind).order_by(Message.id):
        last[int(key.split(":")[1])] = kind
    told = {"confirmed": ("confirmation", "switched"), "waitlisted": ("waitlist",),
            "offered": ("promoted",), "requested": ("requested",)}  # fmt: skip
    for row in lists.listing(meeting):
        assert last[row.id] in told.get(row.state, (last[row.id],)), (row.id, row.state)


def test_without_the_lock_approving_and_confirming_at_once_oversells(app, url, tmp_path, clock):
    """The control for the test above."""
    meeting = build.a_meeting(capacity=3)
    asking = [build.a_registration(meeting, confirmed=False) for _ in range(8)]
    pending = [build.a_registration(meeting, confirmed=False) for _ in range(8)]
    with transaction():
        locked(Meeting, meeting).needs_approval = True
    for person in asking:
        registrations.confirm(build.token_of(person, "confirm"))
    with transaction():
        locked(Meeting, meeting).needs_approval = False
    deeds = [f"approve={meeting}={one}" for one in asking]
    deeds += [f"confirm={build.token_of(one, 'confirm')}" for one in pending]

    do_at_once("deeds-unlocked", url, tmp_path, app_clock.now(), deeds)

    assert queries.counts(meeting).confirmed > 3


def test_killed_process_loses_nothing_that_was_answered(app, url, tmp_path):
    meeting = build.a_meeting(capacity=500)
    db.session.remove()

    process = Worker(main, "register", url, meeting)
    said = [process.stdout.readline().split() for _ in range(61)]
    process.kill()
    said += [line.split() for line in process.stdout.read().splitlines()]

    kept = {row.email: row.state for row in db.session.query(Registration)}
    mails = {(row.kind, row.recipient) for row in db.session.query(Message)}
    for answer, address in said:
        assert ("confirm_request", address) in mails
        if answer == "confirmed":
            assert kept[address] == "confirmed"
            assert ("confirmation", address) in mails
    assert queries.counts(meeting).confirmed == len(
        [kind for kind, _ in mails if kind == "confirmation"]
    )
    if url.startswith("sqlite"):
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
