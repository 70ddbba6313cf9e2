"""Counting queries."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from app.core.db import db


@pytest.fixture
def count_queries(ctx):
    @contextmanager
    def counting():
        seen = SimpleNamespace(number=0)

        def count(*_):
            seen.number += 1

        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", count)
        yield seen
        event.remove(db.engine, "before_cursor_execute", count)

    return counting
