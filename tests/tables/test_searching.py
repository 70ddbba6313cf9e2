"""The search: asked for, claimed, worked off outside of any transaction, stopped, taken over."""

import threading
from datetime import timedelta

import pytest

from app.core import clock as app_clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.meetings.rules import MeetingState
from app.tables import mixer, searching, steps, undoing
from app.tables.models import SeatingPlan
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.rules.cost import cost, violations
from app.tables.states import SearchState
from tests import build
from tests.tables.build import a_plan, a_wish, people

OFFICE = build.OFFICE


def never():
    return False


def fresh(plan_id):
    db.session.rollback()
    return plan_by_id(plan_id)


def searched(plan_id, seconds=1):
    searching.ask(plan_id, seconds, OFFICE)
    searching.work_off(never)
    return fresh(plan_id)


def tables(plan_id):
    db.session.rollback()
    return [seat.tables for seat in seats_of(plan_id)]


def test_a_search_seats_everybody_and_ends_when_nothing_better_exists(ctx):
    plan_id = a_plan(tables=(3, 3, 3), rounds=2)

    plan = searched(plan_id, seconds=60)

    task = task_of(plan)
    assert violations(task.instance, task.seated) == []
    assert (plan.search, plan.cost, plan.bound, plan.fault, plan.lease_until) == (
        SearchState.IDLE, 0, 0, "", None,
    )  # fmt: skip
    assert 0 < plan.spent < 30


def test_the_time_that_was_asked_for_is_kept(ctx):
    plan_id = a_plan(tables=(4, 4), rounds=5)

    plan = searched(plan_id)
    spent = plan.spent

    assert plan.cost == cost(task_of(plan).instance, task_of(plan).seated) > plan.bound
    assert plan.trials > 0
    assert (1 <= spent < 2, 1 <= searched(plan_id).spent - spent < 2) == (True, True)


def test_the_same_seed_gives_the_same_seats(ctx):
    meeting = build.a_meeting(capacity=200)
    who = people(meeting, 20)
    found = []
    for seed in (5, 5, 6):
        plan_id = a_plan(meeting, tables=(5, 5, 5, 5), rounds=3, who=who, seed=seed)
        plan = searched(plan_id, 60)
        found.append((tables(plan_id), plan.trials, plan.cost))

    assert found[0] == found[1]
    assert found[0][0] != found[2][0]


def test_a_search_goes_on_after_more_trials_than_four_bytes_hold(ctx):
    plan_id = a_plan(tables=(6, 6, 6), rounds=4, seated=True, trials=2**31)

    plan = searched(plan_id, 1)

    assert (plan.trials > 2**31, plan.fault) == (True, "")


def test_a_search_that_nobody_asked_for_is_not_done(ctx):
    plan_id = a_plan()

    assert searching.work_off(never) == 0
    assert tables(plan_id) == [[]] * 6


def test_mixing_anew_keeps_what_is_locked_and_can_be_undone(ctx):
    plan_id = a_plan(tables=(3, 3, 3), rounds=1, seated=True)
    before = tables(plan_id)
    with transaction():
        seats_of(plan_id)[0].locked = [0]

    searching.mix_anew(plan_id, 5, OFFICE)
    searching.mix_anew(plan_id, 5, OFFICE)
    searching.work_off(never)

    plan = fresh(plan_id)
    assert (plan.seed, plan.afresh) == (2, False)
    assert tables(plan_id)[0] == before[0]
    assert tables(plan_id) != before
    (step,) = steps.steps_of(plan_id)
    assert undoing.undo(plan_id, step.id, OFFICE) == "Neu gemischt"
    assert tables(plan_id) == before


def test_mixing_all_anew_does_not_spare_printed_cards_and_going_on_can(ctx):
    plan_id = a_plan(tables=(4,) * 4, rounds=3, in_force=True)
    printed = [seat.printed for seat in seats_of(plan_id)]

    def stayed():
        now = tables(plan_id)
        return sum(
            a == b
            for was, at in zip(printed, now, strict=True)
            for a, b in zip(was, at, strict=True)
        )

    searching.mix_anew(plan_id, 1, OFFICE)
    searching.work_off(never)
    anew = stayed()
    searching.go_on(plan_id, 1, OFFICE, keep_cards=True)
    assert fresh(plan_id).keep_cards
    searching.stop(plan_id)

    assert anew < len(printed) * 3 / 2


def test_going_on_begins_with_the_seats_that_are_there(ctx):
    plan_id = a_plan(tables=(3, 3, 3), rounds=2)
    searched(plan_id, 60)
    before = tables(plan_id)

    searching.go_on(plan_id, 1, OFFICE)
    searching.work_off(never)

    assert tables(plan_id) == before


