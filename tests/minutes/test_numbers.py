"""A number that people have read means one thing for good, whatever the next draft does."""

from datetime import date

import pytest

from app.core.db import db
from app.ideas.models import Idea
from app.minutes import entries, releases
from app.minutes.models import Entry
from app.minutes.rules import EntryKind, EntryValues
from tests import build
from tests.minutes.releasing import put_out


@pytest.fixture
def held(ctx):
    """(meeting, its first heading) of a meeting that is over."""
    meeting_id = build.a_planned_meeting("vernetzung", day=date(2027, 8, 26))
    return meeting_id, build.minutes_for(meeting_id)[0]


def read_entry(held, kind):
    """An entry that stands in the first version, and is open again."""
    entry_id = build.an_entry(*held, kind, "Solarbank")
    put_out(held[0])
    releases.revise(held[0], actor=build.OFFICE)
    return db.session.get(Entry, entry_id)


def turn(held, entry, kind):
    values = EntryValues(kind=EntryKind(kind), text=entry.text)
    entries.change_entry(held[0], entry.id, values, seen_version=entry.version, actor=build.OFFICE)


@pytest.mark.parametrize("removed", [True, False])
def test_the_number_of_a_released_idea_is_never_given_again(held, removed):
    entry = read_entry(held, "idea")
    number = entry.idea.number

    if removed:
        entries.remove_entry(held[0], entry.id, seen_version=1, actor=build.OFFICE)
    else:
        turn(held, entry, "information")

    assert [one.number for one in db.session.query(Idea)] == [number]
    assert db.session.get(Idea, build.an_idea("Etwas anderes")).number != number


@pytest.mark.parametrize("kind", ["task", "agreement", "idea"])
def test_a_released_entry_that_is_of_its_old_kind_again_has_its_old_number(held, kind):
    entry = read_entry(held, kind)
    before = (entry.number, entry.idea_id)

    turn(held, entry, "information")
    turn(held, entry, kind)

    assert (entry.number, entry.idea_id) == before
    assert db.session.query(Idea).count() == (kind == "idea")


def test_the_same_form_with_an_address_makes_one_entry(held):
    wanted = {"kind": EntryKind.TASK, "text": "Saal buchen", "person": "Lena, lena@example.org"}
    for _ in range(2):
        entries.add_entry(
            *held, EntryValues(**wanted), actor=build.OFFICE, key="formular-0123456789abcdef"
        )

    assert [(one.number, one.person) for one in db.session.query(Entry)] == [("A-2027-01", "Lena")]
