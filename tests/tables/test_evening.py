"""The plan that holds: putting it in force, taking it back, and the cards that people have."""

import pytest

from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.tables import evening
from app.tables.models import SeatingPlan
from app.tables.queries import plan_by_id, plan_in_force, plans_in_force, seats_of
from app.tables.states import SearchState, WishKind
from tests import build
from tests.tables.build import a_plan, a_wish, people

OFFICE = build.OFFICE


def printed(plan_id):
    return [seat.printed for seat in seats_of(plan_id)]


def sitting(plan_id):
    return [seat.tables for seat in seats_of(plan_id)]


def test_a_plan_in_force_is_what_the_cards_say(ctx):
    plan_id = a_plan(seated=True)

    assert evening.put_in_force(plan_id, OFFICE) is None
    since = plan_by_id(plan_id).in_force_at
    evening.put_in_force(plan_id, OFFICE)

    assert since is not None
    assert plan_by_id(plan_id).in_force_at == since
    assert printed(plan_id) == sitting(plan_id)
    assert [line[1] for line in build.audit()].count("seating_in_force") == 1


def test_a_plan_without_a_place_for_everybody_does_not_hold(ctx):
    plan_id = a_plan()

    with pytest.raises(RuleBroken, match="Noch haben nicht alle einen Platz"):
        evening.put_in_force(plan_id, OFFICE)

    assert plan_by_id(plan_id).in_force_at is None


def test_nothing_holds_while_the_search_is_at_work(ctx):
    plan_id = a_plan(seated=True, search=SearchState.RUNNING)

    with pytest.raises(RuleBroken, match="Die Berechnung läuft noch"):
        evening.put_in_force(plan_id, OFFICE)


def test_a_plan_against_a_wish_does_not_hold(ctx):
    plan_id = a_plan(tables=(3, 3), seated=True)
    one, other, *_ = sorted(seats_of(plan_id), key=lambda seat: seat.tables)
    a_wish(plan_id, WishKind.APART, one.registration_id, other.registration_id)

    with pytest.raises(RuleBroken, match="Nicht alle Wünsche"):
        evening.put_in_force(plan_id, OFFICE)
    with transaction():
        one.fixed_table = other.fixed_table = 0
    with pytest.raises(RuleBroken, match=f"{one.registration.full_name} .*getrennt"):
        evening.put_in_force(plan_id, OFFICE)

    assert plan_by_id(plan_id).in_force_at is None


def test_no_plan_holds_for_a_meeting_that_is_called_off(ctx):
    plan_id = a_plan(seated=True)
    with transaction():
        plan_by_id(plan_id).meeting.state = MeetingState.CANCELLED

    with pytest.raises(RuleBroken, match="fällt aus"):
        evening.put_in_force(plan_id, OFFICE)


def test_who_is_left_out_needs_no_place(ctx):
    plan_id = a_plan(seated=True)
    with transaction():
        first = seats_of(plan_id)[0]
        first.left_out, first.tables = True, []

    evening.put_in_force(plan_id, OFFICE)

    assert [bool(one) for one in printed(plan_id)] == [False, True, True, True, True, True]


def test_the_newer_plan_takes_the_place_of_the_older_one(ctx):
    meeting_id = build.a_meeting(capacity=200)
    who = people(meeting_id, 6)
    older = a_plan(meeting_id, who=who, in_force=True)
    newer = a_plan(meeting_id, who=who, seated=True)

    replaced = evening.put_in_force(newer, OFFICE)

    assert replaced is not None
    assert replaced.id == older
    assert plan_in_force(meeting_id, None).id == newer
    assert printed(older) == [[]] * 6


def test_a_plan_replaces_all_that_hold_for_the_same(ctx):
    meeting_id = build.a_meeting(capacity=200)
    who = people(meeting_id, 6)
    for _ in range(2):
        a_plan(meeting_id, who=who, in_force=True)
    newer = a_plan(meeting_id, who=who, seated=True)

    evening.put_in_force(newer, OFFICE)

    assert [one.id for one in plans_in_force(meeting_id)] == [newer]


def test_plans_of_two_items_hold_side_by_side(ctx):
    meeting_id = build.a_planned_meeting()
    item_id = build.item_ids(meeting_id)[0]
    who = people(meeting_id, 6)
    whole = a_plan(meeting_id, who=who, in_force=True)
    part = a_plan(meeting_id, who=who, seated=True, item_id=item_id)

    assert evening.put_in_force(part, OFFICE) is None
    assert plan_in_force(meeting_id, None).id == whole
    assert plan_in_force(meeting_id, item_id).id == part


def test_taken_back_a_plan_is_a_draft_and_the_cards_are_void(ctx):
    plan_id = a_plan(in_force=True)
    before = sitting(plan_id)

    evening.take_back(plan_id, OFFICE)
    evening.take_back(plan_id, OFFICE)

    assert plan_by_id(plan_id).in_force_at is None
    assert printed(plan_id) == [[]] * 6
    assert sitting(plan_id) == before
    assert [line[1] for line in build.audit()].count("seating_taken_back") == 1


def test_new_cards_count_once_they_are_given_out(ctx):
    plan_id = a_plan(in_force=True)
    with transaction():
        one, other = _two(plan_id)
        one.tables, other.tables = list(other.tables), list(one.tables)

    assert evening.cards_given(plan_id, OFFICE) == 2
    assert evening.cards_given(plan_id, OFFICE) == 0
    assert printed(plan_id) == sitting(plan_id)


def _two(plan_id):
    seats = seats_of(plan_id)
    other = next(seat for seat in seats if seat.tables != seats[0].tables)
    return seats[0], other


def test_own_pages_show_tables_when_the_office_wishes(ctx):
    plan_id = a_plan(in_force=True)
    meeting_id = plan_by_id(plan_id).meeting_id

    for _ in range(2):
        evening.show_on_own_pages(meeting_id, True, OFFICE)

    assert db.session.get(Meeting, meeting_id).seats_shown is True
    assert [line[1] for line in build.audit()].count("seats_shown") == 1


def test_a_plan_that_is_gone_is_not_found(ctx):
    assert db.session.get(SeatingPlan, 1) is None
    with pytest.raises(RuleBroken, match="gibt es nicht"):
        evening.put_in_force(1, OFFICE)
