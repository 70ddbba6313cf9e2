"""New seats on the evening: who is missing, who came, what stays, what is said about cards."""

import time

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import Attendance, RegistrationState
from app.tables import evening_queries, remixing, steps, undoing
from app.tables.models import Seat
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.remixing import Wish
from app.tables.rules.cost import violations
from app.tables.states import SearchState, WishKind
from tests import build
from tests.tables.build import a_plan, a_wish, people

OFFICE = build.OFFICE


def remix(plan_id, *, absent=(), new=(), held=0, tables=None, seen=None, key="abend-0000000001"):
    seen = plan_by_id(plan_id).rounds_held if seen is None else seen
    wish = Wish(absent=frozenset(absent), new=frozenset(new), held=held, tables=tables, seen=seen)
    remixing.remix(plan_id, wish, key, OFFICE)


def there(plan_id):
    return [seat for seat in seats_of(plan_id) if not seat.left_out]


def broken_rules(plan_id):
    task = task_of(plan_by_id(plan_id))
    return violations(task.instance, task.seated)


def laid(plan_id):
    return [table["seats"] for table in plan_by_id(plan_id).tables]


def held(plan_id, rounds):
    with transaction():
        plan_by_id(plan_id).rounds_held = rounds


def mark(plan_id, **attendance):
    """By the number of the seat („s0“) what the door says."""
    with transaction():
        for number, what in attendance.items():
            seats_of(plan_id)[int(number[1:])].registration.attendance = what


def test_a_tenth_is_missing_a_twentieth_is_new(ctx):
    plan_id = a_plan(tables=(8,) * 10, rounds=3, in_force=True)
    absent = [seat.id for seat in seats_of(plan_id)[::10]]
    new = people(plan_by_id(plan_id).meeting_id, 4)
    new = sorted(set(new) - {seat.registration_id for seat in seats_of(plan_id)})

    begin = time.process_time()
    remix(plan_id, absent=absent, new=new)
    took = time.process_time() - begin

    assert took < 1
    assert broken_rules(plan_id) == []
    assert laid(plan_id) == [8] * 6 + [7] * 4
    with_card = [seat for seat in there(plan_id) if seat.printed]
    changed = [seat for seat in with_card if seat.printed != seat.tables]
    assert len(with_card) == 72
    assert len(changed) <= 8
    assert plan_by_id(plan_id).search == SearchState.WAITING


def test_a_second_press_mixes_nothing_more(ctx):
    plan_id = a_plan(tables=(6, 6, 6), in_force=True)
    first, second, *_ = (seat.id for seat in seats_of(plan_id))

    remix(plan_id, absent=[first])
    before = [seat.tables for seat in seats_of(plan_id)]
    remix(plan_id, absent=[second])

    assert [seat.tables for seat in seats_of(plan_id)] == before
    assert len(there(plan_id)) == 17


def test_rounds_that_were_held_stay(ctx):
    plan_id = a_plan(tables=(5, 5), rounds=3, in_force=True)
    first = [seat.tables[0] for seat in seats_of(plan_id)]
    gone = seats_of(plan_id)[0].id

    remix(plan_id, absent=[gone], held=1)

    assert [seat.tables[0] for seat in seats_of(plan_id)] == first
    assert seats_of(plan_id)[0].tables[1:] == [-1, -1]
    assert plan_by_id(plan_id).rounds_held == 1
    assert broken_rules(plan_id) == []


def test_a_table_that_was_used_keeps_its_number(ctx):
    plan_id = a_plan(tables=(5, 5, 5), rounds=2, in_force=True)
    gone = [seat.id for seat in seats_of(plan_id)[:6]]

    remix(plan_id, absent=gone, held=1)

    assert laid(plan_id) == [5, 4, 0]
    assert broken_rules(plan_id) == []


