"""The office's pages about mails, and the page behind an invitation."""

import re

import pytest

from app.core.db import db
from app.mailings import sending
from app.mailings.models import Mailing
from app.mailings.rules import MailingState
from app.meetings.models import Invitation, Meeting
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from tests import build


@pytest.fixture
def meeting(app):
    with app.app_context():
        return build.a_planned_meeting(kit="vernetzung", title="Treffen im Herbst")


@pytest.fixture
def mailing(app, meeting):
    with app.app_context():
        build.a_person(
            first_name="Cem", last_name="Yıldırım", email="cem@example.org", invited=True
        )
        build.a_person(first_name="Ida", last_name="Still", email="ida@example.org")
        return build.a_mailing(meeting)


def words(soup, answer):
    return soup(answer).main.get_text(" ", strip=True)


def state(app, mailing_id):
    with app.app_context():
        return db.session.get(Mailing, mailing_id).state


def fields_of(page):
    found = {}
    for field in page.main.select("input[name], textarea[name]"):
        if field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                found.setdefault(field["name"], []).append(field["value"])
        else:
            found[field["name"]] = field.get("value") or field.text.strip()
    return found


def test_the_list_shows_mails_of_days_and_of_events(office, meeting, mailing, soup):
    page = words(soup, office.get(f"/buero/treffen/{meeting}/e-mails"))

    assert "Einladung Einladung zum Treffen am 30.09.2027 Mi., 01.09.2027 Verteiler Fällig" in page
    assert "Bestätigung der Anmeldung" in page and "Anmeldung bestätigt" in page


def test_of_forgotten_letters_only_the_number_is_said(app, office, meeting, soup):
    with app.app_context():
        build.a_person(email="cem@example.org", invited=True)
        mailing = build.a_mailing(meeting, state=MailingState.SENT, people=103)
    page = words(soup, office.get(f"/buero/e-mails/{mailing}"))

    assert "103 Personen haben diese E-Mail bekommen." in page
    assert "Hat die E-Mail" not in page and "Hat sie nicht" not in page


def test_a_mail_shows_how_it_looks_who_gets_it_and_who_does_not(office, mailing, soup):
    page = words(soup, office.get(f"/buero/e-mails/{mailing}"))
    left = words(soup, office.get(f"/buero/e-mails/{mailing}?liste=ohne"))

    assert "Guten Tag Cem Yıldırım," in page
    assert "/einladung/ihr-link" in page
    assert "Yıldırım, Cem cem@example.org Verteiler" in page and "Still" not in page
    assert "Still, Ida ida@example.org kein Einverständnis" in left


def test_the_search_stays_on_the_page(office, mailing, soup):
    page = soup(office.get(f"/buero/e-mails/{mailing}"))

    assert page.find("form", role="search")["action"] == f"/buero/e-mails/{mailing}"


def test_looking_at_a_preview_makes_no_invitation(app, office, mailing):
    office.get(f"/buero/e-mails/{mailing}")

    with app.app_context():
        assert db.session.query(Invitation).count() == 0


def test_it_says_how_many_before_and_sends_once(app, office, mailing, soup):
    asked = words(soup, office.get(f"/buero/e-mails/{mailing}/senden"))
    first = office.post(f"/buero/e-mails/{mailing}/senden", follow_redirects=True)
    with app.app_context():
        sending.send_due()
    second = office.post(f"/buero/e-mails/{mailing}/senden", follow_redirects=True)

    assert "1 Person bekommt diese E-Mail. Senden?" in asked
    assert "Die E-Mail wird jetzt gesendet." in words(soup, first)
    assert "ist schon gesendet. Es geht nichts noch einmal hinaus." in words(soup, second)
    assert state(app, mailing) == "sent"
    assert office.get(f"/buero/e-mails/{mailing}/bearbeiten").status_code == 303
    with app.app_context():
        assert db.session.query(Message).count() == 1


