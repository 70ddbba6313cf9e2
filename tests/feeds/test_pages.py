"""The pages with links to calendars, and „In den Kalender“."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from app.core.db import db
from app.kits.shelf import shelf
from app.registrations import office
from app.registrations.models import Registration
from app.series.models import Series, SeriesMeeting
from tests import build
from tests.feeds.build import an_own_feed
from tests.feeds.files import set_meeting

LINK = "https://video.example.org/raum"


def outside(page):
    """The links to other sites, by name."""
    found = page.select("a[href^='https://calendar.google'], a[href^='https://outlook']")
    assert all(one["rel"] == ["noopener", "noreferrer"] for one in found)
    return [(one.text, one["href"]) for one in found]


def test_a_person_makes_sees_and_revokes_the_link(app, client, soup):
    with app.app_context():
        guest = build.a_registration(build.a_meeting())
        token = build.token_of(guest)
    place = client.get(f"/anmeldung/{token}")
    address = soup(place).find("a", string="Alle meine Treffen abonnieren")["href"]
    path = urlsplit(address).path
    before = soup(client.get(path))
    assert before.find("input", type="url") is None

    made = client.post(f"/kalender/persoenlich/{token}/link-anlegen")
    page = soup(client.get(made.location))

    feed = page.find("input", type="url")["value"]
    assert token not in feed
    assert client.get(urlsplit(feed).path).status_code == 200
    assert (
        page.find("a", string="Kalender abonnieren")["href"]
        == "webcal" + feed[len(urlsplit(feed).scheme) :]
    )
    client.post(f"/kalender/persoenlich/{token}/link-zurueckziehen")
    assert client.get(urlsplit(feed).path).status_code == 404
    assert soup(client.get(path)).find("input", type="url") is None


def test_another_address_ends_the_link_of_whoever_had_the_old_one(app, client):
    with app.app_context():
        person = build.a_registration(build.a_meeting(), email="alt@example.org")
        token = an_own_feed(person)
        applicant = build.an_applicant(last_name="Süß", email="neu@example.org")
        old_page = build.token_of(person)
        office.edit(person, applicant, 1, note="", actor=build.OFFICE)

    assert client.get(f"/kalender/persoenlich/{token}.ics").status_code == 404
    assert client.get(f"/anmeldung/{old_page}").status_code == 404
    with app.app_context():
        again = an_own_feed(person)
    assert again != token
    assert client.get(f"/kalender/persoenlich/{again}.ics").status_code == 200


def test_reading_the_page_makes_no_link(app, client):
    with app.app_context():
        token = build.token_of(build.a_registration(build.a_meeting()))

    assert client.get(f"/kalender/persoenlich/{token}/abonnieren").status_code == 200
    assert client.get(f"/kalender/persoenlich/{'A' * 27}/abonnieren").status_code == 404


def test_the_online_link_stands_on_the_page_of_a_place_only(app, client, soup):
    with app.app_context():
        meeting = build.a_meeting(online_url=LINK, mode="hybrid")
        slug, guest = build.slug_of(meeting), build.a_registration(meeting, participation="online")
        assert db.session.get(Registration, guest).calendar_sent
        token = build.token_of(guest)

    public = outside(soup(client.get(f"/treffen/{slug}")))
    own = outside(soup(client.get(f"/anmeldung/{token}")))

    assert [name for name, _ in own] == [
        "Google Kalender",
        "Outlook.com",
        "Outlook in Microsoft 365",
    ]
    assert [LINK in str(parse_qs(urlsplit(href).query)) for _, href in own] == [True] * 3
    assert [LINK in str(parse_qs(urlsplit(href).query)) for _, href in public] == [False] * len(
        public
    )
    times = parse_qs(urlsplit(own[0][1]).query)["dates"]
    assert times == ["20270930T160000Z/20270930T183000Z"]


def test_who_waits_gets_no_entry(app, client, soup):
    with app.app_context():
        full = build.a_meeting(capacity=1)
        build.a_registration(full)
        token = build.token_of(build.a_registration(full))

    assert outside(soup(client.get(f"/anmeldung/{token}"))) == []


def test_the_series_page_warns_where_outlook_cannot_take_the_rule(app, client, soup):
    with app.app_context():
        slugs = []
        for nth in (3, 5):
            series_id = build.a_series(nth=nth, name=f"Reihe {nth}", until=date(2028, 12, 31))
            slugs.append(db.session.get(Series, series_id).slug)
            for row in db.session.query(SeriesMeeting).filter_by(series_id=series_id):
                set_meeting(row.meeting_id, state="published")

    pages = [soup(client.get(f"/reihe/{slug}")).text for slug in slugs]

    assert ["Outlook kann diese Wiederholung nicht" in page for page in pages] == [False, True]


def test_the_office_finds_every_calendar_and_makes_its_own_link(app, office, soup):
    with app.app_context():
        kits = shelf().kits
    page = soup(office.get("/buero/kalender"))
    names = [one.text for one in page.select("main summary")]
    office.post("/buero/kalender/link-anlegen")
    made = soup(office.get("/buero/kalender"))
    feeds = [one["value"] for one in made.select("#team ~ div input[type=url]")]

    assert names[0] == "Alle öffentlichen Treffen"
    assert names[1:] == [kit.title for kit in kits]
    assert [office.get(urlsplit(one).path).status_code for one in feeds] == [200, 200]
    office.post("/buero/kalender/link-zurueckziehen")
    assert [office.get(urlsplit(one).path).status_code for one in feeds] == [404, 404]


def test_calendars_are_found_by_their_name(office, soup):
    found = soup(office.get("/buero/kalender?suche=auftakt"))
    nothing = soup(office.get("/buero/kalender?suche=xyz"))

    assert [one.text for one in found.select("main summary")] == ["Auftaktveranstaltung"]
    assert "Kein Kalender heißt so" in nothing.text


def test_the_page_is_for_the_team(client):
    assert client.get("/buero/kalender").status_code == 303