def test_before_the_first_round_a_table_too_many_goes(ctx):
    plan_id = a_plan(tables=(5, 5, 5), rounds=2, in_force=True)
    last = next(seat for seat in seats_of(plan_id) if seat.tables[0] == 2)
    with transaction():
        last.fixed_table, last.leads = 2, True
    gone = [seat.id for seat in seats_of(plan_id) if seat.id != last.id][:6]

    remix(plan_id, absent=gone)

    assert laid(plan_id) == [5, 4]
    freed = next(seat for seat in seats_of(plan_id) if seat.id == last.id)
    assert (freed.fixed_table, freed.leads) == (None, False)


def test_a_round_that_began_meanwhile_is_not_mixed_anew(ctx):
    plan_id = a_plan(tables=(4, 4), rounds=3, in_force=True)
    before = [seat.tables for seat in seats_of(plan_id)]
    held(plan_id, 2)

    with pytest.raises(RuleBroken, match="Inzwischen hat eine Runde begonnen"):
        remix(plan_id, absent=[seats_of(plan_id)[0].id], seen=0)

    assert plan_by_id(plan_id).rounds_held == 2
    assert [seat.tables for seat in seats_of(plan_id)] == before


def test_nobody_mixes_for_a_meeting_that_is_called_off(ctx):
    plan_id = a_plan(in_force=True)
    with transaction():
        plan_by_id(plan_id).meeting.state = MeetingState.CANCELLED

    with pytest.raises(RuleBroken, match="fällt aus"):
        remix(plan_id)


def test_fixed_places_and_wishes_hold(ctx):
    plan_id = a_plan(tables=(5, 5, 5), rounds=3, seated=True)
    seats = seats_of(plan_id)
    a_wish(plan_id, WishKind.TOGETHER, seats[0].registration_id, seats[1].registration_id)
    a_wish(plan_id, WishKind.APART, seats[2].registration_id, seats[3].registration_id)
    with transaction():
        seats_of(plan_id)[4].fixed_table = 1
    _in_force(plan_id)

    remix(plan_id, absent=[seats[5].id, seats[6].id])

    assert broken_rules(plan_id) == []
    assert set(seats_of(plan_id)[4].tables) == {1}


def _in_force(plan_id):
    with transaction():
        plan_by_id(plan_id).in_force_at = clock.now()
        for seat in seats_of(plan_id):
            seat.printed = list(seat.tables)


def test_a_draft_is_not_mixed_on_the_evening(ctx):
    plan_id = a_plan(seated=True)

    with pytest.raises(RuleBroken, match="erst, wenn der Plan gilt"):
        remix(plan_id)


def test_too_many_tables_are_refused_in_a_sentence(ctx):
    plan_id = a_plan(tables=(4, 4), in_force=True)

    with pytest.raises(RuleBroken, match="Für 8 Personen sind 1 bis 4 möglich"):
        remix(plan_id, tables=5)

    assert laid(plan_id) == [4, 4]


def test_nobody_left_is_refused_in_a_sentence(ctx):
    plan_id = a_plan(in_force=True)

    with pytest.raises(RuleBroken, match="weniger als zwei Personen"):
        remix(plan_id, absent=[seat.id for seat in seats_of(plan_id)])


def test_somebody_of_another_meeting_gets_no_seat(ctx):
    plan_id = a_plan(in_force=True)
    stranger = build.a_registration(build.a_meeting(capacity=10))

    with pytest.raises(RuleBroken, match="steht nicht auf der Liste"):
        remix(plan_id, new=[stranger])


def test_a_mix_can_be_undone(ctx):
    plan_id = a_plan(tables=(5, 5, 5), rounds=2, in_force=True)
    before = [(seat.tables, seat.left_out) for seat in seats_of(plan_id)]
    remix(plan_id, absent=[seat.id for seat in seats_of(plan_id)[:6]])

    undoing.undo(plan_id, steps.steps_of(plan_id)[0].id, OFFICE)

    assert [(seat.tables, seat.left_out) for seat in seats_of(plan_id)] == before
    assert laid(plan_id) == [5, 5, 5]


