"""Two people at the backlog at once, and a topic that had its turn before an undo."""

from datetime import date

import pytest

from app.agenda import actions, backlog, queries, topics, undo
from app.agenda.backlog import TopicText
from app.agenda.rules import ItemText
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")
ITEM = ItemText(title="Fishbowl", kind="plenary", minutes=20, pitch_slots=2)


@pytest.fixture
def seen(monkeypatch):
    """What was locked, in order: (table, id)."""
    found = []

    def note(module):
        real = module.locked

        def locked(model, row_id):
            found.append((model.__tablename__, row_id))
            return real(model, row_id)

        monkeypatch.setattr(module, "locked", locked)

    note(backlog)
    note(undo)
    return found


@pytest.fixture
def meetings(ctx):
    """(the one that comes later, the earlier one, an item of it); the later has the lower id."""
    following = build.a_planned_meeting(day=date(2027, 11, 25))
    meeting_id = build.a_planned_meeting(day=date(2027, 9, 30))
    return following, meeting_id, actions.add_item(meeting_id, ITEM)


def at(meeting_id):
    return [one for one in queries.items_of(meeting_id) if one.title == ITEM.title]


def test_postponing_and_undoing_lock_both_meetings_by_their_ids_and_then_the_topic(meetings, seen):
    following, meeting_id, item_id = meetings
    both = [("meeting", following), ("meeting", meeting_id)]
    topic_id = backlog.postpone(meeting_id, item_id, build.OFFICE).topic_id
    first = seen[:2]
    seen.clear()

    undo.undo(meeting_id, undo.steps_of(meeting_id)[0].id, "Miriam Voss")

    assert (first, seen[:3]) == (both, [*both, ("backlog_item", topic_id)])


def test_one_form_at_a_time_looks_whether_it_made_its_topic(ctx, monkeypatch):
    order = []
    monkeypatch.setattr(backlog, "one_at_a_time", order.append)
    monkeypatch.setattr(topics, "made_by", lambda _key: order.append("look"))

    text = TopicText(title="Hitze", kind="work", minutes=20)
    backlog.add_topic(text, "form-key-of-the-office", build.OFFICE)

    assert order == ["topic", "look"]


def test_a_postponed_item_keeps_its_room_for_pitches(meetings):
    following, meeting_id, item_id = meetings
    backlog.postpone(meeting_id, item_id, build.OFFICE)

    assert [one.pitch_slots for one in at(following)] == [2]


def test_an_item_comes_back_alone_when_its_topic_had_its_turn(meetings, clock):
    following, meeting_id, item_id = meetings
    topic_id = backlog.postpone(meeting_id, item_id, build.OFFICE).topic_id
    clock.set("2027-12-01T09:00")

    step = undo.steps_of(meeting_id)[0].id
    words = undo.undo(meeting_id, step, "Miriam Voss")

    assert "war inzwischen am 25.11.2027 an der Reihe" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert [len(at(one)) for one in (meeting_id, following)] == [1, 1]
    assert topics.topic_of(topic_id).meeting.id == following
    assert topics.marked(meeting_id) == {}
