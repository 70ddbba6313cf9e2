"""Seats of the steering group: adding, changing, ending, the label, and whose seat somebody has."""

from datetime import date

import pytest
from sqlalchemy import select

from app.contacts import office as contacts
from app.contacts.models import Person
from app.contacts.queries import labelled
from app.core.db import db
from app.core.errors import Conflict, RuleBroken
from app.steering import members
from app.steering.member_actions import (
    SeatValues,
    add_member,
    change_member,
    end_term,
    keep_labels,
    remove_member,
)
from app.steering.models import Member
from tests import build as base
from tests.steering import build

TODAY = date(2027, 9, 1)


def in_the_mail():
    return sorted(one.last_name for one in db.session.scalars(labelled("Lenkungskreis")))


def values_of(member_id, **changed):
    one = db.session.get(Member, member_id)
    values = {
        "deputy": one.deputy_name, "function": one.function, "voting": one.voting,
        "term_from": one.term_from, "term_to": one.term_to,
    }  # fmt: skip
    return SeatValues(**(values | changed))


def change(member_id, seen=1, **changed):
    change_member(member_id, values_of(member_id, **changed), seen_version=seen, actor=base.OFFICE)


def test_members_in_office_stand_with_those_who_vote_first(ctx):
    build.a_seat(last="Beraterin", voting=False)
    build.a_seat(last="Zander")
    build.a_seat(last="Ärmel")
    build.a_seat(last="Künftig", term_from=date(2028, 1, 1))
    build.a_seat(last="Früher", term_to=date(2027, 8, 31))
    assert build.seat_names(TODAY) == ["Ärmel", "Zander", "Beraterin"]
    assert [one.person.last_name for one in members.voting_seats(TODAY)] == ["Ärmel", "Zander"]
    assert build.seat_names(date(2027, 8, 31)) == ["Ärmel", "Früher", "Zander", "Beraterin"]


def test_mails_to_the_group_follow_the_seats(ctx, clock):
    base.a_person(last_name="Irrtum", labels=("Lenkungskreis",))
    assert in_the_mail() == ["Irrtum"]
    one = build.a_seat(last="Weber", deputy="Ole Zander")
    assert in_the_mail() == ["Weber", "Zander"]
    end_term(one, TODAY, seen_version=1, actor=base.OFFICE)
    assert in_the_mail() == ["Weber", "Zander"]
    clock.set("2027-09-02T00:10")
    keep_labels()
    assert in_the_mail() == []


def test_a_person_holds_one_seat_and_a_deputy_stands_in_for_one(ctx):
    build.a_seat(last="Weber", deputy="Ole Zander")
    seat = {"term_from": build.SINCE, "term_to": None}
    for person, deputy, words in (
        ("Anna Weber", "", "hat schon einen Sitz"),
        ("Ole Zander", "", "nicht zugleich stimmberechtigt"),
        ("Niemand Hier", "", "steht nicht in den Kontakten"),
    ):
        with pytest.raises(RuleBroken, match=words):
            add_member(SeatValues(person=person, deputy=deputy, **seat), actor=base.OFFICE)
    base.a_person(first_name="Ida", last_name="Klee")
    with pytest.raises(RuleBroken, match="selbst stimmberechtigtes Mitglied") as fault:
        add_member(SeatValues(person="Ida Klee", deputy="Anna Weber", **seat), actor=base.OFFICE)
    assert fault.value.field == "deputy"
    assert build.seat_names(TODAY) == ["Weber"]


def test_a_name_that_several_have_is_asked_back(ctx):
    for district in ("Mitte", "Senne"):
        base.a_person(first_name="Anna", last_name="Schröder", district=district)
    seat = {"term_from": build.SINCE}
    with pytest.raises(RuleBroken, match=r"„Anna Schröder \(Mitte\)“, „Anna Schröder \(Senne\)“"):
        add_member(SeatValues(person="anna  schröder", **seat), actor=base.OFFICE)
    add_member(SeatValues(person="Anna Schröder (Senne)", **seat), actor=base.OFFICE)
    (one,) = members.members_on(TODAY)
    assert one.person.district == "Senne"


