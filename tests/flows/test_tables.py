"""Mixed tables over three meetings: planned, mixed anew on the evening, remembered, forgotten."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest

from app.core.db import db, transaction
from app.core.settings import current
from app.registrations import retention as registrations
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables import objections, retention
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.rules.cost import violations
from app.tables.searching import work_off
from tests import build

NAMES = ("Ayşe Aydın", "Berta Bauer", "Cem Çelik", "Dora Đukić", "Emil Eß", "Fee Förster",
         "Gül Güneş", "Hugo Hölzl", "Ida Ibsen", "Jan Jägers", "Kim Krzyż", "Lea Łuk")  # fmt: skip
WALK_IN = "Mia Mühe"
FIRST, SECOND, THIRD = (date(2027, 9, 1) + timedelta(weeks=4 * number) for number in range(3))


def a_meeting(day, names):
    """These people with a place; always with the same addresses."""
    meeting_id = build.a_meeting(day=day, registration_closes=day, capacity=40)
    for name in names:
        comes(meeting_id, name)
    return meeting_id


def comes(meeting_id, name):
    first, last = name.split()
    one = build.a_registration(meeting_id, first_name=first, last_name=last)
    with transaction():  # written over, for an address gets few mails on one day
        registration = db.session.get(Registration, one)
        registration.email = registration.email_key = f"{first.lower()}@example.org"
    return one


def sent(page, address):
    """What a browser sends of the form with this target as it stands."""
    form = page.find("form", {"action": address, "method": "post"})
    fields = {}
    for one in form.select("input:not([type=checkbox]), input[checked]"):
        fields.setdefault(one["name"], []).append(one.get("value", ""))
    for one in form.select("select"):
        fields[one["name"]] = (one.select_one("[selected]") or one.option)["value"]
    return fields


def planned(office, soup, meeting_id):
    """A plan of three tables and two rounds, reckoned and in force."""
    new = f"/buero/treffen/{meeting_id}/tische/neu"
    fields = sent(soup(office.get(new)), new) | {"tables": "3", "rounds": "2"}
    made = office.post(new, data=fields).location
    work_off(lambda: False)
    assert office.post(f"{made}/gilt").status_code == 303
    plan_id = int(made.rpartition("/")[2])
    assert plan_by_id(plan_id).in_force_at
    return plan_id


def met(plan_id):
    """Pairs of names → how many rounds they shared a table."""
    found = Counter()
    for number in range(plan_by_id(plan_id).rounds):
        at = {}
        for seat in seats_of(plan_id):
            if number < len(seat.tables) and seat.tables[number] >= 0:
                at.setdefault(seat.tables[number], []).append(seat.registration.full_name)
        for names in at.values():
            found.update(combinations(sorted(names), 2))
    return found


def remembered(plan_id):
    """Pairs of names → percent, as the plan counts them."""
    task = task_of(plan_by_id(plan_id))
    names = [seat.registration.full_name for seat in task.seats]
    pairs = task.instance.history.items()
    return {tuple(sorted((names[a], names[b]))): percent for (a, b), percent in pairs}


def added(*weighted):
    """(pairs, percent) → what that is together."""
    found = Counter()
    for pairs, percent in weighted:
        found.update({pair: times * percent for pair, times in pairs.items()})
    return dict(found)


@pytest.fixture
def first_evening(office, soup, clock, ctx):
    """One is excused, one does not come, one is new; mixed anew. The plan."""
    meeting_id = a_meeting(FIRST, NAMES)
    plan_id = planned(office, soup, meeting_id)
    comes(meeting_id, WALK_IN)
    clock.set("2027-09-01T18:10")
    with transaction():
        for one in db.session.query(Registration).filter_by(meeting_id=meeting_id):
            one.attendance = Attendance.PRESENT
        excused, missing = (seat.registration for seat in seats_of(plan_id)[:2])
        excused.attendance, missing.attendance = Attendance.EXCUSED, Attendance.UNKNOWN

    here = f"/buero/tische/{plan_id}/abend"
    assert office.post(here, data=sent(soup(office.get(here)), here)).status_code == 303
    work_off(lambda: False)
    return plan_id


def test_the_evening_seats_who_is_there_and_only_them(first_evening):
    task = task_of(plan_by_id(first_evening))

    names = {seat.registration.full_name for seat in task.seats}
    assert names == {*NAMES[2:], WALK_IN}
    assert violations(task.instance, task.seated) == []
    kept = [seat for seat in task.seats if seat.printed and seat.printed == seat.tables]
    assert len(kept) >= 3


def test_meetings_are_remembered_by_age_until_somebody_objects_or_time_is_up(
    office, client, soup, clock, first_evening
):
    first = met(first_evening)
    clock.set("2027-09-10T09:00")
    second_plan = planned(office, soup, a_meeting(SECOND, NAMES))
    second, known_then = met(second_plan), remembered(second_plan)
    clock.set("2027-10-10T09:00")
    third_plan = planned(office, soup, a_meeting(THIRD, (*NAMES, WALK_IN)))
    known = remembered(third_plan)

    ayse, berta = NAMES[:2]
    assert known_then == added((without(first, WALK_IN), 100))
    assert not [pair for pair in first if ayse in pair or berta in pair]
    assert known == added((second, 100), (first, 70))

    cem = next(one for one in seats_of(third_plan) if one.registration.full_name == NAMES[2])
    own = f"/anmeldung/{build.token_of(cem.registration_id)}/tische"
    client.post(own, data={"merken": "nein"})
    assert objections.has_objected(cem.registration)
    assert remembered(third_plan) == without(known, NAMES[2])

    kept = timedelta(days=current().retention.registrations_days)
    clock.set(f"{FIRST + kept + timedelta(days=1)}T03:00")
    registrations.forget_people()
    retention.forget_seats()
    assert list(seats_of(first_evening)) == []
    assert remembered(third_plan) == without(added((second, 100)), NAMES[2])


def without(pairs, name):
    return {pair: number for pair, number in pairs.items() if name not in pair}
