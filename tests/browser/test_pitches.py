"""Pitches as the office and the people walk them: decide together, another meeting, new times."""

from datetime import date

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from tests import build
from tests.browser.test_walks import MEETING, fill, follow, link_in_mail, press, sees_heading

THEATRE = "Energiespar-Theater für Schulen"


def pitches_page(office, meeting=MEETING):
    office.goto("/buero/treffen")
    follow(office, meeting)
    follow(office, "Pitches")


def link_of(site, title):
    with site.app.app_context():
        pitch = db.session.scalars(select(Pitch).filter_by(title=title)).one()
        return f"/pitch/{edit_token(pitch)}"


def another_pitch(site):
    with site.app.app_context():
        build.a_pitch(site.meetings["M5"], title="Klima-Bänke", email="jl@example.org")


def test_the_office_decides_on_two_pitches_and_sends_both_decisions_at_once(site, visitor, sign_in):
    another_pitch(site)
    office = sign_in()
    pitches_page(office)
    follow(office, "2 Pitches entscheiden")
    sees_heading(office, THEATRE)
    office.get_by_label("Zusagen").check()
    press(office, "Entscheidung vormerken")
    sees_heading(office, "Klima-Bänke")
    office.get_by_label("Absagen").check()
    fill(office, Grund="Die Zeit ist voll.", **{"Vorschlag, wie es weitergeht": "Ein Stand."})
    press(office, "Entscheidung vormerken")

    sees_heading(office, "Entscheidungen senden")
    visitor.goto(link_of(site, THEATRE))
    expect(visitor.get_by_text("eingereicht", exact=True)).to_be_visible()
    office.get_by_text("E-Mail lesen").last.click()
    expect(office.get_by_text("Der Grund: Die Zeit ist voll.")).to_be_visible()
    press(office, "2 Entscheidungen senden")
    expect(office.get_by_text("2 Entscheidungen sind gesendet.")).to_be_visible()

    visitor.goto(link_of(site, THEATRE))
    expect(visitor.get_by_text("etwa um 19:06 Uhr")).to_be_visible()
    office.goto("/buero/postausgang?suche=jl@example.org")
    expect(office.get_by_role("link", name="Zu Ihrem Pitch: Klima-Bänke")).to_have_count(1)


def test_a_pitch_goes_to_the_next_meeting_and_is_changed_there_by_the_same_link(
    site, visitor, sign_in
):
    with site.app.app_context():
        build.a_planned_meeting(title="Winter-Abend", day=date(2027, 12, 2))
    link = link_of(site, THEATRE)
    office = sign_in()
    pitches_page(office)
    follow(office, THEATRE)
    follow(office, "Zu einem anderen Treffen verschieben")
    office.get_by_label("Neues Treffen").select_option(label="Do., 02.12.2027: Winter-Abend")
    fill(office, Grund="Der Abend ist voll.")
    press(office, "Pitch verschieben")
    expect(office.get_by_text("verschoben auf Winter-Abend, Do., 02.12.2027")).to_be_visible()

    site.set_clock("2027-09-20T09:00")
    visitor.goto(link)
    expect(visitor.get_by_text("Winter-Abend, Do., 02.12.2027")).to_be_visible()
    fill(visitor, Titel="Energiespar-Theater im Winter")
    press(visitor, "Änderungen speichern")
    expect(visitor.get_by_text("Ihr Text ist gespeichert")).to_be_visible()


def test_new_times_of_the_agenda_are_told_with_one_press(site, visitor, sign_in):
    office = sign_in()
    pitches_page(office)
    office.get_by_role("button", name="Balkon-Solar-Lotsen im Quartier später").click()
    expect(office.locator("#ablauf li").first).to_contain_text("Fahrradbus zur Grundschule")
    follow(office, "Neue Uhrzeiten ansehen und mitteilen")
    sees_heading(office, "Neue Uhrzeiten mitteilen")
    expect(office.get_by_text("4 Personen bekommen eine E-Mail.")).to_be_visible()
    press(office, "Neue Uhrzeiten mitteilen")
    expect(office.get_by_text("Die neue Uhrzeit ist mitgeteilt.")).to_be_visible()
    expect(office.get_by_text("eine andere Uhrzeit als mitgeteilt")).to_be_hidden()

    visitor.goto(link_of(site, "Fahrradbus zur Grundschule"))
    expect(visitor.get_by_text("etwa um 18:18 Uhr")).to_be_visible()
    link_in_mail(office, "ines.kottenstette@example.org", "Neue Uhrzeit für Ihren Pitch")


def test_somebody_is_named_and_reads_along_without_javascript(site, visitor, sign_in):
    visitor.goto(link_of(site, THEATRE))
    follow(visitor, "Personen eintragen oder entfernen")
    fill(visitor, Vorname="Zoë", Nachname="Bauer", **{"E-Mail-Adresse": "zoe@example.org"})
    press(visitor, "Person eintragen")
    expect(visitor.get_by_text("zoe@example.org")).to_be_visible()

    visitor.goto(link_in_mail(sign_in(), "zoe@example.org", f"Sie stellen mit vor: {THEATRE}"))
    sees_heading(visitor, "Sie stellen mit vor")
    follow(visitor, "Mich austragen")
    press(visitor, "Mich austragen")
    sees_heading(visitor, "Sie sind ausgetragen")
