"""The office's menu on a phone: closed until somebody opens it, also without script."""

from playwright.sync_api import expect

from tests.browser.keys import Keyboard

PHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}


def test_on_a_phone_the_menu_says_where_one_is_and_opens_by_key(site, sign_in):
    page = sign_in(**PHONE)
    page.goto("/buero/zustand")
    menu = page.locator(".tw-menu summary")
    expect(menu).to_have_text("Zustand Menü")
    expect(page.get_by_role("link", name="Kontakte")).to_have_count(0)
    expect(page.get_by_role("button", name="Ausloggen")).to_have_count(0)

    keyboard = Keyboard(page)
    keyboard.on_to(".tw-menu summary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Kontakte")).to_be_visible()
    expect(page.get_by_role("button", name="Ausloggen")).to_be_visible()
    expect(page.locator(".tw-nav [aria-current=page]")).to_have_text("Zustand")
    keyboard.on_to("a[href='/buero/ereignisse']")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ereignisse")
    expect(page.locator(".tw-menu summary")).to_have_text("Ereignisse Menü")
    assert keyboard.unseen == []


def test_on_a_wide_screen_the_menu_needs_no_press(site, sign_in):
    page = sign_in(java_script_enabled=False)
    page.goto("/buero/zustand")

    expect(page.locator(".tw-menu summary")).to_be_hidden()
    expect(page.get_by_role("link", name="Kontakte")).to_be_visible()
    expect(page.get_by_role("link", name="Ereignisse")).to_have_count(1)
