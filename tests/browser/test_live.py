"""The evening on stage: two phones, a lost network, a lost answer, a reload, the projector."""

import re
import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from app.access.rules import Role
from app.core.db import db, transaction
from app.live import queries
from app.live.models import LivePress
from tests import build

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FIRST, SECOND, THIRD = (
    "Begrüßung, Ablauf und Spielregeln",
    "Kennenlernen im Minutentakt",
    "Was ist seit dem letzten Treffen passiert?",
)


@pytest.fixture
def evening(site):
    """M4 at six on its day, nothing pressed yet."""
    site.set_clock("2027-06-17T18:00")
    with site.app.app_context():
        m4 = site.meetings["M4"]
        with transaction():
            db.session.execute(delete(LivePress).where(LivePress.meeting_id == m4))
        site.slug = build.slug_of(m4)
    return f"/buero/treffen/{m4}/live"


@pytest.fixture
def phone(sign_in, evening):
    """``phone()``: the live view on one more phone."""

    def pick_up():
        page = sign_in(Role.MODERATOR, **PHONE)
        page.goto(evening)
        expect(page.get_by_text("Alles gesichert")).to_be_visible()
        return page

    return pick_up


def begin(page):
    page.get_by_role("button", name="Treffen beginnen").click()
    expect(now(page)).to_have_text(FIRST)


def onward(page):
    page.get_by_role("button", name=re.compile("^Weiter zu: ")).click()


def now(page):
    return page.locator("#jetzt")


def kept(site):
    """(what, item that began) of everything pressed."""
    with site.app.app_context():
        presses = queries.presses_of(site.meetings["M4"])
        return [(str(one.what), one.title) for one in presses]


def settled(page):
    expect(page.get_by_text("Alles gesichert")).to_be_visible()


def test_two_phones_agree_and_no_item_is_skipped(site, evening, phone):
    first, second = phone(), phone()
    begin(first)
    expect(now(second)).to_have_text(FIRST)

    onward(first)
    expect(now(first)).to_have_text(SECOND)
    expect(now(second)).to_have_text(SECOND)
    second.get_by_role("button", name="Pause").click()
    expect(first.get_by_role("button", name="Fortsetzen")).to_be_visible()
    second.get_by_role("button", name="Fortsetzen").click()
    expect(first.get_by_role("button", name=f"Weiter zu: {THIRD}")).to_be_visible()

    for page in (first, second):
        settled(page)
    assert kept(site) == [("start", FIRST), ("next", SECOND), ("pause", ""), ("resume", "")]


def test_both_press_before_they_know_of_each_other_and_the_slower_one_hears_it(
    site, evening, phone
):
    first, second = phone(), phone()
    begin(first)
    expect(now(second)).to_have_text(FIRST)
    second.context.set_offline(True)

    onward(second)
    expect(now(second)).to_have_text(SECOND)
    onward(first)
    settled(first)
    second.context.set_offline(False)

    expect(second.locator("[data-trouble]")).to_contain_text("schneller")
    settled(second)
    for page in (first, second):
        expect(now(page)).to_have_text(SECOND)
    assert kept(site) == [("start", FIRST), ("next", SECOND), ("next", "")]


def test_a_while_without_network_loses_nothing_and_the_clock_runs_on(site, evening, phone):
    page, other = phone(), phone()
    begin(page)
    settled(page)
    page.context.set_offline(True)

    onward(page)
    expect(now(page)).to_have_text(SECOND)
    expect(page.get_by_text("Kein Netz: 1 Schritt ist gemerkt.")).to_be_visible()
    shown = page.locator("[data-digits]").inner_text()
    expect(page.locator("[data-digits]")).not_to_have_text(shown)
    page.wait_for_timeout(1600)  # the script takes a quicker second press for a double tap
    onward(page)
    expect(now(page)).to_have_text(THIRD)
    page.get_by_role("button", name="Rückgängig: Weiter").click()
    expect(now(page)).to_have_text(SECOND)
    expect(page.get_by_text("Kein Netz: 3 Schritte sind gemerkt.")).to_be_visible()
    assert kept(site) == [("start", FIRST)]

    page.context.set_offline(False)
    settled(page)
    for device in (page, other):
        expect(now(device)).to_have_text(SECOND)
    assert kept(site) == [("start", FIRST), ("next", SECOND), ("next", THIRD), ("undo", "")]


