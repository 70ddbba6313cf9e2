"""The personal page, the form filled from an invitation, a project with the registration; the
office's pages with what they say before anything happens."""

import pytest

from app.core.db import db
from app.meetings.models import Invitation
from app.pitches.models import Pitch
from app.registrations import lists, queries
from app.registrations import office as steps
from app.registrations.models import Registration
from tests import build
from tests.registrations.outbox import last_mail, text_of
from tests.registrations.test_views import fields_of

FORM = {
    "vorname": "Cem", "nachname": "Yıldırım", "email": "cem@example.org",
    "akteursgruppe": "buergerschaft",
}  # fmt: skip
PROJECT = {"projekt_title": "Klima-Bänke", "projekt_summary": "Bänke mit Schatten."}


@pytest.fixture
def own(app):
    """A meeting, somebody who comes, and the path of their page."""
    with app.app_context():
        meeting = build.a_meeting()
        person = build.a_registration(meeting, access_needs="Höranlage\nBitte vorn")
        return meeting, person, f"/anmeldung/{build.token_of(person)}"


def kept(app, person):
    with app.app_context():
        return queries.by_id(person)


def test_answers_are_changed_and_needs_stand_as_they_were(app, client, soup, own):
    _, person, path = own
    values = fields_of(soup(client.get(f"{path}/aendern")))
    assert values["unterstuetzung_text"].strip() == "Bitte vorn"

    answer = client.post(f"{path}/aendern", data=values | {"organisation": "Radfreunde"})

    assert (answer.status_code, answer.location) == (303, f"{path}?neu=angaben")
    assert "Ihre Angaben sind gespeichert" in client.get(answer.location).text
    assert kept(app, person).organisation == "Radfreunde"
    assert "Bitte vorn" in kept(app, person).access_needs


def test_the_second_of_two_changes_is_told_and_keeps_what_was_typed(app, client, soup, own):
    _, person, path = own
    values = fields_of(soup(client.get(f"{path}/aendern")))
    client.post(f"{path}/aendern", data=values | {"organisation": "Radfreunde"})

    second = client.post(f"{path}/aendern", data=values | {"organisation": "Speichenbund"})

    assert second.status_code == 422
    page = soup(second)
    assert "an anderer Stelle geändert" in page.text
    assert page.find("input", {"name": "organisation"})["value"] == "Speichenbund"
    third = client.post(f"{path}/aendern", data=fields_of(page))
    assert third.status_code == 303
    assert kept(app, person).organisation == "Speichenbund"


def test_the_code_for_the_door_is_a_picture_of_those_who_come(app, client, own):
    _, _, path = own

    picture = client.get(f"{path}/code.svg")

    assert picture.content_type.startswith("image/svg+xml")
    assert picture.data.startswith(b"<?xml") and b"<script" not in picture.data
    client.post(f"{path}/abmelden")
    assert client.get(f"{path}/code.svg").status_code == 410


def test_after_the_begin_the_page_is_friendly_and_nothing_can_be_changed(client, clock, own):
    _, _, path = own
    clock.set("2027-09-30T18:00")

    assert "Das Treffen hat schon begonnen oder ist vorbei" in client.get(path).text
    for page in ("aendern", "teilnahme", "adresse"):
        assert client.get(f"{path}/{page}").status_code == 410


def test_an_invitation_fills_the_form_once(app, client, soup):
    with app.app_context():
        meeting = build.a_meeting()
        person = build.a_person(first_name="Änne", last_name="Süß", invited=True)
        token, slug = build.an_invitation(meeting, person), build.slug_of(meeting)
    path = f"/treffen/{slug}/anmelden?einladung={token}"

    first = client.get(path)
    page = soup(first)
    assert page.find("input", {"name": "vorname"})["value"] == "Änne"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    values = fields_of(page) | {"akteursgruppe": "buergerschaft"}
    assert client.post(path, data=values).status_code == 303

    with app.app_context():
        assert db.session.query(Invitation).one().registered_at is not None
    for plain in (path, f"/treffen/{slug}/anmelden?einladung=unbekannt"):
        assert "value" not in soup(client.get(plain)).find("input", {"name": "vorname"}).attrs or (
            soup(client.get(plain)).find("input", {"name": "vorname"})["value"] == ""
        )


