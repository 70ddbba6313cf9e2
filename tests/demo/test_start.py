"""Loading into an empty database, the way the first start does it."""

import time

import pytest

from app.core import clock
from app.demo.loader import is_empty, load_demo, load_year
from app.minutes.queries import released_pdf


def test_loading_is_quick(ctx):
    assert is_empty()
    begun = time.process_time()

    load_year(clock.now())

    assert time.process_time() - begun < 3
    assert not is_empty()


def test_a_failure_on_the_way_leaves_the_database_empty(ctx, monkeypatch):
    monkeypatch.setattr("app.demo.loader.add_ideas", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load_year(clock.now())

    assert is_empty()


@pytest.mark.pdf
def test_released_minutes_keep_their_documents(ctx):
    load_demo()

    assert all(released_pdf(meeting_id).startswith(b"%PDF-") for meeting_id in (1, 2, 3, 4))
