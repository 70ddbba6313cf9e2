"""Marking, guests and links, with a real database."""

from datetime import date, timedelta

import pytest

from app.contacts.models import Person
from app.core.db import db, transaction
from app.core.errors import Gone, NotFound, RuleBroken
from app.door import actions, queries
from app.door.models import CheckIn
from app.door.rules import Guest, Mark, Marker
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.registrations import actions as registrations
from app.registrations import retention
from app.registrations.models import Registration
from app.registrations.queries import attendance_by_sector, by_manage_token
from app.registrations.rules import Attendance
from tests import build

PHONE, TABLET = Marker("Telefon Gülay"), Marker("Tablet am Eingang")
NAMES = ("Cem Yıldırım", "Agnieszka Krzyżanowska", "Nguyễn Thị Mai")
DA, OFFEN, FEHLT = Attendance.PRESENT, Attendance.UNKNOWN, Attendance.ABSENT


def press(meeting, row, what=DA, key="k" * 20, seconds=0, by=PHONE, team=True):
    mark = Mark(row, what, key, timedelta(seconds=seconds))
    actions.mark(meeting, [mark], by, team=team)


def state(row):
    return db.session.get(Registration, row, populate_existing=True).attendance


def presses():
    rows = db.session.query(CheckIn).order_by(CheckIn.id)
    return [(row.registration_id, row.what, row.by) for row in rows]


def numbers(meeting):
    return queries.standing(meeting_by_id(meeting)).numbers


def test_a_press_marks_and_is_kept_with_its_device(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)

    press(meeting, cem)

    assert state(cem) == DA
    assert presses() == [(cem, DA, "Telefon Gülay")]
    assert (numbers(meeting).present, numbers(meeting).expected) == (1, 3)


def test_the_same_key_again_changes_nothing(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)

    press(meeting, cem, key="a" * 20)
    press(meeting, cem, OFFEN, key="b" * 20)
    press(meeting, cem, key="a" * 20)

    assert state(cem) == OFFEN
    assert len(presses()) == 2


def test_two_devices_mark_the_same_person_and_she_counts_once(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)

    press(meeting, cem, key="a" * 20)
    press(meeting, cem, key="b" * 20, by=TABLET)

    assert numbers(meeting).present == 1
    assert [by for _, _, by in presses()] == ["Telefon Gülay", "Tablet am Eingang"]


def test_the_newest_press_wins_even_when_it_arrives_first(ctx):
    """A phone was without network for five minutes; meanwhile the tablet took the mark back."""
    meeting, (cem, *_) = build.an_evening(*NAMES)

    press(meeting, cem, OFFEN, key="t" * 20, seconds=60, by=TABLET)
    press(meeting, cem, DA, key="p" * 20, seconds=300)

    assert state(cem) == OFFEN
    assert len(presses()) == 2
    press(meeting, cem, FEHLT, key="q" * 20, seconds=30)
    assert state(cem) == FEHLT


def test_somebody_of_another_meeting_or_without_a_place_cannot_be_marked(ctx):
    meeting, _ = build.an_evening(*NAMES)
    _, (stranger,) = build.an_evening("Ines Kottenstette")
    pending = build.a_registration(meeting, confirmed=False)

    for row in (stranger, pending, 999_999):
        with pytest.raises(NotFound):
            press(meeting, row, key=f"key-of-{row:014}")
    assert presses() == []


def test_one_unknown_person_in_a_list_keeps_nothing_of_it(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)
    marks = [Mark(cem, DA, "a" * 20), Mark(999_999, DA, "b" * 20)]

    with pytest.raises(NotFound):
        actions.mark(meeting, marks, PHONE, team=True)

    assert (state(cem), presses()) == (OFFEN, [])


def test_who_cancelled_while_a_device_was_offline_was_there_all_the_same(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)
    registrations.cancel(build.token_of(cem))

    press(meeting, cem, seconds=120)

    assert state(cem) == DA
    assert numbers(meeting).present == 1


@pytest.mark.parametrize(
    ("day", "team", "fine"),
    [
        (date(2027, 8, 30), False, False),
        (date(2027, 8, 30), True, True),
        (date(2027, 8, 31), False, True),
        (date(2027, 9, 2), False, True),
        (date(2027, 9, 3), True, False),
    ],
)
def test_the_door_opens_and_closes_by_the_day_of_the_meeting(ctx, day, team, fine):
    meeting, (cem,) = build.an_evening("Cem Yıldırım")
    with transaction():
        db.session.get(Meeting, meeting).day = day

    if fine:
        press(meeting, cem, team=team)
    else:
        with pytest.raises(RuleBroken):
            press(meeting, cem, team=team)

    assert state(cem) == (DA if fine else OFFEN)


# guests


def admit(meeting, name="Neu Gast", key="g" * 20, **values):
    more = {name: values.pop(name) for name in ("age",) if name in values}
    actions.admit(meeting, Guest(name, **values), key, PHONE, team=True, **more)


