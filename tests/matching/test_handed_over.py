"""A card, a person or a project changes while links are out: nothing reaches somebody else."""

from datetime import date

import pytest

from app.contacts import office as contacts
from app.contacts.models import Person
from app.contacts.rules import PersonFacts
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.ideas.actions import change_idea
from app.ideas.models import Idea
from app.ideas.queries import values_of
from app.matching import actions, mediating, queries, retention
from app.matching.mediation_queries import unsettled
from app.matching.parties import Plan
from app.projects.merging import merge_ideas
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
OTHER = {"person": "Berta Neu", "email": "berta@example.org"}


def token(card_id):
    return queries.token_of(card(card_id))


def change(card_id, **more):
    typed = values(str(card(card_id).kind), **more)
    actions.change(card_id, typed, seen_version=card(card_id).version, **OFFICE)


def move_person(person_id, **more):
    facts = {"first_name": "Cem", "last_name": "Yıldırım", "email": "cem@example.org"} | more
    entry = contacts.Entry(facts=PersonFacts(**facts))
    version = db.session.get(Person, person_id).version
    contacts.change_person(person_id, entry, seen_version=version, **OFFICE)
    db.session.expire_all()


def nothing_passed(found):
    one = mediation(found)
    assert (one.state, letters("kontakt-weiter")) == ("closed", [])
    assert [side.passed for side in one.sides] == ["", ""]
    return one


@pytest.mark.parametrize("other", [OTHER, {"person": "Berta Neu"}, {"email": "neu@example.org"}])
def test_the_old_link_of_a_card_that_goes_to_somebody_else_opens_nothing(ctx, other):
    card_id = a_search()
    old = token(card_id)
    change(card_id, **other)

    assert token(card_id) != old and queries.card_behind(token(card_id)).id == card_id
    for deed in (queries.card_behind, actions.withdraw, actions.prolong):
        with pytest.raises(NotFound):
            deed(old)
    address = queries.owner_of(card(card_id))[1]
    assert letters()[1:] == [("karte-neuer-stand", address)]
    assert f"/suche-und-biete/karte/{token(card_id)}" in body_of("karte-neuer-stand", address)


def test_the_link_stays_when_only_the_words_change(ctx):
    card_id = a_search()
    old = token(card_id)
    change(card_id, text="Zelt", person="sandra  obermöller")

    assert (queries.card_behind(old).id, len(letters())) == (card_id, 1)


@pytest.mark.parametrize("other", [OTHER, {"email": "neu@example.org"}, {"consent": False}])
def test_another_person_or_no_consent_ends_what_was_asked(ctx, other):
    search, offer = a_search(), an_offer()
    found, of_search, of_offer = asked(search, offer)
    mediating.answer(of_search, agreed=True)
    change(search, **other)

    one = nothing_passed(found)
    assert (one.outcome, one.settled_at is not None) == (mediating.CHANGED, True)
    with pytest.raises(Gone):
        mediating.answer(of_offer, agreed=True)
    assert letters("kontakt-kommt") == [
        ("kontakt-kommt-nicht", "sandra@example.org"),
        ("kontakt-kommt-nicht", "roswitha@example.org"),
    ]


def test_other_words_end_nothing(ctx):
    search = a_search()
    found, *_ = asked(search, an_offer())
    change(search, text="Zelt")

    assert mediation(found).state == "asked"


def test_an_address_that_was_not_asked_is_not_passed_on_and_the_office_hears(ctx, clock):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    found, of_search, of_offer = asked(a_search(), an_offer(person="Cem Yıldırım", email=""))
    mediating.answer(of_offer, agreed=True)
    move_person(person, email="neu@example.org")

    assert mediating.answer(of_search, agreed=True) == "closed"

    one = nothing_passed(found)
    assert (one.outcome, one.settled_at) == (mediating.CHANGED, None)
    assert [waiting.id for waiting in unsettled(one.ended_at)] == [found]
    mediating.settle(found, **OFFICE)
    assert unsettled(one.ended_at) == []
    assert mediation(found).outcome == mediating.CHANGED


def test_nobody_is_reminded_at_an_address_that_is_not_theirs_any_more(ctx, clock):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    found, *_ = asked(a_search(), an_offer(person="Cem Yıldırım", email=""))
    move_person(person, email="neu@example.org")
    clock.move(days=8)

    assert mediating.remind_and_lapse() == 1
    nothing_passed(found)
    assert len(letters("kontakt-anfrage")) == 2


def test_a_name_is_passed_on_as_the_address_book_has_it_by_then(ctx):
    person = build.a_person(first_name="Cem", last_name="Yildirim", email="cem@example.org")
    found, *links = asked(a_search(), an_offer(person="Cem Yildirim", email=""))
    move_person(person)
    for link in links:
        mediating.answer(link, agreed=True)

    assert mediation(found).sides[1].passed == "Cem Yıldırım\ncem@example.org"


