"""The contact person: known by name, plain text otherwise, forgotten with the address book."""

import pytest

from app.contacts import office as contacts_office
from app.contacts.queries import person_by_id
from app.core.errors import RuleBroken
from app.ideas import actions, queries, retention
from app.ideas.rules import IdeaState, MoveFacts
from tests import build


def contact_of(idea_id):
    idea = queries.idea_by_id(idea_id)
    return idea.contact_name, idea.contact_person_id, idea.contact_email


def erase(person_id):
    seen = person_by_id(person_id).version
    contacts_office.erase_person(person_id, seen_version=seen, actor=build.OFFICE)


def test_a_known_person_is_found_by_name_with_their_address(ctx):
    person = build.a_person(first_name="Thị Mai", last_name="Nguyễn", email="mai@example.org")

    known = build.an_idea("Eins", contact_name="thị mai  nguyễn")
    other = build.an_idea("Zwei", contact_name="Thị Mai Nguyễn", contact_email="x@example.org")
    plain = build.an_idea("Drei", contact_name="Die Nachbarin von nebenan")

    assert contact_of(known)[1:] == (person, "mai@example.org")
    assert contact_of(other)[1:] == (None, "x@example.org")
    assert contact_of(plain) == ("Die Nachbarin von nebenan", None, "")


def test_of_two_with_one_name_the_chosen_one_is_meant(ctx):
    build.a_person(first_name="Anna", last_name="Schröder", email="a@example.org")
    second = build.a_person(first_name="Anna", last_name="Schröder", email="b@example.org")

    by_name = build.an_idea("Eins", contact_name="Anna Schröder")
    chosen = build.an_idea("Zwei", contact_name="Anna Schröder", contact_person_id=second)

    assert contact_of(by_name)[1:] == (None, "")
    assert contact_of(chosen)[1:] == (second, "b@example.org")


def test_somebody_erased_cannot_be_chosen(ctx):
    person = build.a_person(first_name="Anna", last_name="Schröder")
    erase(person)

    with pytest.raises(RuleBroken) as refused:
        build.an_idea(contact_name="Anna Schröder", contact_person_id=person)

    assert refused.value.field == "contact_name"


def test_ideas_forget_who_was_erased_and_nobody_else(ctx):
    person = build.a_person(first_name="Jan", last_name="Krzyżanowska", email="jan@example.org")
    hers = build.an_idea("Eins", contact_name="Jan Krzyżanowska")
    plain = build.an_idea("Zwei", contact_name="Plakatgruppe", contact_email="p@example.org")
    erase(person)

    assert retention.forget_erased() == 1
    assert retention.forget_erased() == 0

    assert contact_of(hers) == ("", None, "")
    assert contact_of(plain) == ("Plakatgruppe", None, "p@example.org")
    assert "krzyzanowska" not in queries.idea_by_id(hers).search_key


def test_contact_data_goes_a_year_after_the_end(ctx, clock):
    ended = build.an_idea("Eins", contact_name="Ayşe", contact_email="a@example.org")
    facts = MoveFacts(reason="Kein Träger")
    actions.move_idea(ended, IdeaState.DROPPED, facts, actor=build.OFFICE)
    going_on = build.an_idea("Zwei", contact_name="Cem", contact_email="c@example.org")

    clock.move(days=364)
    assert retention.forget_closed() == 0
    clock.move(days=1)
    assert [retention.forget_closed() for _ in "12"] == [1, 0]

    assert contact_of(ended) == ("", None, "")
    assert contact_of(going_on)[0] == "Cem"


def test_an_idea_that_is_taken_up_again_keeps_its_people(ctx):
    idea_id = build.an_idea("Eins", contact_name="Ayşe")
    actions.move_idea(idea_id, IdeaState.DROPPED, MoveFacts(reason="x"), actor=build.OFFICE)
    actions.move_idea(idea_id, IdeaState.REVIEW, MoveFacts(), actor=build.OFFICE)

    assert queries.idea_by_id(idea_id).closed_on is None
