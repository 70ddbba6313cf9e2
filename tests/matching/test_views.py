"""Cards and mediations over HTTP: for the office, for everybody, behind links."""

import pytest

from app.core.db import db
from app.matching import actions, mediating, queries, suggestions
from app.matching.models import MatchCard, Mediation
from tests import build
from tests.matching.build import (
    GARAGE,
    LAGER,
    a_handed_in_card,
    a_search,
    an_offer,
    asked,
    card,
    letters,
    mediation,
    tokens,
)

NEW = "/buero/suche-und-biete/neu"
PUBLIC = "/suche-und-biete/neu"
TYPED = {"kind": "search", "text": LAGER, "person": "Nguyễn Thị Mai", "email": "mai@example.org"}
AGREED = TYPED | {"consent": "y"}


def count(app, table=MatchCard):
    with app.app_context():
        return db.session.query(table).count()


# the office


def test_the_office_writes_a_card_and_finds_it(app, office, soup):
    answer = office.post(NEW, data=AGREED)

    page = soup(office.get(answer.location))
    assert page.h1.text == "Karte S01" and "Nguyễn Thị Mai" in page.text
    for address in ("", "?suche=nguyen+lager", "?art=suche", "?status=open&sortierung=-bezirk"):
        assert LAGER in soup(office.get(f"/buero/suche-und-biete{address}")).text
    for address in ("?suche=zelt", "?art=biete", "?status=closed", "?bezirk=Mitte"):
        assert "Nichts passt" in soup(office.get(f"/buero/suche-und-biete{address}")).text


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"text": " "}, "Text: Bitte füllen Sie dieses Feld aus."),
        ({"text": "a" * 100_000}, "Höchstens 1000 Zeichen"),
        ({"text": "Null\x00"}, "Steuerzeichen"),
        ({"person": "W" * 201}, "Höchstens 200 Zeichen"),
        ({"kind": "both"}, "Art der Karte"),
        ({"valid_until": "2027-08-31"}, "schon vorbei"),
        ({"idea": "2027-999"}, "Diese Idee gibt es nicht"),
        ({"email": ""}, "steht nicht mit einer Adresse in den Kontakten"),
    ],
)
def test_nothing_typed_is_lost(app, office, soup, wrong, said):
    answer = office.post(NEW, data=AGREED | wrong)

    page = soup(answer)
    assert (answer.status_code, count(app)) == (422, 0)
    assert said in page.select_one(".tw-errors").text
    assert page.select_one("#person")["value"] == (AGREED | wrong)["person"]


def test_a_card_shows_what_fits_and_why_or_why_not(app, office, soup):
    with app.app_context():
        search, offer = a_search(), an_offer()
        silent = a_search(consent=False, text="Lager", person="Marco", email="m@example.org")

    fit = soup(office.get(f"/buero/suche-und-biete/{search}")).select_one(".tw-fit")
    assert "passt, weil: gemeinsames Wort „Lager“" in fit.text
    assert fit.select_one("a.kern-btn")["href"].endswith(f"neu?suche={search}&biete={offer}")

    page = soup(office.get(f"/buero/suche-und-biete/{silent}"))
    assert "Die Person hat nicht zugestimmt" in page.text and "passt, weil" in page.text
    assert not page.select(".tw-fit a.kern-btn")
    blocked = soup(office.get(f"/buero/vermittlungen/neu?suche={silent}&biete={offer}"))
    assert "nicht möglich" in blocked.text and not blocked.select("main form")


def test_the_office_asks_both_and_notes_the_outcome(app, office, soup):
    with app.app_context():
        search, offer = a_search(), an_offer()
    path = f"/buero/vermittlungen/neu?suche={search}&biete={offer}"
    page = soup(office.get(path))
    assert LAGER in page.text and GARAGE in page.text and "Roswitha Piontek" in page.text
    form = {
        "submit_key": page.select_one("[name=submit_key]")["value"],
        "reason": "Beides trocken", "minutes": "15", "idea": "",
    }  # fmt: skip

    answers = [office.post(path, data=form) for _ in range(2)]

    assert {one.status_code for one in answers} == {303} and count(app, Mediation) == 1
    there = answers[0].location
    assert "Noch keine Antwort" in soup(office.get(there)).text
    with app.app_context():
        found = db.session.query(Mediation).one().id
        for link in tokens(found):
            mediating.answer(link, agreed=True)
    refused = office.post(f"{there}/ergebnis", data={"outcome": "a" * 1001})
    assert refused.status_code == 422
    office.post(f"{there}/ergebnis", data={"worked": "yes", "outcome": "Passt."})
    assert "Hat geholfen. Passt." in soup(office.get(there)).text


