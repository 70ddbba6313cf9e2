"""The evening itself (domain.md G5): three devices, a lost network, lost answers, no script."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, update

from app.core.db import db, transaction
from app.door import queries
from app.door.models import CheckIn
from app.meetings.queries import meeting_by_id
from app.registrations.models import Registration
from tests import build
from tests.browser.conftest import PATIENCE

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def evening(site):
    """M4 at 17:40 on its day, nobody ticked off yet: the names, in the order of the list."""
    site.set_clock("2027-06-17T17:40")
    with site.app.app_context():
        m4 = site.meetings["M4"]
        with transaction():
            of_m4 = Registration.meeting_id == m4
            db.session.execute(delete(Registration).where(of_m4, Registration.source == "walk_in"))
            db.session.execute(update(Registration).where(of_m4).values(attendance=""))
        site.door = f"/einlass/{build.a_door_link(m4)}"
        return [one.full_name for one in queries.entries(meeting_by_id(m4))]


@pytest.fixture
def phone(chromium, site, evening):
    """``phone()``: the list on one more phone, opened by the link."""
    contexts = []

    def pick_up():
        context = chromium.new_context(base_url=site.address, locale="de-DE", **PHONE)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(site.door)
        expect(page.get_by_text("Alles gesichert")).to_be_visible()
        return page

    yield pick_up
    for context in contexts:
        context.close()


def tick(page, name):
    page.get_by_role("button", name=f"Ist da: {name}", exact=True).click()


def row(page, name):
    return page.locator("[data-rows] [data-name]").filter(
        has=page.get_by_role("button", name=f"Zurück: {name}", exact=True)
    )


def counter(page):
    return page.locator("[data-count]")


def kept(site):
    """The numbers in the database, and how many presses there were."""
    with site.app.app_context():
        numbers = queries.standing(meeting_by_id(site.meetings["M4"])).numbers
        return numbers.present, numbers.guests, db.session.query(CheckIn).count()


def test_g5_three_devices_agree_and_nobody_is_counted_twice(site, evening, phone, sign_in):
    first, second, laptop = phone(), phone(), sign_in()
    laptop.goto(f"/buero/treffen/{site.meetings['M4']}/einlass")
    everybody, (ann, bea, cem, dov) = len(evening), evening[:4]

    tick(first, ann)
    tick(second, bea)
    tick(laptop, cem)
    laptop.get_by_text("Spontanen Gast eintragen").click()
    laptop.get_by_label("Name", exact=True).fill("Nguyễn Thị Mai-Lan")
    laptop.get_by_label("Bereich").select_option("wirtschaft")
    laptop.get_by_text("Mehr Angaben (freiwillig)").click()
    laptop.get_by_label("E-Mail-Adresse (freiwillig)").fill("mai-lan@example.org")
    laptop.get_by_role("button", name="Gast eintragen").click()

    agreed = f"3 von {everybody} da, dazu 1 spontaner Gast"
    for page in (first, second, laptop):
        expect(counter(page)).to_have_text(agreed)
    tick(first, dov)
    expect(row(second, dov)).to_be_visible()
    agreed = agreed.replace("3 von", "4 von")
    for page in (first, second, laptop):
        page.reload()
        expect(counter(page)).to_have_text(agreed)
        assert "@example" not in page.locator("main").inner_html()
    assert kept(site) == (4, 1, 5)


def test_two_devices_mark_the_same_person_before_they_know_of_each_other(site, evening, phone):
    first, second = phone(), phone()
    second.context.set_offline(True)

    tick(first, evening[0])
    tick(second, evening[0])
    second.context.set_offline(False)

    for page in (first, second):
        expect(page.get_by_text("Alles gesichert")).to_be_visible()
        expect(counter(page)).to_have_text(f"1 von {len(evening)} da")
    assert kept(site) == (1, 0, 2)


def test_without_network_marks_and_guests_are_kept_and_sent_once(site, evening, phone):
    page, other = phone(), phone()
    page.context.set_offline(True)

    for name in evening[:3]:
        tick(page, name)
    page.get_by_role("button", name=f"Zurück: {evening[2]}", exact=True).click()
    page.get_by_text("Spontanen Gast eintragen").click()
    page.get_by_label("Name", exact=True).fill("Ines Otto-Neumann")
    page.get_by_role("button", name="Gast eintragen").click()

    expect(page.get_by_text("Kein Netz: 5 Einträge sind gemerkt.")).to_be_visible()
    expect(counter(page)).to_have_text(f"2 von {len(evening)} da, dazu 1 spontaner Gast")
    assert kept(site) == (0, 0, 0)
    page.context.set_offline(False)
    expect(page.get_by_text("Alles gesichert")).to_be_visible()
    for device in (page, other):
        expect(counter(device)).to_have_text(f"2 von {len(evening)} da, dazu 1 spontaner Gast")
    assert kept(site) == (2, 1, 5)


def test_a_page_that_was_closed_without_network_sends_when_it_is_opened_again(site, evening, phone):
    page = phone()
    page.context.set_offline(True)
    tick(page, evening[0])
    expect(page.get_by_text("Kein Netz: 1 Eintrag ist gemerkt.")).to_be_visible()
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(site.door)

    expect(again.get_by_text("Alles gesichert")).to_be_visible()
    expect(row(again, evening[0])).to_be_visible()
    assert kept(site) == (1, 0, 1)


def test_a_lost_answer_is_asked_for_again_and_counts_once(site, evening, phone):
    page, seen = phone(), []

    def lose_the_first(route):
        seen.append(route.request.post_data)
        if len(seen) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/haken", lose_the_first)
    tick(page, evening[0])

    expect(page.get_by_text("Kein Netz: 1 Eintrag ist gemerkt.")).to_be_visible()
    expect(page.get_by_text("Alles gesichert")).to_be_visible()
    assert len(seen) == 2
    assert kept(site) == (1, 0, 1)


def test_a_browser_that_forgot_its_session_loses_no_mark(site, evening, phone, monkeypatch):
    monkeypatch.setitem(site.app.config, "WTF_CSRF_ENABLED", True)
    page = phone()
    page.context.clear_cookies()

    tick(page, evening[0])

    expect(page.get_by_text("Alles gesichert")).to_be_visible()
    assert kept(site) == (1, 0, 1)


def test_searching_while_typing_and_enter_ticks_the_only_one_left(site, evening, phone):
    page = phone()
    search = page.get_by_role("searchbox")

    search.fill("zzz")
    expect(page.get_by_text("Niemand auf der Liste passt dazu.")).to_be_visible()
    search.fill("yildirim")
    expect(page.locator("[data-rows] [data-id]:visible")).to_have_count(1)
    search.press("Enter")

    expect(row(page, "Cem Yıldırım")).to_be_visible()
    expect(page.get_by_text("Alles gesichert")).to_be_visible()
    page.get_by_role("link", name="Offen").click()
    search.fill("")
    expect(page.locator("[data-rows] [data-id]:visible")).to_have_count(len(evening) - 1)


def test_a_guest_who_is_on_the_list_is_offered_while_typing(site, evening, phone):
    page = phone()
    page.get_by_text("Spontanen Gast eintragen").click()

    page.get_by_label("Name", exact=True).fill("cem yild")
    page.locator("[data-known]").get_by_role("button", name="Ist da: Cem Yıldırım").click()

    expect(counter(page)).to_have_text(f"1 von {len(evening)} da")
    expect(page.get_by_text("Alles gesichert")).to_be_visible()
    assert kept(site) == (1, 0, 1)


def test_without_script_the_same_list_works(site, evening, visitor):
    visitor.goto(site.door)
    tick(visitor, evening[0])
    visitor.wait_for_load_state()
    expect(counter(visitor)).to_have_text(f"1 von {len(evening)} da")
    assert visitor.url.partition("#")[2].startswith("p")

    visitor.get_by_role("button", name=f"Zurück: {evening[0]}", exact=True).click()
    visitor.wait_for_load_state()

    expect(counter(visitor)).to_have_text(f"0 von {len(evening)} da")
    assert kept(site) == (0, 0, 2)


def test_a_paper_list_is_typed_with_a_few_letters_each(site, evening, sign_in):
    page = sign_in()
    page.goto(f"/buero/treffen/{site.meetings['M4']}/einlass/papierliste")
    letters = page.get_by_label("Ein paar Buchstaben, dann die Eingabetaste")

    for typed in ("yild c", "zzz", "lukas"):
        letters.fill(typed)
        letters.press("Enter")

    expect(page.locator("[data-ticked] li")).to_have_count(2)
    expect(page.get_by_text("Alles gesichert")).to_be_visible()
    assert kept(site)[0] == 2
