from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.core.db import db, locked, transaction
from app.core.errors import NotFound
from app.meetings.models import Venue
from app.outbox.models import Heartbeat
from tests import build


def heartbeat(name):
    return Heartbeat(name=name, at=datetime(2027, 3, 28, 1, 30, tzinfo=UTC))


def test_what_is_inside_is_kept_together_or_not_at_all(ctx):
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(heartbeat("a"))
        db.session.flush()
        1 / 0  # noqa: B018

    assert db.session.scalars(select(Heartbeat)).all() == []


def test_an_inner_block_joins_the_outer_one(ctx):
    with pytest.raises(ZeroDivisionError), transaction():
        with transaction():
            db.session.add(heartbeat("a"))
        1 / 0  # noqa: B018

    assert db.session.scalars(select(Heartbeat)).all() == []


def test_a_change_outside_of_a_transaction_is_refused(ctx):
    db.session.add(heartbeat("a"))

    with pytest.raises(RuntimeError), transaction():
        pass
    db.session.rollback()


def test_locked_reads_the_newest_state(ctx):
    venue_id = build.a_venue(name="Alt")
    seen = db.session.get(Venue, venue_id)
    assert seen.name == "Alt"

    with transaction():
        assert locked(Venue, venue_id).name == "Alt"
    with pytest.raises(NotFound), transaction():
        locked(Venue, 999)


def test_moments_come_back_in_utc_and_need_a_zone(ctx):
    with transaction():
        db.session.add(heartbeat("a"))

    db.session.expire_all()
    assert db.session.get(Heartbeat, "a").at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    with pytest.raises(Exception, match="time zone"), transaction():
        db.session.add(Heartbeat(name="b", at=datetime(2027, 1, 1)))
