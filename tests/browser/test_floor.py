"""From the room: a card is let in, two phones give points, the projector shows it by itself."""

import pytest
from playwright.sync_api import expect

from app.core.db import db
from app.floor import queries
from app.ideas.models import Idea
from tests import build
from tests.browser.conftest import PATIENCE
from tests.floor.build import TONIGHT, option_ids, some_slips

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WALL = {"viewport": {"width": 1280, "height": 720}}


@pytest.fixture
def evening(site):
    """(meeting, slug) of tonight."""
    with site.app.app_context():
        meeting = build.a_meeting(title="Abend im Saal", day=TONIGHT, registration_closes=TONIGHT)
        return meeting, build.slug_of(meeting)


@pytest.fixture
def device(chromium, site):
    """``device(**look)``: a browser of its own."""
    contexts = []

    def pick_up(**look):
        context = chromium.new_context(base_url=site.address, locale="de-DE", **look)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    yield pick_up
    for context in contexts:
        context.close()


def press(page, name, times=1):
    for _ in range(times):
        page.get_by_role("button", name=name, exact=True).click()


def test_a_card_by_phone_is_let_in_and_shown_on_the_wall(site, evening, device, sign_in):
    meeting, slug = evening
    phone, wall, office = device(**PHONE), device(**WALL), sign_in()
    wall.goto(f"/treffen/{slug}/leinwand")
    office.goto(f"/buero/treffen/{meeting}/saal")
    expect(office.get_by_text("Keine Karte wartet")).to_be_visible()

    phone.goto("/karte")
    phone.get_by_label("Ihr Text").fill("Klima-Bänke\nSchatten am Kesselbrink.")
    phone.get_by_label("Ihr Name (freiwillig)").fill("Agnieszka Krzyżanowska")
    phone.get_by_label("Ihre E-Mail-Adresse (freiwillig)").fill("agnieszka@example.org")
    phone.get_by_label("Die Geschäftsstelle darf mich").check()
    press(phone, "Karte abgeben")
    expect(phone.get_by_role("heading", name="Ihre Karte ist da")).to_be_visible()

    expect(office.get_by_text("1 Karte wartet")).to_be_visible()
    office.locator(".tw-hall__card").get_by_role("button", name="Zulassen").first.click()
    expect(office.get_by_text("Die Idee ist zugelassen")).to_be_visible()
    office.get_by_role("button", name="Auf der Leinwand zeigen").click()

    expect(wall.get_by_role("heading", name="Schatten am Kesselbrink")).to_be_visible()
    assert "Krzyżanowska" not in wall.content()
    with site.app.app_context():
        idea = db.session.query(Idea).order_by(Idea.id.desc()).first()
        assert (idea.title, idea.contact_email) == ("Klima-Bänke", "agnieszka@example.org")


def test_what_the_office_types_stays_while_new_cards_come(evening, device, sign_in):
    meeting, slug = evening
    phone, office = device(**PHONE), sign_in()

    def hand_in(text):
        phone.goto(f"/treffen/{slug}/karte")
        phone.get_by_label("Ihr Text").fill(text)
        press(phone, "Karte abgeben")
        expect(phone.get_by_role("heading", name="Ihre Karte ist da")).to_be_visible()

    hand_in("Erste Karte")
    office.goto(f"/buero/treffen/{meeting}/saal")
    office.get_by_text("Nicht zulassen", exact=True).first.click()
    office.get_by_label("Grund").fill("Steht schon im Protokoll")
    hand_in("Zweite Karte")

    expect(office.get_by_text("2 Karten warten")).to_be_visible()
    expect(office.get_by_text("Zweite Karte")).to_be_visible()
    expect(office.get_by_label("Grund").first).to_have_value("Steht schon im Protokoll")


def test_two_phones_vote_and_the_wall_shows_the_result(site, evening, device, sign_in):
    meeting, slug = evening
    first, second, wall, office = device(**PHONE), device(**PHONE), device(**WALL), sign_in()
    wall.goto(f"/treffen/{slug}/leinwand")
    office.goto(f"/buero/treffen/{meeting}/saal/abfragen/neu")
    office.get_by_label("Frage").fill("Was soll weitergehen?")
    office.get_by_label("Möglichkeiten").fill("Bänke\nBäume\nBusse")
    press(office, "Weiter")
    expect(office.get_by_role("heading", name="Was soll weitergehen?")).to_be_visible()
    poll = int(office.url.rsplit("/", 1)[1])
    with site.app.app_context():
        codes = some_slips(meeting, poll, 2)
    press(office, "Abfrage öffnen")
    press(office, "Auf der Leinwand zeigen")
    expect(wall.get_by_text("Mit dem Code auf Ihrem Zettel")).to_be_visible()

    first.goto("/punkte")
    first.get_by_label("Code auf Ihrem Zettel").fill(codes[0].lower())
    press(first, "Weiter zu den Punkten")
    press(first, "Einen Punkt mehr: Bäume")
    press(first, "Einen Punkt mehr: Bäume")
    press(first, "Einen Punkt mehr: Busse")
    expect(first.locator("[data-left]")).to_have_text("0")
    expect(first.get_by_role("button", name="Einen Punkt mehr: Bänke")).to_be_disabled()
    second.goto(f"/punkte/{codes[1]}")
    press(second, "Einen Punkt mehr: Bänke")
    expect(second.locator("[data-left]")).to_have_text("2")
    expect(wall.get_by_text("2 Zettel sind schon benutzt")).to_be_visible()
    assert wall.locator("table").count() == 0

    office.goto(f"/buero/treffen/{meeting}/saal/abfragen/{poll}")
    press(office, "Abfrage schließen")

    expect(wall.get_by_role("table")).to_be_visible()
    rows = [" ".join(row.inner_text().split()) for row in wall.locator("tbody tr").all()]
    assert rows == ["1. Bäume 2", "2. Bänke 1", "2. Busse 1"]
    expect(wall.get_by_text("Das ist ein Meinungsbild, keine Entscheidung.")).to_be_visible()
    press(second, "Einen Punkt mehr: Bänke")
    expect(second.get_by_text("Die Abfrage ist geschlossen")).to_be_visible()
    with site.app.app_context():
        tally = queries.tally(queries.poll_of(meeting, poll))
        assert [one.phone for one in tally.counts] == [1, 2, 1]
        assert len(option_ids(poll)) == 3


def test_the_clock_comes_back_by_itself(evening, device, sign_in):
    meeting, slug = evening
    wall, office = device(**WALL), sign_in()
    office.goto(f"/buero/treffen/{meeting}/saal")
    press(office, "Weg zu den Karten zeigen")
    wall.goto(f"/treffen/{slug}/leinwand")
    expect(wall.get_by_role("heading", name="Ihre Idee oder Frage")).to_be_visible()

    press(office, "Uhr zeigen")

    expect(wall.locator("[data-clock]")).to_be_visible()
