"""Support logged with the keyboard alone (G8), and deadlines at a glance (G11)."""

import re

from playwright.sync_api import expect

from tests.browser.keys import Keyboard

MOST_KEYS = 120
"""An entry in under a minute: somebody who types slowly manages two keys in a second."""


class Counted(Keyboard):
    """Counts every key."""

    def __init__(self, page):
        super().__init__(page)
        self.keys = 0

    def press(self, key, times=1):
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times

    def on_to(self, selector):
        for _ in range(40):
            self.press("Tab")
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never came to {selector}")

    def type(self, selector, text):
        self.on_to(selector)
        self.page.keyboard.type(text)
        self.keys += len(text)


def total(page):
    page.goto("/buero/unterstuetzung")
    rows = page.get_by_role("table", name="Summen nach Art").get_by_role("row")
    return {
        row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").nth(1).inner_text()
        for row in rows.all()[1:]
    }


def test_support_is_logged_with_the_keyboard_in_under_a_minute(site, sign_in):
    office = sign_in()
    pilot = "Lotsenfunktion in Politik und Verwaltung"
    before = total(office)
    assert (before[pilot], before["Zusammen"]) == ("585", "1.855")

    office.goto("/buero/ideen/2027-003")
    summary = office.locator("#unterstuetzung summary", has_text="Unterstützung eintragen")
    summary.focus()
    keys = Counted(office)
    keys.press("Enter")
    keys.on_to("[name=u-kind]")
    kinds = office.locator("#unterstuetzung fieldset label")
    assert len(kinds.all()) == 5
    keys.press("ArrowUp")  # the last of the five
    expect(office.get_by_label(pilot)).to_be_checked()
    keys.on_to("[data-minutes-for] button[value='25']")
    keys.press("Enter")
    expect(office.locator("[name=u-minutes]")).to_have_value("25")
    keys.type("[name=u-partner]", "Amt für Verkehr")
    keys.on_to("[name=u-follow_up]")
    office.keyboard.type("09152027")
    keys.keys += 8
    keys.on_to("#unterstuetzung form button[type=submit]")
    keys.press("Enter")
    expect(office.get_by_text(re.compile(r"Eingetragen: 25.Min\. Lotsenfunktion"))).to_be_visible()
    assert keys.keys <= MOST_KEYS

    after = total(office)
    assert (after[pilot], after["Zusammen"]) == ("610", "1.880")
    site.set_clock("2027-09-15T09:00")
    later = sign_in()
    later.goto("/buero/")
    today = later.locator("[aria-labelledby=gruppe-today]")
    line = today.get_by_text("(Amt für Verkehr)")
    expect(line).to_be_visible()
    today.get_by_role("button", name=re.compile("Erledigt: Wiedervorlage: Lotsenfunktion")).click()
    expect(
        later.locator("[aria-labelledby=gruppe-today]").get_by_text("(Amt für Verkehr)")
    ).to_have_count(0)


def test_next_deadlines_stand_on_top_and_what_is_over_says_so(sign_in):
    office = sign_in()
    office.goto("/buero/foerderung")
    box = office.get_by_role("region", name="Nächste Fristen").get_by_role("listitem")
    assert [re.search(r"F\d+|\d\d\.\d\d\.", one)[0] for one in box.all_inner_texts()] == [
        "F03",
        "F07",
        "F04",
    ]
    for line, day in zip(
        box.all_inner_texts(), ("30.09.2027", "15.10.2027", "01.11.2027"), strict=True
    ):
        assert day in line
    past = office.get_by_role("row", name=re.compile("^F08"))
    expect(past).to_contain_text("31.08.2027")
    expect(past).to_contain_text("vorbei")