def test_a_guest_is_there_once_and_counted_apart(ctx):
    meeting, _ = build.an_evening(*NAMES)

    admit(meeting, "Mai, Nguyễn Thị", sector="wirtschaft")
    admit(meeting, "Mai, Nguyễn Thị", sector="wirtschaft")

    assert (numbers(meeting).guests, numbers(meeting).expected) == (1, 3)
    row = db.session.query(Registration).filter_by(source="walk_in").one()
    assert (row.first_name, row.last_name, row.attendance) == ("Nguyễn Thị", "Mai", DA)
    assert attendance_by_sector(meeting) == {"wirtschaft": 1}


def test_two_namesakes_without_an_address_are_two_guests(ctx):
    meeting, _ = build.an_evening(*NAMES)

    admit(meeting, "Jan Müller", key="a" * 20)
    admit(meeting, "Jan Müller", key="b" * 20)

    assert numbers(meeting).guests == 2


def test_a_guest_whose_name_and_address_stand_on_the_list_is_that_person(ctx):
    meeting = build.an_evening()[0]
    cem = build.a_registration(
        meeting, first_name="Cem", last_name="Yıldırım", email="cem@example.org"
    )

    admit(meeting, "Cem Yıldırım", email="Cem@example.org")

    assert (numbers(meeting).present, numbers(meeting).guests, state(cem)) == (1, 0, DA)


def test_a_guest_who_waits_or_cancelled_comes_in_as_a_guest(ctx):
    meeting = build.an_evening()[0]
    values = {"first_name": "Cem", "last_name": "Yıldırım", "email": "cem@example.org"}
    registrations.cancel(build.token_of(build.a_registration(meeting, **values)))
    build.a_registration(meeting, **values, confirmed=False)

    admit(meeting, "Cem Yıldırım", email="cem@example.org")

    assert numbers(meeting).guests == 1


def test_guests_fill_places_until_the_office_allows_more(ctx):
    meeting, _ = build.an_evening("Cem Yıldırım", capacity=2)
    admit(meeting, key="a" * 20)

    with pytest.raises(RuleBroken, match="Alle Plätze sind besetzt"):
        admit(meeting, key="b" * 20)
    admit(meeting, key="c" * 20, age=timedelta(minutes=3))  # is inside already
    actions.allow_more_guests(meeting, True, build.OFFICE)
    actions.allow_more_guests(meeting, True, build.OFFICE)
    admit(meeting, key="d" * 20)

    assert numbers(meeting).guests == 3
    changed = [what for _, what, _ in build.audit() if what == "door_setting_changed"]
    assert changed == ["door_setting_changed"]


def test_somebody_absent_leaves_a_place_for_a_guest(ctx):
    meeting, (cem,) = build.an_evening("Cem Yıldırım", capacity=1)
    press(meeting, cem, FEHLT)

    admit(meeting)

    assert numbers(meeting).guests == 1


def test_a_guest_who_wants_invitations_comes_into_the_address_book(ctx):
    meeting, _ = build.an_evening()

    admit(meeting, "Cem Yıldırım", email="cem@example.org", wants_invitations=True)
    admit(meeting, "Ines Otto", email="ines@example.org", key="b" * 20)

    people = db.session.query(Person).all()
    assert [(one.full_name, one.invitations) for one in people] == [("Cem Yıldırım", True)]


def test_a_guest_with_an_address_has_a_page_and_a_guest_without_is_forgotten_too(ctx, clock):
    meeting, _ = build.an_evening()
    admit(meeting, "Ines Otto", email="ines@example.org")
    admit(meeting, "Jan Müller", key="b" * 20)
    ines, jan = db.session.query(Registration).order_by(Registration.id)
    assert by_manage_token(build.token_of(ines.id)).id == ines.id

    clock.set("2028-10-01T09:00")
    retention.forget_people()

    db.session.expire_all()
    assert {row.last_name for row in (ines, jan)} == {"Anonymisiert"}


# afterwards


def test_the_rest_was_missing_but_not_before_the_end(ctx, clock):
    meeting, (cem, agnieszka, mai) = build.an_evening(*NAMES)
    press(meeting, cem)
    press(meeting, mai, Attendance.EXCUSED, key="m" * 20)
    clock.set("2027-09-01T19:00")
    with pytest.raises(RuleBroken, match="nach dem Ende"):
        actions.mark_rest_absent(meeting, build.OFFICE)

    clock.set("2027-09-01T23:30")

    assert actions.mark_rest_absent(meeting, build.OFFICE) == 1
    assert actions.mark_rest_absent(meeting, build.OFFICE) == 0
    assert [state(row) for row in (cem, agnieszka, mai)] == [DA, FEHLT, Attendance.EXCUSED]


