"""Notes while it happens: two devices in one entry, no network, a reload, the keyboard alone."""

import time
from datetime import date

import pytest
from playwright.sync_api import expect

from app.access.rules import Role
from app.contacts import office as contacts
from app.contacts.queries import people
from app.core.db import db
from app.minutes import entries, queries
from app.minutes.rules import EntryKind, EntryValues
from tests import build


@pytest.fixture
def evening(site):
    """M5 at 18:40 on its day; its minutes are open, nothing is written yet."""
    site.set_clock("2027-09-16T18:40")
    with site.app.app_context():
        build.minutes_for(site.meetings["M5"])
    return f"/buero/treffen/{site.meetings['M5']}/protokoll"


@pytest.fixture
def device(sign_in, evening):
    """``device()``: the notes on one more device."""

    def pick_up(role=Role.OFFICE, **options):
        page = sign_in(role, **options)
        page.goto(evening)
        expect(page.get_by_text("Alles gespeichert")).to_be_visible()
        return page

    return pick_up


def line(page, number=0):
    """The text field at the end of an item."""
    return page.locator(".tw-item > [data-line] [data-text]").nth(number)


def status(page):
    return page.locator("[data-sync]")


def written(site):
    """(kind, text, number) of each entry in the database."""
    with site.app.app_context():
        items = queries.opened_minutes(site.meetings["M5"]).items
        return [(one.kind, one.text, one.number) for item in items for one in item.entries]


def test_an_agreement_and_a_task_by_keyboard_alone_in_under_a_minute(site, device, evening):
    with site.app.app_context():
        known = db.session.scalars(people()).first()
        name = known.full_name
    page = device()
    line(page).focus()
    keys, began = page.keyboard, time.monotonic()

    keys.type("Die Wand bleibt stehen.")
    keys.press("Alt+2")
    keys.press("Control+Enter")
    keys.type("Lager beim Sportverein klären")
    keys.press("Alt+3")
    keys.press("Tab")
    keys.press("Tab")
    keys.type(name.rpartition(" ")[2].lower())
    expect(page.get_by_role("option", name=name)).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("+14")
    keys.press("Enter")

    expect(line(page)).to_be_focused()
    expect(status(page)).to_have_text("Gespeichert 18:40")
    assert time.monotonic() - began < 60
    expect(page.get_by_text("Aufgabe A-2027-")).to_be_visible()
    with site.app.app_context():
        agreement, task = queries.opened_minutes(site.meetings["M5"]).items[0].entries
        assert (agreement.kind, agreement.text) == ("agreement", "Die Wand bleibt stehen.")
        assert (task.kind, task.text) == ("task", "Lager beim Sportverein klären")
        assert (task.person, task.due) == (name, date(2027, 9, 30))
        assert task.person_id is not None
    keys.press("Alt+ArrowDown")
    expect(line(page, 1)).to_be_focused()
    keys.press("Alt+ArrowUp")
    expect(line(page)).to_be_focused()


def test_two_devices_in_the_same_entry_lose_nothing(site, device, evening):
    with site.app.app_context():
        item = queries.opened_minutes(site.meetings["M5"]).items[0].id
        build.an_entry(site.meetings["M5"], item, text="Drei Runden im Saal.")
    first, second = device(), device(Role.MODERATOR)
    for page in (first, second):
        page.get_by_text("Drei Runden im Saal.").click()
    field = ".tw-entry--open [data-text]:visible"
    first.locator(field).fill("Drei kurze Runden im Saal.")
    expect(status(first)).to_have_text("Gespeichert 18:40")
    second.locator(field).fill("Drei Runden im großen Saal.")

    sides = second.locator(".tw-compare__side")
    expect(sides).to_have_count(2)
    assert sides.nth(0).locator("mark").all_text_contents() == ["großen"]
    assert sides.nth(1).locator("mark").all_text_contents() == ["kurze"]
    expect(status(second)).to_have_text("1 Eintrag ist nicht gespeichert")
    second.reload()
    expect(second.locator(".tw-compare__side")).to_have_count(2)
    second.get_by_role("button", name="Beide behalten").click()

    expect(status(second)).to_have_text("Gespeichert 18:40")
    assert [text for _, text, _ in written(site)] == [
        "Drei kurze Runden im Saal.", "Drei Runden im großen Saal.",
    ]  # fmt: skip
    expect(first.get_by_text("Drei Runden im großen Saal.")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "kept"),
    [("Meine Fassung nehmen", "Vom Telefon"), ("Andere Fassung nehmen", "Vom Laptop")],
)
def test_one_of_two_versions_is_taken(site, device, evening, button, kept):
    with site.app.app_context():
        meeting_id = site.meetings["M5"]
        item = queries.opened_minutes(meeting_id).items[0].id
        entry = build.an_entry(meeting_id, item, text="Vorher")
    page = device()
    page.get_by_text("Vorher", exact=True).click()
    with site.app.app_context():
        told = EntryValues(kind=EntryKind.INFORMATION, text="Vom Laptop")
        entries.change_entry(meeting_id, entry, told, seen_version=1, actor=build.OFFICE)
    page.locator(".tw-entry--open [data-text]:visible").fill("Vom Telefon")

    page.get_by_role("button", name=button).click()

    expect(status(page)).to_have_text(
        "Gespeichert 18:40" if "Meine" in button else "Alles gespeichert"
    )
    assert [text for _, text, _ in written(site)] == [kept]


