"""Items that run at the same time stay together, and stay beside what they were planned for."""

from dataclasses import replace

import pytest

from app.agenda import actions, queries, undo
from app.agenda.carrying import before_the_closing
from app.agenda.rules import ItemText, Place
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")


def an_agenda(*titles):
    """A meeting with items of ten minutes; „=Kinder“ runs beside the one before it."""
    meeting_id = build.a_meeting()
    kinds = {"Schluss": "closing"}
    return meeting_id, [
        actions.add_item(
            meeting_id,
            ItemText(
                title=title.lstrip("="), kind=kinds.get(title.lstrip("="), "work"), minutes=10,
                parallel=title.startswith("="),
            ),
        )
        for title in titles
    ]  # fmt: skip


def order(meeting_id):
    found = queries.items_of(meeting_id)
    return [f"={one.title}" if one.parallel else one.title for one in found]


def test_what_ran_beside_a_removed_item_is_followed_by_the_others_and_undoing_restores_it(ctx):
    meeting_id, ids = an_agenda("Begrüßung", "Tische", "=Kinder", "=Café")
    actions.remove_item(meeting_id, ids[1])
    without = order(meeting_id)
    undo.undo(meeting_id, undo.steps_of(meeting_id)[0].id, "Miriam Voss")

    assert without == ["Begrüßung", "Kinder", "=Café"]
    assert order(meeting_id) == ["Begrüßung", "Tische", "=Kinder", "=Café"]


def test_what_ran_beside_an_item_that_now_comes_later_stands_alone(ctx):
    meeting_id, ids = an_agenda("Begrüßung", "Tische", "=Kinder")
    item = queries.item_of(meeting_id, ids[1])
    text = replace(actions.text_of(item), place=Place.AFTER)
    actions.change_item(meeting_id, ids[1], text, item.version)

    assert order(meeting_id) == ["Begrüßung", "Kinder", "Tische"]


def test_nothing_comes_between_an_item_and_those_beside_it(ctx):
    meeting_id, ids = an_agenda("Tische", "=Kinder", "Film", "Schluss", "=Musik")
    new = ItemText(title="Neu", kind="work", minutes=5)
    actions.add_item(meeting_id, new, after=ids[0])
    actions.put_item(meeting_id, ids[2], 2)

    assert order(meeting_id) == ["Tische", "=Kinder", "Film", "Neu", "Schluss", "=Musik"]


def test_a_topic_comes_before_the_closing_and_what_the_closing_runs_beside(ctx):
    meeting_id, ids = an_agenda("Tische", "Film", "=Schluss")

    assert before_the_closing(queries.items_of(meeting_id)) == (ids[0], 2)
