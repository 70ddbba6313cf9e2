"""Making, changing and deleting plans."""

import time
from dataclasses import replace

import pytest

from app.access.actions import Actor
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables import actions, people
from app.tables.actions import Options, Table
from app.tables.fitting import fitted
from app.tables.models import SeatingPlan, SeatWish
from app.tables.people import Place
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, plans_of, seats_of
from app.tables.rules.cost import violations
from app.tables.states import Included, SearchState, WishKind
from tests import build
from tests.tables import build as tables

OFFICE: Actor = build.OFFICE


@pytest.fixture
def meeting(ctx):
    return build.a_meeting(capacity=200)


def made(meeting, included=Included.CONFIRMED, options=None, **values):
    numbers = values if {"tables", "seats"} & values.keys() else {"tables": 2} | values
    return actions.create(
        meeting, options or Options(title="Kennenlernen"), included, actor=OFFICE, **numbers
    )


def seats_by_table(plan_id):
    return [one["seats"] for one in plan_by_id(plan_id).tables]


def names(seats):
    return [seat.registration.full_name for seat in seats]


def test_a_new_plan_seats_everybody_with_a_place_and_asks_for_the_search(meeting):
    who = tables.people(meeting, 7)
    build.a_registration(meeting, confirmed=False)

    plan = plan_by_id(made(meeting, tables=3))

    assert [one["seats"] for one in plan.tables] == [3, 2, 2]
    assert [seat.registration_id for seat in seats_of(plan.id)] == list(who)
    assert (plan.search, plan.search_seconds) == (SearchState.WAITING, actions.FIRST_SECONDS)


def test_seats_per_table_say_how_many_tables(meeting):
    tables.people(meeting, 10)

    assert seats_by_table(made(meeting, seats=4)) == [4, 3, 3]


def test_who_is_present_can_be_seated_alone(meeting):
    who = tables.people(meeting, 6)
    with transaction():
        for one in who[:4]:
            db.session.get(Registration, one).attendance = Attendance.PRESENT

    plan = made(meeting, Included.PRESENT)

    assert [seat.registration_id for seat in seats_of(plan)] == list(who[:4])


@pytest.mark.parametrize(
    ("number", "included", "wanted", "field", "said"),
    [
        (0, Included.CONFIRMED, {"tables": 2}, "included",
         "Noch hat niemand einen bestätigten Platz vor Ort."),
        (4, Included.PRESENT, {"tables": 2}, "included",
         "Am Einlass ist noch niemand als anwesend abgehakt."),
        (1, Included.CONFIRMED, {"tables": 1}, "included",
         "Ein Tischplan braucht mindestens zwei Personen. Da ist eine."),
        (2, Included.CONFIRMED, {"tables": 2}, "tables",
         "2 Tische sind zu viele für 2 Personen: Niemand soll allein sitzen. "
         "Höchstens 1 Tisch ist möglich."),
    ],
)  # fmt: skip
def test_what_cannot_be_seated_is_said_at_its_field(meeting, number, included, wanted, field, said):
    tables.people(meeting, number)

    with pytest.raises(RuleBroken) as broken:
        made(meeting, included, **wanted)

    assert (broken.value.field, broken.value.message) == (field, said)
    assert plans_of(meeting) == []


def test_the_same_form_makes_one_plan(meeting):
    tables.people(meeting, 4)

    assert made(meeting, submit_key="k" * 20) == made(meeting, submit_key="k" * 20)
    assert len(plans_of(meeting)) == 1


def test_a_meeting_that_is_called_off_needs_no_plan(ctx):
    meeting = build.a_meeting(state=MeetingState.PUBLISHED)
    tables.people(meeting, 4)
    with transaction():
        plan_by_meeting = db.session.get(Registration, tables.in_order(meeting)[0]).meeting
        plan_by_meeting.state = MeetingState.CANCELLED

    with pytest.raises(RuleBroken, match="abgesagt"):
        made(meeting)


def test_an_item_of_another_meeting_is_none(meeting):
    tables.people(meeting, 4)
    (other, *_) = build.item_ids(build.a_planned_meeting())

    with pytest.raises(NotFound):
        made(meeting, options=Options(title="X", item_id=other))


def changed(plan_id, *wanted, options=None, number=None, seen=None):
    plan = plan_by_id(plan_id)
    return actions.change(
        plan_id,
        options or actions.options_of(plan),
        [Table(*one) for one in wanted],
        number or len(wanted),
        seen or actions.settings_version(plan),
        OFFICE,
    )


