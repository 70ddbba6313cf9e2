"""What is forgotten of seating plans, and when."""

from datetime import date, timedelta

from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.registrations import retention as registrations
from app.registrations.rules import FORGOTTEN
from app.tables import people, retention
from app.tables.models import SeatingStep, SeatWish
from app.tables.people import Place
from app.tables.queries import plan_by_id, seats_of, wishes_of
from app.tables.sheets import sheets_of
from app.tables.states import WishKind
from tests import build
from tests.tables import build as tables

TODAY = date(2027, 9, 1)


def with_a_wish(**values):
    plan = tables.a_plan(tables=(3, 3), **values)
    one, other, *_ = [seat.registration_id for seat in seats_of(plan)]
    tables.a_wish(plan, WishKind.APART, one, other)
    return plan, one


def held(plan, days=10):
    with transaction():
        db.session.get(Meeting, plan_by_id(plan).meeting_id).day = TODAY - timedelta(days=days)


def test_whoever_is_erased_leaves_the_plan_and_the_tables_follow(ctx):
    plan, one = with_a_wish(seated=True)
    before, basis = plan_by_id(plan).version, plan_by_id(plan).basis
    registrations.erase(one, build.OFFICE)

    assert (retention.forget_seats(), retention.forget_seats()) == (1, 0)

    assert (len(seats_of(plan)), list(wishes_of(plan))) == (5, [])
    now = plan_by_id(plan)
    assert [table["seats"] for table in now.tables] == [3, 2]
    assert (now.version > before, now.basis > basis) == (True, True)


def test_whoever_is_erased_appears_nowhere_from_that_moment(ctx, office):
    plan, one = with_a_wish(in_force=True)
    seat = next(seat.id for seat in seats_of(plan) if seat.registration_id == one)
    registrations.erase(one, build.OFFICE)

    here = f"/buero/tische/{plan}"
    pages = ("", "/personen", "/wuensche", "/abend", "/tischplan.csv", "/einstellungen")
    answers = [office.get(f"{here}{page}") for page in pages]
    assert {answer.status_code for answer in answers} == {200}
    assert not any(FORGOTTEN in answer.text for answer in answers)
    assert office.get(f"{here}/personen/{seat}").status_code == 404
    assert len(sheets_of(plan_by_id(plan)).people) == 5


def test_seats_go_with_the_registrations_and_the_evening_stays_as_numbers(ctx):
    plan, _ = with_a_wish(in_force=True)
    held(plan, days=400)
    registrations.forget_people()

    assert retention.forget_seats() == 6
    assert (list(seats_of(plan)), plan_by_id(plan).tables[0]["seats"]) == ([], 3)


def test_wishes_and_steps_go_when_the_day_is_over(ctx):
    over, _ = with_a_wish()
    coming, _ = with_a_wish()
    for plan in (over, coming):
        people.place(plan, seats_of(plan)[0].id, Place(fixed_table=1), build.OFFICE)
    held(over, days=1)

    assert (retention.forget_wishes(), retention.forget_wishes()) == (2, 0)

    assert {wish.plan_id for wish in db.session.query(SeatWish)} == {coming}
    assert {step.plan_id for step in db.session.query(SeatingStep)} == {coming}
    assert len(seats_of(over)) == 6
