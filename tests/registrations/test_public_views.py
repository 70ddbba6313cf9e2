"""The pages for people who come: what they say, what they refuse, what they never do."""

import pytest

from app.core.db import db
from app.outbox.models import Message
from app.registrations import lists, office, queries
from app.registrations.rules import Counts
from tests import build

FORM = {
    "vorname": "Cem",
    "nachname": "Yıldırım",
    "email": "cem@example.org",
    "akteursgruppe": "buergerschaft",
    "submit_key": "a-key-that-a-form-page-made-1",
}


@pytest.fixture
def meeting(app):
    with app.app_context():
        return build.a_meeting()


@pytest.fixture
def slug(app, meeting):
    with app.app_context():
        return build.slug_of(meeting)


def numbers(app, meeting):
    with app.app_context():
        return queries.counts(meeting)


def post(client, slug, **values):
    return client.post(f"/treffen/{slug}/anmelden", data=FORM | values)


def errors(soup, answer):
    assert answer.status_code == 422
    page = soup(answer)
    return [line.text.strip() for line in page.select(".tw-errors li")]


def test_form_asks_the_questions_of_the_kit_and_says_what_for(client, slug, soup):
    page = soup(client.get(f"/treffen/{slug}/anmelden"))

    names = [field["name"] for field in page.select("main [name]")]
    assert {"vorname", "nachname", "email", "frage_suche", "frage_erstmals"} <= set(names)
    assert "Nur die Geschäftsstelle sieht diese Angabe." in page.text
    needs = next(row for row in page.select("details tr") if "Hilfen vor Ort" in row.text)
    assert [cell.text.strip() for cell in needs.select("td")] == [
        "Hilfen vor Ort vorbereiten",
        "7 Tage nach dem Treffen",
    ]
    assert page.text.count("Gelöscht") == 1
    options = [option["value"] for option in page.select("select[name=akteursgruppe] option")]
    assert options[0] == ""
    assert options[-1] == "keine-angabe"
    assert len(options) == 8


@pytest.mark.parametrize(
    "kit", ["auftakt", "pitch-abend", "online-hybrid", "lenkungskreis", "themenwerkstatt"]
)
def test_every_kit_has_a_form_that_can_be_sent(app, client, soup, kit):
    with app.app_context():
        meeting = build.a_meeting(kit=kit)
        slug = build.slug_of(meeting)
    page = soup(client.get(f"/treffen/{slug}/anmelden"))
    chosen = {
        select["name"]: select.find_all("option")[1]["value"] for select in page.select("select")
    }

    assert post(client, slug, **chosen).status_code == 303
    assert numbers(app, meeting) == Counts(pending=1)


def test_projektwerkstatt_needs_its_own_answer(app, client, soup):
    with app.app_context():
        slug = build.slug_of(build.a_meeting(kit="projektwerkstatt"))

    assert errors(soup, post(client, slug)) == [
        "Für welches Projekt kommen Sie? Bitte füllen Sie dieses Feld aus."
    ]


def test_answers_are_kept_as_given(app, client, meeting, slug):
    post(
        client,
        slug,
        organisation="Radfreunde Teuto e. V.",
        akteursgruppe="keine-angabe",
        unterstuetzung=["Höranlage", "Anderes (bitte kurz beschreiben)"],
        unterstuetzung_text="Ich komme mit Krücken.",
        kontaktliste="y",
        frage_suche="Räume",
        frage_erstmals="y",
    )

    with app.app_context():
        (row,) = lists.listing(meeting)
        assert (row.organisation, row.sector) == ("Radfreunde Teuto e. V.", "")
        assert row.access_needs == "Höranlage\nIch komme mit Krücken."
        assert (row.on_contact_list, row.wants_invitations) == (True, False)
        assert row.answers == {"suche": "Räume", "biete": "", "erstmals": True}


