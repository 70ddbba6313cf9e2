"""Changing the plan (domain.md MOD2): at once, undone, dragged, and by two people."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from app.access.rules import Role
from app.agenda import actions, queries
from app.meetings.queries import meeting_by_id

MARKET, VOTE = "Marktplatz der Möglichkeiten", "Punktabfrage: Was soll zuerst Fahrt aufnehmen?"
TALK, CLOSING = "Gesprächsrunde: Was brauchen die Projekte jetzt?", "Abschluss"
EARLY = "5 Minuten vor dem geplanten Ende"


@pytest.fixture
def path(site):
    return f"/buero/treffen/{site.meetings['M5']}/tagesordnung"


@pytest.fixture
def editor(sign_in, path):
    """``editor()``: the agenda of M5 before one more moderator."""

    def enter(role=Role.MODERATOR, **options):
        page = sign_in(role, **options)
        page.goto(path)
        return page

    return enter


def row(page, title):
    return page.locator("[data-item]").filter(has=page.get_by_role("link", name=title, exact=True))


def minutes(page, title):
    return page.get_by_label(f"Minuten: {title}", exact=True)


def times(page, title):
    return row(page, title).locator("[data-time]")


def order(page):
    return page.locator("[data-item][data-place=during] th a").all_inner_texts()


def kept(site):
    """Titles, minutes and times of M5 during the meeting, as they are saved."""
    with site.app.app_context():
        rows = queries.agenda_for(meeting_by_id(site.meetings["M5"])).rows
        return [
            (one.item.title, one.item.minutes, f"{one.begin:%H:%M}–{one.end:%H:%M}")
            for one in rows
            if one.item.place == "during"
        ]


def test_mod2_times_shift_at_once_and_undo_restores(site, editor):
    before, page = kept(site), editor()
    drift, end = page.locator("[data-drift]"), page.locator("[data-end]")

    minutes(page, MARKET).fill("30")
    expect(times(page, CLOSING)).to_have_text("20:21–20:25")
    expect(end).to_have_text("20:25\N{NO-BREAK SPACE}Uhr")
    expect(drift).to_have_text(EARLY)
    assert kept(site) == before
    minutes(page, MARKET).press("Tab")
    undo = page.get_by_role("button", name=f"Rückgängig: „{MARKET}“ 35 → 30 Minuten")
    expect(undo).to_be_visible()
    page.get_by_label(f"{VOTE} nach unten").click()
    expect(times(page, VOTE)).to_have_text("20:05–20:13")
    expect(drift).to_have_text(EARLY)

    assert kept(site)[5:] == [
        (MARKET, 30, "19:20–19:50"),
        (TALK, 15, "19:50–20:05"),
        (VOTE, 8, "20:05–20:13"),
        ("Zusagen und nächste Schritte", 8, "20:13–20:21"),
        (CLOSING, 4, "20:21–20:25"),
    ]
    page.reload()
    expect(drift).to_have_text(EARLY)
    page.get_by_role("button", name=f"Rückgängig: „{VOTE}“").click()
    undo.click()
    expect(end).to_have_text("20:30\N{NO-BREAK SPACE}Uhr")
    expect(page.get_by_role("button", name="Rückgängig")).to_have_count(0)
    assert kept(site) == before


def test_mod2_without_script(site, visitor, path):
    before = kept(site)
    visitor.goto(site.sign_in_link(Role.MODERATOR))
    visitor.get_by_role("button", name="Einloggen").click()
    visitor.goto(path)

    minutes(visitor, MARKET).fill("30")
    visitor.get_by_role("button", name="Zeiten speichern").click()
    expect(visitor.get_by_text(EARLY).first).to_be_visible()
    visitor.get_by_label(f"{VOTE} nach unten").click()
    expect(times(visitor, VOTE)).to_have_text("20:05–20:13")
    row(visitor, VOTE).get_by_label("Stelle von").fill("7")
    row(visitor, VOTE).get_by_role("button", name="Setzen").click()
    expect(times(visitor, VOTE)).to_have_text("19:50–19:58")
    for _ in range(3):
        visitor.get_by_role("button", name="Rückgängig").click()

    expect(visitor.get_by_role("button", name="Rückgängig")).to_have_count(0)
    assert kept(site) == before


def test_a_row_is_dragged_within_its_place_and_numbers_do_the_same(site, editor):
    page = editor(viewport={"width": 1280, "height": 2400})
    drag(page, VOTE, TALK)
    expect(page.get_by_role("button", name=f"Rückgängig: „{VOTE}“")).to_be_visible()
    assert [title for title, _, _ in kept(site)][6:8] == [TALK, VOTE]

    number = row(page, VOTE).get_by_label("Stelle von")
    number.fill("1")
    number.press("Enter")
    expect(times(page, VOTE)).to_have_text("18:00–18:08")
    expect(row(page, VOTE).get_by_label("Stelle von")).to_be_focused()

    drag(page, VOTE, "Einlass")
    expect(times(page, VOTE)).to_have_text("18:00–18:08")
    assert order(page)[0] == VOTE


def test_a_row_takes_those_beside_it_along(site, editor):
    with site.app.app_context():
        m5 = site.meetings["M5"]
        vote = next(one for one in queries.items_of(m5) if one.title == VOTE)
        text = replace(actions.text_of(vote), parallel=True)
        actions.change_item(m5, vote.id, text, vote.version)
    page = editor(viewport={"width": 1280, "height": 2400})

    drag(page, MARKET, TALK)

    expect(page.get_by_role("button", name=f"Rückgängig: „{MARKET}“")).to_be_visible()
    assert [title for title, _, _ in kept(site)][5:8] == [TALK, MARKET, VOTE]


def test_who_types_on_while_minutes_are_saved_has_no_conflict_with_themselves(site, editor):
    page, held = editor(), []
    page.route(
        "**/tagesordnung",
        lambda route: (
            held.append(route) if route.request.method == "POST" and not held else route.continue_()
        ),
    )
    for number in ("30", "25"):
        minutes(page, MARKET).fill(number)
        minutes(page, MARKET).press("Tab")
        page.wait_for_timeout(1500)
    held[0].continue_()

    expect(page.get_by_role("button", name="30 → 25 Minuten")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(minutes(page, MARKET)).to_have_value("25")


def drag(page, title, target):
    """Take a row by its grip and let it go on the lower half of another one."""
    grip = row(page, title).locator("[data-grip]").bounding_box()
    goal = row(page, target).bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, goal["y"] + goal["height"] - 4, steps=5)
    page.mouse.up()


def test_two_people_lose_nothing(site, editor):
    first, second = editor(), editor()
    for page in (first, second):
        row(page, MARKET).get_by_role("link", name=MARKET).click()
    first.get_by_label("Titel").fill("Markt")
    first.get_by_label("Notizen für das Team").fill("Glocke zur Halbzeit")
    first.get_by_role("button", name="Punkt speichern").click()
    expect(first.get_by_text("„Markt“ ist gespeichert.")).to_be_visible()

    second.get_by_label("Titel").fill("Basar")
    second.get_by_role("button", name="Punkt speichern").click()

    both = second.locator("#vergleich tr.tw-compared__differs")
    expect(both).to_have_count(2)
    expect(both.first).to_contain_text("Markt")
    expect(both.first).to_contain_text("Basar")
    expect(second.get_by_label("Titel")).to_have_value("Basar")
    expect(second.get_by_label("Notizen für das Team")).to_have_value("Glocke zur Halbzeit")
    second.get_by_role("button", name="Punkt speichern").click()
    expect(second.get_by_text("„Basar“ ist gespeichert.")).to_be_visible()


def test_two_people_set_minutes_and_the_second_decides(site, editor):
    first, second = editor(), editor()
    minutes(first, MARKET).fill("30")
    minutes(first, MARKET).press("Tab")
    expect(first.get_by_role("button", name="Rückgängig")).to_be_visible()

    minutes(second, MARKET).fill("40")
    minutes(second, "Kurze Pause").fill("15")
    minutes(second, "Kurze Pause").press("Tab")

    expect(second.get_by_role("alert")).to_contain_text("inzwischen geändert")
    expect(minutes(second, MARKET)).to_have_value("40")
    expect(row(second, MARKET)).to_contain_text("gespeichert: 30")
    assert [one[1] for one in kept(site)][3:6:2] == [10, 30]


def test_an_item_removed_meanwhile_can_be_added_again(site, editor, path):
    page = editor()
    row(page, MARKET).get_by_role("link", name=MARKET).click()
    with site.app.app_context():
        m5 = site.meetings["M5"]
        item = next(one for one in queries.items_of(m5) if one.title == MARKET)
        actions.remove_item(m5, item.id)
    page.get_by_label("Notizen für das Team").fill("Tische in zwei Reihen")
    page.get_by_role("button", name="Punkt speichern").click()

    expect(page.get_by_role("alert")).to_contain_text("Diesen Punkt gibt es nicht mehr")
    expect(page.get_by_label("Notizen für das Team")).to_have_value("Tische in zwei Reihen")
    page.get_by_role("button", name="Punkt hinzufügen").click()
    expect(page.get_by_text(f"„{MARKET}“ steht jetzt in der Tagesordnung.")).to_be_visible()
    assert (MARKET, 35, "19:55–20:30") in kept(site)


def test_what_is_typed_while_the_network_is_away_is_kept(site, editor):
    page = editor()
    page.context.set_offline(True)
    minutes(page, MARKET).fill("30")
    minutes(page, MARKET).press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("keine Verbindung")
    expect(minutes(page, MARKET)).to_have_value("30")
    page.context.set_offline(False)
    minutes(page, MARKET).press("Enter")

    expect(page.get_by_role("button", name="Rückgängig")).to_be_visible()
    assert (MARKET, 30, "19:20–19:50") in kept(site)