def test_titles_and_seats_of_tables_are_set_one_by_one(ctx):
    plan = tables.a_plan(tables=(3, 3, 3), seated=True)
    basis = plan_by_id(plan).basis

    moved = changed(plan, (5, "Wärme", "Eva Gast"), (3,), (3, "Rad"))

    assert plan_by_id(plan).tables == [
        {"seats": 5, "title": "Wärme", "lead": "Eva Gast"},
        {"seats": 2, "title": "", "lead": ""},
        {"seats": 2, "title": "Rad", "lead": ""},
    ]
    assert moved == [2, 3]
    assert plan_by_id(plan).basis > basis


def test_seats_that_cannot_fit_are_refused_with_both_numbers(ctx):
    plan = tables.a_plan(tables=(3, 3))

    with pytest.raises(RuleBroken, match="zusammen 9 Plätze, im Plan sind aber 6 Personen"):
        changed(plan, (4,), (5,))

    assert seats_by_table(plan) == [3, 3]


def places(plan_id):
    return {seat.id: seat.tables for seat in seats_of(plan_id) if not seat.left_out}


def moved(before, after):
    """How many places of people who are in both are others now."""
    both = before.keys() & after.keys()
    return sum(one != other for seat in both
               for one, other in zip(before[seat], after[seat], strict=True))  # fmt: skip


def is_valid(plan_id):
    task = task_of(plan_by_id(plan_id))
    return task.seated is not None and violations(task.instance, task.seated) == []


def test_another_number_of_tables_shares_the_seats_out_anew_and_keeps_the_places_it_can(ctx):
    plan = tables.a_plan(tables=(3, 3, 3), rounds=2, seated=True)
    before = places(plan)
    people.place(plan, seats_of(plan)[0].id, Place(fixed_table=0), OFFICE)

    changed(plan, (3, "Wärme"), (3,), (3,), number=2)

    assert [(t["seats"], t["title"]) for t in plan_by_id(plan).tables] == [(5, "Wärme"), (4, "")]
    assert is_valid(plan)
    assert moved(before, places(plan)) <= 8  # six sat at the third table, one got a fixed place


def test_one_more_round_seats_everybody_in_it(ctx):
    plan = tables.a_plan(tables=(3, 3), rounds=2, seated=True)
    before = places(plan)
    more = Options(**vars(actions.options_of(plan_by_id(plan))) | {"rounds": 3})

    changed(plan, (3,), (3,), options=more)

    assert is_valid(plan)
    assert {seat: tables_[:2] for seat, tables_ in places(plan).items()} == before


def test_whoever_saves_what_was_changed_meanwhile_is_told(ctx):
    plan = tables.a_plan(tables=(3, 3))
    seen = actions.settings_version(plan_by_id(plan))
    changed(plan, (3, "Wärme"), (3,))

    with pytest.raises(Conflict):
        changed(plan, (3, "Rad"), (3,), seen=seen)
    assert changed(plan, (3, "Wärme"), (3,), seen=seen) == []  # the same button again


def test_moving_people_does_not_hinder_whoever_changes_the_settings(ctx):
    plan = tables.a_plan(tables=(3, 3), seated=True)
    seen = actions.settings_version(plan_by_id(plan))
    people.place(plan, seats_of(plan)[0].id, Place(fixed_table=1), OFFICE)

    changed(plan, (3, "Rad"), (3,), seen=seen)

    assert plan_by_id(plan).tables[0]["title"] == "Rad"


def test_fewer_rounds_than_have_begun_are_refused(ctx):
    plan = tables.a_plan(tables=(3, 3), rounds=3, seated=True, rounds_held=2)
    fewer = actions.options_of(plan_by_id(plan))

    with pytest.raises(RuleBroken, match="2 haben schon begonnen"):
        changed(plan, (3,), (3,), options=Options(**vars(fewer) | {"rounds": 1}))


def test_a_fixed_place_costs_as_few_places_as_it_can(ctx):
    plan = tables.a_plan(tables=(3, 3), rounds=2, seated=True)
    before, seat = places(plan), seats_of(plan)[0]
    wanted = 1 - seat.tables[0]

    people.place(plan, seat.id, Place(fixed_table=wanted, leads=True), OFFICE)

    assert (seats_of(plan)[0].tables, seats_of(plan)[0].leads) == ([wanted] * 2, True)
    assert is_valid(plan)
    assert moved(before, places(plan)) == 2 * sum(one != wanted for one in before[seat.id])


