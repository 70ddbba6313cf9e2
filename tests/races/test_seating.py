"""The search for seats under fire: real processes claim, write, die and come back."""

import time
from datetime import timedelta

import pytest

from app.core import clock as app_clock
from app.core.db import db, locked, transaction
from app.tables import searching
from app.tables.models import SeatingPlan
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.rules.cost import cost, violations
from app.tables.states import SearchState
from tests import build
from tests.races import seating_worker
from tests.races.forked import PATIENCE, Worker, all_ready
from tests.tables.build import a_plan, people

pytestmark = pytest.mark.race
CROWD, PLANS = 3, 4
LATER = searching.LEASE + timedelta(seconds=1)
IDLE, WAITING, RUNNING = SearchState.IDLE, SearchState.WAITING, SearchState.RUNNING


@pytest.fixture
def mixer(url, tmp_path):
    """``mixer(deed, word)``: a process that does it as soon as ``mixer.go()`` was called."""
    processes, go = [], tmp_path / "go"

    def start(deed, word="", later=timedelta()):
        moment = (app_clock.now() + later).isoformat()
        processes.append(Worker(seating_worker.main, url, go, moment, deed, word))
        return processes[-1]

    start.go = lambda: all_ready(processes, go)
    return start


def turns(process):
    """How many searches it worked on until its end."""
    db.session.rollback()
    lines = process.said().splitlines()
    assert process.returncode == 0
    return int(lines[-1])


def fresh(plan_id):
    db.session.rollback()
    return plan_by_id(plan_id)


def tables(plan_id):
    db.session.rollback()
    return [seat.tables for seat in seats_of(plan_id)]


def asked(seconds, **values):
    plan_id = a_plan(**values)
    searching.ask(plan_id, seconds, build.OFFICE)
    db.session.rollback()
    return plan_id


def until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_sound(plan_id):
    """The seats keep every rule, and what they cost is what the plan says."""
    plan = fresh(plan_id)
    task = task_of(plan)
    sound = violations(task.instance, task.seated) == []
    return sound and plan.cost == cost(task.instance, task.seated)


def test_many_mixers_search_for_every_plan_once(app, mixer):
    meeting = build.a_meeting(capacity=200)
    who = people(meeting, 9)
    plans = [asked(60, meeting_id=meeting, who=who, tables=(3, 3, 3)) for _ in range(PLANS)]
    crowd = [mixer("work") for _ in range(CROWD)]

    mixer.go()

    assert sum(map(turns, crowd)) == PLANS
    assert [(fresh(one).search, fresh(one).cost, fresh(one).claim) for one in plans] == [
        (IDLE, 0, 3)
    ] * PLANS


def test_what_a_killed_mixer_leaves_another_one_goes_on_with(app, mixer):
    plan_id = asked(2, tables=(4, 4), rounds=5)
    first = mixer("linger", "never")
    mixer.go()
    assert first.stdout.readline() == "in the middle\n"
    kept, before = tables(plan_id), fresh(plan_id)
    reached = before.cost

    first.kill()
    first.wait()

    assert (fresh(plan_id).search, is_sound(plan_id)) == (RUNNING, True)
    assert turns(mixer("work")) == 0
    assert tables(plan_id) == kept
    assert turns(mixer("work", later=LATER)) == 1
    plan = fresh(plan_id)
    assert (plan.search, is_sound(plan_id), plan.cost <= reached) == (IDLE, True, True)
    assert 2 <= plan.spent < 4


def test_who_comes_back_after_the_lease_writes_nothing(app, mixer, tmp_path):
    plan_id = asked(1, tables=(4, 4), rounds=5)
    first = mixer("linger", tmp_path / "on")
    mixer.go()
    assert first.stdout.readline() == "in the middle\n"

    assert turns(mixer("work", later=LATER)) == 1
    kept, plan = tables(plan_id), fresh(plan_id)
    seen = plan.trials, plan.spent, plan.claim, plan.version
    (tmp_path / "on").touch()

    assert turns(first) == 1
    plan = fresh(plan_id)
    assert (plan.trials, plan.spent, plan.claim, plan.version) == seen
    assert (plan.search, tables(plan_id)) == (IDLE, kept)


def test_what_the_office_ties_down_while_seats_are_written_stays(app, mixer):
    plan_id = asked(4, tables=(4, 4), rounds=5)
    busy = mixer("hasty")
    mixer.go()
    until(lambda: fresh(plan_id).cost is not None)

    tied = {}
    for round_ in range(5):
        with transaction():
            plan = locked(SeatingPlan, plan_id)
            for seat in seats_of(plan_id)[: 2 * (round_ + 1)]:
                seat.locked = [*range(round_ + 1)]
                tied[seat.id] = (round_ + 1, seat.tables[: round_ + 1])
            plan.basis += 1
        time.sleep(0.2)

    assert turns(busy) == 1
    found = {seat.id: seat for seat in seats_of(plan_id)}
    assert {one: found[one].tables[:until_] for one, (until_, _) in tied.items()} == {
        one: places for one, (_, places) in tied.items()
    }
    assert (fresh(plan_id).search, is_sound(plan_id)) == (IDLE, True)


def test_stopped_while_it_writes_the_seats_stay_as_they_were_then(app, mixer):
    plan_id = asked(60, tables=(4, 4), rounds=5)
    busy = mixer("hasty")
    mixer.go()
    until(lambda: fresh(plan_id).trials > 0)

    searching.stop(plan_id)

    kept, plan = tables(plan_id), fresh(plan_id)
    trials = plan.trials
    assert turns(busy) == 1
    plan = fresh(plan_id)
    assert (plan.search, plan.trials, tables(plan_id)) == (IDLE, trials, kept)
    assert is_sound(plan_id)
