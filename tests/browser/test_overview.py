"""Scenario L3 and the way of the report: from the overview to the text on the clipboard."""

import re

import pytest
from playwright.sync_api import expect

from app.access.rules import Role

FUNNEL = {
    "Neu": 9,
    "In Prüfung": 6,
    "Ausgewählt": 6,
    "In Umsetzung": 5,
    "Abgeschlossen": 1,
    "Zurückgestellt": 2,
    "Nicht aufgenommen": 1,
}


def test_a_member_keeps_the_overview(site, sign_in):
    """Scenario L3 (domain.md 7)."""
    page = sign_in(Role.STEERING)
    page.get_by_role("link", name="Überblick", exact=True).click()

    expect(page.locator(".tw-funnel tbody tr")).to_have_text(
        [re.compile(rf"^\s*{state}\s+{number}\s*$") for state, number in FUNNEL.items()]
    )
    expect(page.get_by_role("heading", name="7 Aufgaben sind überfällig")).to_be_visible()
    late, today = page.locator(".tw-overview-list").nth(0), page.locator(".tw-overview-list").nth(1)
    expect(late.get_by_role("listitem")).to_have_count(7)
    expect(today.get_by_role("listitem")).to_have_count(1)
    expect(today).to_contain_text("A-2027-16")
    first = page.get_by_role("heading", name="7 Aufgaben sind überfällig").bounding_box()
    assert first["y"] < 720, "the answer stands on the first screen"

    page.get_by_label("Von", exact=True).fill("2027-05-01")
    page.get_by_label("Bis", exact=True).fill("2027-06-30")
    page.get_by_role("button", name="Zeitraum zeigen").click()
    people = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Personen"))
    expect(people).to_contain_text("79")
    expect(page.locator("#vergleich")).to_contain_text("01.03.2027 bis 30.04.2027")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_report_is_written_and_taken_along(site, sign_in, scripts):
    page = sign_in(java_script_enabled=scripts)
    page.goto(f"{site.address}/buero/bericht?von=2027-01-01&bis=2027-08-31")
    page.get_by_text("Beispiele wählen").click()
    page.get_by_label("2027-003 Fahrradbus").check()
    page.get_by_label("Was gebraucht wird").fill("Eine halbe Stelle.")
    page.get_by_role("button", name="Bericht zeigen").click()

    text = page.get_by_label("Text zum Kopieren").input_value()
    assert "182 Teilnahmen von 107 Personen" in text
    assert "30 Stunden 55 Minuten lang unterstützt (1.855 Minuten)" in text.replace("\xa0", " ")
    assert "„Fahrradbus zur Grundschule“ (Idee 2027-003" in text
    assert text.endswith("i. A.\n\nGeschäftsstelle KlimaTriebwerk\nStadt Bielefeld, Umweltamt\n")
    copy = page.get_by_role("button", name="Text kopieren")
    if scripts:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy.click()
        expect(page.get_by_text("Der Text ist kopiert.")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == text
    else:
        expect(copy).to_be_hidden()
    answer = page.request.get(
        page.get_by_role("link", name="Bericht als PDF").get_attribute("href")
    )
    assert answer.body().startswith(b"%PDF")