def test_nobody_is_seated_by_a_change_as_long_as_nobody_was(ctx):
    plan = tables.a_plan(tables=(3, 3))

    people.place(plan, seats_of(plan)[0].id, Place(fixed_table=1), OFFICE)

    assert {tuple(tables_) for tables_ in places(plan).values()} == {()}


def test_a_lock_goes_with_the_table_and_the_round(ctx):
    plan = tables.a_plan(tables=(3, 3, 3), rounds=2, seated=True)
    with transaction():
        for seat in seats_of(plan):
            seat.locked = [0, 1]
    fewer = Options(**vars(actions.options_of(plan_by_id(plan))) | {"rounds": 1})
    at_third = {seat.id for seat in seats_of(plan) if seat.tables[0] == 2}

    changed(plan, (3,), (3,), (3,), options=fewer, number=2)

    assert {seat.id for seat in seats_of(plan) if not seat.locked} == at_third
    assert {tuple(seat.locked) for seat in seats_of(plan)} == {(), (0,)}


def test_settings_are_saved_beside_a_table_that_was_given_up(ctx):
    plan_id = tables.a_plan(tables=(3, 3), rounds=2, seated=True, rounds_held=1)
    given_up = {"seats": 0, "title": "Garten", "lead": ""}
    with transaction():
        plan = plan_by_id(plan_id)
        plan.tables = [*plan.tables, given_up]
    shown = actions.tables_of(plan)
    assert len(shown) == 2

    def save(number):
        actions.change(
            plan_id, replace(actions.options_of(plan), title=f"Zu {number}"), shown, number,
            actions.settings_version(plan), OFFICE,
        )  # fmt: skip
        return [one["seats"] for one in plan.tables]

    assert (save(2), plan.tables[-1]) == ([3, 3, 0], given_up)
    assert save(3) == [2, 2, 2]


def test_a_plan_in_force_stays_with_what_it_is_for(ctx):
    meeting = build.a_planned_meeting()
    plan_id = tables.a_plan(meeting, who=tables.people(meeting, 6), in_force=True)
    plan = plan_by_id(plan_id)
    options = replace(actions.options_of(plan), item_id=build.item_ids(meeting)[0])

    with pytest.raises(RuleBroken, match="Nehmen Sie ihn zuerst zurück"):
        actions.change(
            plan_id, options, actions.tables_of(plan), 2, actions.settings_version(plan), OFFICE
        )


def test_a_plan_goes_with_its_seats_and_wishes(ctx):
    plan = tables.a_plan(tables=(3, 3), in_force=True)
    tables.a_wish(plan, WishKind.APART, *[s.registration_id for s in seats_of(plan)][:2])

    actions.delete(plan, OFFICE)

    assert (seats_of(plan), db.session.query(SeatWish).count()) == ([], 0)
    assert db.session.query(SeatingPlan).count() == 0
    with pytest.raises(NotFound):
        actions.delete(plan, OFFICE)


@pytest.mark.parametrize(
    ("seats", "people_", "free", "expected"),
    [
        ([5, 4, 0], 10, None, [5, 5, 0]),
        ([6, 6, 5], 18, None, [6, 6, 6]),
        ([6, 6, 5], 16, None, [6, 5, 5]),
        ([8, 5, 5], 17, [1, 2], [8, 5, 4]),
        ([2, 2], 3, None, [2, 2]),
        ([4, 4], 9, [], [4, 4]),
    ],
)
def test_seats_follow_the_number_of_people(seats, people_, free, expected):
    assert fitted(seats, people_, free) == expected


def test_a_table_keeps_seats_for_those_who_must_sit_there():
    assert fitted([4, 4, 4], 11, tied={0: 5}) == [5, 3, 3]
    assert fitted([4, 4], 6, tied={0: 4}) == [4, 2]


def test_places_that_are_not_found_at_once_are_left_to_the_search(ctx):
    """One of eighty must be apart from so many that no table can be filled with the others."""
    plan_id = tables.a_plan(tables=(40, 40), rounds=3, seated=True)
    who = [seat.registration_id for seat in seats_of(plan_id)]
    for other in who[1:50]:
        tables.a_wish(plan_id, "apart", who[0], other)
    begin = time.thread_time()

    people.add_wish(plan_id, WishKind.APART, (who[0], who[50]), OFFICE)

    assert time.thread_time() - begin < 1
    assert plan_by_id(plan_id).search == SearchState.WAITING
