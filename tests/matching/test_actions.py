"""Cards: by link and by the office, what is told, what ends and is forgotten."""

from datetime import date, timedelta

import pytest

from app.contacts import office as contacts
from app.contacts.models import Person
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import Conflict, Gone, NotFound, RuleBroken, TooMany
from app.matching import actions, mediating, queries, retention
from app.matching.models import MatchCard
from app.matching.rules import CardState
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
    values,
)

OFFICE = {"actor": build.OFFICE}


def token(card_id):
    return queries.token_of(card(card_id))


def test_a_card_by_form_is_pending_then_held_then_open(ctx):
    card_id = a_handed_in_card()
    assert (card(card_id).state, card(card_id).number) == (CardState.PENDING, None)
    assert queries.public_cards() == queries.held_cards() == []
    assert f"/suche-und-biete/karte/{token(card_id)}" in body_of(
        "karte-bestaetigen", "sandra@example.org"
    )

    assert [actions.confirm(token(card_id)) for _ in range(2)] == [CardState.HELD] * 2
    assert [one.id for one in queries.held_cards()] == [card_id]
    assert queries.public_cards() == []

    for _ in range(2):
        actions.accept(card_id, **OFFICE)
    assert (card(card_id).state, card(card_id).number) == (CardState.OPEN, "S01")
    assert card(card_id).valid_until == date(2028, 8, 31)
    assert letters() == [
        ("karte-bestaetigen", "sandra@example.org"),
        ("karte-neuer-stand", "sandra@example.org"),
    ]


def test_numbers_run_for_each_kind_and_pass_ninety_nine(ctx):
    ids = [a_search(), an_offer(), a_search()]
    with transaction():
        card(ids[2]).number = "S99"

    ids += [a_search(), a_search()]

    assert [card(one).number for one in ids] == ["S01", "B01", "S99", "S100", "S101"]


def test_a_form_sent_twice_is_one_card(ctx):
    for _ in range(2):
        actions.hand_in(values(), "one-and-the-same-key", "192.0.2.7")
        actions.add(values(), "key-of-the-office-form", **OFFICE)

    assert db.session.query(MatchCard).count() == 2


def test_only_so_many_mails_go_to_one_address(ctx):
    for _ in range(5):
        a_handed_in_card()
    with pytest.raises(TooMany) as refused:
        a_handed_in_card()

    assert refused.value.field == "email"


def test_a_link_that_was_used_too_late_opens_nothing(ctx, clock):
    card_id = a_handed_in_card()
    clock.move(hours=49)

    with pytest.raises(Gone):
        actions.confirm(token(card_id))
    assert (retention.forget_unconfirmed_cards(), card(card_id)) == (1, None)
    with pytest.raises(NotFound):
        actions.confirm("unknown")


def test_an_answer_leads_to_the_card_that_it_answers(ctx):
    search = a_search()
    answer = a_handed_in_card(kind="offer", text="Garage", answers=" s01 ")
    other = a_handed_in_card(kind="offer", text="Garage", answers="S99")
    actions.confirm(token(answer))

    assert (card(answer).answers_id, card(other).answers_id) == (search, None)
    assert [one.id for one in queries.answers_to(card(search))] == [answer]


def test_withdrawing_ends_the_card_and_forgets_who_it_was(ctx):
    search, offer = a_search(), an_offer()
    found, *_ = asked(search, offer)

    for _ in range(2):
        actions.withdraw(token(search))

    assert (card(search).state, card(search).name, card(search).email) == ("closed", "", "")
    assert mediation(found).state == "closed"
    assert letters("kontakt-kommt") == [("kontakt-kommt-nicht", "roswitha@example.org")]
    with pytest.raises(Gone):
        actions.prolong(token(search))
    with pytest.raises(RuleBroken, match="keine Person mehr"):
        actions.reopen(search, **OFFICE)


def test_a_card_ends_on_its_day_is_told_and_opened_again_by_link(ctx, clock):
    card_id = a_search(valid_until=date(2027, 9, 1))
    assert retention.close_expired() == 0
    clock.set("2027-09-02T07:59")
    assert retention.close_expired() == 0
    clock.set("2027-09-02T08:00")

    assert [retention.close_expired(), retention.close_expired()] == [1, 0]
    assert (card(card_id).state, card(card_id).outcome) == ("closed", retention.EXPIRED)
    assert letters()[-1] == ("karte-neuer-stand", "sandra@example.org")

    actions.prolong(token(card_id))
    assert (card(card_id).state, card(card_id).valid_until) == ("open", date(2028, 9, 1))


