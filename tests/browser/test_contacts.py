"""Scenario G3 in the browser: an Excel list is read in, asked about and taken over once."""

import re

from playwright.sync_api import expect

from app.contacts.models import Person
from app.contacts.queries import find_people, same_person, unsubscribe_token
from app.core.db import db
from app.core.words import plain_key
from app.demo.sample import DATA
from tests.browser.test_walks import follow, press, sees_heading

SAMPLE = DATA / "import_teilnehmende_excel.csv"
QUESTIONS = {
    "Zeile 6": "Ohne Vornamen aufnehmen.",
    "Zeile 8": "Ja, gleiche Person. Nur fehlende Angaben ergänzen.",
    "Zeile 12": "Ohne E-Mail-Adresse aufnehmen.",
}


def people(site):
    with site.app.app_context():
        return db.session.query(Person).count()


def check_file(page):
    page.goto("/buero/kontakte/import")
    page.get_by_label("Datei", exact=True).set_input_files(SAMPLE)
    press(page, "Datei prüfen")
    page.wait_for_url(re.compile(r"/import/\d+"))


def row(page, number):
    return page.locator("#zeilen tbody tr", has=page.get_by_text(number, exact=True))


def test_g3_the_list_is_asked_about_and_adds_everybody_once(site, sign_in):
    page = sign_in()
    before = people(site)
    check_file(page)

    sees_heading(page, "Vorschau")
    expect(row(page, "Zeile 5")).to_contain_text("Bärbel Süß")
    expect(row(page, "Zeile 12")).to_contain_text("Änne Pohlmeier")
    expect(row(page, "Zeile 2")).to_contain_text("Schon da")
    expect(row(page, "Zeile 3")).to_contain_text("Abgelehnt")
    expect(row(page, "Zeile 9")).to_contain_text("ludger.averbeck(at)example.org")
    expect(row(page, "Zeile 11")).to_contain_text("Doppelt: steht schon in Zeile 4")
    assert people(site) == before

    for number, answer in QUESTIONS.items():
        page.get_by_label(f"{number}: {answer}").check()
    press(page, "Antworten speichern")
    expect(page.get_by_text("7 Personen kommen neu ins Adressbuch")).to_be_visible()
    press(page, "Übernehmen")
    sees_heading(page, "Kontakte")
    expect(page.get_by_text("7 Personen sind neu im Adressbuch.")).to_be_visible()
    assert people(site) == before + 7

    check_file(page)
    expect(page.get_by_text("0 Personen kommen neu ins Adressbuch")).to_be_visible()
    press(page, "Übernehmen")
    sees_heading(page, "Kontakte")
    assert people(site) == before + 7


def test_somebody_is_found_without_accents_and_unsubscribes(site, sign_in, visitor):
    with site.app.app_context():
        person = same_person("cem.yildirim@example.org", plain_key("Cem Yıldırım"))
        link = unsubscribe_token(person)
    visitor.goto(f"/austragen/{link}")
    press(visitor, "Keine Einladungen mehr")
    expect(visitor.get_by_text("Sie bekommen keine Einladungen mehr").first).to_be_visible()

    page = sign_in()
    page.goto("/buero/kontakte")
    page.get_by_label("Suche").fill("Yildirim")
    press(page, "Personen suchen")
    page.wait_for_url("**suche=Yildirim**")
    follow(page, "Yıldırım, Cem")

    sees_heading(page, "Cem Yıldırım")
    expect(page.locator("#verlauf tbody tr").first).to_contain_text("über den Link in einer E-Mail")


def test_two_records_of_one_person_become_one(site, sign_in):
    page = sign_in()
    with site.app.app_context():
        one, other = find_people("anna schroder")
        kept, address = one.id, other.email
    page.goto(f"/buero/kontakte/{kept}")
    page.get_by_role("link", name="Beide vergleichen").click()
    sees_heading(page, "Zwei Einträge zusammenführen")
    page.get_by_label(f"E-Mail-Adresse: {address}").check()
    press(page, "Einträge zusammenführen")

    sees_heading(page, "Anna Schröder")
    expect(page.get_by_role("link", name=address)).to_be_visible()
    with site.app.app_context():
        assert len(find_people("anna schroder")) == 1