def test_progress_is_shown_and_asked_for_again_until_it_is_over(app, office, mailing, soup):
    office.post(f"/buero/e-mails/{mailing}/senden")
    during = soup(office.get(f"/buero/e-mails/{mailing}")).find(id="stand")
    with app.app_context():
        sending.send_due()
    after = soup(office.get(f"/buero/e-mails/{mailing}")).find(id="stand")

    assert during.has_attr("hx-get") and "gleich geschrieben" in during.text
    assert not after.has_attr("hx-get") and "1 E-Mail steht im Postausgang" in after.text
    assert "an 1 Person" in after.get_text(" ")


def test_words_readers_and_day_can_be_changed(app, office, mailing, soup):
    page = soup(office.get(f"/buero/e-mails/{mailing}/bearbeiten"))
    typed = fields_of(page) | {"title": "Zweite Einladung", "fixed_day": "2027-09-10"}

    answer = office.post(f"/buero/e-mails/{mailing}/bearbeiten", data=typed)

    assert answer.status_code == 303
    assert "Fr., 10.09.2027, wartet auf Sie" in words(soup, office.get(answer.location))


def test_an_unknown_placeholder_stands_at_its_field_and_nothing_typed_is_lost(
    office, mailing, soup
):
    page = soup(office.get(f"/buero/e-mails/{mailing}/bearbeiten"))
    typed = fields_of(page) | {"body": "Guten Tag {{vorname}}, {{nichts}}"}

    answer = office.post(f"/buero/e-mails/{mailing}/bearbeiten", data=typed)

    page = soup(answer)
    assert answer.status_code == 422
    assert page.find(id="body").text.strip() == typed["body"]
    message = page.find(id="body")["aria-describedby"].split()[-1]
    assert (
        "Text: Zeile 1: Den Platzhalter {{nichts}} gibt es hier nicht" in page.find(id=message).text
    )


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"recipients": []}, "Empfänger: Bitte wählen Sie mindestens eine Gruppe."),
        ({"when": ["vorher"], "days": ""}, "Tage: Bitte geben Sie an, wie viele Tage es sind."),
        ({"fixed_day": "30.02.2027"}, "Fester Tag: Bitte geben Sie ein Datum ein"),
        ({"subject": ""}, "Betreff: Bitte füllen Sie dieses Feld aus."),
        ({"recipients": ["alle"]}, "alle"),
    ],
)
def test_what_does_not_fit_is_said(app, office, mailing, soup, instead, sentence):
    page = soup(office.get(f"/buero/e-mails/{mailing}/bearbeiten"))

    answer = office.post(f"/buero/e-mails/{mailing}/bearbeiten", data=fields_of(page) | instead)

    assert answer.status_code == 422
    assert sentence in words(soup, answer)


def test_one_more_mail_from_the_kit_or_from_nothing(office, meeting, soup):
    choose = words(soup, office.get(f"/buero/treffen/{meeting}/e-mails/neu"))
    target = f"/buero/treffen/{meeting}/e-mails/neu?vorlage=einladung"
    typed = fields_of(soup(office.get(target))) | {
        "title": "Zweite Einladung",
        "fixed_day": "2027-09-03",
        "recipients": ["unanswered"],
    }

    answer = office.post(target, data=typed)

    assert "Leerer Text" in choose
    assert answer.status_code == 303
    assert "Eingeladene ohne Antwort" in words(soup, office.get(answer.location))


def test_skipping_planning_again_and_by_itself(app, office, mailing):
    office.post(f"/buero/e-mails/{mailing}/auslassen")
    skipped = state(app, mailing)
    office.post(f"/buero/e-mails/{mailing}/einplanen")
    office.post(f"/buero/e-mails/{mailing}/von-selbst", data={"automatisch": "ja"})

    with app.app_context():
        row = db.session.get(Mailing, mailing)
        assert (skipped, row.state, row.automatic) == ("skipped", "planned", True)


