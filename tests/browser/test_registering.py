"""T1, T3 and what follows: changing, coming back, an offer from the waiting list, by keyboard.

Guests use a browser without JavaScript. What they do is read back from the database.
"""

import re

from playwright.sync_api import expect

from app.core.db import db
from app.registrations import actions, queries
from app.registrations.models import Registration
from tests import build
from tests.browser.test_walks import fill, follow, link_in_mail, press, register, sees_heading

ADDRESS = "mai@example.org"


def own_page(site, registration_id):
    with site.app.app_context():
        return f"/anmeldung/{build.token_of(registration_id)}"


def kept(site, registration_id):
    with site.app.app_context():
        return queries.by_id(registration_id)


def somebody(site, **values):
    """A meeting with one place, taken, and the first in line. Returns meeting and both people."""
    with site.app.app_context():
        meeting = build.a_meeting(capacity=1, **values)
        return meeting, build.a_registration(meeting), build.a_registration(meeting)


def test_register_confirm_change_cancel_and_come_back(site, visitor, sign_in):
    office = sign_in()
    register(visitor)
    visitor.goto(link_in_mail(office, ADDRESS, "Bitte bestätigen"))
    press(visitor, "Anmeldung bestätigen")
    expect(visitor.get_by_text("Ihr Platz ist sicher")).to_be_visible()
    expect(visitor.get_by_role("img", name=re.compile("Code für den Einlass"))).to_be_visible()

    follow(visitor, "Angaben ändern")
    fill(visitor, Vorname="Nguyễn Thị Thanh", Nachname="")
    press(visitor, "Angaben speichern")
    expect(visitor.get_by_role("alert")).to_contain_text("Nachname")
    expect(visitor.get_by_label("Vorname")).to_have_value("Nguyễn Thị Thanh")
    fill(visitor, Nachname="Mai")
    visitor.get_by_label("Höranlage").check()
    press(visitor, "Angaben speichern")
    expect(visitor.get_by_text("Ihre Angaben sind gespeichert")).to_be_visible()
    expect(visitor.get_by_text("Spät gemeldet")).to_be_visible()

    follow(visitor, "Abmelden")
    press(visitor, "Abmelden")
    sees_heading(visitor, "Sie sind abgemeldet")
    press(visitor, "Wieder anmelden")
    expect(visitor.get_by_text("Ihr Platz ist sicher")).to_be_visible()
    with site.app.app_context():
        (row,) = db.session.query(Registration).filter_by(email=ADDRESS)
        assert (row.state, row.first_name, row.sequence) == ("confirmed", "Nguyễn Thị Thanh", 2)


def test_the_first_in_line_sees_the_position_and_takes_the_offer(site, visitor):
    _meeting, seated, waiting = somebody(site)
    page = own_page(site, waiting)
    visitor.goto(page)
    expect(visitor.get_by_text("Sie stehen auf der Warteliste auf Platz 1")).to_be_visible()
    with site.app.app_context():
        actions.cancel(build.token_of(seated))

    visitor.goto(page)
    expect(visitor.get_by_text("Ein Platz ist frei")).to_be_visible()
    press(visitor, "Platz annehmen")

    expect(visitor.get_by_text("Ihr Platz ist sicher")).to_be_visible()
    assert kept(site, waiting).state == "confirmed"


def test_changing_sides_by_keyboard_alone(site, visitor):
    _meeting, seated, waiting = somebody(site, kit="online-hybrid")
    visitor.goto(own_page(site, seated))
    visitor.get_by_role("link", name="Vor Ort oder online wechseln").focus()
    visitor.keyboard.press("Enter")
    sees_heading(visitor, "Vor Ort oder online")
    visitor.get_by_role("radio", name="Vor Ort", exact=True).focus()
    visitor.keyboard.press("ArrowDown")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")

    expect(visitor.get_by_text("Ihr Platz online ist sicher")).to_be_visible()
    assert kept(site, waiting).state == "offered"


def test_the_office_reads_what_happens_before_it_raises_places_and_moves_people(site, sign_in):
    meeting, seated, waiting = somebody(site)
    office = sign_in()
    office.goto(f"/buero/treffen/{meeting}/plaetze")
    fill(office, Plätze="3")
    press(office, "Prüfen, was passiert")
    expect(office.get_by_text("1 Person bekommt ein Angebot")).to_be_visible()
    press(office, "Plätze ändern")
    expect(
        office.get_by_text("Die Plätze sind geändert. 1 Person bekommt ein Angebot.")
    ).to_be_visible()
    assert kept(site, waiting).state == "offered"

    office.goto(f"/buero/anmeldungen/{seated}/ummelden")
    office.get_by_label("Zu welchem Treffen?").select_option(str(site.meetings["M5"]))
    press(office, "Prüfen, was passiert")
    expect(office.get_by_text("Sie bekommt eine E-Mail, in der beides steht.")).to_be_visible()
    press(office, "Ummelden")
    expect(office.get_by_text("Die Person ist umgemeldet. Stand dort: Angemeldet.")).to_be_visible()
    assert kept(site, seated).state == "cancelled"
