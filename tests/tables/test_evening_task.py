"""Class E of the bench is the task that „Neu mischen“ makes."""

from dataclasses import replace

from app.tables import remixing
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.remixing import Wish
from app.tables.rules.cost import changed_seats, violations
from app.tables.rules.search import plans
from bench.table_tasks import evening
from tests import build
from tests.tables.build import a_plan, a_wish


def test_the_bench_measures_the_evening_that_the_office_mixes(ctx):
    """Of twenty-four people two are missing in the second round, and one is new."""
    plan_id = a_plan(tables=(6, 6, 6, 6), rounds=3, in_force=True)
    plan, seats = plan_by_id(plan_id), seats_of(plan_id)
    who = [seat.registration_id for seat in seats]
    for kind, one, other in (("together", 2, 23), ("together", 3, 4), ("apart", 0, 9)):
        a_wish(plan_id, kind, who[one], who[other])
    before = task_of(plan)
    last = build.a_registration(plan.meeting_id, first_name="Żaneta", last_name="Żuraw")
    wish = Wish(
        absent=frozenset(seat.id for seat in seats[22:]),
        new=frozenset({last}),
        held=1,
        tables=None,
        seen=0,
    )

    bench = evening(before.instance, before.seated)
    remixing.remix(plan_id, wish, "abend-0000000001", build.OFFICE)
    room = task_of(plan_by_id(plan_id), keep_cards=True).instance

    assert replace(bench, guests=room.guests) == room
    assert [one.label for one in bench.guests[:-1]] == [one.label for one in room.guests[:-1]]
    first = next(plans(bench, 1)).plan
    assert violations(bench, first) == []
    assert changed_seats(bench, first) <= 8