def test_undoing_a_mix_takes_back_which_rounds_had_begun(ctx):
    plan_id = a_plan(tables=(4, 4), rounds=3, in_force=True)
    before = [seat.tables for seat in seats_of(plan_id)]
    remix(plan_id, absent=[seats_of(plan_id)[0].id], held=2)
    undoing.undo(plan_id, steps.last_step(plan_id).id, OFFICE)
    assert (plan_by_id(plan_id).rounds_held, [s.tables for s in seats_of(plan_id)]) == (0, before)

    remix(plan_id, absent=[seats_of(plan_id)[0].id], held=1, key="abend-0000000002")
    held(plan_id, 2)  # the live view goes on
    undoing.undo(plan_id, steps.last_step(plan_id).id, OFFICE)
    assert (plan_by_id(plan_id).rounds_held, laid(plan_id)) == (2, [4, 4])


def test_undo_leaves_out_who_had_come_in_and_moves_nobody_else(ctx):
    plan_id = a_plan(tables=(5, 4, 4), rounds=3, in_force=True)
    before = [(seat.id, seat.tables) for seat in seats_of(plan_id)]
    remixing.give_seat(plan_id, build.a_registration(plan_by_id(plan_id).meeting_id), OFFICE)

    undoing.undo(plan_id, steps.last_step(plan_id).id, OFFICE)

    assert [(seat.id, seat.tables) for seat in there(plan_id)] == before
    assert (laid(plan_id), len(seats_of(plan_id))) == ([5, 4, 4], 14)


def test_one_more_person_sits_at_a_small_table_and_nobody_moves(ctx):
    plan_id = a_plan(tables=(5, 4, 4), rounds=3, in_force=True)
    before = {seat.id: seat.tables for seat in seats_of(plan_id)}
    guest = build.a_registration(plan_by_id(plan_id).meeting_id)

    given = remixing.give_seat(plan_id, guest, OFFICE)
    again = remixing.give_seat(plan_id, guest, OFFICE)

    assert {s.id: s.tables for s in seats_of(plan_id) if s.registration_id != guest} == before
    assert given.tables == again.tables
    assert given.tables in ([1, 1, 1], [2, 2, 2])
    assert sorted(laid(plan_id)) == [4, 5, 5]
    assert len(seats_of(plan_id)) == 14
    assert broken_rules(plan_id) == []


def test_the_lead_of_a_table_that_was_given_up_sits_anywhere(ctx):
    plan_id = a_plan(tables=(5, 5, 5), rounds=2, in_force=True)
    lead, *others = sorted(seats_of(plan_id), key=lambda seat: seat.tables[0] != 2)
    with transaction():
        lead.fixed_table, lead.leads = 2, True
    remix(plan_id, absent=[lead.id, *(seat.id for seat in others[:5])])

    given = remixing.give_seat(plan_id, lead.registration_id, OFFICE)

    assert laid(plan_id) == [5, 5]
    assert given.tables in ([0, 0], [1, 1])
    assert (lead.fixed_table, lead.leads, broken_rules(plan_id)) == (None, False, [])


def test_a_friend_at_the_table_of_a_foe_is_no_place(ctx):
    plan_id = a_plan(tables=(4, 4), rounds=1, in_force=True)
    friend, foe, *_ = sorted(seats_of(plan_id), key=lambda seat: seat.tables)
    guest = build.a_registration(plan_by_id(plan_id).meeting_id)
    with transaction():
        db.session.add(Seat(plan_id=plan_id, registration_id=guest, tables=[-1], left_out=True))
    a_wish(plan_id, WishKind.TOGETHER, friend.registration_id, guest)
    a_wish(plan_id, WishKind.APART, foe.registration_id, guest)

    with pytest.raises(RuleBroken, match="an keinem Tisch ein Platz"):
        remixing.give_seat(plan_id, guest, OFFICE)


