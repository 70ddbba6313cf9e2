"""Robots that ask several processes at the same instant (M-8, decision 30)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.limits import Attempt, count_attempt
from tests.conftest import POSTGRES
from tests.races import limit_worker
from tests.races.forked import Worker, all_ready, all_said

pytestmark = pytest.mark.race
MOST, PROCESSES = 5, 3
AT_ONCE = PROCESSES * limit_worker.THREADS


def test_no_more_pass_a_limit_than_there_are_threads(app, url, tmp_path):
    """On SQLite none. On PostgreSQL those that ask while the last one is not kept yet."""
    go = tmp_path / "go"
    robots = [Worker(limit_worker.main, url, go, MOST) for _ in range(PROCESSES)]
    all_ready(robots, go)
    passed = sum(map(int, all_said(robots)))
    most_of_all = MOST + AT_ONCE - 1 if POSTGRES else MOST

    assert MOST <= passed <= most_of_all < AT_ONCE * limit_worker.TRIES
    assert db.session.scalar(select(func.count(Attempt.id))) == passed
    assert not count_attempt("form", "192.0.2.7", most=MOST, within=timedelta(hours=1))
    assert count_attempt("form", "192.0.2.8", most=MOST, within=timedelta(hours=1))
