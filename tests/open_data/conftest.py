"""What the tests of open data share."""

import pytest

from tests.open_data.build import a_public_world


@pytest.fixture
def world(app):
    with app.app_context():
        return a_public_world()