def test_another_contact_person_of_the_project_was_not_asked(ctx):
    idea = build.an_idea(seeking="Lager", contact_name="Mai", contact_email="mai@example.org")
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    found, of_search, of_offer = asked(idea_id=idea, person_id=person)
    mediating.answer(of_search, agreed=True)
    row = db.session.get(Idea, idea)
    now = values_of(row)
    other = type(now)(**vars(now) | {"contact_name": "Berta", "contact_email": "b@example.org"})
    change_idea(idea, other, seen_version=row.version, actor=build.OFFICE)

    assert mediating.answer(of_offer, agreed=True) == "closed"
    nothing_passed(found)


def test_cards_and_questions_belong_to_the_idea_that_goes_on(ctx):
    facts = {"seeking": "Lager", "contact_name": "Mai", "contact_email": "mai@example.org"}
    kept, other = build.an_idea("A", **facts), build.an_idea("B", **facts)
    number = db.session.get(Idea, other).number
    merge_ideas(kept, other, {}, seen_versions=(1, 1), actor=build.OFFICE)
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")

    search = a_search(idea=number)
    change(search, idea=number, text="Zelt")
    found, *links = asked(idea_id=other, person_id=person)

    assert (card(search).idea_id, mediation(found).idea_id) == (kept, kept)
    for link in links:
        mediating.answer(link, agreed=True)
    assert mediation(found).state == "passed"


# what ends on its day


def test_a_card_that_was_prolonged_meanwhile_stays_and_so_does_what_is_asked(ctx):
    search = a_search()
    found, *_ = asked(search, an_offer())

    assert retention._close_expired(search) is False

    assert (card(search).state, mediation(found).state) == ("open", "asked")
    assert letters("kontakt-kommt") == []


def test_a_card_that_ends_on_its_day_ends_what_is_asked(ctx, clock):
    search = a_search(valid_until=date(2027, 9, 1))
    found, *_ = asked(search, an_offer())
    clock.set("2027-09-02T08:00")

    assert retention.close_expired() == 1
    assert (card(search).state, mediation(found).state) == ("closed", "closed")
    assert letters("kontakt-kommt") == [("kontakt-kommt-nicht", "roswitha@example.org")]


def test_what_the_office_closed_after_its_last_day_is_not_opened_by_link(ctx, clock):
    card_id = a_search(valid_until=date(2027, 9, 1))
    clock.set("2027-09-02T07:00")
    actions.close(card_id, "Passt nicht zu uns", tell=False, **OFFICE)

    with pytest.raises(Gone):
        actions.prolong(token(card_id))
    actions.reopen(card_id, **OFFICE)
    clock.set("2028-09-02T09:00")
    assert retention.close_expired() == 1
    actions.prolong(token(card_id))
    actions.close(card_id, "Passt doch nicht", tell=False, **OFFICE)
    with pytest.raises(Gone):
        actions.prolong(token(card_id))


# what mails say


def test_the_first_mail_holds_no_words_of_whoever_typed_the_address(ctx):
    a_handed_in_card(text="Ihr Konto ist gesperrt: https://evil.example/y")

    body = body_of("karte-bestaetigen", "sandra@example.org")
    assert "evil.example" not in body and "gesperrt" not in body


def test_a_known_person_without_a_card_reads_why_they_are_asked(ctx):
    person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    idea = build.an_idea(seeking="Lager", contact_name="Mai", contact_email="mai@example.org")
    asked(idea_id=idea, person_id=person)

    own, other = (
        body_of("kontakt-anfrage", address).replace("\r", "")
        for address in ("cem@example.org", "mai@example.org")
    )
    assert "Ihre Seite:\nSie gehören zu unserem Netzwerk und könnten hier helfen.\n" in own
    assert "Die andere Seite:\nProjekt „" in own and "Gesucht wird: Lager" in own
    assert "Die andere Seite:\nJemand aus unserem Netzwerk könnte helfen.\n" in other


def test_a_reminder_names_the_day_of_the_question(ctx, clock):
    asked()
    clock.set("2027-09-20T09:00")
    mediating.remind_and_lapse()

    body = body_of("kontakt-anfrage", "sandra@example.org")
    assert "am 1. September 2027 gefragt" in body and "bis 22. September 2027" in body


def test_a_plan_with_a_merged_project_is_shown_with_the_one_that_goes_on(app, office, soup):
    with app.app_context():
        facts = {"seeking": "Lager", "contact_name": "Mai", "contact_email": "mai@example.org"}
        kept, other = build.an_idea("Alpha", **facts), build.an_idea("Beta", **facts)
        merge_ideas(kept, other, {}, seen_versions=(1, 1), actor=build.OFFICE)
        offer = an_offer()
        plan = Plan(idea_id=other, offer_id=offer)

    page = soup(office.get(f"/buero/vermittlungen/neu?idee={plan.idea_id}&biete={plan.offer_id}"))
    assert "Projekt „Alpha“" in page.text and "Beta" not in page.main.text


def test_the_page_that_changes_a_card_says_that_somebody_is_asked(app, office, soup):
    with app.app_context():
        search = a_search()
        asked(search, an_offer())
    page = soup(office.get(f"/buero/suche-und-biete/{search}/aendern"))
    assert "Zu dieser Karte läuft eine Anfrage" in page.text
