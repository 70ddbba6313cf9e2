"""Leaving the list of those invited: by the page, by the mail program, and coming back."""

import pytest

from app.contacts import listing, queries
from tests import build


@pytest.fixture
def person(app):
    with app.app_context():
        person_id = build.a_person(first_name="Claudia", last_name="Lindner", invited=True)
        return person_id, queries.unsubscribe_token(queries.person_by_id(person_id))


def ways(app, person_id):
    with app.app_context():
        return [(c.given, c.way) for c in reversed(listing.history(person_id))]


def button(page):
    return page.select_one("main form button").get_text(strip=True)


def test_opening_the_link_changes_nothing(app, client, soup, person):
    person_id, token = person
    for _ in range(3):
        page = soup(client.get(f"/austragen/{token}"))

    assert button(page) == "Keine Einladungen mehr"
    assert ways(app, person_id) == [(True, "paper")]


def test_the_button_ends_invitations_and_a_second_press_is_harmless(app, client, soup, person):
    person_id, token = person
    for _ in range(2):
        answer = client.post(f"/austragen/{token}")
        assert (answer.status_code, answer.location) == (303, f"/austragen/{token}")

    page = soup(client.get(f"/austragen/{token}"))
    assert "Sie bekommen keine Einladungen mehr" in page.main.text
    assert button(page) == "Doch wieder einladen"
    assert ways(app, person_id) == [(True, "paper"), (False, "link")]


def test_coming_back_is_a_consent_to_the_words_beside_the_button(app, client, person, soup):
    person_id, token = person
    client.post(f"/austragen/{token}")
    words = "Bitte laden Sie mich auch zu den nächsten Treffen ein."
    assert words in soup(client.get(f"/austragen/{token}")).main.text
    for _ in range(2):
        client.post(f"/austragen/{token}/wieder")

    assert ways(app, person_id)[-1] == (True, "link")
    assert len(ways(app, person_id)) == 3
    with app.app_context():
        assert listing.history(person_id)[0].wording.text == words


def test_the_mail_program_needs_no_form(app, client, person, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    person_id, token = person
    for _ in range(2):
        answer = client.post(f"/austragen/{token}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert ways(app, person_id)[1:] == [(False, "mail_program")]


def test_any_other_post_needs_the_token_of_the_form(app, client, person, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    person_id, token = person

    assert client.post(f"/austragen/{token}").status_code == 400
    assert client.post(f"/austragen/{token}/wieder").status_code == 400
    assert ways(app, person_id) == [(True, "paper")]


def test_others_at_the_same_address_are_neither_named_nor_touched(app, client, soup, person):
    _, token = person
    with app.app_context():
        email = queries.person_behind(token).email
        partner = build.a_person(
            first_name="Thomas", last_name="Lindner", email=email, invited=True
        )
    client.post(f"/austragen/{token}")

    assert "Thomas" not in client.get(f"/austragen/{token}").text
    with app.app_context():
        assert queries.person_by_id(partner).invitations


def test_a_wrong_link_and_an_erased_person_look_the_same(app, client, person):
    person_id, token = person
    with app.app_context():
        build.contacts.erase_person(
            person_id,
            seen_version=queries.person_by_id(person_id).version,
            actor=build.OFFICE,
        )

    answers = [client.get(f"/austragen/{one}") for one in (token, token[:-1], "x" * 27)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].headers["Referrer-Policy"] == "no-referrer"