def test_a_test_mail(app, office, mailing):
    answer = office.post(f"/buero/e-mails/{mailing}/test", data={"address": "ich@example.org"})

    with app.app_context():
        row = db.session.query(Message).one()
        assert (answer.status_code, row.recipient, row.kind) == (303, "ich@example.org", "test")


def test_words_of_an_event_mail_for_this_meeting(app, office, meeting, soup):
    target = f"/buero/treffen/{meeting}/e-mails/bestaetigung/text"
    typed = fields_of(soup(office.get(target)))
    wrong = office.post(target, data=typed | {"subject": "{{nix}}"})
    answer = office.post(target, data=typed | {"subject": "Bis bald, {{vorname}}"})

    assert "Betreff: Den Platzhalter {{nix}} gibt es hier nicht." in words(soup, wrong)
    assert answer.status_code == 303
    with app.app_context():
        kit = db.session.get(Meeting, meeting).kit
        assert kit.mail("confirmation").subject == "Bis bald, {{vorname}}"


def test_a_mail_of_a_draft_rests(app, office, soup):
    with app.app_context():
        mailing = build.a_mailing(build.a_meeting(state=MeetingState.DRAFT))

    page = soup(office.get(f"/buero/e-mails/{mailing}"))

    assert "Diese E-Mail ruht" in page.main.text
    assert not page.find("a", string=re.compile("Jetzt senden"))


@pytest.mark.parametrize("page", ["", "?liste=ohne"])
def test_as_many_queries_for_many_people(app, office, mailing, count_queries, page):
    def queries():
        with count_queries() as seen:
            assert office.get(f"/buero/e-mails/{mailing}{page}").status_code == 200
        return len(seen)

    office.get("/buero/")
    few = queries()
    with app.app_context():
        for number in range(30):
            build.a_person(email=f"{number}@example.org", invited=number % 2 == 0)

    assert queries() == few


def test_the_list_takes_as_many_queries_for_thirty_mails(app, office, meeting, count_queries):
    def queries():
        with count_queries() as seen:
            office.get(f"/buero/treffen/{meeting}/e-mails")
        return len(seen)

    office.get("/buero/")
    with app.app_context():
        build.a_mailing(meeting)
    few = queries()
    with app.app_context():
        for _ in range(30):
            build.a_mailing(meeting)

    assert queries() == few


# the page behind a personal invitation


@pytest.fixture
def invited(app, meeting):
    with app.app_context():
        person = build.a_person(
            first_name="Cem", last_name="Yıldırım", email="cem@example.org", invited=True
        )
        return build.an_invitation(meeting, person)


def invitation(app):
    with app.app_context():
        return db.session.query(Invitation).one()


def test_opening_the_link_changes_nothing(app, client, invited, soup):
    for _ in range(5):
        page = client.get(f"/einladung/{invited}")

    assert "Einladung für Cem Yıldırım" in words(soup, page)
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == (
        "no-referrer", "no-store"
    )  # fmt: skip
    assert invitation(app).opened_at is None


def test_on_to_the_form(app, client, invited):
    answer = client.post(f"/einladung/{invited}/anmelden")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/anmelden?einladung={invited}")
    assert invitation(app).opened_at is not None


def test_saying_no_twice_is_saying_no(app, client, invited, soup):
    client.post(f"/einladung/{invited}/absagen")
    first = invitation(app).declined_at
    page = client.post(f"/einladung/{invited}/absagen", follow_redirects=True)

    assert "Sie haben abgesagt" in words(soup, page)
    assert "Zum Anmeldeformular" in words(soup, page)
    assert invitation(app).declined_at == first


def test_after_the_meeting_the_link_says_so(app, client, clock, invited, soup):
    clock.set("2027-10-05T09:00")

    assert "Dieses Treffen ist vorbei" in words(soup, client.get(f"/einladung/{invited}"))


def test_a_wrong_link_is_not_found(client):
    assert client.get("/einladung/" + "x" * 27).status_code == 404
    assert client.post("/einladung/" + "x" * 27 + "/absagen").status_code == 404