def test_the_office_closes_with_words_and_opens_again(ctx):
    card_id = a_search()
    for _ in range(2):
        actions.close(card_id, "Lager gefunden", tell=True, **OFFICE)
    assert "Lager gefunden" in body_of("karte-neuer-stand", "sandra@example.org")
    assert len(letters()) == 2
    with pytest.raises(Gone):
        actions.prolong(token(card_id))

    actions.reopen(card_id, **OFFICE)
    assert (card(card_id).state, card(card_id).outcome) == ("open", "")


def test_a_known_person_stands_behind_the_card(ctx):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    typed = a_search(person="cem  yıldırım", email="")
    handed_in = a_handed_in_card(person="Cem Yıldırım", email="cem@example.org")
    actions.confirm(token(handed_in))
    actions.accept(handed_in, **OFFICE)

    for card_id in (typed, handed_in):
        found = card(card_id)
        assert (found.person_id, found.known, found.name, found.email) == (person, True, "", "")
        assert queries.owner_of(found) == ("Cem Yıldırım", "cem@example.org")


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"valid_until": date(2027, 8, 31)}, "valid_until"),
        ({"email": ""}, "email"),
        ({"idea": "nonsense"}, "idea"),
    ],
)
def test_what_the_office_cannot_write(ctx, wrong, field):
    with pytest.raises(RuleBroken) as refused:
        a_search(**wrong)

    assert (refused.value.field, db.session.query(MatchCard).count()) == (field, 0)


def test_the_slower_of_two_is_told(ctx):
    card_id = a_search()
    actions.change(card_id, values(text="Zelt"), seen_version=1, **OFFICE)

    with pytest.raises(Conflict):
        actions.change(card_id, values(text="Rad"), seen_version=1, **OFFICE)
    assert card(card_id).text == "Zelt"


# what is forgotten


def test_a_year_after_the_end_nobody_stands_behind_cards_and_contacts(ctx, clock):
    search, offer = a_search(note="ruft gern an"), an_offer()
    found, *links = asked(search, offer)
    for link in links:
        mediating.answer(link, agreed=True, message="Gern.")
    clock.move(days=365)
    assert retention.forget_people() == 0
    clock.move(minutes=10)

    assert [retention.forget_people(), retention.forget_people()] == [3, 0]
    for one in (card(search), card(offer)):
        assert (one.name, one.email, one.note, one.digest, one.consent) == ("", "", "", "", False)
    for side in mediation(found).sides:
        assert (side.name, side.email, side.passed, side.digest) == ("", "", "", "")
    assert mediation(found).state == "passed"


def test_when_a_person_is_erased_nothing_is_passed_on_and_all_is_forgotten(ctx):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    search, offer = a_search(), an_offer(person="Cem Yıldırım", email="")
    found, of_search, of_offer = asked(search, offer)
    mediating.answer(of_offer, agreed=True)
    version = db.session.get(Person, person).version
    contacts.erase_person(person, seen_version=version, actor=build.OFFICE)
    db.session.expire_all()

    assert mediating.answer(of_search, agreed=True) == "closed"
    assert retention.forget_people() == 2

    one, two = mediation(found).sides
    assert (one.name, two.name, two.email, two.passed) == ("Sandra Obermöller", "", "", "")
    assert (card(offer).state, card(offer).digest, card(search).state) == ("closed", "", "open")
    assert letters("kontakt-kommt") == [("kontakt-kommt-nicht", "sandra@example.org")]
    with pytest.raises(NotFound):
        mediating.answer(of_offer, agreed=True)


def test_an_open_card_of_an_erased_person_is_closed_by_the_clockwork(ctx):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    offer = an_offer(person="Cem Yıldırım", email="")
    found, *_ = asked(a_search(), offer)
    version = db.session.get(Person, person).version
    contacts.erase_person(person, seen_version=version, actor=build.OFFICE)
    db.session.expire_all()

    assert retention.forget_people() == 2
    assert (mediation(found).state, card(offer).state) == ("closed", "closed")
    assert app_clock.now() - card(offer).closed_at < timedelta(minutes=1)
