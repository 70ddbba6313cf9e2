"""Projects by link, without script: an answer on a phone, a text, joining in, a dead link."""

import email
import email.policy
import re

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.ideas.models import Idea
from app.outbox.models import Message
from app.projects.asking import ask_now
from tests.build import OFFICE

SOLAR = "Balkon-Solar-Lotsen im Quartier"
PHONE = {"width": 390, "height": 844}


def newest_mail(site, kind):
    """The text of the last mail of this kind in the outbox."""
    with site.app.app_context():
        message = db.session.scalar(
            select(Message).filter_by(kind=kind).order_by(Message.id.desc()).limit(1)
        )
        letter = email.message_from_bytes(message.body, policy=email.policy.default)
        return letter.get_body(("plain",)).get_content()


def link_in(body, part, which=0):
    return re.findall(rf"http\S+/{part}/\S+", body)[which]


def asked(site, number="2027-005"):
    """The project is asked by the office; the text of the mail."""
    with site.app.app_context():
        year, running = number.split("-")
        wanted = select(Idea.id).filter_by(year=int(year), running_number=int(running))
        idea_id = db.session.scalar(wanted)
        site.set_clock("2027-09-08T09:00")
        assert ask_now(idea_id, actor=OFFICE)
    return newest_mail(site, "projekt-wie-steht-es")


def test_the_contact_person_answers_on_a_phone_and_help_reaches_heute(site, visitor, sign_in):
    visitor.set_viewport_size(PHONE)
    help_link = link_in(asked(site), "projekt", 2)
    assert help_link.endswith("antwort=help")
    visitor.goto(help_link)
    expect(visitor.get_by_label("Wir brauchen Hilfe")).to_be_checked()
    visitor.get_by_role("button", name="Antwort senden").click()
    expect(visitor.get_by_role("alert")).to_contain_text("wobei Sie Hilfe brauchen")
    visitor.get_by_label("Ihre Worte dazu").fill("Der Herd ist kaputt.")
    visitor.get_by_role("button", name="Antwort senden").click()
    expect(visitor.get_by_role("status")).to_contain_text("Die Geschäftsstelle meldet sich")
    expect(visitor.get_by_text("Der Herd ist kaputt.").first).to_be_visible()
    width = visitor.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]

    office = sign_in()
    office.goto("/buero/")
    expect(office.get_by_role("link", name="Der Herd ist kaputt.")).to_be_visible()
    office.goto("/buero/ideen/2027-005")
    panel = office.locator("#rueckmeldungen")
    expect(panel.get_by_text("Wir brauchen Hilfe")).to_be_visible()


def test_a_text_by_link_counts_when_the_office_agrees(site, visitor, sign_in):
    visitor.goto(link_in(asked(site, "2027-001"), "projekt", 4))
    visitor.get_by_role("link", name="Angaben ändern").click()
    visitor.get_by_label("Gesucht wird").fill("Raum für Sprechstunden, Werkzeug")
    visitor.get_by_role("button", name="Text einreichen").click()
    expect(visitor.get_by_role("status")).to_contain_text("sobald die Geschäftsstelle zustimmt")
    visitor.goto("/ideen/2027-001")
    expect(visitor.get_by_text("Elektrofachleute")).to_be_visible()

    office = sign_in()
    office.goto("/buero/ideen/2027-001")
    office.get_by_role("link", name="Texte vergleichen").click()
    expect(office.locator(".tw-compare mark").first).to_have_text("Elektrofachleute")
    office.get_by_label("Ihre Antwort an die Ansprechperson").fill("Danke, das ist gut so.")
    office.get_by_role("button", name="Ausgewählte Texte übernehmen").click()
    expect(office.get_by_role("status")).to_contain_text("bekommt Ihre Antwort")
    assert "Danke, das ist gut so." in newest_mail(site, "projekt-text-antwort")
    visitor.goto("/ideen/2027-001")
    expect(visitor.get_by_text("Raum für Sprechstunden, Werkzeug")).to_be_visible()


def test_joining_in_by_mail_and_leaving_again(site, visitor):
    visitor.goto("/ideen/2027-001/mitmachen")
    visitor.get_by_label("Vorname und Nachname").fill("Nguyễn Thị Mai")
    visitor.get_by_label("E-Mail-Adresse", exact=True).fill("mai@example.org")
    visitor.get_by_label("Ich kann helfen mit …").fill("einem Anhänger")
    visitor.get_by_label("Die Ansprechperson des Projekts darf").check()
    visitor.wait_for_timeout(100)
    visitor.get_by_role("button", name="Ich mache mit").click()
    expect(visitor.get_by_role("heading", name="Eine E-Mail ist unterwegs")).to_be_visible()

    visitor.goto(link_in(newest_mail(site, "mitmachen-bestaetigen"), "mitmachen"))
    visitor.get_by_role("button", name="Ich mache mit").click()
    expect(visitor.get_by_role("heading", name="Sie machen mit")).to_be_visible()
    told = newest_mail(site, "mitmachen-neu")
    assert "Nguyễn Thị Mai" in told and "mai@example.org" in told and "einem Anhänger" in told

    visitor.get_by_role("button", name="Nicht mehr mitmachen").click()
    expect(visitor.get_by_role("heading", name="Sie machen nicht mehr mit")).to_be_visible()
    assert "löschen Sie Name und E-Mail-Adresse" in newest_mail(site, "mitmachen-ende")


def test_the_link_after_the_person_left_says_whom_to_ask(site, visitor, sign_in):
    link = link_in(asked(site, "2027-001"), "projekt", 4)
    office = sign_in()
    office.goto("/buero/ideen/2027-001/bearbeiten")
    office.get_by_label(re.compile("^Ansprechperson")).fill("Ümit Łukaszewicz")
    office.get_by_label(re.compile("^E-Mail-Adresse")).fill("uemit@example.org")
    office.get_by_role("button", name="Idee speichern").click()
    visitor.goto(link)
    expect(visitor.get_by_role("heading", name="Dieser Link gilt nicht mehr")).to_be_visible()
    expect(visitor.get_by_text(SOLAR)).to_have_count(0)

    office.get_by_role("button", name="Link senden").click()
    expect(office.get_by_role("status")).to_contain_text("uemit@example.org")
    visitor.goto(link_in(newest_mail(site, "projekt-link"), "projekt"))
    expect(visitor.get_by_role("heading", name=SOLAR)).to_be_visible()
