"""Calendars that live: a change is told, an answer comes back, another calendar warns."""

from playwright.sync_api import expect
from sqlalchemy import select

from app.calendars import actions as calendars
from app.core.db import db
from app.registrations.models import Registration
from tests.browser.test_walks import fill, follow, press, sees_heading
from tests.calendars.files import calendar, event
from tests.replies import samples

MEETING = "Projekt-Pitch-Abend 2027"


def to_meeting(office):
    follow(office, "Treffen")
    follow(office, MEETING)


def test_a_place_with_a_new_address_is_told_to_those_whose_calendars_show_the_old_one(
    site, sign_in
):
    office = sign_in()
    follow(office, "Treffen")
    follow(office, "Orte")
    follow(office, "Kulturhaus Webwerk")
    follow(office, "Angaben ändern")
    fill(office, **{"Straße und Hausnummer": "Webergasse 5"})
    press(office, "Ort speichern")
    to_meeting(office)

    follow(office, "Änderung ansehen und mitteilen")

    sees_heading(office, "Änderung mitteilen")
    question = "61 Personen bekommen eine Nachricht. Änderung mitteilen?"
    expect(office.get_by_role("heading", name=question)).to_be_visible()
    row = office.get_by_role("row").filter(has_text="Webergasse 5")
    expect(row).to_contain_text("Webergasse 3")
    press(office, "Änderung mitteilen")
    expect(office.get_by_text("61 Personen bekommen eine Nachricht.")).to_be_visible()
    expect(office.get_by_text("stehen in Kalendern noch anders")).to_have_count(0)
    follow(office, "Heute")
    follow(office, "Postausgang")
    expect(office.get_by_text(f"Geändert: {MEETING}").first).to_be_visible()


def test_a_calendar_that_declines_asks_first_and_the_place_stays(site, sign_in):
    with site.app.app_context():
        guest = db.session.scalars(
            select(Registration).filter_by(meeting_id=site.meetings["M5"], state="confirmed")
        ).first()
        name, file = guest.full_name, samples.google(guest.uid, guest.email, "DECLINED")
        mail = samples.mail(file, guest.email)
    office = sign_in()
    follow(office, "Postausgang")
    follow(office, "Antworten aus Kalendern")

    office.locator("input[type=file]").set_input_files(
        {"name": "antwort.eml", "mimeType": "message/rfc822", "buffer": mail}
    )
    press(office, "Antworten einlesen")

    declined = office.get_by_role("heading", name="Im Kalender abgesagt, Platz noch belegt")
    expect(declined).to_be_visible()
    expect(office.get_by_role("row").filter(has_text=name)).to_have_count(2)
    follow(office, "Heute")
    expect(office.get_by_text("im Kalender abgesagt und noch einen Platz")).to_be_visible()
    follow(office, "Postausgang")
    expect(office.get_by_role("row").filter(has_text=name).first).to_be_visible()
    with site.app.app_context():
        assert db.session.get(Registration, guest.id).state == "confirmed"


def test_a_council_session_stands_at_the_meeting_of_that_day(site, sign_in):
    session = event(
        SUMMARY="Sitzung des Rates",
        **{
            "DTSTART;TZID=Europe/Berlin": "20270916T160000",
            "DTEND;TZID=Europe/Berlin": "20270916T200000",
        },
    )
    office = sign_in()
    follow(office, "Treffen")
    follow(office, "Orte")
    follow(office, "Andere Kalender")
    follow(office, "Kalender hinzufügen")
    fill(office, Name="Ratssitzungen")
    office.locator("input[type=file]").set_input_files(
        {"name": "rat.ics", "mimeType": "text/calendar", "buffer": calendar(session)}
    )
    press(office, "Kalender speichern")
    expect(office.get_by_text("Der Kalender wird gerade gelesen")).to_be_visible()
    with site.app.app_context():
        calendars.update_due(lambda: False)
    office.reload()
    expect(office.get_by_role("row").filter(has_text="Sitzung des Rates")).to_contain_text(
        "Do., 16.09.2027, 16:00–20:00 Uhr"
    )

    to_meeting(office)

    expect(
        office.get_by_text(
            "Am selben Tag: Sitzung des Rates, Do., 16.09.2027, 16:00–20:00 Uhr "
            "(Kalender „Ratssitzungen“)"
        )
    ).to_be_visible()
