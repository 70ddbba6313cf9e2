"""Changing places by hand: with the keyboard alone, by dragging, by two, and without script."""

import pytest
from playwright.sync_api import expect

from app.access.rules import Role
from app.core.db import transaction
from app.tables import seating, steps
from app.tables.queries import seats_of
from app.tables.seating import Choice
from tests.build import OFFICE
from tests.tables.build import seen_now
from tests.tables.test_seating import CEM, EIGHT, eight


@pytest.fixture
def plan_id(site):
    with site.app.app_context():
        return eight()


@pytest.fixture
def seats(site, plan_id):
    """Id and name of people 0 to 7: in round 2 those with 0, 1, 4, 5 sit at table 1."""
    with site.app.app_context():
        return [(one.id, one.registration.full_name) for one in seats_of(plan_id)]


@pytest.fixture
def board(sign_in, plan_id):
    """``board()``: round 2 before one more moderator."""

    def enter(**options):
        page = sign_in(Role.MODERATOR, **options)
        page.goto(f"/buero/tische/{plan_id}?runde=2")
        return page

    return enter


def row(page, seats, number):
    return page.locator(f"#platz-{seats[number][0]}")


def name(page, seats, number):
    return row(page, seats, number).locator("[data-choose]")


def kept(site, plan_id):
    with site.app.app_context():
        return [list(one.tables) for one in seats_of(plan_id)]


def swapped(one, other):
    """``EIGHT`` after two changed places in round 2."""
    after = [list(at) for at in EIGHT]
    after[one][1], after[other][1] = after[other][1], after[one][1]
    return after


def test_two_change_places_with_the_keyboard_alone(site, board, plan_id, seats):
    page = board()
    said = page.locator("[data-seats-said]")
    name(page, seats, 0).focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Wählen Sie, mit wem getauscht wird")
    expect(name(page, seats, 0)).to_have_attribute("aria-pressed", "true")
    expect(row(page, seats, 2).locator("[data-price]")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert row(page, seats, 2).evaluate("one => one.contains(document.activeElement)")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(f"{seats[0][1]} und {seats[2][1]} tauschen: ")
    assert kept(site, plan_id) == EIGHT
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(said).to_contain_text(f"{seats[0][1]} und {seats[3][1]} tauschen: ")
    page.keyboard.press("Enter")

    expect(said).to_contain_text("Geändert: ")
    assert kept(site, plan_id) == swapped(0, 3)
    expect(name(page, seats, 0)).to_be_focused()
    page.get_by_role("button", name="Rückgängig machen").press("Enter")
    expect(said).to_contain_text("Zurückgenommen: ")
    assert kept(site, plan_id) == EIGHT


def test_escape_lets_go_and_the_focus_stays(site, board, plan_id, seats):
    page = board()
    name(page, seats, 0).press("Enter")
    expect(row(page, seats, 2).locator("[data-price]")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("[data-seats-bar]")).to_be_hidden()
    expect(row(page, seats, 2).locator("[data-price]")).to_be_hidden()
    expect(name(page, seats, 0)).to_be_focused()
    assert kept(site, plan_id) == EIGHT


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, end):
    page.mouse.move(*centre(start))
    page.mouse.down()
    page.mouse.move(*centre(end), steps=6)


def test_two_change_places_by_dragging(site, board, plan_id, seats):
    page = board()
    page.locator("#plaetze").scroll_into_view_if_needed()
    name(page, seats, 4).scroll_into_view_if_needed()
    drag(page, name(page, seats, 1), row(page, seats, 3))
    expect(page.locator(".tw-seats__ghost")).to_contain_text(seats[1][1])
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".tw-seats__ghost")).to_have_count(0)
    assert kept(site, plan_id) == EIGHT

    drag(page, name(page, seats, 1), row(page, seats, 3))
    page.mouse.up()

    expect(page.locator("[data-seats-said]")).to_contain_text("Geändert: ")
    assert kept(site, plan_id) == swapped(1, 3)


