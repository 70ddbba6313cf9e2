"""A meeting is moved by a week: what is open follows, what is done stays (domain.md 1.8, G1)."""

from datetime import date, timedelta

from playwright.sync_api import expect

from app.desk.rules import Kind
from app.desk.timeline import timeline
from app.meetings.queries import meeting_by_id
from tests.browser.test_walks import field, fill, follow, press, sees_heading

MEETING = "Jahresbilanz 2027"
WEEK = timedelta(days=7)
STAYS = "Vorab fragen: Ist der Große Saal am 25.11. frei?"


def dated(site, today=date(2027, 9, 1)):
    """Kind and text -> day of everything on the timeline."""
    with site.app.app_context():
        line = timeline(meeting_by_id(site.meetings["M6"]), today)
        entries = [entry for entries in line.months.values() for entry in entries]
        return {(entry.kind, entry.text): entry.day for entry in entries}


def to_timeline(office):
    follow(office, "Treffen")
    follow(office, MEETING)
    follow(office, "Zeitplan")


def test_moving_a_meeting_moves_points_mails_and_deadlines_but_nothing_that_is_done(site, sign_in):
    office = sign_in()
    to_timeline(office)
    first = office.locator(".tw-plan li").filter(has=office.get_by_role("button", name="Erledigt"))
    done = first.nth(1).locator(".tw-todo__text a").inner_text()
    first.nth(1).get_by_role("button").click()
    row = office.locator(".tw-plan li").filter(has_text=done)
    expect(row.get_by_role("button", name="Wieder öffnen")).to_be_visible()
    before = dated(site)

    follow(office, "Übersicht")
    follow(office, "Angaben ändern")
    fill(office, Tag="2027-12-02")
    press(office, "Änderung speichern")
    sees_heading(office, "Änderung prüfen")
    told = office.get_by_role("row").filter(has_text="Letzter Tag der Anmeldung")
    expect(told).to_contain_text("Mi., 24.11.2027")
    expect(told).to_contain_text("Mi., 01.12.2027")
    assert dated(site) == before
    press(office, "Treffen ändern")

    expect(office.get_by_text("Das Treffen ist geändert.")).to_be_visible()
    after = dated(site)
    stayed = {text for kind, text in before if after[kind, text] == before[kind, text]}
    assert stayed == {done, STAYS}
    days = {text: after[kind, text] - before[kind, text] for kind, text in before}
    assert days["Letzter Tag der Anmeldung"] == days["Letzter Tag für Pitches"] == WEEK
    assert {kind for kind, text in before if text not in stayed} == set(Kind)
    follow(office, "Zeitplan")
    row = office.locator(".tw-plan li").filter(has_text=f"Das Treffen: {MEETING}")
    expect(row).to_contain_text("Do., 02.12.2027")


def test_a_point_is_added_given_to_somebody_and_ticked_on_heute(site, sign_in):
    office = sign_in()
    to_timeline(office)
    follow(office, "Punkt hinzufügen")
    fill(office, **{"Was ist zu tun?": "Dolmetscherin anrufen"})
    fill(office, **{"Wer kümmert sich?": "Kirsten Ahrensmann"})
    office.get_by_label("An einem festen Tag").check()
    press(office, "Punkt hinzufügen")
    expect(office.get_by_role("alert")).to_contain_text("Fester Tag: Bitte geben Sie den Tag an.")
    fill(office, **{"Fester Tag": "2027-09-01"})
    press(office, "Punkt hinzufügen")
    expect(office.get_by_text("Der Punkt steht auf der Checkliste.")).to_be_visible()

    follow(office, "Heute")
    office.get_by_role("link", name="Mir zugewiesen").click()
    row = office.locator(".tw-todo__item").filter(has_text="Dolmetscherin anrufen")
    expect(row).to_contain_text("heute")
    row.get_by_role("button", name="Erledigt").click()
    expect(row).to_have_count(0)
    expect(office.get_by_role("link", name="Mir zugewiesen")).to_have_attribute(
        "aria-current", "true"
    )


def test_a_room_that_is_too_small_and_a_fault_are_told(site, sign_in, visitor):
    office = sign_in()
    follow(office, "Treffen")
    follow(office, "Orte")
    follow(office, "Kulturhaus Webwerk")
    fill(office, **{"Was geht nicht?": "Der Aufzug ist außer Betrieb."})
    press(office, "Mangel notieren")
    expect(office.get_by_text("Der Mangel ist notiert.")).to_be_visible()
    follow(office, "Projekt-Pitch-Abend 2027")
    expect(office.get_by_text("Bekannte Mängel am Ort")).to_be_visible()
    follow(office, "Angaben ändern")
    field(office, "Bestuhlung").select_option("Stuhlkreis")
    press(office, "Änderung speichern")

    warning = "Der Raum hat mit Bestuhlung „Stuhlkreis“ höchstens 70 Plätze, geplant sind 80."
    expect(office.get_by_text(warning)).to_be_visible()
    follow(office, "Anmeldungen")
    expect(office.get_by_text(warning)).to_be_visible()
    follow(office, "Heute")
    expect(office.get_by_text(warning)).to_be_visible()
    visitor.goto("/")
    follow(visitor, "Projekt-Pitch-Abend 2027")
    expect(visitor.get_by_role("heading", name="Bekannte Einschränkungen")).to_be_visible()
    expect(visitor.get_by_text("Der Aufzug ist außer Betrieb.")).to_be_visible()