def test_a_held_card_stands_on_heute_until_it_is_read(app, office, soup):
    with app.app_context():
        card_id = a_handed_in_card()
        actions.confirm(queries.token_of(card(card_id)))
    assert "Neue Karte lesen" in soup(office.get("/buero/")).text

    office.post(f"/buero/suche-und-biete/{card_id}/oeffnen")

    assert "Neue Karte lesen" not in soup(office.get("/buero/")).text
    assert LAGER in soup(office.get("/suche-und-biete")).text


def test_a_known_person_is_found_for_a_project(app, office, soup):
    with app.app_context():
        person = build.a_person(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
        idea = build.an_idea(contact_name="Mai", contact_email="mai@example.org", seeking="Lager")
        an_offer()

    page = soup(office.get("/buero/ideen/2027-001"))
    assert "gemeinsames Wort „Lager“" in page.select_one("#suche-und-biete").text
    assert (
        office.post("/buero/ideen/2027-001/kontakt", data={"person": "Niemand"}).status_code == 422
    )
    answer = office.post("/buero/ideen/2027-001/kontakt", data={"person": "Cem Yıldırım"})
    assert answer.location.endswith(f"neu?idee={idea}&person={person}")
    assert "cem@example.org" in soup(office.get(answer.location)).text


def test_moderators_and_steering_see_nothing_of_it(app, moderator, steering, soup):
    with app.app_context():
        search, offer = a_search(), an_offer()
        found, *_ = asked(search, offer)
        build.an_idea(seeking="Lager")

    paths = (
        "suche-und-biete", "suche-und-biete/tafel", f"suche-und-biete/{search}", "vermittlungen",
        f"vermittlungen/{found}", f"vermittlungen/neu?suche={search}&biete={offer}",
    )  # fmt: skip
    for browser in (moderator, steering):
        assert {browser.get(f"/buero/{path}").status_code for path in paths} == {403}
        assert not soup(browser.get("/buero/ideen/2027-001")).select("#suche-und-biete")


@pytest.mark.parametrize("path", ["suche-und-biete", "vermittlungen", "suche-und-biete/tafel", ""])
def test_queries_do_not_grow_with_rows(app, office, count_queries, path):
    def seen():
        with count_queries() as found:
            assert office.get(f"/buero/{path}").status_code == 200
        return len(found)

    with app.app_context():
        asked(a_search(), an_offer())
    few = seen()
    with app.app_context():
        for number in range(15):
            mail = {"email": f"p{number}@example.org"}
            pair = a_search(**mail), an_offer()
            asked(*pair)
    assert seen() == few


def test_suggestions_do_not_ask_more_with_more_cards(app, office, count_queries):
    with app.app_context():
        search = a_search()
        an_offer()

    def seen():
        with count_queries() as found:
            office.get(f"/buero/suche-und-biete/{search}")
        return len(found)

    few = seen()
    with app.app_context():
        for number in range(15):
            build.a_person(first_name="Person", last_name=f"Nr {number}", email=f"{number}@b.de")
            an_offer(person=f"Person Nr {number}", email="")
    assert seen() == few


# everybody


def sent(client, soup, path=PUBLIC, **more):
    page = soup(client.get(path))
    hidden = {f["name"]: f.get("value", "") for f in page.select("main form [type=hidden]")}
    return hidden | AGREED | more


def test_a_card_is_handed_in_once_and_shown_without_a_name(app, client, soup):
    form = sent(client, soup)
    answers = [client.post(PUBLIC, data=form) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert "Eine E-Mail ist unterwegs" in soup(client.get(answers[0].location)).text
    with app.app_context():
        (found,) = db.session.query(MatchCard)
        link = f"/suche-und-biete/karte/{queries.token_of(found)}"
    page = soup(client.get(link))
    assert page.h1.text == "Adresse bestätigen" and count(app) == 1
    with app.app_context():
        assert db.session.query(MatchCard).one().state == "pending"
    for _ in range(2):
        assert client.post(f"{link}/bestaetigen").status_code == 303
    with app.app_context():
        actions.accept(1, actor=build.OFFICE)
    public = soup(client.get("/suche-und-biete"))
    assert LAGER in public.text and "Mai" not in public.text and "@" not in public.main.text
    assert LAGER not in soup(client.get("/suche-und-biete?feld=MO")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"consent": ""}, {"email": "nonsense"}, {"text": "a" * 100_000}, {"text": "Null\x00"},
        {"person": "Komm auf www.example.org"}, {"kind": ""}, {"action_field": "XX"},
        {"website": "https://robot.example"},
    ],
)  # fmt: skip
def test_what_is_not_taken_from_the_public_form(app, client, soup, wrong):
    form = {name: value for name, value in sent(client, soup, **wrong).items() if value}

    answer = client.post(PUBLIC, data=form)

    assert (answer.status_code, count(app)) == (422, 0)
    assert soup(answer).select_one(".tw-errors")


