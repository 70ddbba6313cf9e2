"""Planning a year in an afternoon, with the dates shown while one types, and without script."""

import re
from datetime import date

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.meetings.models import Meeting
from app.series.models import Series
from tests import build
from tests.browser.test_walks import field, follow, press, sees_heading

TITLE = "{nummer}. Klima-Werkstatt {jahr}"


def dates(page):
    return page.locator("#termine tbody tr")


def meetings_called(site, words):
    with site.app.app_context():
        rows = db.session.scalars(
            select(Meeting).where(Meeting.title.contains(words)).order_by(Meeting.day)
        )
        return [(f"{row.day:%d.%m.%y}", row.title) for row in rows]


def say_the_sentence(page):
    """Jeden 2. Dienstag im geraden Monat, 17:30–19:30, ab 01.01.2028 bis Dezember 2028."""
    page.get_by_label("Jeden", exact=True).select_option("2.")
    page.get_by_label("Wochentag").select_option("Dienstag")
    page.get_by_label("Rhythmus").select_option("im geraden Monat")
    field(page, "Beginn").fill("17:30")
    field(page, "Ende").fill("19:30")
    page.get_by_label("Ab", exact=True).fill("2028-01-01")
    page.get_by_label("Bis", exact=True).select_option("Dezember")
    field(page, "Jahr").fill("2028")
    field(page, "Name der Reihe").fill("Klima-Werkstatt")
    page.locator("#title_pattern").fill(TITLE)


def test_a_year_is_planned_while_its_dates_are_shown(site, sign_in):
    with site.app.app_context():
        build.a_calendar_day(date(2028, 4, 10), date(2028, 4, 22))
        build.a_meeting(title="Stadtteilfest", day=date(2028, 10, 10))
    office = sign_in()
    follow(office, "Treffen")
    follow(office, "Reihen")
    follow(office, "Reihe anlegen")

    say_the_sentence(office)
    expect(dates(office)).to_have_count(6)
    expect(office.locator("#termine [role=status]")).to_contain_text(
        "Jeden 2. Dienstag im geraden Monat, 17:30–19:30 Uhr, ab 01.01.2028 bis Dezember 2028."
    )
    expect(dates(office).nth(1)).to_contain_text("Osterferien in NRW (10.04.–22.04.2028)")
    expect(dates(office).nth(4)).to_contain_text("Am selben Tag: Stadtteilfest")
    office.get_by_label("Termin am Di., 11.04.2028 verlegen auf").fill("2028-04-25")
    office.get_by_label("Termin am Di., 11.04.2028 verlegen auf").blur()
    expect(dates(office).nth(1)).to_contain_text("Di., 25.04.2028")
    office.get_by_label(re.compile("Auslassen: Termin am Di., 10.10.2028")).check()
    expect(dates(office).nth(4)).to_contain_text("ausgelassen")
    press(office, "Reihe mit 5 Treffen anlegen")

    sees_heading(office, "Klima-Werkstatt")
    assert meetings_called(site, "Klima-Werkstatt") == [
        ("08.02.28", "1. Klima-Werkstatt 2028"),
        ("25.04.28", "2. Klima-Werkstatt 2028"),
        ("13.06.28", "3. Klima-Werkstatt 2028"),
        ("08.08.28", "4. Klima-Werkstatt 2028"),
        ("12.12.28", "5. Klima-Werkstatt 2028"),
    ]


def test_a_year_is_planned_and_changed_without_script(site, sign_in):
    office = sign_in(java_script_enabled=False)
    follow(office, "Treffen")
    follow(office, "Reihen")
    follow(office, "Reihe anlegen")
    say_the_sentence(office)
    press(office, "Termine zeigen")
    expect(dates(office)).to_have_count(6)
    press(office, "Reihe mit 6 Treffen anlegen")
    sees_heading(office, "Klima-Werkstatt")

    office.get_by_role("link", name="Ab dem Di., 13.06.2028 ändern").click()
    office.wait_for_load_state()
    office.get_by_label("Wochentag").select_option("Donnerstag")
    press(office, "Änderung ansehen")
    sees_heading(office, "Änderung prüfen")
    expect(office.get_by_text("Tag: Di., 13.06.2028 → Do., 08.06.2028")).to_be_visible()
    press(office, "Reihe ändern")

    sees_heading(office, "Klima-Werkstatt")
    days = [day for day, _ in meetings_called(site, "Klima-Werkstatt")]
    assert days == ["08.02.28", "11.04.28", "08.06.28", "10.08.28", "12.10.28", "14.12.28"]


def test_visitors_find_the_series_and_its_calendar(site, visitor):
    visitor.goto("/")
    follow(visitor, "Vernetzungstreffen")
    sees_heading(visitor, "Vernetzungstreffen")
    visitor.get_by_text("In den Kalender").click()
    with visitor.expect_download() as saved:
        visitor.get_by_role("link", name="Datei laden").first.click()

    text = saved.value.path().read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 1
    follow(visitor, "2. Vernetzungstreffen 2027")
    follow(visitor, "Vernetzungstreffen")
    sees_heading(visitor, "Vernetzungstreffen")
    with site.app.app_context():
        assert db.session.scalar(select(Series.public))