def test_seats_of_rounds_that_are_over_stay(ctx):
    plan_id = a_plan(tables=(3, 3, 3), rounds=3, seated=True)
    with transaction():
        locked(SeatingPlan, plan_id).rounds_held = 2
    before = [one[:2] for one in tables(plan_id)]

    searching.mix_anew(plan_id, 1, OFFICE)
    searching.work_off(never)

    assert [one[:2] for one in tables(plan_id)] == before
    assert {len(one) for one in tables(plan_id)} == {3}


def test_wishes_that_contradict_each_other_are_named(ctx):
    plan_id = a_plan(tables=(3, 3))
    who = [seat.registration_id for seat in seats_of(plan_id)][:3]
    names = [seat.registration.full_name for seat in seats_of(plan_id)][:3]
    a_wish(plan_id, "together", who[0], who[1])
    a_wish(plan_id, "together", who[1], who[2])
    a_wish(plan_id, "apart", who[0], who[2])

    plan = searched(plan_id)

    assert [name in plan.fault for name in names] == [True, True, True]
    assert (plan.search, plan.cost) == (SearchState.IDLE, None)
    assert tables(plan_id) == [[]] * 6


def test_a_fault_goes_with_the_next_search(ctx):
    plan_id = a_plan(tables=(3, 3), who=[], meeting_id=build.a_meeting())
    assert searched(plan_id).fault != ""

    searching.ask(plan_id, 1, OFFICE)

    assert fresh(plan_id).fault == ""


def test_stopping_keeps_the_seats_and_nothing_is_searched_any_more(ctx):
    plan_id = a_plan(tables=(3, 3, 3))
    searching.ask(plan_id, 60, OFFICE)

    searching.stop(plan_id)
    searching.stop(plan_id)

    assert searching.work_off(never) == 0
    assert fresh(plan_id).search == SearchState.IDLE


def test_a_search_ends_when_it_is_stopped_meanwhile(ctx, monkeypatch):
    """It writes once more at most what belongs to it, and nothing after that."""
    plan_id = a_plan(tables=(4, 4), rounds=5)
    after_first_writing(monkeypatch, lambda: searching.stop(plan_id))

    plan = searched(plan_id, 60)

    assert (plan.search, plan.cost is not None) == (SearchState.IDLE, True)
    assert plan.spent < 10


def test_what_the_office_changes_meanwhile_is_what_it_goes_on_with(ctx, monkeypatch):
    plan_id = a_plan(tables=(4, 4), rounds=5)

    def lead():
        with transaction():
            plan = locked(SeatingPlan, plan_id)
            seats_of(plan_id)[0].fixed_table = 1
            plan.basis += 1

    after_first_writing(monkeypatch, lead)
    plan = searched(plan_id, 2)

    assert plan.search == SearchState.IDLE
    assert tables(plan_id)[0] == [1] * 5


def test_who_lost_the_lease_writes_nothing(ctx, monkeypatch):
    plan_id = a_plan(tables=(4, 4), rounds=5)
    seen = []

    def take_over():
        with transaction():
            locked(SeatingPlan, plan_id).claim += 1
        seen.extend(tables(plan_id))

    after_first_writing(monkeypatch, take_over)
    plan = searched(plan_id, 60)

    assert (plan.search, tables(plan_id)) == (SearchState.RUNNING, seen)


def test_a_dead_process_is_followed_by_another_when_its_lease_is_over(ctx, clock, monkeypatch):
    plan_id = a_plan(tables=(3, 3, 3))
    searching.ask(plan_id, 60, OFFICE)
    with monkeypatch.context() as patch:
        patch.setattr(searching, "_work", lambda *_: None)
        assert searching.work_off(never) == 1

    assert searching.work_off(never) == 0
    app_clock.start_at(app_clock.now() + searching.LEASE + timedelta(seconds=1))
    assert searching.work_off(never) == 1
    assert fresh(plan_id).search == SearchState.IDLE


def test_told_to_end_it_puts_the_search_back(ctx, monkeypatch):
    plan_id = a_plan(tables=(4, 4), rounds=5)
    told = []
    after_first_writing(monkeypatch, lambda: told.append(1))
    searching.ask(plan_id, 60, OFFICE)

    assert searching.work_off(lambda: bool(told)) == 1

    plan = fresh(plan_id)
    assert (plan.search, plan.cost is not None) == (SearchState.WAITING, True)


def test_a_long_search_gives_way_to_one_that_waits(ctx, monkeypatch):
    long, short = a_plan(tables=(4, 4), rounds=5), a_plan(tables=(3, 3, 3))
    monkeypatch.setattr(searching, "SLICE", 0.2)
    monkeypatch.setattr(searching, "WRITE_EVERY", 0.1)
    searching.ask(long, 1, OFFICE)
    searching.ask(short, 60, OFFICE)

    assert searching.work_off(never) == 3
    assert fresh(short).spent < 1 <= fresh(long).spent


