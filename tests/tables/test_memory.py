"""Who sat with whom at earlier meetings, and what people wish for."""

from datetime import date, timedelta

import msgspec
import pytest

from app.contacts.models import Person
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables import memory, objections
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.seat_board import board_of
from tests import build
from tests.tables import build as tables

TODAY = date(2027, 9, 1)
NAMES = ("Ayşe Aydın", "Berta Bauer", "Cem Çelik", "Dora Đukić")


def here(meeting, names, email=None):
    """These people at a meeting, always with the same addresses. Returns their ids."""
    ids = []
    for name in names:
        first, last = name.split()
        ids.append(build.a_registration(meeting, first_name=first, last_name=last))
        with transaction():  # written over, for an address gets few mails on one day
            address = email or f"{first.lower()}@example.org"
            registration = db.session.get(Registration, ids[-1])
            registration.email, registration.email_key = address, address
    return ids


def held(weeks, pairs, *, in_force=True, names=NAMES):
    """A meeting so many weeks ago with one round: ``pairs`` of names at each table. Its plan."""
    meeting = build.a_meeting(capacity=90)
    who = dict(zip(names, here(meeting, names), strict=True))
    table = {name: number for number, group in enumerate(pairs) for name in group}
    plan = tables.a_plan(
        meeting, tables=[len(group) for group in pairs], rounds=1, who=list(who.values()),
        in_force=in_force,
    )  # fmt: skip
    with transaction():
        for seat in seats_of(plan):
            seat.tables = [table[seat.registration.full_name]]
        db.session.get(Meeting, meeting).day = TODAY - timedelta(weeks=weeks)
    return plan


AB_CD = (NAMES[:2], NAMES[2:])
AC_BD = (NAMES[::2], NAMES[1::2])


@pytest.fixture
def coming(ctx):
    meeting = build.a_meeting(capacity=90)
    who = here(meeting, NAMES)
    return tables.a_plan(meeting, tables=(2, 2), rounds=1, who=who, with_memory=True)


def known(plan_id):
    """(letters of two people) → percent."""
    plan, seats = plan_by_id(plan_id), seats_of(plan_id)
    letters = [seat.registration.first_name[0] for seat in seats]
    return {
        letters[one] + letters[other]: percent
        for (one, other), percent in memory.known_pairs(plan, seats).items()
    }


def test_older_meetings_count_less_and_very_old_ones_not_at_all(coming):
    held(4, AB_CD)
    held(10, AC_BD)
    held(20, AB_CD)
    held(30, AC_BD)
    held(40, AC_BD)

    assert known(coming) == {"AB": 150, "CD": 150, "AC": 100, "BD": 100}


def test_the_board_names_the_day_of_the_latest_meeting(coming):
    held(4, AB_CD)
    held(10, AB_CD)
    with transaction():
        for seat, table in zip(seats_of(coming), (0, 0, 1, 1), strict=True):
            seat.tables = [table]

    first, *_ = board_of(plan_by_id(coming), "1", "").tables[0].people

    day = TODAY - timedelta(weeks=4)
    assert first.again == (f"Berta Bauer (Treffen am {day:%d.%m.%Y})",)


def test_how_much_they_count_is_a_setting(app, coming):
    held(4, AB_CD)
    settings = app.extensions["settings"]
    tables_section = msgspec.structs.replace(settings.tables, memory_percent=(40,))
    app.extensions["settings"] = msgspec.structs.replace(settings, tables=tables_section)
    try:
        assert known(coming) == {"AB": 40, "CD": 40}
    finally:
        app.extensions["settings"] = settings


def test_drafts_are_not_remembered(coming):
    held(4, AB_CD, in_force=False)

    assert known(coming) == {}


def test_a_meeting_that_is_still_to_come_is_no_memory(coming):
    held(-2, AB_CD)

    assert known(coming) == {}


def test_whoever_was_missing_or_had_left_out_sat_with_nobody(coming):
    plan = held(4, AB_CD)
    with transaction():
        first, _, third, _ = seats_of(plan)
        first.registration.attendance = Attendance.ABSENT
        third.tables = [-1]

    assert known(coming) == {}


def test_who_left_early_met_the_people_of_the_rounds_before(coming):
    plan = held(4, AB_CD)
    with transaction():
        plan_by_id(plan).rounds, plan_by_id(plan).rounds_held = 2, 1
        for seat, second in zip(seats_of(plan), (-1, 0, 0, 1), strict=True):
            seat.tables = [*seat.tables, second]
        seats_of(plan)[0].left_out = True

    assert known(coming) == {"AB": 100, "CD": 100, "BC": 100}


def test_tables_at_another_item_of_the_same_evening_count_in_full(coming):
    plan = plan_by_id(coming)
    who = [seat.registration_id for seat in seats_of(coming)]
    tables.a_plan(plan.meeting_id, tables=(2, 2), rounds=1, who=who, in_force=True)
    assert known(coming) == {}  # for the same purpose: it would be replaced

    planned = build.a_planned_meeting(capacity=90)
    item = build.item_ids(planned)[0]
    who = here(planned, NAMES)
    first = tables.a_plan(planned, tables=(2, 2), rounds=1, who=who, in_force=True, item_id=item)
    second = tables.a_plan(planned, tables=(2, 2), rounds=1, who=who)

    assert sorted(known(second).values()) == [100, 100]
    assert known(first) == {}


