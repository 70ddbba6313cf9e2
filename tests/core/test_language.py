"""Which language is spoken, what it makes of dates and numbers, and how visitors choose."""

from datetime import date, datetime

import msgspec
import pytest

from app.core import words
from app.core.language import (
    current_language,
    gettext,
    ngettext,
    offer_only,
    offered_languages,
    speak,
    speaking,
)
from tests import build

DAY = date(2027, 2, 18)


@pytest.fixture(autouse=True)
def german_again():
    yield
    speak("de", ())


def test_german_is_given_back_as_it_is():
    assert gettext("Alle Plätze sind vergeben") == "Alle Plätze sind vergeben"
    assert gettext("100 %") == "100 %"


def test_another_language_says_the_sentence_with_what_is_filled_in():
    with speaking("en"):
        told = gettext("Anmelden: %(title)s", title="Café 100 %")

    assert told == "Register: Café 100 %"
    assert current_language() == "de"


def test_what_easy_german_does_not_say_otherwise_stays_german():
    with speaking("einfach"):
        assert gettext("Speichern") == "Speichern"
        assert gettext("Alle Plätze sind vergeben") == "Alle Plätze sind weg"


@pytest.mark.parametrize("language", ["fr", "", "../en"])
def test_a_language_that_there_is_not_means_german(language):
    with speaking(language):
        assert current_language() == "de"


def test_one_and_many():
    with speaking("en"):
        told = [
            ngettext("Noch %(num)s Platz frei.", "Noch %(num)s Plätze frei.", n) for n in (1, 2)
        ]

    assert told == ["1 place left.", "2 places left."]


def test_only_what_is_offered_is_spoken():
    speak("en", ["de", "en", "einfach", "fr"])
    offer_only(["einfach"])

    assert (current_language(), offered_languages()) == ("de", ("de", "einfach"))


def test_dates_and_numbers_in_english():
    with speaking("en"):
        told = [
            words.date_long(DAY),
            words.date_plain(DAY),
            words.date_short(DAY),
            words.date_brief(DAY),
            words.moment_brief(datetime(2027, 2, 18, 17, 30)),
            words.number(1855),
            words.distance(DAY, date(2027, 2, 3)),
            words.listing(["bike", "bus", "tram"]),
        ]

    assert told == [
        "Thursday, 18 February 2027",
        "18 February 2027",
        "18 Feb 2027",
        "Thu 18 Feb 2027",
        "Thu 18 Feb 2027, 17:30",
        "1,855",
        "in 15 days",
        "bike, bus and tram",
    ]


def test_dates_in_easy_german_are_german_with_whole_weekdays():
    with speaking("einfach"):
        told = [
            words.date_long(DAY),
            words.date_brief(DAY),
            words.moment_brief(datetime(2027, 2, 18, 17, 30)),
        ]

    assert told == [
        "Donnerstag, 18. Februar 2027",
        "Donnerstag, 18.02.2027",
        "Donnerstag, 18.02.2027, 17:30 Uhr",
    ]


def languages(page):
    """The links at the top of a page: name and whether it is the one that is spoken."""
    return [(link.text, link.get("aria-current")) for link in page.select(".tw-languages li a")]


def test_nobody_gets_a_cookie_before_choosing(client, soup):
    answer = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    page = soup(answer)

    assert page.html["lang"] == "de" and "Set-Cookie" not in answer.headers
    assert languages(page) == [("Deutsch", "true"), ("English", None), ("Einfache Sprache", None)]
    assert page.select_one(".tw-languages p[lang=en] a")["href"] == "/?sprache=en"
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_a_german_browser_gets_no_line_about_english(client, soup):
    page = soup(client.get("/", headers={"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}))

    assert page.select(".tw-languages p") == []


def test_a_choice_is_remembered_and_can_be_taken_back(client, soup):
    chosen = client.get("/fruehere-treffen?seite=1&sprache=en")
    page = soup(client.get("/", headers={"Accept-Language": "en"}))
    back = soup(client.get("/?sprache=de"))

    assert soup(chosen).h1.text == "Past meetings" and chosen.headers["Content-Language"] == "en"
    assert (page.html["lang"], page.h1.text, page.select(".tw-languages p")) == (
        "en",
        "Meetings",
        [],
    )
    assert back.h1.text == "Treffen"
    assert soup(client.get("/")).h1.text == "Treffen"


@pytest.mark.parametrize("asked", ["fr", "<b>", "de%00", "einfach'", "x" * 5000])
def test_a_choice_that_there_is_not_is_ignored(client, asked):
    answer = client.get("/", query_string={"sprache": asked})

    assert answer.status_code in (200, 400) and "Set-Cookie" not in answer.headers


def test_a_link_to_another_language_keeps_the_address(client, soup):
    page = soup(client.get("/fruehere-treffen?seite=2"))

    links = [link["href"] for link in page.select(".tw-languages li a")]
    assert links[1] == "/fruehere-treffen?seite=2&sprache=en"


def test_after_a_page_in_english_the_thread_speaks_german_again(client):
    client.get("/?sprache=en")

    assert current_language() == "de"


def test_a_page_instead_of_a_file_speaks_what_was_chosen(client, soup):
    client.get("/?sprache=en")

    gone = soup(client.get("/treffen/gibt-es-nicht/tagesordnung.pdf"))

    assert (gone.html["lang"], gone.h1.text) == ("en", "This page does not exist")


def test_pages_of_the_team_stay_german(office, soup):
    office.get("/?sprache=en")
    gone = soup(office.get("/buero/treffen/4711/tagesordnung.pdf"))

    assert gone.h1.text == "Diese Seite gibt es nicht"

    assert soup(office.get("/buero/")).html["lang"] == "de"
    assert soup(office.get("/buero/treffen")).select(".tw-languages") == []


def test_a_meeting_offers_what_the_office_ticked(app, client, soup):
    with app.app_context():
        meeting = build.a_meeting(languages=["einfach"])
        slug = build.slug_of(meeting)
    client.get("/?sprache=en")
    page = soup(client.get(f"/treffen/{slug}"))

    assert languages(page) == [("Deutsch", "true"), ("Einfache Sprache", None)]
    assert soup(client.get("/")).html["lang"] == "en"


def test_a_site_in_german_alone_offers_no_choice(app, client, soup):
    before = app.extensions["settings"]
    site = msgspec.structs.replace(before.site, languages=("de",))
    app.extensions["settings"] = msgspec.structs.replace(before, site=site)
    try:
        answer = client.get("/?sprache=en")
    finally:
        app.extensions["settings"] = before

    assert languages(soup(answer)) == [] and "Set-Cookie" not in answer.headers


def test_a_personal_link_opens_in_the_language_of_the_registration(app, client, soup):
    with app.app_context(), speaking("en"):
        token = build.token_of(build.a_registration(build.a_meeting()))

    assert soup(client.get(f"/anmeldung/{token}")).h1.text == "Your registration"
    assert soup(client.get(f"/anmeldung/{token}?sprache=de")).h1.text == "Ihre Anmeldung"


def test_a_form_that_was_sent_offers_no_way_to_lose_it(app, client, soup):
    client.get("/?sprache=en")
    with app.app_context():
        slug = build.slug_of(build.a_meeting())
    answer = client.post(f"/treffen/{slug}/anmelden", data={"vorname": "Cem"})
    page = soup(answer)

    assert answer.status_code == 422 and languages(page) == []
    assert "Last name: Please fill in this field." in page.select_one(".tw-errors").text
    assert page.select_one("[name=vorname]")["value"] == "Cem"