def test_an_answer_to_a_card_is_of_the_other_kind(app, client, soup):
    with app.app_context():
        a_search()
    path = f"{PUBLIC}?antwort=S01"
    assert "Sie antworten auf die Karte S01" in soup(client.get(path)).text

    client.post(path, data=sent(client, soup, path, kind="offer", text="Garage"))

    with app.app_context():
        one = db.session.query(MatchCard).order_by(MatchCard.id.desc()).first()
        assert (one.kind, one.answers_id) == ("offer", 1)
        actions.confirm(queries.token_of(one))
        actions.accept(one.id, actor=build.OFFICE)
        assert [fit.card.id for fit in suggestions.fits_for(card(1))] == [one.id]


def test_the_own_card_is_prolonged_and_taken_back(app, client, soup):
    with app.app_context():
        link = f"/suche-und-biete/karte/{queries.token_of(card(a_search()))}"
    longer = client.post(f"{link}/verlaengern", follow_redirects=True)
    assert "gilt jetzt länger" in soup(longer).text
    back = client.post(f"{link}/zurueckziehen", follow_redirects=True)
    assert "zurückgezogen" in soup(back).text and "Sandra" not in soup(back).text
    again = client.post(f"{link}/verlaengern")
    assert again.status_code == 410 and "geschlossen" in soup(again).text
    assert client.get("/suche-und-biete/karte/unknown").status_code == 404
    assert client.post("/suche-und-biete/karte/unknown/verlaengern").status_code == 404
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"


# behind the links of those who are asked


def test_opening_a_link_shows_no_name_and_changes_nothing(app, client, soup):
    with app.app_context():
        found, of_search, of_offer = asked(reason="Beide in der Nähe.")
    for link, other, secret in ((of_search, GARAGE, "Piontek"), (of_offer, LAGER, "Obermöller")):
        page = soup(client.get(f"/kontakt/{link}"))
        assert other in page.text and "Beide in der Nähe." in page.text
        assert secret not in page.text and "@" not in page.main.text

    with app.app_context():
        assert [side.agreed for side in mediation(found).sides] == [None, None]


def test_each_side_later_sees_what_was_passed_on(app, client, soup):
    with app.app_context():
        _, *links = asked()
    for link in links:
        answer = client.post(f"/kontakt/{link}", data={"antwort": "ja"})
        assert answer.status_code == 303
    first, second = (soup(client.get(f"/kontakt/{link}")).main.text for link in links)
    for page in (first, second):
        assert "Roswitha Piontek" in page and "Sandra Obermöller" in page
        assert "Mi., 01.09.2027, 09:00 Uhr" in page
    assert first.index("Piontek") < first.index("Obermöller")
    assert second.index("Obermöller") < second.index("Piontek")
    assert client.post(f"/kontakt/{links[0]}", data={"antwort": "nein"}).status_code == 410


def test_only_a_button_answers(app, client, soup):
    with app.app_context():
        found, of_search, of_offer = asked()
    too_long = client.post(f"/kontakt/{of_search}", data={"antwort": "ja", "message": "a" * 1001})
    assert too_long.status_code == 422 and "Höchstens 1000" in soup(too_long).text

    for nonsense in ({}, {"antwort": "vielleicht"}):
        assert client.post(f"/kontakt/{of_search}", data=nonsense).status_code == 422
    with app.app_context():
        assert [side.agreed for side in mediation(found).sides] == [None, None]

    client.post(f"/kontakt/{of_search}", data={"antwort": "nein"})
    late = client.post(f"/kontakt/{of_offer}", data={"antwort": "ja"})
    assert late.status_code == 410 and "nichts weitergegeben" in soup(late).text
    with app.app_context():
        assert mediation(found).state == "refused"
        assert letters("kontakt-weiter") == []
    assert client.get("/kontakt/unknown").status_code == 404


def test_in_english_the_filters_name_the_fields_in_english(client, soup):
    page = soup(client.get("/suche-und-biete?sprache=en"))

    names = [link.text.strip() for link in page.select(".tw-filter a")]
    assert "Renewable energy" in names and "Erneuerbare Energien" not in names
