"""The scenarios of the office as people walk them, click by click (domain.md 7).

Guests use a browser without JavaScript. Mails are read on the page Postausgang.
"""

import io
import re
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from app.access.rules import Role
from app.registrations import queries
from tests import build
from tests.browser.keys import Keyboard

MEETING = "Projekt-Pitch-Abend 2027"
HALL = "Alte Spulerei, Großer Saal, Bielefeld (Reihen 160, Tische 110, Stuhlkreis 90)"
PITCHES = {
    "18:18": "Balkon-Solar-Lotsen im Quartier (Cem Yıldırım",
    "18:24": "Fahrradbus zur Grundschule (Ines Kottenstette",
    "18:30": "Klima-Küche: gemeinsam kochen mit geretteten Lebensmitteln (Pia Sommerkamp",
    "18:36": "Reparatur-Treff auf Rädern (Friedhelm Stukenbrock",
    "18:54": "Hitzepatenschaften für ältere Menschen (Gerda Falkenreck",
    "19:00": "Karte der kühlen Orte und Trinkstellen (Sabine Rautenkranz",
}
GUEST = {
    "Vorname": "Nguyễn Thị",
    "Nachname": "Mai",
    "E-Mail-Adresse": "mai@example.org",
}


def field(page, label):
    """The field with this label, whether it must be filled in or not."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}( \(freiwillig\))?$"))


def fill(page, **values):
    for label, value in values.items():
        field(page, label).fill(value)


def press(page, name):
    """Press, and wait until the page that answers is there."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def sees_heading(page, words):
    """Wait until this is the heading: an answer may still be on its way."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def link_in_mail(office, address, subject):
    """The personal link of the newest mail to this address, as the page Postausgang shows it."""
    office.goto(f"/buero/postausgang?{urlencode({'suche': address})}")
    office.get_by_role("link", name=subject).first.click()
    office.wait_for_url(re.compile(r"/postausgang/\d+$"))
    return office.locator(".tw-panel a").first.get_attribute("href")


def numbers(site, meeting="M5"):
    with site.app.app_context():
        return queries.counts(site.meetings[meeting])


def register(visitor):
    visitor.goto("/")
    follow(visitor, MEETING)
    follow(visitor, "Zum Treffen anmelden")
    fill(visitor, **GUEST)
    visitor.get_by_label("Aus welchem Bereich kommen Sie?").select_option("zivilgesellschaft")
    press(visitor, "Anmeldung abschicken")
    sees_heading(visitor, "Eine E-Mail ist unterwegs")


def test_t1_opening_the_link_changes_nothing_and_the_button_confirms(site, visitor, sign_in):
    before = numbers(site)
    office = sign_in()
    register(visitor)
    link = link_in_mail(office, "mai@example.org", "Bitte bestätigen")

    for _ in range(5):
        visitor.goto(link)
    pending = numbers(site)
    press(visitor, "Anmeldung bestätigen")

    expect(visitor.get_by_text("Ihr Platz ist sicher")).to_be_visible()
    assert (pending.pending, pending.confirmed) == (before.pending + 1, before.confirmed)
    assert numbers(site).confirmed == before.confirmed + 1
    link_in_mail(office, "mai@example.org", "Ihr Platz ist sicher")
    office.get_by_text("Kalenderdatei zeigen").click()
    calendar = office.locator("pre").inner_text()
    assert "DTSTART;TZID=Europe/Berlin:20270916T180000" in calendar
    assert "DTEND;TZID=Europe/Berlin:20270916T203000" in calendar
    assert "METHOD:REQUEST" in calendar


def test_t3_the_link_of_the_confirmation_gives_the_place_back(site, visitor, sign_in):
    before = numbers(site)
    office = sign_in()
    register(visitor)
    visitor.goto(link_in_mail(office, "mai@example.org", "Bitte bestätigen"))
    press(visitor, "Anmeldung bestätigen")
    expect(visitor.get_by_text("Ihr Platz ist sicher")).to_be_visible()
    link = link_in_mail(office, "mai@example.org", "Ihr Platz ist sicher")

    visitor.goto(link)
    follow(visitor, "Abmelden")
    press(visitor, "Abmelden")

    sees_heading(visitor, "Sie sind abgemeldet")
    assert numbers(site).confirmed == before.confirmed
    visitor.goto(link)
    sees_heading(visitor, "Sie sind abgemeldet")
    follow(visitor, "Neu anmelden")
    sees_heading(visitor, f"Anmelden: {MEETING}")
    link_in_mail(office, "mai@example.org", "Ihre Abmeldung")
    office.get_by_text("Kalenderdatei zeigen").click()
    assert "METHOD:CANCEL" in office.locator("pre").inner_text()


def test_t2_a_pitch_is_changed_until_the_deadline_and_read_afterwards(site, visitor, sign_in):
    visitor.goto("/")
    follow(visitor, MEETING)
    follow(visitor, "Projekt vorstellen")
    fill(visitor, Titel="Klima-Bänke", Vorname="Jadwiga", Nachname="Łukaszewicz")
    fill(visitor, **{"Worum geht es?": "Bänke mit Schatten.", "E-Mail-Adresse": "jl@example.org"})
    press(visitor, "Pitch einreichen")
    sees_heading(visitor, "Ihr Pitch ist eingegangen")

    office = sign_in()
    link = link_in_mail(office, "jl@example.org", "Klima-Bänke")
    visitor.goto(link)
    fill(visitor, **{"Worum geht es?": "Bänke mit Schatten und Grün."})
    press(visitor, "Änderungen speichern")
    expect(visitor.get_by_text("Ihr Text ist gespeichert")).to_be_visible()

    follow(office, "Treffen")
    follow(office, MEETING)
    follow(office, "Pitches")
    row = office.get_by_role("row").filter(has_text="Klima-Bänke")
    expect(row.locator(".tw-status")).to_have_text("eingereicht")
    follow(office, "Klima-Bänke")
    expect(office.get_by_text("Bänke mit Schatten und Grün.")).to_be_visible()

    site.set_clock("2027-09-03T08:00")
    visitor.goto(link)
    expect(visitor.get_by_text("Bänke mit Schatten und Grün.")).to_be_visible()
    assert visitor.locator("main").locator("input, textarea").count() == 0
    slug = visitor.goto("/") and visitor.get_by_role("link", name=MEETING).get_attribute("href")
    visitor.goto(f"{slug}/pitch")
    expect(visitor.get_by_text("konnten Sie bis Donnerstag, 2. September 2027")).to_be_visible()
    expect(visitor.locator("main").get_by_role("link", name="klimatriebwerk@")).to_be_visible()


def plan_a_kickoff(page, day):
    page.goto("/buero/")
    follow(page, "Treffen anlegen")
    follow(page, "Auftaktveranstaltung")
    fill(page, Titel="Auftakt mit allen", Datum=day, Beginn="17:30", Plätze="100")
    field(page, "Ort").select_option(HALL)
    press(page, "Treffen anlegen")
    return page


def test_g1_a_kit_brings_times_and_a_checklist_with_working_days(site, sign_in):
    site.set_clock("2026-11-20T09:00")
    office = plan_a_kickoff(sign_in(), "2027-02-18")

    points = office.locator("#checkliste .tw-todo__item")
    expect(office.get_by_text("0 von 36 Punkten erledigt")).to_be_visible()
    assert "Do., 26.11.2026" in points.first.inner_text()
    assert "23.12.2026" in points.filter(has_text="Terminhinweis").first.inner_text()
    follow(office, "Tagesordnung")
    rows = office.locator("#ablauf tr")
    greeting = rows.filter(has_text="Begrüßung und Ziel des Abends").inner_text()
    assert "17:30–17:40" in greeting
    assert "–20:30" in rows.filter(has_text="Abschluss").inner_text()
    assert "17:00–17:30" in rows.filter(has_text="Einlass").first.inner_text()


def test_g1_a_date_in_the_holidays_is_told_and_kept(site, sign_in):
    site.set_clock("2026-11-20T09:00")
    office = plan_a_kickoff(sign_in(), "2027-03-30")

    told = "Der Termin liegt hier: Osterferien in NRW (22.03.–03.04.2027)"
    expect(office.get_by_text(told)).to_be_visible()
    expect(office.get_by_text("Di., 30.03.2027, 17:30–20:30 Uhr")).to_be_visible()


@pytest.fixture
def held(site):
    """The slug of a meeting that took place, with one person who was registered."""
    site.set_clock("2027-08-20T09:00")
    with site.app.app_context():
        day = date(2027, 8, 26)
        meeting = build.a_planned_meeting("vernetzung", day=day, title="Sommertreffen")
        build.a_registration(meeting, email="gast@example.org")
        slug = build.slug_of(meeting)
    site.set_clock("2027-09-01T09:00")
    return slug


def note(page, number, kind, text, **more):
    """Type one result below the heading with this number."""
    line = page.locator(".tw-item").nth(number).locator("> [data-line]")
    line.get_by_label("Ergebnis zu").fill(text)
    line.get_by_role("radio", name=kind).check()
    fill(line, **more)
    line.get_by_role("button", name="Nächster Eintrag").click()
    expect(page.locator("[data-sync]")).to_have_text("Gespeichert 09:00")
    expect(page.get_by_text(text.splitlines()[0]).first).to_be_visible()


def words_of(document):
    """The text of each page."""
    return [" ".join(page.extract_text().split()) for page in document.pages]


@pytest.mark.pdf
def test_g6_minutes_are_written_released_and_public(site, held, visitor, sign_in):
    office = sign_in()
    follow(office, "Treffen")
    follow(office, "Sommertreffen")
    follow(office, "Protokoll schreiben")
    press(office, "Protokoll öffnen")
    note(office, 0, "Information", "Elf Personen sind zum ersten Mal dabei.")
    note(office, 0, "Vereinbarung", "Die Projektwand bleibt im Foyer.")
    note(office, 1, "Aufgabe", "Lager klären", Wer="Ștefan Ünal", **{"Bis wann": "2027-09-30"})
    note(office, 1, "Idee", "Klima-Bänke\nMit Schatten und Grün.")
    follow(office, "Kopf bearbeiten")
    fill(office, Ende="20:34", Leitung="Annika Hesselbrock", Zivilgesellschaft="23", Politik="3")
    press(office, "Kopf speichern")
    assert visitor.goto(f"/treffen/{held}/protokoll").status == 404

    follow(office, "Freigabe vorbereiten")
    expect(office.get_by_text("Eine Person bekommt eine E-Mail.")).to_be_visible()
    press(office, "Protokoll freigeben")

    assert visitor.goto(f"/treffen/{held}").status == 200
    follow(visitor, "Protokoll lesen")
    told = " ".join(visitor.locator("main").inner_text().split())
    for words in (
        "18:00–20:34 Uhr",
        "26 Personen: Zivilgesellschaft 23, Politik 3",
        "Vereinbarung V-2027-04 Die Projektwand bleibt im Foyer.",
        "Neue Idee 2027-031 Klima-Bänke",
        "Lager klären Ștefan Ünal 30.09.2027",
    ):
        assert words in told
    document = visitor.request.get(f"/treffen/{held}/protokoll.pdf").body()
    pages = words_of(PdfReader(io.BytesIO(document)))
    assert "Die Projektwand bleibt im Foyer." in " ".join(pages)
    assert f"Seite 1 von {len(pages)}" in pages[0]
    assert "/danach/" in link_in_mail(office, "gast@example.org", "Protokoll")


@pytest.mark.pdf
def test_mod1_the_run_sheet_is_one_click_away_from_today(site, sign_in):
    site.set_clock("2027-09-16T17:50")
    moderator = sign_in(Role.MODERATOR)
    sees_heading(moderator, "Heute")

    follow(moderator, "Regieplan drucken")
    moderator.wait_for_url("**/regieplan.pdf")
    document = PdfReader(io.BytesIO(moderator.request.get(moderator.url).body()))

    words = words_of(document)
    text = " ".join(words).replace("- ", "-")  # a title may go on in the next line
    for at, title in PITCHES.items():
        assert f"{at} {title}" in text
    assert all("Gedruckt am 16.09.2027, 17:50 Uhr" in page for page in words)
    assert "Von–bis Min. Programmpunkt Methode Wer Material Hinweise Eigene Notizen" in words[-1]
    assert "@" not in text
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in document.pages} == {
        (842, 595)
    }


def test_g7_an_idea_is_not_dropped_without_a_reason(site, sign_in):
    office = sign_in()
    follow(office, "Ideen")
    follow(office, "Idee aufnehmen")
    fill(office, Titel="Fahrradstraße am Ring", Ansprechperson="Cem Yıldırım")
    field(office, "Handlungsfeld").select_option("Mobilität")
    fill(office, **{"E-Mail-Adresse": "cem@example.org"})
    press(office, "Idee aufnehmen")
    expect(office.get_by_text("Idee 2027-031", exact=True)).to_be_visible()

    follow(office, "Nicht aufnehmen")
    press(office, "Nicht aufnehmen")
    refusal = office.get_by_role("alert")
    expect(refusal).to_contain_text("Grund: Bitte füllen Sie dieses Feld aus.")
    fill(office, Grund="Die Zuständigkeit liegt beim Land.")
    press(office, "Nicht aufnehmen")

    expect(office.locator(".tw-timeline li")).to_have_count(2)
    history = office.locator(".tw-timeline li").all_inner_texts()
    assert [entry.splitlines()[0] for entry in history] == [
        "Mi., 01.09.2027, 09:00 Uhr · Kirsten Ahrensmann"
    ] * 2
    assert "Neu → Nicht aufgenommen" in history[0]
    follow(office, "Entwurf lesen")
    draft = office.get_by_label("Text", exact=True).input_value()
    assert draft.startswith("Guten Tag Cem Yıldırım,")
    assert "Die Zuständigkeit liegt beim Land." in draft


def test_registering_by_keyboard_alone(site, chromium):
    with chromium.new_context(base_url=site.address, locale="de-DE") as context:
        page = context.new_page()
        page.goto("/")
        keys = Keyboard(page)

        keys.enter(".tw-skip", "**/#inhalt")
        keys.enter("a[href$='projekt-pitch-abend-2027']", "**/*projekt-pitch-abend-2027")
        keys.enter("a[href$='/anmelden']", "**/anmelden")
        keys.type("[name=vorname]", "Zoë")
        keys.type("[name=nachname]", "Krzyżanowska")
        keys.type("[name=email]", "zoe@example.org")
        keys.type("[name=akteursgruppe]", "Wis")
        keys.enter("main button[type=submit]", "**/unterwegs")

        sees_heading(page, "Eine E-Mail ist unterwegs")
        assert keys.unseen == []