def test_a_project_comes_with_the_registration_or_not_at_all(app, client, soup):
    with app.app_context():
        slug = build.slug_of(build.a_meeting("pitch-abend"))
    path = f"/treffen/{slug}/anmelden"
    form = FORM | {"submit_key": "a-key-that-a-form-page-made-1"}

    half = client.post(path, data=form | {"projekt_title": "Klima-Bänke"})
    assert half.status_code == 422
    assert "Worum geht es?" in soup(half).find(id="projekt_summary-error").text
    with app.app_context():
        assert db.session.query(Registration).count() == 0

    for _ in range(2):
        answer = client.post(path, data=form | PROJECT)
        assert answer.status_code == 303
    assert "Ihre Anmeldung und Ihr Projekt" in client.get(answer.location).text
    with app.app_context():
        pitch = db.session.query(Pitch).one()
        assert (pitch.title, pitch.full_name, pitch.email) == (
            "Klima-Bänke",
            "Cem Yıldırım",
            "cem@example.org",
        )
        assert "Auch Ihr Projekt „Klima-Bänke“" in text_of(last_mail("confirm_request"))


def test_raising_places_says_first_how_many_get_an_offer(app, office, soup):
    with app.app_context():
        meeting = build.a_meeting(capacity=1)
        for _ in range(7):
            build.a_registration(meeting)
    path = f"/buero/treffen/{meeting}/plaetze"

    asked = office.post(path, data={"capacity": "6", "online_capacity": ""})
    assert "5 Personen bekommen ein Angebot" in " ".join(soup(asked).text.split())
    with app.app_context():
        assert queries.counts(meeting).offered == 0
    office.post(path, data={"capacity": "6", "bestaetigt": "ja"})
    with app.app_context():
        assert queries.counts(meeting).offered == 5

    low = office.post(path, data={"capacity": "2"})
    assert low.status_code == 422
    assert "6 Plätze sind schon vergeben, davon 5 angeboten" in soup(low).text


def test_requests_are_decided_together_after_reading_what_happens(app, office, soup):
    with app.app_context():
        meeting = build.a_request(capacity=1)
        build.a_registration(meeting)
        ids = [row.id for row in queries.requested(meeting)]
    path = f"/buero/treffen/{meeting}/anfragen"

    assert "Niemand ist ausgewählt" in office.post(path, data={"ja": "ja"}).text
    asked = " ".join(soup(office.post(path, data={"person": ids, "ja": "ja"})).text.split())
    assert "1 Person bekommt einen Platz" in asked
    assert "1 Person kommt auf die Warteliste" in asked
    office.post(path, data={"person": ids, "bestaetigt": "ja"})

    with app.app_context():
        assert (queries.counts(meeting).confirmed, queries.counts(meeting).waiting) == (1, 1)


def test_lists_come_in_pages_with_the_same_number_of_queries(app, office, soup, count_queries):
    with app.app_context():
        meeting = build.a_meeting(capacity=200)
        build.a_registration(meeting)
    path = f"/buero/treffen/{meeting}/anmeldungen"
    office.get(path)
    with count_queries() as few:
        office.get(path)
    with app.app_context():
        for _ in range(lists.ROWS + 4):
            build.a_registration(meeting)
    with count_queries() as many:
        first = soup(office.get(path))

    assert len(few) == len(many)
    assert len(first.select("#liste tbody tr")) == lists.ROWS
    assert "Seite 1 von 2" in first.text
    second = soup(office.get(f"{path}?seite=2"))
    assert len(second.select("#liste tbody tr")) == 5
    assert len(soup(office.get(f"{path}?seite=99")).select("#liste tbody tr")) == 5


def test_the_page_of_one_person_shows_history_and_note_to_the_office(app, office, own):
    _, person, _ = own
    with app.app_context():
        new = build.an_applicant(first_name="Änne", email=queries.by_id(person).email)
        steps.edit(person, new, 1, note="rief an", actor=build.OFFICE)
    page = office.get(f"/buero/anmeldungen/{person}").text

    assert "rief an" in page and "Angaben geändert" in page and "Miriam Voss" in page
