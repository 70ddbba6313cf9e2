"""Rounds as items of the agenda, and what the live view makes of them."""

import pytest

from app.agenda import undo
from app.agenda.actions import remove_item
from app.agenda.models import AgendaItem
from app.agenda.queries import items_of
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.live import queries as live
from app.meetings.queries import meeting_by_id
from app.tables import rounds
from app.tables.queries import plan_by_id
from tests import build
from tests.live.build import an_agenda, do
from tests.tables.build import a_plan, people, tables_of

OFFICE = build.OFFICE
EVENING = (("Begrüßung", "welcome", 10), ("Gespräche", "work", 62), ("Abschluss", "closing", 5))


def an_evening(**values):
    """(meeting, its items, a plan in force with three rounds)"""
    meeting_id, items = an_agenda(*EVENING)
    plan_id = a_plan(meeting_id, who=people(meeting_id, 6), rounds=3, in_force=True, **values)
    return meeting_id, items, plan_id


def lines(meeting_id):
    return [(one.title, one.minutes) for one in items_of(meeting_id)]


def shown(meeting_id):
    """Ids of the items that are rounds, in the order of the agenda."""
    return [one.id for one in items_of(meeting_id) if one.id in rounds.rounds_shown(meeting_id)]


def test_one_item_becomes_the_rounds_and_its_minutes_are_kept(ctx):
    meeting_id, items, plan_id = an_evening()

    for _ in range(2):
        rounds.write_into_agenda(plan_id, items[1], 0, OFFICE)

    assert lines(meeting_id) == [
        ("Begrüßung", 10),
        ("Gespräche – Tischrunde 1", 21),
        ("Gespräche – Tischrunde 2", 21),
        ("Gespräche – Tischrunde 3", 20),
        ("Abschluss", 5),
    ]
    assert plan_by_id(plan_id).round_items == [one.id for one in items_of(meeting_id)[1:4]]


def test_notes_about_the_whole_item_stay_with_the_first_round(ctx):
    meeting_id, items, plan_id = an_evening()
    with transaction():
        db.session.get(AgendaItem, items[1]).notes = "Ansage nach 30 Minuten"

    rounds.write_into_agenda(plan_id, items[1], 0, OFFICE)

    assert [one.notes for one in items_of(meeting_id)[1:4]] == ["Ansage nach 30 Minuten", "", ""]


def test_changing_tables_has_items_of_its_own_and_all_is_one_step(ctx):
    meeting_id, items, plan_id = an_evening()

    rounds.write_into_agenda(plan_id, items[1], 4, OFFICE)
    named = lines(meeting_id)
    undo.undo(meeting_id, undo.steps_of(meeting_id)[0].id, OFFICE.name)

    assert named[1:6] == [
        ("Gespräche – Tischrunde 1", 18),
        ("Tische wechseln", 4),
        ("Gespräche – Tischrunde 2", 18),
        ("Tische wechseln", 4),
        ("Gespräche – Tischrunde 3", 18),
    ]
    assert lines(meeting_id) == [(title, minutes) for title, _, minutes in EVENING]


def test_after_an_undo_in_the_agenda_the_rounds_can_be_written_again(ctx):
    meeting_id, items, plan_id = an_evening()
    rounds.write_into_agenda(plan_id, items[1], 0, OFFICE)
    undo.undo(meeting_id, undo.steps_of(meeting_id)[0].id, OFFICE.name)
    undone = shown(meeting_id)

    rounds.write_into_agenda(plan_id, items[1], 0, OFFICE)

    assert undone == [items[1]]
    assert [title for title, _ in lines(meeting_id)[1:4]] == [
        f"Gespräche – Tischrunde {number}" for number in (1, 2, 3)
    ]
    assert plan_by_id(plan_id).round_items == [one.id for one in items_of(meeting_id)[1:4]]


def test_an_item_that_is_removed_and_brought_back_is_still_its_round(ctx):
    meeting_id, items, plan_id = an_evening()
    rounds.connect(plan_id, [items[1], items[2], None], OFFICE)

    remove_item(meeting_id, items[1])
    gone = shown(meeting_id)
    undo.undo(meeting_id, undo.steps_of(meeting_id)[0].id, OFFICE.name)

    assert gone == [items[2]]
    assert shown(meeting_id) == items[1:3]