def test_a_page_that_was_closed_without_network_sends_when_it_is_opened_again(site, evening, phone):
    page = phone()
    begin(page)
    settled(page)
    page.context.set_offline(True)
    onward(page)
    expect(page.get_by_text("Kein Netz: 1 Schritt ist gemerkt.")).to_be_visible()
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(evening)

    settled(again)
    expect(now(again)).to_have_text(SECOND)
    assert kept(site) == [("start", FIRST), ("next", SECOND)]


def test_a_lost_answer_is_asked_for_again_and_counts_once(site, evening, phone):
    page, seen = phone(), []
    begin(page)
    settled(page)

    def lose_the_first(route):
        seen.append(route.request.post_data)
        if len(seen) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/druck", lose_the_first)
    onward(page)

    settled(page)
    expect(now(page)).to_have_text(SECOND)
    page.reload()
    expect(now(page)).to_have_text(SECOND)
    assert kept(site) == [("start", FIRST), ("next", SECOND)]


def test_a_double_tap_is_one_press(site, evening, phone):
    page = phone()
    begin(page)
    page.locator("[data-next-words]").dblclick()

    settled(page)
    expect(now(page)).to_have_text(SECOND)
    assert kept(site) == [("start", FIRST), ("next", SECOND)]


def test_the_clock_of_the_phone_does_not_matter(site, evening, phone):
    page = phone()
    begin(page)
    settled(page)
    page.evaluate("() => { const real = Date.now; Date.now = () => real() + 3600000; }")

    expect(page.locator("[data-left]")).to_have_text("noch 8 Minuten")
    expect(page.locator("[data-since]")).to_contain_text("seit 18:00")


def test_late_an_item_gives_time_with_one_tap_and_gets_it_back(site, evening, phone):
    page = phone()
    begin(page)
    settled(page)
    site.set_clock("2027-06-17T18:12")
    expect(page.locator("[data-end]")).to_contain_text("Ende 20:34 statt 20:30")

    page.get_by_role("button", name=re.compile("^Aus den Projekten.*: 4 Minuten kürzer")).click()
    expect(page.locator("[data-end]")).to_have_text("Ende 20:30\u00a0Uhr")
    expect(page.locator("[data-drift]").first).to_have_text("im Zeitplan")
    page.get_by_role("button", name=re.compile("^Aus den Projekten.*: Zeit zurückgeben")).click()

    expect(page.locator("[data-end]")).to_contain_text("Ende 20:34 statt 20:30")
    settled(page)


def test_an_item_added_meanwhile_is_on_the_phone_without_a_reload(site, evening, phone):
    page = phone()
    begin(page)
    with site.app.app_context(), transaction():
        items = queries.items_of(site.meetings["M4"])
        next(one for one in items if one.title == SECOND).title = "Wer ist heute da?"

    expect(page.get_by_role("button", name="Weiter zu: Wer ist heute da?")).to_be_visible()


def test_the_projector_follows_and_goes_on_without_network(site, evening, phone, visitor, chromium):
    page = phone()
    context = chromium.new_context(base_url=site.address, viewport={"width": 1280, "height": 720})
    with context:
        wall = context.new_page()
        wall.goto(f"/treffen/{site.slug}/uhr")
        expect(wall.get_by_text("Gleich geht es los")).to_be_visible()
        begin(page)
        expect(wall.locator("[data-title]")).to_have_text(FIRST)
        expect(wall.locator("[data-next-title]")).to_have_text(SECOND)
        context.set_offline(True)
        expect(wall.get_by_text("Kein Netz: Die Uhr läuft weiter.")).to_be_visible()
        shown = wall.locator("[data-digits]").inner_text()
        expect(wall.locator("[data-digits]")).not_to_have_text(shown)
        context.set_offline(False)
        expect(wall.get_by_text("Kein Netz: Die Uhr läuft weiter.")).to_be_hidden()
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_little_is_asked_and_the_answer_is_small(site, evening, phone):
    page, sizes = phone(), []
    page.on("response", lambda one: sizes.append(len(one.body())) if "stand" in one.url else None)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        page.wait_for_timeout(500)

    assert 1 <= len(sizes) <= 4
    assert max(sizes) < 120
