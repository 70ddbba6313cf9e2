"""Bringing two together: nothing passes before both agreed, and then once."""

import pytest

from app.core.db import db
from app.core.errors import Gone, NotFound, RuleBroken
from app.matching import actions, mediating, queries
from app.matching.models import Mediation
from app.matching.parties import Plan
from app.matching.rules import PASS_ON
from app.support.models import SupportEntry
from tests import build
from tests.matching.build import (
    a_handed_in_card,
    a_search,
    an_offer,
    asked,
    body_of,
    card,
    letters,
    mediation,
)

OFFICE = {"actor": build.OFFICE}
BOTH = ["sandra@example.org", "roswitha@example.org"]
SECRETS = {
    "sandra@example.org": ("Roswitha", "Piontek", "roswitha@"),
    "roswitha@example.org": ("Sandra", "Obermöller", "sandra@"),
}


def state(found):
    return mediation(found).state


def entries():
    return [(one.kind, one.minutes, one.what, one.outcome) for one in
            db.session.query(SupportEntry)]  # fmt: skip


def test_both_are_asked_without_a_name(ctx):
    asked(reason="Beide in der Nähe.")

    assert letters("kontakt-") == [("kontakt-anfrage", address) for address in BOTH]
    for address, secrets in SECRETS.items():
        body = body_of("kontakt-anfrage", address)
        assert "Beide in der Nähe." in body and "/kontakt/" in body
        assert "20 Quadratmeter" in body and "25 Quadratmeter" in body
        assert not [word for word in secrets if word in body]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_contacts_pass_when_both_agreed_and_only_then(ctx, order):
    idea = build.an_idea()
    found, *links = asked(idea_id=idea, minutes=20)

    mediating.answer(links[order[0]], agreed=True)
    assert (state(found), letters("kontakt-weiter"), entries()) == ("asked", [], [])
    assert mediating.answer(links[order[1]], agreed=True) == "passed"

    assert letters("kontakt-weiter") == [("kontakt-weitergegeben", address) for address in BOTH]
    for address, secrets in SECRETS.items():
        assert all(word in body_of("kontakt-weitergegeben", address) for word in secrets)
    one = mediation(found)
    assert [side.wording for side in one.sides] == [PASS_ON] * 2
    assert [side.passed for side in one.sides] == [
        "Sandra Obermöller\nsandra@example.org",
        "Roswitha Piontek\nroswitha@example.org",
    ]
    assert one.passed_at is not None
    assert (one.search.state, one.offer.state) == ("matched", "matched")
    what = "Kontakt mit Zustimmung beider Seiten weitergegeben (S01 und B01)"
    assert entries() == [("contacts", 20, what, "")]


def test_a_second_press_changes_nothing(ctx):
    idea = build.an_idea()
    found, *links = asked(idea_id=idea)
    for link in (*links, *links):
        mediating.answer(link, agreed=True)

    assert (state(found), len(letters("kontakt-weiter")), len(entries())) == ("passed", 2, 1)


def test_a_refusal_is_told_without_who_and_why(ctx):
    found, of_search, of_offer = asked()
    mediating.answer(of_search, agreed=True)

    for _ in range(2):
        mediating.answer(of_offer, agreed=False, message="Ich kenne ihn.")

    assert state(found) == "refused"
    assert letters("kontakt-kommt") == [("kontakt-kommt-nicht", BOTH[0])]
    body = body_of("kontakt-kommt-nicht", BOTH[0])
    assert not [w for w in ("Roswitha", "kenne", "abgelehnt", "Garage") if w in body]
    assert [side.passed for side in mediation(found).sides] == ["", ""]
    assert mediation(found).offer.state == "open"
    for link in (of_search, of_offer):
        with pytest.raises(Gone):
            mediating.answer(link, agreed=link is of_offer)


def test_whoever_agreed_may_take_it_back_until_it_passed(ctx):
    found, of_search, of_offer = asked()
    mediating.answer(of_search, agreed=True)
    mediating.answer(of_search, agreed=False)

    assert state(found) == "refused"
    with pytest.raises(Gone):
        mediating.answer(of_offer, agreed=True)


def test_after_passing_nothing_can_be_taken_back(ctx):
    found, *links = asked()
    for link in links:
        mediating.answer(link, agreed=True)

    with pytest.raises(Gone):
        mediating.answer(links[0], agreed=False)
    with pytest.raises(RuleBroken, match="schon weitergegeben"):
        mediating.withdraw(found, **OFFICE)


def test_a_card_that_closed_meanwhile_ends_it(ctx):
    search, offer = a_search(), an_offer()
    found, of_search, of_offer = asked(search, offer)
    mediating.answer(of_search, agreed=True)
    actions.close(offer, "Anders vergeben", tell=False, **OFFICE)

    assert state(found) == "closed"
    with pytest.raises(Gone):
        mediating.answer(of_offer, agreed=True)