def test_too_few_minutes_are_said_before_anything_changes(ctx):
    meeting_id, items, plan_id = an_evening()

    with pytest.raises(RuleBroken, match=r"dauert 10 Minuten. Für 3 Runden .* braucht es 15"):
        rounds.write_into_agenda(plan_id, items[0], 0, OFFICE)

    assert len(items_of(meeting_id)) == 3


def test_two_rounds_cannot_be_one_item(ctx):
    _, items, plan_id = an_evening()

    with pytest.raises(RuleBroken, match="eigenen Punkt"):
        rounds.connect(plan_id, [items[1], items[1], None], OFFICE)


def test_an_item_of_another_meeting_is_refused(ctx):
    _, _, plan_id = an_evening()
    _, others = an_agenda(*EVENING)

    with pytest.raises(RuleBroken, match="gibt es nicht mehr"):
        rounds.connect(plan_id, [others[0], None, None], OFFICE)


def test_a_round_that_begins_is_held_and_taken_back_with_its_press(ctx):
    meeting_id, items, plan_id = an_evening()
    rounds.connect(plan_id, [items[1], items[2], None], OFFICE)
    do(meeting_id, "start")
    before = plan_by_id(plan_id).rounds_held

    do(meeting_id, "next", items[0], key="weiter-0000000001")
    during = plan_by_id(plan_id).rounds_held
    do(meeting_id, "undo", undoes="weiter-0000000001")

    assert (before, during, plan_by_id(plan_id).rounds_held) == (0, 1, 0)


def test_what_was_said_by_hand_is_not_lowered(ctx):
    meeting_id, items, plan_id = an_evening()
    rounds.connect(plan_id, [items[1], items[2], None], OFFICE)
    with transaction():
        plan_by_id(plan_id).rounds_held = 2

    do(meeting_id, "start")
    do(meeting_id, "next", items[0])

    assert plan_by_id(plan_id).rounds_held == 2


def test_the_team_sees_who_sits_where_and_the_wall_no_names(ctx):
    meeting_id, items, plan_id = an_evening()
    rounds.connect(plan_id, [items[0], items[1], None], OFFICE)
    do(meeting_id, "start")
    do(meeting_id, "next", items[0])
    meeting = meeting_by_id(meeting_id)

    evening, face = live.evening_of(meeting, clock.now()), live.face_of(meeting, clock.now())

    shown = evening.rounds[items[1]]
    assert shown.words == "Tischrunde 2 von 3"
    assert [list(names) for _, names in shown.tables] == tables_of(plan_id)[1]
    assert face.note == "Tischrunde 2 von 3: Bitte wechseln Sie den Tisch."


def test_while_people_change_tables_they_are_told_where_to(ctx):
    meeting_id, items, plan_id = an_evening()
    rounds.write_into_agenda(plan_id, items[1], 4, OFFICE)
    first, change, second, *_ = [one.id for one in items_of(meeting_id)[1:]]
    do(meeting_id, "start")
    do(meeting_id, "next", items[0])
    do(meeting_id, "next", first)
    meeting = meeting_by_id(meeting_id)

    evening, face = live.evening_of(meeting, clock.now()), live.face_of(meeting, clock.now())

    assert evening.rounds[change] == evening.rounds[second]
    assert face.note == "Tischrunde 2 von 3: Bitte wechseln Sie den Tisch."
    assert plan_by_id(plan_id).rounds_held == 1


def test_a_draft_is_not_in_the_live_view(ctx):
    meeting_id, items = an_agenda(*EVENING)
    who = people(meeting_id, 6)
    a_plan(meeting_id, who=who, rounds=3, seated=True, round_items=[items[1], None, None])

    assert rounds.rounds_shown(meeting_id) == {}


def test_the_internal_item_tells_the_wall_nothing(ctx):
    meeting_id, items = an_agenda(("Aufbau", "work", 30, {"public": False}), *EVENING)
    who = people(meeting_id, 6)
    a_plan(meeting_id, who=who, rounds=3, in_force=True, round_items=[items[0], None, None])
    do(meeting_id, "start")

    assert db.session.get(AgendaItem, items[0]).public is False
    assert live.face_of(meeting_by_id(meeting_id), clock.now()).note == ""
