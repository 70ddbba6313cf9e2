"""The demo year, loaded once per module: these tests only read."""

from datetime import datetime

import pytest

from app.core import clock
from app.demo.loader import load_year
from tests.conftest import BERLIN, empty_database

NOW = datetime(2027, 9, 1, 9, 0, tzinfo=BERLIN)


@pytest.fixture(scope="module")
def year(built_app):
    """The ids of the meetings by their names in the sample; a context is open."""
    with built_app.app_context():
        empty_database()
        clock.start_at(NOW)
        yield load_year(NOW)
    clock.reset()
