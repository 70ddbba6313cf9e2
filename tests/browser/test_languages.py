"""A guest goes from the home page to a place in English; pages in both languages are accessible."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from app.core.db import db
from app.registrations.models import Registration
from tests import build
from tests.browser.registration_pages import registration_world
from tests.browser.test_accessibility import RULES, RUN, WIDTHS, too_wide
from tests.browser.test_walks import MEETING, follow, link_in_mail, press, sees_heading

NEXT = {
    "en": ("About you", "Register for the meeting"),
    "einfach": ("Fragen zu Ihnen", "Zum Treffen anmelden"),
}


def registration_of(site, email):
    with site.app.app_context():
        return db.session.query(Registration).filter_by(email=email).one()


def test_from_the_home_page_to_a_place_in_english(site, visitor, sign_in):
    office = sign_in()
    visitor.goto("/")
    follow(visitor, "English")
    sees_heading(visitor, "Meetings")
    follow(visitor, MEETING)
    expect(visitor.get_by_text("Thursday, 16 September 2027")).to_be_visible()
    follow(visitor, "Register for the meeting")
    press(visitor, "Send registration")
    expect(visitor.get_by_role("alert")).to_contain_text("First name: Please fill in this field.")
    visitor.get_by_label("First name").fill("Nguyễn Thị")
    visitor.get_by_label("Last name").fill("Mai")
    visitor.get_by_role("textbox", name="Email address").fill("mai@example.org")
    visitor.locator("select[name=akteursgruppe]").select_option("zivilgesellschaft")
    press(visitor, "Send registration")
    sees_heading(visitor, "An email is on its way")

    visitor.goto(link_in_mail(office, "mai@example.org", "Please confirm"))
    press(visitor, "Confirm registration")

    expect(visitor.get_by_text("Your place is confirmed")).to_be_visible()
    kept = registration_of(site, "mai@example.org")
    assert (kept.language, kept.state) == ("en", "confirmed")
    link_in_mail(office, "mai@example.org", "Your place")
    expect(office.locator(".tw-panel").first).to_contain_text("Thursday, 16 September 2027")


@pytest.mark.parametrize("language", NEXT)
def test_pages_in_another_language_are_accessible_and_fit(site, chromium, language):
    with site.app.app_context():
        world = registration_world()
        slug = build.slug_of(world["hybrid"])
    place = f"/anmeldung/{world['hybrid_place']}"
    pages = ["/", f"/treffen/{slug}", f"/treffen/{slug}/anmelden", place, f"{place}/aendern"]
    faults = {}
    with chromium.new_context(base_url=site.address, locale="en-GB") as context:
        page = context.new_page()
        for path in pages:
            page.goto(f"{path}?sprache={language}")
            page.evaluate(AXE_SCRIPT)
            for width in WIDTHS:
                found = (too_wide(page, width), page.evaluate(RUN, RULES))
                if found != (False, []):
                    faults[path, width] = found

    assert faults == {}


@pytest.mark.parametrize("language", NEXT)
def test_a_choice_holds_without_scripts_and_is_the_same_for_keyboard_and_eyes(
    site, visitor, language
):
    heading, button = NEXT[language]
    visitor.goto("/")
    visitor.get_by_role("navigation", name="Sprache").get_by_role("link").nth(
        list(NEXT).index(language) + 1
    ).focus()
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/?sprache=*")
    follow(visitor, MEETING)
    follow(visitor, button)

    expect(visitor.get_by_text(heading, exact=True).first).to_be_visible()
