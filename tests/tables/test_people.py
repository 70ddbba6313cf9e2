"""The people of a plan, fixed places, and who wishes to sit together or apart."""

import pytest

from app.access.actions import Actor
from app.core.errors import RuleBroken
from app.registrations import office
from app.tables import people
from app.tables.people import Place
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of, wishes_of
from app.tables.rules.wishes import contradictions
from app.tables.states import WishKind
from tests import build
from tests.tables import build as tables
from tests.tables.test_actions import is_valid, names, seats_by_table

OFFICE: Actor = build.OFFICE


def test_a_table_has_one_lead_and_a_lead_has_a_table(ctx):
    plan = tables.a_plan(tables=(3, 3))
    first, second, *_ = seats_of(plan)
    people.place(plan, first.id, Place(fixed_table=0, leads=True), OFFICE)

    with pytest.raises(RuleBroken, match=f"Tisch 1 leitet schon {first.registration.full_name}"):
        people.place(plan, second.id, Place(fixed_table=0, leads=True), OFFICE)
    with pytest.raises(RuleBroken, match="Wählen Sie den Tisch"):
        people.place(plan, second.id, Place(leads=True), OFFICE)


def test_whoever_is_left_out_needs_no_seat_and_comes_back(ctx):
    plan = tables.a_plan(tables=(3, 3), seated=True)
    seat = seats_of(plan)[0]

    people.place(plan, seat.id, Place(left_out=True), OFFICE)
    assert (seats_by_table(plan), seats_of(plan)[0].tables) == ([3, 2], [])
    assert is_valid(plan)

    people.place(plan, seat.id, Place(), OFFICE)
    assert (seats_by_table(plan), is_valid(plan)) == ([3, 3], True)
    assert len(task_of(plan_by_id(plan)).seats) == 6


def test_the_list_is_matched_with_who_registered_and_who_cancelled(ctx):
    plan = tables.a_plan(tables=(3, 3), seated=True)
    first, second, *_ = [seat.registration_id for seat in seats_of(plan)]
    tables.a_wish(plan, WishKind.APART, first, second)
    office.cancel(first, OFFICE)
    meeting = plan_by_id(plan).meeting_id
    new = [build.a_registration(meeting, last_name=name) for name in ("Aalto", "Zschoche")]

    assert people.difference(plan_by_id(plan)).words == (
        "2 Personen sind neu dazugekommen, 1 Person ist nicht mehr dabei."
    )
    people.match_list(plan, OFFICE)

    now = [seat.registration_id for seat in seats_of(plan)]
    assert (first in now, {*new} <= {*now}, len(now), is_valid(plan)) == (False, True, 7, True)
    assert (seats_by_table(plan), list(wishes_of(plan))) == ([4, 3], [])
    assert people.match_list(plan, OFFICE).words == ""


def test_whoever_cancelled_with_a_card_in_hand_stays_as_left_out(ctx):
    plan = tables.a_plan(tables=(3, 3), in_force=True)
    first = seats_of(plan)[0]
    office.cancel(first.registration_id, OFFICE)

    people.match_list(plan, OFFICE)

    assert [seat.left_out for seat in seats_of(plan)] == [True] + [False] * 5
    assert seats_of(plan)[0].printed != []


def test_three_who_sit_together_are_one_wish_and_go_as_one(ctx):
    plan = tables.a_plan(tables=(3, 3))
    who = [seat.registration_id for seat in seats_of(plan)]

    people.add_wish(plan, WishKind.TOGETHER, who[:3], OFFICE)
    people.add_wish(plan, WishKind.APART, who[3:6], OFFICE)
    found = people.grouped(wishes_of(plan))

    assert [(wish.kind, len(wish.people)) for wish in found] == [
        (WishKind.TOGETHER, 3), *[(WishKind.APART, 2)] * 3,
    ]  # fmt: skip
    people.remove_wish(plan, found[0].wish_ids[0], OFFICE)
    assert {wish.kind for wish in wishes_of(plan)} == {WishKind.APART}


def test_a_wish_against_another_names_both(ctx):
    plan = tables.a_plan(tables=(3, 3))
    one, other, third, *_ = [seat.registration_id for seat in seats_of(plan)]
    people.add_wish(plan, WishKind.TOGETHER, [one, other], OFFICE)

    with pytest.raises(RuleBroken, match="sollen schon zusammensitzen"):
        people.add_wish(plan, WishKind.APART, [one, other], OFFICE)
    people.add_wish(plan, WishKind.TOGETHER, [other, third], OFFICE)
    people.add_wish(plan, WishKind.APART, [one, third], OFFICE)

    (said,) = contradictions(task_of(plan_by_id(plan)).instance)
    first, *_, last = names(seats_of(plan))[:3]
    assert said.startswith(f"{first} und {last} sollen")


def test_a_wish_that_contradicts_fixed_places_is_a_fault_at_once(ctx):
    plan_id = tables.a_plan(tables=(3, 3), rounds=1, seated=True)
    one, other = (next(s for s in seats_of(plan_id) if s.tables == [n]) for n in (0, 1))
    people.add_wish(plan_id, WishKind.APART, [one.registration_id, other.registration_id], OFFICE)

    for seat in (one, other):
        people.place(plan_id, seat.id, Place(fixed_table=0), OFFICE)

    plan = plan_by_id(plan_id)
    assert [name in plan.fault for name in names([one, other])] == [True, True]
    people.place(plan_id, one.id, Place(), OFFICE)
    assert plan.fault == ""


def test_seats_that_no_wish_can_keep_are_a_fault_until_they_do(ctx):
    plan_id = tables.a_plan(tables=(3, 3), rounds=1, seated=True)
    one, other = [seat for seat in seats_of(plan_id) if seat.tables == [0]][:2]
    for seat in (one, other):
        people.place(plan_id, seat.id, Place(fixed_table=0), OFFICE)

    people.add_wish(plan_id, WishKind.APART, [one.registration_id, other.registration_id], OFFICE)

    plan = plan_by_id(plan_id)
    assert ([name in plan.fault for name in names([one, other])], plan.cost is None) == (
        [True, True],
        False,
    )
    people.place(plan_id, one.id, Place(), OFFICE)
    assert (plan.fault, {one.tables[0], other.tables[0]}) == ("", {0, 1})


def test_one_person_alone_is_no_wish(ctx):
    plan = tables.a_plan(tables=(3, 3))
    stranger = build.a_registration(build.a_meeting())

    with pytest.raises(RuleBroken, match="mindestens zwei"):
        people.add_wish(plan, WishKind.APART, [seats_of(plan)[0].registration_id, stranger], OFFICE)
