"""The tables of the year: the plan of the World Café, and what it means for the next meeting."""

from app.core import clock
from app.core.db import db
from app.meetings.models import Meeting
from app.tables.memory import known_pairs
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import UNIT
from app.tables.queries import people_in, plans_of, seats_of
from app.tables.rules.instance import pairs_of
from app.tables.states import Included


def test_the_world_cafe_sat_at_eight_tables_of_six_and_nobody_met_twice(year):
    (plan,) = plans_of(year["M3"])
    seats = seats_of(plan.id)

    sizes = [[[s.tables[r] for s in seats].count(t) for t in range(8)] for r in range(3)]
    met = [
        pair
        for number in range(3)
        for table in range(8)
        for pair in pairs_of(s.id for s in seats if s.tables[number] == table)
    ]
    assert (len(seats), sizes) == (48, [[6] * 8] * 3)
    assert len(met) == len(set(met)) == 3 * 8 * 15
    assert [len({s.fixed_table for s in seats if s.leads}), plan.cost, plan.rounds_held] == [
        8,
        0,
        3,
    ]
    assert all(seat.printed == seat.tables for seat in seats)
    assert plan.in_force_at < clock.now()


def test_no_table_had_more_than_two_of_one_organisation_and_all_groups_it_could(year):
    (plan,) = plans_of(year["M3"])
    people = [(seat.registration.organisation, seat.tables) for seat in seats_of(plan.id)]

    for number in range(3):
        for table in range(8):
            firms = [firm for firm, tables in people if firm and tables[number] == table]
            assert max((firms.count(firm) for firm in firms), default=0) <= 2


def test_the_next_meeting_has_no_plan_yet_and_would_remember_the_last_one(year):
    meeting = db.session.get(Meeting, year["M5"])
    assert plans_of(meeting.id) == []
    people = people_in(meeting, Included.CONFIRMED)
    plan = SeatingPlan(meeting=meeting, item_id=None)
    seats = [Seat(registration_id=one.id) for one in people]
    with db.session.no_autoflush:
        known = known_pairs(plan, seats)
    db.session.rollback()

    assert len(people) == 61
    assert known and set(known.values()) == {UNIT}