def test_fields_that_the_form_does_not_offer_decide_nothing(app, client, meeting, slug):
    post(client, slug, state="confirmed", capacity="999", source="office", queue_number="1")

    with app.app_context():
        (row,) = lists.listing(meeting)
        assert (row.state, row.source, row.queue_number) == ("pending", "form", None)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("vorname", "", "Vorname: Bitte füllen Sie dieses Feld aus."),
        ("vorname", "   ", "Vorname: Bitte füllen Sie dieses Feld aus."),
        ("nachname", "http://boese.example", "Nachname: Hier ist keine Internet-Adresse möglich."),
        ("vorname", "www.boese.example", "Vorname: Hier ist keine Internet-Adresse möglich."),
        ("vorname", "x" * 201, "Vorname: Höchstens 200 Zeichen sind möglich."),
        (
            "nachname",
            "Mai\r\nBcc: alle@example.org",
            "Nachname: Das Feld enthält ein unsichtbares Steuerzeichen oder einen Zeilenumbruch. "
            "Bitte tippen Sie den Text neu.",
        ),
        ("akteursgruppe", "", "Aus welchem Bereich kommen Sie? Bitte wählen Sie etwas aus."),
    ],
)
def test_errors_name_field_problem_and_remedy(app, client, meeting, slug, soup, name, value, error):
    answer = post(client, slug, **{name: value})

    assert errors(soup, answer) == [error]
    field = soup(answer).find(attrs={"name": name})
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split()[-1] == f"{name}-error"
    assert soup(answer).find("input", {"name": "email"})["value"] == "cem@example.org"
    assert numbers(app, meeting) == Counts()


@pytest.mark.parametrize("address", ["cem", "cem@", "a b@example.org", "müller@example.org"])
def test_addresses_that_mail_cannot_reach_are_refused(app, client, meeting, slug, soup, address):
    (error,) = errors(soup, post(client, slug, email=address))

    assert error.startswith("E-Mail-Adresse: ")
    assert error.endswith("Beispiel: name@example.org")
    assert numbers(app, meeting) == Counts()


def test_an_unknown_sector_is_refused_and_nothing_breaks(app, client, meeting, slug):
    assert post(client, slug, akteursgruppe="admin").status_code == 422
    assert numbers(app, meeting) == Counts()


def test_names_of_200_letters_and_all_diacritics_come_out_right(app, client, meeting, slug):
    first, last = "Nguyễn Thị " * 18 + "M", "Krzyżanowska-Łukaszewicz"

    assert post(client, slug, vorname=first, nachname=last).status_code == 303

    with app.app_context():
        (row,) = lists.listing(meeting)
        assert (row.first_name, row.last_name) == (first, last)


def test_the_page_after_the_form_is_the_same_for_known_and_unknown_people(app, client, slug):
    unknown = client.get(post(client, slug).location).data
    known = client.get(post(client, slug, submit_key="another-key-of-a-form-page").location).data

    assert known == unknown


def test_too_many_mails_to_one_address_are_refused_at_the_field(app, client, slug, soup):
    for number in range(5):
        post(client, slug, nachname=f"Gast {number}", submit_key=f"key-of-the-form-number-{number}")

    answer = post(client, slug, submit_key="key-of-the-last-form-here")

    (error,) = errors(soup, answer)
    assert error.startswith("E-Mail-Adresse: An diese Adresse gingen heute schon viele")
    assert soup(answer).find("input", {"name": "vorname"})["value"] == "Cem"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"registration_opens": build.date(2027, 9, 2)}, "noch nicht geöffnet"),
        ({"registration_closes": build.date(2027, 8, 31)}, "Die Anmeldung ist geschlossen"),
        ({"day": build.date(2027, 8, 31)}, "hat schon begonnen oder ist vorbei"),
        ({"state": "cancelled", "call_off_reason": "Sturm"}, "Dieses Treffen fällt aus"),
    ],
)
def test_meetings_that_take_nobody_say_so(app, client, soup, values, words):
    with app.app_context():
        meeting = build.a_meeting(**values)
        slug = build.slug_of(meeting)

    page = client.get(f"/treffen/{slug}/anmelden")
    answer = post(client, slug)

    assert (page.status_code, answer.status_code) == (200, 409)
    assert words in soup(page).text
    assert words in soup(answer).text
    assert numbers(app, meeting) == Counts()


def test_drafts_are_unknown(app, client):
    with app.app_context():
        slug = build.slug_of(build.a_meeting(state="draft"))

    assert client.get(f"/treffen/{slug}/anmelden").status_code == 404


def test_full_meeting_offers_the_waiting_list(app, client, soup):
    with app.app_context():
        meeting = build.a_meeting(capacity=1)
        build.a_registration(meeting)
        slug = build.slug_of(meeting)

    assert "Warteliste" in soup(client.get(f"/treffen/{slug}/anmelden")).text