def impossible():
    """Eighty people at two tables, five of them in a ring of wishes to be apart."""
    plan_id = a_plan(tables=(40, 40), rounds=3, seated=True)
    who = [seat.registration_id for seat in seats_of(plan_id)]
    for place in range(5):
        a_wish(plan_id, "apart", who[place], who[(place + 1) % 5])
    return plan_id


def test_while_no_first_plan_is_found_the_lease_is_kept_and_stopping_ends_it(ctx, monkeypatch):
    plan_id = impossible()
    monkeypatch.setattr(searching, "contradictions", lambda *_: [])
    monkeypatch.setattr(searching, "WRITE_EVERY", 0)
    leases, mine = [], searching._mine

    def watched(claim):
        plan = mine(claim)
        leases.append(plan and plan.lease_until)
        if len(leases) == 3:
            searching.stop(plan_id)
        return plan

    monkeypatch.setattr(searching, "_mine", watched)
    plan = searched(plan_id, 60)

    assert (plan.search, plan.fault, leases[-1]) == (SearchState.IDLE, "", None)
    assert len(leases) <= 5


def test_what_goes_wrong_is_said_and_the_search_ends(ctx, monkeypatch):
    plan_id = a_plan()

    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(searching, "plans", broken)
    with pytest.raises(ZeroDivisionError):
        searched(plan_id)

    plan = fresh(plan_id)
    assert (plan.search, plan.fault) == (SearchState.IDLE, searching.BROKEN)


def test_a_search_that_kills_its_process_thrice_ends_with_a_fault(ctx, clock, monkeypatch):
    plan_id = a_plan(tables=(3, 3, 3))
    searching.ask(plan_id, 60, OFFICE)
    with monkeypatch.context() as patch:
        patch.setattr(searching, "_search", killed)
        for _ in range(searching.ATTEMPTS):
            with pytest.raises(SystemExit):
                searching.work_off(never)
            app_clock.start_at(app_clock.now() + searching.LEASE + timedelta(seconds=1))

        assert searching.work_off(never) == 1

    plan = fresh(plan_id)
    assert (plan.search, plan.fault) == (SearchState.IDLE, searching.INTERRUPTED)
    assert searched(plan_id, 60).fault == ""


def killed(*_):
    """As if the process ended here: nothing more is written."""
    raise SystemExit


def test_a_search_that_goes_wrong_does_not_keep_the_mixer_from_the_others(ctx, monkeypatch):
    broken, fine = a_plan(title="Kaputt"), a_plan(tables=(3, 3, 3))
    stop, search = threading.Event(), searching._search

    def once_wrong(turn, stopped):
        if turn.claim.plan_id == broken:
            raise MemoryError
        stop.set()
        return search(turn, stopped)

    monkeypatch.setattr(searching, "_search", once_wrong)
    monkeypatch.setattr(mixer, "LOOK_EVERY", 0)
    for plan_id in (broken, fine):
        searching.ask(plan_id, 60, OFFICE)

    mixer.run(stop)

    assert (fresh(broken).search, fresh(broken).fault) == (SearchState.IDLE, searching.BROKEN)
    assert fresh(fine).cost is not None


@pytest.mark.parametrize("seconds", [0, -1, searching.LONGEST + 1])
def test_impossible_times_are_refused(ctx, seconds):
    plan_id = a_plan()

    with pytest.raises(RuleBroken, match="1 bis 3600 Sekunden"):
        searching.ask(plan_id, seconds, OFFICE)


def test_a_meeting_that_is_called_off_is_not_searched_for(ctx):
    plan_id = a_plan(seated=True)
    with transaction():
        plan_by_id(plan_id).meeting.state = MeetingState.CANCELLED

    for want in (searching.go_on, searching.mix_anew):
        with pytest.raises(RuleBroken, match="abgesagt"):
            want(plan_id, 10, OFFICE)


def test_when_all_rounds_have_begun_there_is_nothing_to_mix(ctx):
    plan_id = a_plan(rounds=2, rounds_held=2, seated=True)

    with pytest.raises(RuleBroken, match="nichts mehr zu mischen"):
        searching.go_on(plan_id, 10, OFFICE)


def after_first_writing(monkeypatch, deed):
    """Do something as soon as the first seats of a search are written."""
    write = searching._Progress.write
    done = []

    def once(self, found):
        kept = write(self, found)
        if kept and not done:
            done.append(1)
            deed()
        return kept

    monkeypatch.setattr(searching._Progress, "write", once)