def test_somebody_who_cancelled_meanwhile_gets_no_seat(ctx):
    plan_id = a_plan(in_force=True)
    guest = build.a_registration(plan_by_id(plan_id).meeting_id)
    with transaction():
        db.session.get(Registration, guest).state = RegistrationState.CANCELLED

    with pytest.raises(RuleBroken, match="steht nicht auf der Liste"):
        remixing.give_seat(plan_id, guest, OFFICE)


def test_who_must_not_sit_together_gets_another_table(ctx):
    plan_id = a_plan(tables=(4, 4), rounds=1, in_force=True)
    guest = build.a_registration(plan_by_id(plan_id).meeting_id)
    with transaction():
        db.session.add(Seat(plan_id=plan_id, registration_id=guest, tables=[-1], left_out=True))
    at_first = next(seat for seat in seats_of(plan_id) if seat.tables == [0])
    a_wish(plan_id, WishKind.APART, at_first.registration_id, guest)

    assert remixing.give_seat(plan_id, guest, OFFICE).tables == [1]


def test_after_the_first_round_a_seat_is_for_the_others(ctx):
    plan_id = a_plan(tables=(4, 4), rounds=3, in_force=True)
    held(plan_id, 1)
    guest = build.a_registration(plan_by_id(plan_id).meeting_id)

    tables = remixing.give_seat(plan_id, guest, OFFICE).tables

    assert tables[0] == -1
    assert tables[1] == tables[2] >= 0


def test_when_all_rounds_were_held_there_is_no_seat_to_give(ctx):
    plan_id = a_plan(in_force=True)
    held(plan_id, 2)
    guest = build.a_registration(plan_by_id(plan_id).meeting_id)

    with pytest.raises(RuleBroken, match="Alle Runden haben begonnen"):
        remixing.give_seat(plan_id, guest, OFFICE)


def test_who_goes_early_leaves_everybody_else_in_place(ctx):
    plan_id = a_plan(tables=(5, 5), rounds=3, in_force=True)
    held(plan_id, 1)
    first, *others = seats_of(plan_id)
    before = {seat.id: seat.tables for seat in others}

    name = remixing.leave_early(plan_id, first.id, OFFICE)
    remixing.leave_early(plan_id, first.id, OFFICE)

    first = seats_of(plan_id)[0]
    assert name == first.registration.full_name
    assert first.left_out
    assert first.tables[1:] == [-1, -1]
    assert {seat.id: seat.tables for seat in seats_of(plan_id)[1:]} == before
    assert sorted(laid(plan_id)) == [4, 5]


def test_the_door_says_who_is_missing_and_who_came(ctx):
    plan_id = a_plan(tables=(4, 4), in_force=True)
    meeting_id = plan_by_id(plan_id).meeting_id
    late = build.a_registration(meeting_id, first_name="Zoë", last_name="Zander")
    came, gone = Attendance.PRESENT, Attendance.EXCUSED
    mark(plan_id, s0=came, s1=came, s2=gone, s3=came, s4=came, s5=came, s6=came)

    found = evening_queries.evening_of(plan_by_id(plan_id))

    seats = seats_of(plan_id)
    assert [(one.seat.id, one.why) for one in found.missing] == [
        (seats[2].id, "entschuldigt"),
        (seats[7].id, "noch nicht abgehakt"),
    ]
    assert [(one.registration.id, one.why, one.likely) for one in found.comers] == [
        (late, "angemeldet, noch nicht abgehakt", False)
    ]


def test_without_a_door_list_nobody_is_missing(ctx):
    plan_id = a_plan(tables=(4, 4), in_force=True)

    found = evening_queries.evening_of(plan_by_id(plan_id))

    assert (found.missing, found.comers, found.door_used) == ([], [], False)
