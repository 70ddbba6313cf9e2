"""G11 in a browser: the office suggests, both sides agree by their links, contacts pass."""

import email
import email.policy
import re

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import Message

SANDRA, ROSWITHA = "sandra.obermoeller@example.org", "roswitha.piontek@example.com"


def the_mail(site, kind, recipient):
    with site.app.app_context():
        found = db.session.scalar(
            select(Message)
            .where(Message.kind == kind, Message.recipient == recipient)
            .order_by(Message.id.desc())
        )
        mail = email.message_from_bytes(found.body, policy=email.policy.default)
        return mail.get_body(("plain",)).get_content()


def the_link(site, recipient):
    return re.search(r"http\S+/kontakt/\S+", the_mail(site, "kontakt-anfrage", recipient))[0]


def open_card(page, number):
    page.goto("/buero/suche-und-biete?status=open")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=number))
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Karte {number}")


def test_the_storage_finds_the_garage(site, visitor, sign_in):
    office = sign_in()
    open_card(office, "S03")
    fits = office.locator(".tw-fit")
    expect(fits.first).to_contain_text("B09 Garage als Lager in Sennestadt, 25 Quadratmeter")
    expect(fits.first).to_contain_text("passt, weil: gemeinsames Wort „Lager“")
    office.get_by_role("link", name="Kontakt vorschlagen: B09").click()
    expect(office.get_by_text("Sandra Obermöller")).to_be_visible()
    expect(office.get_by_label("Projekt, dem das hilft")).to_contain_text("2027-025")
    office.get_by_label("Minuten").fill("20")
    office.get_by_role("button", name="Beide Seiten fragen").click()
    expect(office.get_by_text("Noch keine Antwort")).to_have_count(2)

    visitor.set_viewport_size({"width": 390, "height": 844})
    for who in (SANDRA, ROSWITHA):
        visitor.goto(the_link(site, who))
        expect(visitor.get_by_text("Die andere Seite:")).to_be_visible()
        for secret in ("Obermöller", "Piontek", "sandra.", "roswitha."):
            expect(visitor.get_by_text(secret)).to_have_count(0)
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
        visitor.get_by_role("button", name="Ja, meine Adresse darf weitergegeben werden").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ihr neuer Kontakt")
    expect(visitor.get_by_text(SANDRA)).to_be_visible()
    assert ROSWITHA in the_mail(site, "kontakt-weitergegeben", SANDRA)

    office.reload()
    expect(office.get_by_text("Kontakt weitergegeben")).to_be_visible()
    office.get_by_label("Ja", exact=True).check()
    office.get_by_label("Ergebnis", exact=False).fill("Garage ab Oktober")
    office.get_by_role("button", name="Ergebnis festhalten").click()
    expect(office.get_by_text("Hat geholfen. Garage ab Oktober")).to_be_visible()
    office.goto("/buero/ideen/2027-025")
    entry = office.locator("#unterstuetzung").get_by_text("Kontakt mit Zustimmung beider Seiten")
    expect(entry.first).to_be_visible()


def test_without_consent_there_is_no_button(site, sign_in):
    office = sign_in()
    open_card(office, "S10")
    expect(office.get_by_text("Die Person hat nicht zugestimmt").first).to_be_visible()
    expect(office.get_by_role("link", name="Kontakt vorschlagen")).to_have_count(0)


def test_a_visitor_answers_a_card_and_the_office_reads_it(site, visitor, sign_in):
    visitor.goto("/suche-und-biete")
    visitor.get_by_role("link", name="Ich kann helfen: S04").click()
    visitor.get_by_label("Was suchen oder bieten Sie?").fill("Lastenrad, sonntags frei")
    visitor.get_by_label("Ihr Name").fill("Nguyễn Thị Mai")
    visitor.get_by_label("Ihre E-Mail-Adresse").fill("mai@example.org")
    visitor.get_by_label("Ich bin einverstanden").check()
    visitor.get_by_role("button", name="Karte senden").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Eine E-Mail ist unterwegs")
    link = re.search(r"http\S+/karte/\S+", the_mail(site, "karte-bestaetigen", "mai@example.org"))
    visitor.goto(link[0])
    visitor.get_by_role("button", name="Adresse bestätigen").click()
    expect(visitor.get_by_role("status")).to_contain_text("liest Ihre Karte")

    office = sign_in()
    office.goto("/buero/")
    office.get_by_role("link", name="Neue Karte lesen").click()
    expect(office.get_by_text("Lastenrad, sonntags frei")).to_be_visible()
    office.get_by_role("button", name="Karte öffnen").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Karte B11")
    expect(office.locator(".tw-fit").first).to_contain_text("gemeinsames Wort „Lastenrad“")
    visitor.goto("/suche-und-biete")
    expect(visitor.get_by_text("Lastenrad, sonntags frei")).to_be_visible()
    expect(visitor.get_by_text("Mai", exact=False)).to_have_count(0)
