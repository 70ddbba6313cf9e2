"""G7 in a browser: a new idea, refused without a reason, the draft, the history; merging; board."""

from playwright.sync_api import expect

from app.core.db import db
from app.outbox.models import Message


def letters(site):
    with site.app.app_context():
        found = db.session.query(Message).filter(Message.topic.startswith("idea:"))
        return [(one.recipient, one.subject) for one in found if "2027-031" in one.subject]


def test_g7_an_idea_is_kept_moving(site, sign_in):
    page = sign_in()
    page.goto("/buero/ideen")
    page.get_by_role("link", name="Idee aufnehmen").click()
    page.get_by_label("Titel", exact=True).press_sequentially("Lastenräder ausleihen", delay=10)
    expect(
        page.get_by_role("link", name="2027-004: Lastenrad-Ausleihe im Stadtteil")
    ).to_be_visible()
    page.get_by_label("Handlungsfeld", exact=True).select_option(label="Mobilität")
    page.get_by_label("Ansprechperson", exact=False).first.press_sequentially("yildi", delay=30)
    page.get_by_role("option", name="Cem Yıldırım").click()
    page.get_by_label("Vermittlung von Kontakten und Akteuren").check()
    page.get_by_role("button", name="Idee aufnehmen").click()
    expect(page.get_by_text("Die Idee 2027-031 steht jetzt im Ideenspeicher.")).to_be_visible()
    expect(page.get_by_text("cem.yildirim@example.org").first).to_be_visible()

    page.get_by_role("link", name="Nicht aufnehmen").click()
    page.get_by_role("button", name="Nicht aufnehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("Grund: Bitte füllen Sie dieses Feld aus.")
    page.get_by_label("Grund").fill("Diese Idee gibt es schon.")
    page.get_by_role("button", name="Nicht aufnehmen").click()

    page.get_by_role("link", name="Entwurf lesen").click()
    expect(page.get_by_label("Betreff")).to_have_value("Ihre Idee 2027-031: Lastenräder ausleihen")
    assert letters(site) == []
    text = page.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("gibt es schon", "gibt es schon in Schildesche"))
    page.get_by_role("button", name="E-Mail senden").click()
    expect(page.get_by_text("Die E-Mail an Cem Yıldırım geht hinaus.")).to_be_visible()
    assert letters(site) == [
        ("cem.yildirim@example.org", "Ihre Idee 2027-031: Lastenräder ausleihen")
    ]

    history = page.locator("#verlauf")
    for words in (
        "Aufgenommen als Idee 2027-031.",
        "Status: Neu → Nicht aufgenommen. Grund: Diese Idee gibt es schon.",
        "E-Mail an die Ansprechperson gesendet.",
    ):
        expect(history.get_by_text(words)).to_be_visible()
    expect(history.get_by_text("01.09.2027").first).to_be_visible()


def test_two_ideas_become_one_without_script(site, sign_in):
    page = sign_in(java_script_enabled=False)
    page.goto("/buero/ideen/2027-001")
    page.get_by_role("link", name="Mit anderer Idee zusammenlegen").click()
    page.get_by_label("Nummer der anderen Idee").fill("2027-001")
    page.get_by_role("button", name="Beide Ideen vergleichen").click()
    expect(page.get_by_text("Das ist dieselbe Idee.")).to_be_visible()
    page.get_by_label("Nummer der anderen Idee").fill("2027-002")
    page.get_by_role("button", name="Beide Ideen vergleichen").click()
    expect(page.get_by_text("Das lässt sich nicht zurücknehmen.")).to_be_visible()
    page.get_by_label("Beide Texte untereinander").first.check()
    page.get_by_role("button", name="Ideen zusammenlegen").click()

    expect(page.get_by_text("2027-002 und 2027-001 sind jetzt eine Idee.")).to_be_visible()
    expect(page.locator(".tw-lead").get_by_text("prüft Dächer von Vereinsheimen")).to_be_visible()
    page.goto("/buero/ideen/2027-002")
    expect(page.get_by_role("heading", level=1)).to_have_text("Balkon-Solar-Lotsen im Quartier")


def test_the_board_works_on_a_phone(site, sign_in):
    page = sign_in(viewport={"width": 390, "height": 800})
    page.goto("/buero/ideen/brett")
    page.get_by_role("link", name="In Prüfung (6)").click()
    card = page.get_by_role("article").filter(has_text="2027-006")
    card.get_by_role("link", name="Auswählen").click()
    page.get_by_label("Nummer des Beschlusses").fill("LK-2027-19")
    page.get_by_role("button", name="Auswählen").click()
    expect(page.get_by_text("Die Idee ist jetzt im Status „Ausgewählt“.")).to_be_visible()
    page.goto("/buero/ideen/karte")
    page.get_by_role(
        "link", name="2027-006: Regionale Gemüsekiste für Kantinen, Ausgewählt"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gemüsekiste")