def test_people_without_any_difference_are_told_apart_by_number(ctx):
    one, _ = (base.a_person(first_name="Anna", last_name="Schröder") for _ in range(2))
    assert f"Anna Schröder, Nr. {one}" in members.suggestions("schröd")
    assert [person.id for person in members.people_called(f"Anna Schröder, Nr. {one}")] == [one]
    assert members.people_called(f"Jemand Anders, Nr. {one}") == []
    assert members.people_called("Anna Schröder, Nr. 99999999999") == []


def test_suggestions_do_not_search_addresses(ctx):
    base.a_person(first_name="Cem", last_name="Yıldırım", email="geheim@example.org")
    assert members.suggestions("geheim") == []
    assert members.suggestions("yildirim") == ["Cem Yıldırım"]


def test_two_people_at_one_address_are_told_apart_by_name(ctx):
    build.a_seat(last="Lindner", first="Thomas", deputy="Rita Moos")
    assert members.seat_of("Wer Anders", "LINDNER@example.org", TODAY).member.name == (
        "Thomas Lindner"
    )
    base.a_person(first_name="Claudia", last_name="Lindner", email="lindner@example.org")
    assert members.seat_of("Claudia Lindner", "lindner@example.org", TODAY) is None
    assert members.seat_of("thomas lindner", "lindner@example.org", TODAY).as_deputy is False
    assert members.seat_of("Rita Moos", "moos@example.org", TODAY).as_deputy is True
    assert members.seat_of("Rita Moos", "moos@example.org", date(2029, 1, 1)) is None
    assert members.seat_of("Rita Moos", "", TODAY) is None


def test_a_seat_follows_records_that_were_merged(ctx):
    one = build.a_seat(last="Weber")
    old = db.session.get(Member, one).person
    new = base.a_person(first_name="Anna", last_name="Weber-Klee", email="neu@example.org")
    contacts.merge_people(
        new, old.id, {}, seen_versions=(1, db.session.get(Person, old.id).version),
        actor=base.OFFICE,
    )  # fmt: skip
    keep_labels()
    assert in_the_mail() == ["Weber-Klee"]
    assert members.seat_of("Anna Weber-Klee", "neu@example.org", TODAY).member.id == one
    with pytest.raises(RuleBroken, match="hat schon einen Sitz"):
        add_member(SeatValues(person="Anna Weber-Klee", term_from=build.SINCE), actor=base.OFFICE)


def test_a_person_who_is_erased_leaves_an_empty_seat(ctx):
    one = build.a_seat(last="Weber", deputy="Ole Zander")
    person = db.session.get(Member, one).person
    contacts.erase_person(person.id, seen_version=person.version, actor=base.OFFICE)
    db.session.expire_all()
    assert build.seat_names(TODAY) == []
    assert members.member_by_id(one).name == "gelöschte Person"


def test_changes_of_a_seat(ctx):
    one = build.a_seat(last="Weber", deputy="Ole Zander")
    change(one, function="Sprecherin", deputy="", term_to=None)
    found = members.member_by_id(one)
    assert (found.function, found.deputy, found.term_to, found.version) == (
        "Sprecherin", None, None, 2
    )  # fmt: skip
    with pytest.raises(Conflict):
        change(one, seen=1, function="Mitglied")
    assert in_the_mail() == ["Weber"]


def test_the_vote_of_a_used_seat_stays_and_so_does_the_seat(ctx):
    one = build.a_seat(last="Weber")
    build.a_round()
    with pytest.raises(RuleBroken, match="Stimmrecht") as fault:
        change(one, voting=False)
    assert fault.value.field == "voting"
    with pytest.raises(RuleBroken, match="schon bewertet"):
        remove_member(one, actor=base.OFFICE)
    unused = build.a_seat(last="Irrtum")
    remove_member(unused, actor=base.OFFICE)
    assert list(db.session.scalars(select(Member.id))) == [one]


def test_a_term_ends_inside_of_itself(ctx):
    one = build.a_seat(last="Weber")
    for day, words in ((date(2026, 1, 1), "vor dem Beginn"), (date(2029, 1, 1), "So lange")):
        with pytest.raises(RuleBroken, match=words) as fault:
            end_term(one, day, seen_version=1, actor=base.OFFICE)
        assert fault.value.field == "last_day"
    for _ in range(2):
        end_term(one, TODAY, seen_version=1, actor=base.OFFICE)
    assert members.member_by_id(one).term_to == TODAY
