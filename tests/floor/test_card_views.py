"""Cards over HTTP: handed in without script, held, let in; what moderators see."""

from datetime import date

import pytest

from app.access.rules import Role
from app.core.db import db
from app.floor import actions, queries
from app.floor.models import Card
from app.floor.rules import CardKind, Screen
from app.ideas.models import Idea
from app.meetings.rules import MeetingState
from tests import build
from tests.conftest import signed_in
from tests.floor.build import a_card, an_evening, change, sent_form

IDEA = {"kind": "idea", "text": "Klima-Bänke"}
SECRET = {"name": "Nguyễn Thị Mai", "email": "geheim@example.org", "consent_text": "Ja."}


@pytest.fixture
def evening(app):
    """(meeting, slug) on the test clock's day."""
    with app.app_context():
        meeting = an_evening()
        return meeting, build.slug_of(meeting)


def cards(app):
    with app.app_context():
        return [(one.kind, one.text, one.email) for one in db.session.query(Card)]


def test_a_card_is_handed_in_once_without_script(app, client, evening, soup):
    path = f"/treffen/{evening[1]}/karte"
    form = sent_form(client, soup, path, **IDEA)

    answers = [client.post(path, data=form) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert "Ihre Karte ist da" in soup(client.get(answers[0].location)).text
    assert cards(app) == [("idea", "Klima-Bänke", "")]


def test_an_address_without_agreement_is_sent_back_and_nothing_typed_is_lost(client, evening, soup):
    path = f"/treffen/{evening[1]}/karte"

    answer = client.post(path, data=IDEA | {"email": "mai@example.org"})

    page = soup(answer)
    assert answer.status_code == 422
    assert "Ohne Ihr Einverständnis" in page.text
    assert page.select_one("textarea").text.strip() == "Klima-Bänke"
    assert page.select_one("[name=email]")["value"] == "mai@example.org"


@pytest.mark.parametrize("text", ["", " ", "a" * 1001, "a" * 100_000, "Null\x00byte"])
def test_texts_that_are_empty_too_long_or_broken_are_sent_back(app, client, evening, text):
    answer = client.post(f"/treffen/{evening[1]}/karte", data=IDEA | {"text": text})

    assert answer.status_code == 422
    assert cards(app) == []


def test_a_name_of_two_hundred_letters_is_kept_and_one_more_is_refused(app, client, evening):
    path = f"/treffen/{evening[1]}/karte"

    assert client.post(path, data=IDEA | {"name": "ệ" * 200}).status_code == 303
    assert client.post(path, data=IDEA | {"name": "ệ" * 201}).status_code == 422
    assert len(cards(app)) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": date(2027, 9, 3)}, "Am Tag des Treffens"),
        ({"day": date(2027, 8, 30)}, "Dieses Treffen ist vorbei"),
        ({"state": MeetingState.CANCELLED}, "Dieses Treffen fällt aus"),
    ],
)
def test_outside_its_days_the_page_says_so_and_whom_to_ask(app, client, evening, values, words):
    meeting, slug = evening
    change(app, meeting, **values)

    page = client.get(f"/treffen/{slug}/karte").text

    assert words in page and "mailto:" in page
    late = client.post(f"/treffen/{slug}/karte", data=IDEA)
    assert (late.status_code, "Klima-Bänke" in late.text, cards(app)) == (422, True, [])


def test_nobody_sees_a_card_before_it_is_let_in(app, client, evening):
    meeting, slug = evening
    client.post(f"/treffen/{slug}/karte", data=IDEA | {"text": "Ganz geheime Karte"})
    with app.app_context():
        actions.show(meeting, Screen.CARDS, actor=build.OFFICE)

    paths = (f"/treffen/{slug}", f"/treffen/{slug}/leinwand", f"/treffen/{slug}/karte", "/ideen")
    assert not any("Ganz geheime Karte" in client.get(path).text for path in paths)


def test_the_typed_address_leads_to_the_meeting_of_today(app, client, evening, soup):
    slug = evening[1]
    assert client.get("/karte").location == f"/treffen/{slug}/karte"
    with app.app_context():
        other = build.slug_of(an_evening(title="Zweites Treffen"))

    page = soup(client.get("/karte"))

    found = {link["href"] for link in page.select("main a")}
    assert {f"/treffen/{one}/karte" for one in (slug, other)} <= found


def test_moderators_see_cards_but_no_address(app, evening):
    meeting, _ = evening
    with app.app_context():
        a_card(meeting, **SECRET)
        taken = a_card(meeting, **SECRET)
        actions.let_in(meeting, taken, CardKind.QUESTION, build.OFFICE)

    seen = {
        role: signed_in(app, role).get(f"/buero/treffen/{meeting}/saal").text
        for role in (Role.OFFICE, Role.MODERATOR)
    }

    assert "geheim@example.org" in seen[Role.OFFICE]
    assert "Klima-Bänke" in seen[Role.MODERATOR]
    assert "geheim@example.org" not in seen[Role.MODERATOR]


def test_the_office_lets_a_card_in_and_refuses_another(app, office, evening, soup):
    meeting, _ = evening
    with app.app_context():
        idea, other = a_card(meeting), a_card(meeting, kind="remark", text="Werbung")
    place = f"/buero/treffen/{meeting}/saal"

    office.post(f"{place}/karten/{idea}/zulassen", data={"kind": "idea"})
    office.post(f"{place}/karten/{other}/ablehnen", data={"reason": "Werbung"})

    page = soup(office.get(place))
    assert "Keine Karte wartet, 1 zugelassen, 1 nicht zugelassen" in page.text
    assert "Grund: Werbung" in page.text
    with app.app_context():
        assert db.session.query(Idea).one().title == "Klima-Bänke"


def test_a_reason_that_is_too_long_stays_in_the_form(app, office, evening, soup):
    meeting, _ = evening
    with app.app_context():
        held = a_card(meeting)

    answer = office.post(
        f"/buero/treffen/{meeting}/saal/karten/{held}/ablehnen", data={"reason": "z" * 301}
    )

    assert answer.status_code == 422
    assert soup(answer).select_one("[name=reason]")["value"] == "z" * 301


def test_news_come_only_when_something_is_new(app, office, evening):
    meeting, _ = evening
    with app.app_context():
        mark = queries.cards_mark(meeting)
    ask = f"/buero/treffen/{meeting}/saal/stand?stand={mark}"
    assert office.get(ask).status_code == 204
    with app.app_context():
        a_card(meeting)

    answer = office.get(ask)

    assert answer.status_code == 200
    assert answer.text.count("data-version") == 1 and "<html" not in answer.text
