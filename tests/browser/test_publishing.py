"""The agenda is changed, compared and published, and participants see it only then."""

import pytest
from playwright.sync_api import expect

MARKET = "Marktplatz der Möglichkeiten"


@pytest.fixture
def meeting_id(site):
    return site.meetings["M5"]


def public_times(page, slug_link):
    page.goto(slug_link)
    return page.locator(".tw-agenda__item").all_inner_texts()


def test_change_look_compare_publish_look(site, sign_in, visitor, meeting_id):
    page = sign_in()
    page.goto(f"/buero/treffen/{meeting_id}")
    public = page.get_by_role("link", name="Öffentliche Seite ansehen").get_attribute("href")
    before = public_times(visitor, public)

    page.goto(f"/buero/treffen/{meeting_id}/tagesordnung")
    field = page.get_by_label(f"Minuten: {MARKET}")
    field.fill("30")
    field.press("Enter")
    expect(page.get_by_text("1 Änderung ist noch nicht veröffentlicht")).to_be_visible()
    assert public_times(visitor, public) == before

    page.get_by_role("link", name="Ansehen und veröffentlichen").click()
    table = page.get_by_role("table", name="Was sich für Teilnehmende ändert")
    changed = table.get_by_role("row", name=MARKET)
    expect(changed).to_contain_text("Minuten: 35")
    expect(changed).to_contain_text("Minuten: 30")
    page.get_by_role("button", name="Tagesordnung veröffentlichen").click()
    expect(page.get_by_text("Fassung 2 ist veröffentlicht.")).to_be_visible()
    expect(page.get_by_text("Alles ist veröffentlicht")).to_be_visible()

    after = public_times(visitor, public)
    assert after != before
    assert any("30 Min." in row and MARKET in row for row in after)


def test_without_script_a_topic_goes_into_the_agenda_and_back(site, sign_in, meeting_id):
    page = sign_in(java_script_enabled=False)
    page.goto(f"/buero/treffen/{meeting_id}/tagesordnung")
    title = "Hitzesommer 2027: Was lernen wir daraus?"
    page.get_by_role("button", name=f"{title} hinzufügen").click()
    row = page.get_by_role("row", name=title)
    expect(row).to_contain_text("aus dem Themenspeicher")

    row.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Auf das nächste Treffen verschieben").click()
    page.get_by_role("button", name="Punkt verschieben").click()
    expect(page.get_by_text("Der Punkt steht jetzt in der Tagesordnung von")).to_be_visible()
    expect(page.get_by_role("row", name=title)).to_have_count(0)