def test_two_who_share_an_address_stay_two(ctx):
    names = ("Ayşe Aydın", "Berta Aydın", "Cem Çelik", "Dora Đukić")
    old, new = build.a_meeting(capacity=90), build.a_meeting(capacity=90)
    for meeting in (old, new):
        here(meeting, names, email="familie@example.org")
    before = tables.a_plan(old, tables=(2, 2), rounds=1, who=tables.in_order(old), in_force=True)
    with transaction():
        for seat, table in zip(seats_of(before), (0, 0, 1, 1), strict=True):
            seat.tables = [table]
        db.session.get(Meeting, old).day = TODAY - timedelta(weeks=4)

    assert known(tables.a_plan(new, tables=(2, 2), who=tables.in_order(new))) == {
        "AB": 100, "CD": 100,
    }  # fmt: skip


def test_somebody_with_another_address_is_known_by_the_record_also_when_merged(coming):
    plan = held(4, AB_CD)
    kept, other = build.a_person(), build.a_person()
    with transaction():
        db.session.get(Person, other).merged_into_id = kept
        then, now = seats_of(plan)[0].registration, seats_of(coming)[0].registration
        then.email_key = then.email = "frueher@example.org"
        then.person_id, now.person_id = other, kept

    assert known(coming) == {"AB": 100, "CD": 100}


def test_who_objected_is_remembered_with_nobody_also_at_past_meetings(coming):
    plan = held(4, AB_CD)
    mine = seats_of(coming)[0].registration

    for _ in range(2):
        objections.object_to_memory(mine.id)

    assert objections.has_objected(mine)
    assert known(coming) == {"CD": 100}
    assert [seat.registration.first_name for seat in seats_of(plan)] == ["Berta", "Cem", "Dora"]
    assert [seat.registration.first_name[0] for seat in seats_of(coming)] == list("ABCD")

    objections.withdraw_objection(mine.id)
    assert not objections.has_objected(mine)
    held(2, AB_CD)
    assert known(coming) == {"AB": 100, "CD": 170}


def test_whoever_objects_before_the_evening_does_not_count_afterwards(coming):
    plan = held(4, AB_CD)
    seat = seats_of(plan)[0]
    with transaction():
        seat.registration.meeting.day = TODAY + timedelta(days=1)
    objections.object_to_memory(seat.registration_id)
    assert objections.forget_objected() == 0
    with transaction():
        seat.registration.meeting.day = TODAY - timedelta(days=1)

    assert known(coming) == {"CD": 100}
    assert (objections.forget_objected(), objections.forget_objected()) == (1, 0)
    assert [one.registration.first_name[0] for one in seats_of(plan)] == list("BCD")


def test_an_objection_holds_for_all_addresses_of_the_record(coming):
    person = build.a_person()
    plan = held(4, AB_CD)
    with transaction():
        then, now = seats_of(plan)[0].registration, seats_of(coming)[0].registration
        then.email_key = then.email = "frueher@example.org"
        then.person_id = now.person_id = person

    objections.object_to_memory(now.id)

    assert objections.objected_among([then.id, now.id]) == {then.id, now.id}


@pytest.mark.parametrize("merged_first", [True, False])
@pytest.mark.parametrize("now_kept", [True, False])
def test_an_objection_holds_whether_records_are_merged_before_or_after(
    coming, merged_first, now_kept
):
    plan = held(4, AB_CD)
    kept, other = build.a_person(), build.a_person()

    def merge():
        with transaction():
            db.session.get(Person, other).merged_into_id = kept

    then, now = seats_of(plan)[0].registration, seats_of(coming)[0].registration
    with transaction():
        then.email_key = then.email = "frueher@example.org"
        then.person_id, now.person_id = (other, kept) if now_kept else (kept, other)
    if merged_first:
        merge()
    objections.object_to_memory(now.id)
    if not merged_first:
        merge()

    assert objections.objected_among([then.id, now.id]) == {then.id, now.id}
    assert known(coming) == {"CD": 100}
    objections.forget_objected()
    assert [seat.registration.first_name[0] for seat in seats_of(plan)] == list("BCD")
    objections.withdraw_objection(then.id)
    assert objections.objected_among([then.id, now.id]) == set()


def test_without_address_and_record_an_objection_holds_for_one_registration(coming):
    plan = held(4, AB_CD)
    then, now = seats_of(plan)[0].registration, seats_of(coming)[0].registration
    with transaction():
        for one in (then, now):
            one.email, one.email_key, one.person_id = "", "", None

    objections.object_to_memory(now.id, build.OFFICE)

    assert objections.objected_among([then.id, now.id]) == {now.id}
    assert len(seats_of(plan)) == 4


def test_a_new_address_does_not_end_an_objection(coming):
    now = seats_of(coming)[0].registration
    objections.object_to_memory(now.id)
    with transaction():
        now.email, now.email_key = "neu@example.org", "neu@example.org"

    assert objections.has_objected(now)


def test_without_the_switch_nothing_is_remembered(coming):
    held(4, AB_CD)
    with transaction():
        plan_by_id(coming).with_memory = False

    assert task_of(plan_by_id(coming)).instance.history == {}


def test_interests_come_from_the_registration_and_then_from_the_address_book(ctx):
    meeting = build.a_meeting(kit="auftakt", capacity=90)
    wished, silent, nobody = here(meeting, NAMES[:3])
    person = build.a_person(interests=["KE"])
    with transaction():
        db.session.get(Registration, wished).answers = {"handlungsfelder": ["Mobilität", "Unfug"]}
        db.session.get(Registration, silent).person_id = person
        db.session.get(Registration, nobody).person_id = None
    plan = tables.a_plan(meeting, tables=(3,), who=[wished, silent, nobody])

    found = memory.interests_of(seats_of(plan))

    assert {one: list(fields) for one, fields in found.items()} == {
        wished: ["MO"], silent: ["KE"], nobody: [],
    }  # fmt: skip
