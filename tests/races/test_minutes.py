"""Several people release at once, press twice and type meanwhile: real processes, one version."""

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.minutes import queries, releases
from app.minutes.content import from_plain
from app.outbox.models import Message
from tests import build
from tests.minutes.releasing import it_is_over, mark_of, put_out
from tests.races.forked import Worker, all_ready, all_said
from tests.races.minutes_worker import main

pytestmark = pytest.mark.race
CROWD = 3


@pytest.fixture
def meeting_id(app):
    """A meeting with one entry in its minutes and one person to thank."""
    meeting_id = build.a_planned_meeting("vernetzung")
    build.a_registration(meeting_id, email="cem@example.org")
    it_is_over(meeting_id)
    build.an_entry(meeting_id, build.minutes_for(meeting_id)[0], text="Elf Personen sind neu.")
    return meeting_id


def all_at_once(url, tmp_path, meeting_id, *deeds):
    """What each of the processes says, when all of them do their deed at the same moment."""
    go, mark = tmp_path / "go", mark_of(meeting_id)
    db.session.rollback()
    crowd = [Worker(main, url, go, deed, meeting_id, mark) for deed in deeds]
    all_ready(crowd, go)
    said = [one.split("\n")[:-1] for one in all_said(crowd)]
    db.session.rollback()
    return said


def letters(kind):
    wanted = select(func.count()).select_from(Message).where(Message.kind == kind)
    return db.session.scalar(wanted)


def test_pressed_by_many_at_once_there_is_one_version_and_one_letter(url, tmp_path, meeting_id):
    said = all_at_once(url, tmp_path, meeting_id, *["release"] * CROWD)

    told = [line for lines in said for line in lines]
    assert (len(told), told.count("sent 1")) == (2 * CROWD, 1)
    assert set(told) <= {"sent 1", "RuleBroken", "Conflict"}
    assert [one.number for one in queries.releases_of(meeting_id)] == [1]
    assert letters("thanks_minutes") == 1


def test_the_second_version_is_made_once_too(url, tmp_path, meeting_id):
    put_out(meeting_id)
    releases.revise(meeting_id, actor=build.OFFICE)
    build.an_entry(meeting_id, queries.opened_minutes(meeting_id).items[0].id, text="Neu.")

    said = all_at_once(url, tmp_path, meeting_id, *["release"] * CROWD)

    assert [line for lines in said for line in lines].count("sent 0") == 1
    assert [one.number for one in queries.releases_of(meeting_id)] == [2, 1]
    assert letters("minutes_changed") == 0


def test_what_is_typed_at_the_same_moment_is_in_the_version_or_after_it(url, tmp_path, meeting_id):
    said = all_at_once(url, tmp_path, meeting_id, "release", "type")

    found = queries.releases_of(meeting_id)
    draft = [
        entry.text for item in queries.opened_minutes(meeting_id).items for entry in item.entries
    ]
    assert ("Dazwischen getippt." in draft) == (said[1] == ["typed"])
    if found:
        content = from_plain(queries.release_of(meeting_id).content)
        assert [entry.text for entry in content.entries] == ["Elf Personen sind neu."]
        assert said[1] == ["too late"] and draft == ["Elf Personen sind neu."]
    else:
        assert said == [["Conflict", "Conflict"], ["typed"]]