def test_a_paper_list_twice_changes_nothing_more(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)
    marks, guests = [Mark(cem, DA, "p" * 20)], [("q" * 20, Guest("Neu Gast"))]

    actions.enter_paper(meeting, marks, guests, build.OFFICE)
    actions.enter_paper(meeting, marks, guests, build.OFFICE)

    assert (numbers(meeting).present, numbers(meeting).guests, len(presses())) == (1, 1, 2)


# places for people who wait


def test_the_office_gives_a_place_to_somebody_who_waits_while_one_is_free(ctx):
    meeting, (cem,) = build.an_evening("Cem Yıldırım", capacity=1)
    waiting = build.a_registration(meeting, first_name="Ines", last_name="Otto")
    assert [one.id for one in queries.waiting(meeting)] == [waiting]

    with pytest.raises(RuleBroken, match="Alle Plätze sind besetzt"):
        actions.give_place(meeting, waiting, build.OFFICE)
    press(meeting, cem, Attendance.EXCUSED)
    actions.give_place(meeting, waiting, build.OFFICE)

    assert [one.id for one in queries.entries(meeting_by_id(meeting))] == [waiting, cem]
    assert queries.waiting(meeting) == []
    with pytest.raises(NotFound):
        actions.give_place(meeting, waiting, build.OFFICE)


# links and codes


def test_a_link_opens_until_it_is_revoked(ctx):
    meeting, _ = build.an_evening(*NAMES)
    token = build.a_door_link(meeting)
    link = queries.link_behind(token)

    actions.revoke_link(meeting, link.id, build.OFFICE)
    actions.revoke_link(meeting, link.id, build.OFFICE)

    with pytest.raises(Gone):
        queries.link_behind(token)
    assert queries.live_link(link.id) is None
    done = [what for _, what, _ in build.audit()]
    assert (done.count("door_link_made"), done.count("door_link_revoked")) == (1, 1)


def test_the_list_of_links_says_how_often_each_was_used(ctx):
    meeting, (cem, *_) = build.an_evening(*NAMES)
    used, unused = build.a_door_link(meeting), build.a_door_link(meeting, "Ersatz")
    link = queries.link_behind(used)
    press(meeting, cem, by=Marker(link.label, link.id))

    assert [(use.link.label, use.marks) for use in queries.links(meeting)] == [
        ("Ersatz", 0),
        ("Tablet am Eingang", 1),
    ]
    assert unused != used


def test_a_code_is_found_on_its_evening_only_and_by_its_own_meeting(ctx, clock):
    meeting, (cem, *_) = build.an_evening(*NAMES)
    other, _ = build.an_evening()
    code = build.token_of(cem, "door")

    assert queries.behind_code(code).id == cem
    assert queries.behind_code(code, meeting).id == cem
    with pytest.raises(NotFound):
        queries.behind_code(code, other)
    with pytest.raises(NotFound):
        queries.behind_code(build.token_of(cem, "manage"))
    clock.set("2027-09-04T09:00")
    with pytest.raises(NotFound):
        queries.behind_code(code)


# reading


def test_the_list_is_in_german_order_and_holds_names_only(ctx):
    meeting, _ = build.an_evening("A Zoë", "B Öztürk", "C Otto", "D Łukaszewicz", "E Nguyễn")
    found = queries.entries(meeting_by_id(meeting))

    assert [one.last_name for one in found] == ["Łukaszewicz", "Nguyễn", "Otto", "Öztürk", "Zoë"]
    assert {*vars(found[0])} == {
        "id", "first_name", "last_name", "organisation", "no_photo", "walk_in", "state",
    }  # fmt: skip


def test_at_a_hybrid_meeting_people_by_video_do_not_stand_at_the_door(ctx):
    meeting, (cem, _) = build.an_evening("Cem Yıldırım", "Ines Otto", mode="hybrid")
    with transaction():
        db.session.get(Registration, cem).participation = "online"

    assert [one.last_name for one in queries.entries(meeting_by_id(meeting))] == ["Otto"]


def test_devices_learn_what_changed_since_a_number(ctx):
    meeting, (cem, _agnieszka, mai) = build.an_evening(*NAMES)
    found = meeting_by_id(meeting)
    press(meeting, cem, key="a" * 20)
    before = queries.standing(found)
    press(meeting, mai, key="b" * 20)
    after = queries.standing(found)

    assert queries.changes_since(found, 0) == [(cem, DA), (mai, DA)]
    assert queries.changes_since(found, before.number) == [(mai, DA)]
    assert queries.changes_since(found, after.number) == []
    assert before.members == after.members


def test_somebody_new_somebody_gone_and_a_corrected_name_are_noticed(ctx):
    meeting, (cem, agnieszka, _) = build.an_evening(*NAMES)
    found, seen = meeting_by_id(meeting), set()

    def look():
        seen.add(queries.standing(meeting_by_id(meeting)).members)

    look()
    build.a_registration(meeting)
    look()
    registrations.cancel(build.token_of(cem))
    look()
    with transaction():
        db.session.get(Registration, agnieszka).version += 1
    look()

    assert len(seen) == 4
    assert found.id == meeting
