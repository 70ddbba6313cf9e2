"""Two devices of one member save at once while the clockwork reminds: nothing is lost."""

import pytest

from app.kits.office_mails import OfficeMail
from tests.races.crowd import all_at_once
from tests.steering import build
from tests.steering.build import marks

pytestmark = pytest.mark.race


@pytest.fixture
def sheet(app):
    """(round, sheet, its two ideas)"""
    build.a_seat()
    one = build.a_round()
    return one, build.sheets(one)["Weber"], build.idea_ids(one)


def test_two_devices_save_different_ideas_at_once(url, tmp_path, sheet):
    round_id, sheet_id, (first, second) = sheet
    said = all_at_once(
        url, tmp_path, "2027-09-07T09:00",
        ("rate", f"{sheet_id}-{first}-{second}"), ("rate", f"{sheet_id}-{second}-{first}"),
        ("remind", ""), ("remind", ""),
    )  # fmt: skip

    assert said[:2] == ["0", "0"] and sorted(said[2:]) == ["0", "1"]
    assert build.kept(sheet_id) == {first: marks(3), second: marks(3)}
    assert [kind for _, kind in build.letters(round_id)].count(OfficeMail.RATING_REMINDER) == 1


def test_the_same_points_sent_twice_are_kept_once(url, tmp_path, sheet):
    _, sheet_id, (first, second) = sheet
    deed = ("rate", f"{sheet_id}-{first}-{second}")
    said = all_at_once(url, tmp_path, "2027-09-07T09:00", deed, deed)

    assert said == ["0", "0"]
    assert build.kept(sheet_id) == {first: marks(3), second: marks()}