@pytest.fixture
def person(app, meeting):
    with app.app_context():
        found = build.a_registration(meeting, email="mai@example.org", access_needs="Höranlage")
        return {
            "id": found,
            "manage": build.token_of(found),
            "confirm": build.token_of(found, "confirm"),
        }


def paths(person):
    own = f"/anmeldung/{person['manage']}"
    return [
        f"/anmeldung/{person['confirm']}/bestaetigen",
        own,
        f"{own}/abmelden",
        f"{own}/termin.ics",
    ]


def test_personal_pages_leave_no_trace(client, person):
    for path in paths(person):
        headers = client.get(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"


def test_opening_links_changes_nothing(app, client, meeting, person):
    with app.app_context():
        before = db.session.query(Message).count()
    for path in paths(person):
        for _ in range(3):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200

    assert numbers(app, meeting) == Counts(confirmed=1)
    with app.app_context():
        assert db.session.query(Message).count() == before


def test_changed_links_are_unknown_all_alike(client, person):
    wrong = [person["manage"][:-1], person["manage"] + "a", "x", person["confirm"], "ä" * 27]

    answers = [client.get(f"/anmeldung/{token}") for token in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert client.post(f"/anmeldung/{person['confirm']}/abmelden").status_code == 404
    assert client.post(f"/anmeldung/{person['manage']}/bestaetigen").status_code == 404


def test_own_page_shows_everything_that_is_kept(client, person, soup):
    page = soup(client.get(f"/anmeldung/{person['manage']}"))

    facts = {row.dt.text: row.dd.text.strip() for row in page.select(".kern-description-list-item")}
    assert facts["E-Mail-Adresse"] == "mai@example.org"
    assert facts["Was brauchen Sie, damit Sie gut teilnehmen können?"] == "Höranlage"
    assert facts["Aus welchem Bereich kommen Sie?"] == "Bürgerschaft"
    assert facts["Ich möchte auf keinem Foto zu sehen sein."] == "Nein"


def test_calendar_file_names_nobody(client, person):
    answer = client.get(f"/anmeldung/{person['manage']}/termin.ics")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert b"METHOD:PUBLISH" in answer.data
    assert b"ATTENDEE" not in answer.data
    assert person["manage"].encode() not in answer.data


def test_needs_told_late_are_marked_for_the_person(app, client, soup, clock):
    clock.set("2027-09-03T09:00")
    with app.app_context():
        token = build.token_of(build.a_registration(build.a_meeting(), access_needs="Höranlage"))

    assert "Spät gemeldet" in soup(client.get(f"/anmeldung/{token}")).text


def test_after_calling_off_the_own_page_says_so(app, client, meeting, person, soup):
    with app.app_context():
        office.call_off(meeting, reason="Sturm", next_step="", actor=build.OFFICE)

    page = soup(client.get(f"/anmeldung/{person['manage']}"))

    assert "Dieses Treffen fällt aus" in page.text
    assert not page.find("a", href=lambda href: href and href.endswith("/abmelden"))


def test_who_cancels_reads_that_the_project_stays(app, client, person, meeting, soup):
    with app.app_context():
        build.a_pitch(meeting, title="Klima-Bänke", email="Mai@example.org")
        build.a_pitch(meeting, title="Fahrradbus", email="jemand@example.org")

    page = soup(client.get(f"/anmeldung/{person['manage']}/abmelden"))

    assert "Ihr Projekt „Klima-Bänke“ bleibt eingereicht." in page.text
    assert "Fahrradbus" not in page.text


def test_cancelled_person_finds_nothing_personal(app, client, person, soup):
    client.post(f"/anmeldung/{person['manage']}/abmelden")

    page = client.get(f"/anmeldung/{person['manage']}")

    assert "Sie sind abgemeldet" in soup(page).h1.text
    assert "mai@example.org" not in page.text
    assert "Höranlage" not in page.text
    assert client.get(f"/anmeldung/{person['manage']}/termin.ics").status_code == 410
    assert client.post(f"/anmeldung/{person['manage']}/annehmen").status_code == 410


def test_link_ends_when_registrations_are_no_longer_kept(client, person, clock):
    clock.set("2028-09-30T12:00")

    assert client.get(f"/anmeldung/{person['manage']}").status_code == 410