def test_somebody_goes_to_another_table_by_pointer(site, board, plan_id, seats):
    page = board()
    name(page, seats, 0).click()
    page.get_by_role("button", name="Hierher setzen").click()
    expect(page.locator("[data-seats-said]")).to_contain_text(
        "Tisch 1 hat dann 3 statt 4 Personen, Tisch 2 hat dann 5 statt 4 Personen"
    )
    page.get_by_role("button", name="Setzen", exact=True).click()

    expect(page.locator("#tisch-2 [data-seat]")).to_have_count(5)
    assert [at[1] for at in kept(site, plan_id)].count(1) == 5


def test_a_locked_table_stays_and_the_board_says_why(site, board, plan_id, seats):
    page = board()
    page.get_by_role("button", name="Tisch 2 sperren").click()
    expect(page.locator("#tisch-2 .tw-seat__facts strong")).to_have_text(["gesperrt"] * 4)

    name(page, seats, 0).click()
    expect(row(page, seats, 2).locator("[data-price]")).to_have_text("nicht möglich")
    name(page, seats, 2).click()

    said = page.locator("[data-seats-said]")
    expect(said).to_have_text(f"Der Platz von {seats[2][1]} ist gesperrt.")
    assert kept(site, plan_id) == EIGHT


def test_the_board_says_why_a_table_with_too_many_people_is_not_locked(site, board, plan_id, seats):
    with site.app.app_context():
        choice = Choice(1, seats[2][0], table=0)
        seating.change_place(plan_id, choice, seen_now(plan_id, 1, "q" * 20), OFFICE)
    page = board()

    page.get_by_role("button", name="Tisch 1 sperren").click()

    expect(page.locator(".tw-seats__trouble")).to_contain_text("Tisch 1 hat 4 Plätze, dort sitzen")


def test_two_moderators_at_once_lose_nothing(site, board, plan_id, seats):
    page = board()
    name(page, seats, 0).click()
    expect(row(page, seats, 2).locator("[data-price]")).to_be_visible()
    with site.app.app_context():
        choice = Choice(1, seats[1][0], partner_id=seats[3][0])
        seating.change_place(plan_id, choice, seen_now(plan_id, 1, "somebody-else-00001"), CEM)
    name(page, seats, 2).click()
    page.get_by_role("button", name="Tauschen", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text(
        "„Runde 2: Tausch zwischen Tisch 1 und Tisch 2“ (Cem Yıldırım). Ihre Änderung ist deshalb "
        "nicht gemacht."
    )
    expect(page.locator(f"#tisch-2 #platz-{seats[1][0]}")).to_be_visible()
    assert kept(site, plan_id) == swapped(1, 3)
    with site.app.app_context():
        assert len(steps.steps_of(plan_id)) == 1


def test_seats_that_a_search_has_found_are_caught_up_with(site, board, plan_id, seats):
    page = board()
    with site.app.app_context(), transaction():
        one, other = (seats_of(plan_id)[n] for n in (0, 2))
        one.tables, other.tables = [0, 1], [0, 0]

    name(page, seats, 0).click()

    expect(page.locator(f"#tisch-2 #platz-{seats[0][0]}")).to_be_visible()
    expect(name(page, seats, 0)).to_have_attribute("aria-pressed", "true")
    expect(row(page, seats, 1).locator("[data-price]")).to_be_visible()
    name(page, seats, 1).click()
    page.get_by_role("button", name="Tauschen", exact=True).click()
    expect(page.locator("[data-seats-said]")).to_contain_text("Geändert: ")
    assert kept(site, plan_id)[:3] == [[0, 0], [0, 1], [0, 0]]


def test_without_a_script_every_possibility_is_a_press_away(site, board, plan_id, seats):
    page = board(java_script_enabled=False)
    name(page, seats, 0).click()
    page.get_by_role("button", name=f"Tauschen mit {seats[2][1]}").click()
    expect(page.get_by_text("Geändert: ")).to_be_visible()
    assert kept(site, plan_id) == swapped(0, 2)

    page.get_by_role("button", name="Rückgängig: Runde 2").click()
    expect(page.get_by_text("Zurückgenommen: ")).to_be_visible()
    assert kept(site, plan_id) == EIGHT