def test_a_card_that_found_somebody_else_ends_the_other_question(ctx):
    search, one, two = a_search(), an_offer(), an_offer(person="Änne Süß", email="a@example.org")
    first, second = asked(search, one), asked(search, two)
    for link in first[1:]:
        mediating.answer(link, agreed=True)

    assert mediating.answer(second[2], agreed=True) == "closed"
    assert letters("kontakt-kommt") == [
        ("kontakt-kommt-nicht", BOTH[0]), ("kontakt-kommt-nicht", "a@example.org"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "search, offer, why",
    [
        ({"consent": False}, {}, "Karte S01: Die Person hat nicht zugestimmt"),
        ({}, {"consent": False}, "Karte B01: Die Person hat nicht zugestimmt"),
        ({}, {"email": "SANDRA@example.org"}, "dieselbe E-Mail-Adresse"),
    ],
)
def test_who_is_not_brought_together(ctx, search, offer, why):
    with pytest.raises(RuleBroken, match=why):
        asked(a_search(**search), an_offer(**offer))
    assert letters("kontakt-") == []


def test_cards_that_are_not_open_two_of_a_kind_or_one_itself(ctx):
    held = a_handed_in_card(kind="offer")
    actions.confirm(queries.token_of(card(held)))
    search = a_search()

    for offer, why in ((held, "nicht offen"), (search, "eine sucht und eine bietet")):
        with pytest.raises(RuleBroken, match=why):
            asked(search, offer)
    for plan in (Plan(), Plan(search_id=search), Plan(offer_id=held)):
        with pytest.raises(RuleBroken):
            mediating.suggest(plan, "key-of-a-broken-plan", **OFFICE)
    with pytest.raises(NotFound):
        asked(search, 999)


def test_the_same_two_are_asked_once_at_a_time(ctx):
    search, offer = a_search(), an_offer()
    plan = Plan(search_id=search, offer_id=offer)
    first = mediating.suggest(plan, "the-same-form-twice", **OFFICE)
    assert mediating.suggest(plan, "the-same-form-twice", **OFFICE) == first
    with pytest.raises(RuleBroken, match="läuft schon"):
        mediating.suggest(plan, "another-form-of-today", **OFFICE)

    mediating.withdraw(first, **OFFICE)
    mediating.withdraw(first, **OFFICE)
    assert len(letters("kontakt-kommt")) == 2
    mediating.suggest(plan, "another-form-of-today", **OFFICE)
    assert db.session.query(Mediation).count() == 2


def test_a_project_and_a_known_person_without_cards(ctx):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    idea = build.an_idea(
        seeking="Lager", contact_name="Nguyễn Thị Mai", contact_email="mai@example.org"
    )
    found, *links = asked(idea_id=idea, person_id=person)

    assert "Balkon-Solar-Lotsen" in body_of("kontakt-anfrage", "cem@example.org")
    for link in links:
        mediating.answer(link, agreed=True)
    assert "Nguyễn Thị Mai" in body_of("kontakt-weitergegeben", "cem@example.org")
    assert (state(found), [one[0] for one in entries()]) == ("passed", ["contacts"])


def test_who_does_not_answer_is_reminded_once_and_then_let_be(ctx, clock):
    found, of_search, of_offer = asked()
    mediating.answer(of_search, agreed=True)

    def touched(wall):
        clock.set(wall)
        return mediating.remind_and_lapse()

    days = ("2027-09-08T08:59", "2027-09-08T09:01", "2027-09-09T09:00", "2027-09-22T07:00")
    assert [touched(day) for day in days] == [0, 1, 0, 0]
    assert letters("kontakt-anfrage")[2:] == [("kontakt-anfrage", BOTH[1])]
    assert touched("2027-09-22T09:01") == 1
    assert state(found) == "lapsed"
    assert letters("kontakt-kommt") == [("kontakt-kommt-nicht", one) for one in BOTH]
    with pytest.raises(Gone):
        mediating.answer(of_offer, agreed=True)


def test_the_outcome_stands_in_the_support_log_too(ctx):
    found, *links = asked(idea_id=build.an_idea())
    with pytest.raises(RuleBroken, match="noch gefragt"):
        mediating.settle(found, worked=True, **OFFICE)
    for link in links:
        mediating.answer(link, agreed=True)

    mediating.settle(found, worked=False, outcome="Zu weit weg", reopen=True, **OFFICE)

    one = mediation(found)
    assert (one.worked, one.outcome, one.settled_at is not None) == (False, "Zu weit weg", True)
    assert (one.search.state, one.offer.state) == ("open", "open")
    assert [entry[3] for entry in entries()] == ["Zu weit weg"]


def test_an_unknown_link(ctx):
    with pytest.raises(NotFound):
        mediating.answer("unknown", agreed=True)