def test_without_network_everything_is_kept_and_sent_once(site, device, evening):
    page, other = device(), device()
    page.context.set_offline(True)
    line(page).focus()

    for text in ("Eins", "Zwei", "Drei"):
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")

    expect(status(page)).to_have_text("Kein Netz: 3 Einträge sind gemerkt")
    assert written(site) == []
    page.context.set_offline(False)
    expect(status(page)).to_have_text("Gespeichert 18:40")
    assert [text for _, text, _ in written(site)] == ["Eins", "Zwei", "Drei"]
    expect(other.get_by_text("Drei", exact=True)).to_be_visible()
    assert len(written(site)) == 3


def test_what_was_typed_without_network_survives_closing_the_page(site, device, evening):
    page = device()
    page.context.set_offline(True)
    line(page).fill("Noch nicht gesendet")
    expect(status(page)).to_have_text("Kein Netz: 1 Eintrag ist gemerkt")
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(evening)

    expect(again.get_by_text("Noch nicht gesendet")).to_be_visible()
    expect(status(again)).to_have_text("Gespeichert 18:40")
    assert [text for _, text, _ in written(site)] == ["Noch nicht gesendet"]


def test_a_text_whose_entry_was_removed_becomes_an_entry_of_another_item(site, device, evening):
    with site.app.app_context():
        meeting_id = site.meetings["M5"]
        items = queries.opened_minutes(meeting_id).items
        entry = build.an_entry(meeting_id, items[0].id, text="Vorher")
        title = items[1].title
    page = device()
    page.get_by_text("Vorher", exact=True).click()
    field = page.locator(".tw-entry--open [data-text]:visible")
    field.press_sequentially(" und")
    with site.app.app_context():
        version = queries.entry_of(meeting_id, entry).version
        entries.remove_entry(meeting_id, entry, seen_version=version, actor=build.OFFICE)
    field.press_sequentially(" neu")

    page.get_by_label("Punkt für den neuen Eintrag").select_option(label=title)
    page.get_by_role("button", name="Als neuen Eintrag speichern").click()

    expect(status(page)).to_have_text("Gespeichert 18:40")
    with site.app.app_context():
        second = queries.opened_minutes(meeting_id).items[1]
        assert [one.text for one in second.entries] == ["Vorher und neu"]


def test_a_text_that_is_too_long_stays_and_is_not_sent(site, device, evening):
    page = device()

    line(page).fill("x" * 100_000)

    expect(
        page.get_by_text("Höchstens 20.000 Zeichen sind möglich, es sind 100.000.")
    ).to_be_visible()
    assert written(site) == []
    line(page).fill("kurz")
    expect(status(page)).to_have_text("Gespeichert 18:40")
    assert [text for _, text, _ in written(site)] == ["kurz"]


def test_somebody_who_was_erased_meanwhile_gets_no_task(site, device, evening):
    with site.app.app_context():
        person = build.a_person(first_name="Zora", last_name="Zwiebel")
    page = device()
    line(page).fill("Lager klären")
    page.keyboard.press("Alt+3")
    who = page.locator(".tw-item").first.get_by_label("Wer")
    who.press_sequentially("zwieb")
    page.get_by_role("option", name="Zora Zwiebel").click()
    with site.app.app_context():
        contacts.erase_person(person, seen_version=1, actor=build.OFFICE)

    expect(page.get_by_text("Diese Person steht nicht mehr im Adressbuch")).to_be_visible()
    who.fill("Cem Yıldırım, cem@example.org")
    expect(status(page)).to_have_text("Gespeichert 18:40")


def test_without_script_a_result_is_written_by_the_form(site, visitor, evening):
    visitor.goto(site.sign_in_link())
    visitor.get_by_role("button", name="Einloggen").click()
    visitor.goto(evening)
    section = visitor.locator(".tw-item").first

    section.get_by_label("Ergebnis zu").fill("Ohne Skript")
    section.get_by_role("radio", name="Vereinbarung").check()
    section.get_by_role("button", name="Ergebnis aufschreiben").click()

    [(kind, text, number)] = written(site)
    assert (kind, text, number[:7]) == ("agreement", "Ohne Skript", "V-2027-")
