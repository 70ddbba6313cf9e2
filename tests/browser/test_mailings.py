"""G2: the second invitation, from the list to the last mail (domain.md 7)."""

import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from app.core import pdf
from app.core.db import db
from app.mailings import sending
from app.outbox.models import Message
from tests.browser.test_walks import MEETING, follow, press, sees_heading


@pytest.fixture
def office(sign_in):
    return sign_in()


@pytest.fixture
def quick_documents(monkeypatch):
    """Documents as their HTML: here it is about who gets them."""
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())


def let_the_clockwork_work(site):
    with site.app.app_context():
        return sending.send_due()


def letters(site, kind="invitation"):
    with site.app.app_context():
        rows = db.session.query(Message).filter_by(kind=kind).order_by(Message.id).all()
        return {row.recipient: message_from_bytes(row.body, policy=policy.default) for row in rows}


def open_second_invitation(office):
    office.goto("/buero/treffen")
    follow(office, MEETING)
    follow(office, "E-Mails")
    follow(office, "Zweite Einladung")


def send_it(site, office):
    """The texts of what left, by address."""
    open_second_invitation(office)
    follow(office, "Jetzt senden")
    press(office, "Einladung senden")
    let_the_clockwork_work(site)
    return {
        address: mail.get_body(("plain",)).get_content() for address, mail in letters(site).items()
    }


def test_the_second_invitation_goes_to_47_people_once(site, office, quick_documents):
    open_second_invitation(office)

    sees_heading(office, "Zweite Einladung")
    expect(office.get_by_role("link", name="Bekommt die E-Mail 47")).to_be_visible()
    expect(office.get_by_role("link", name="Bekommt sie nicht 73")).to_be_visible()
    office.get_by_label("Name oder E-Mail-Adresse suchen").fill("nguyen")
    office.get_by_role("link", name="Vorschau für Thị Mai Nguyễn").click()
    expect(office.locator(".tw-mail")).to_contain_text("Guten Tag Thị Mai Nguyễn,")

    follow(office, "Jetzt senden")
    expect(office.get_by_text("47 Personen bekommen diese E-Mail. Senden?")).to_be_visible()
    press(office, "Einladung senden")
    expect(office.get_by_text("Die E-Mail wird jetzt gesendet.")).to_be_visible()

    assert let_the_clockwork_work(site) == 47
    expect(office.get_by_text("an 47 Personen, von Kirsten Ahrensmann")).to_be_visible()
    sent = letters(site)
    assert len(sent) == 47
    for address, mail in sent.items():
        others = [one for one in sent if one != address and one in str(mail.items())]
        assert others == [] and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    office.goto(office.url.split("?")[0] + "/senden")
    expect(office.get_by_text("Es geht nichts noch einmal hinaus.")).to_be_visible()
    assert let_the_clockwork_work(site) == 0 and len(letters(site)) == 47


def test_a_second_press_from_another_window_sends_nothing_and_says_so(
    site, office, quick_documents
):
    open_second_invitation(office)
    follow(office, "Jetzt senden")
    other = office.context.new_page()
    other.goto(office.url)
    press(office, "Einladung senden")
    let_the_clockwork_work(site)

    press(other, "Einladung senden")

    expect(other.get_by_text("ist schon gesendet. Es geht nichts noch einmal")).to_be_visible()
    assert let_the_clockwork_work(site) == 0 and len(letters(site)) == 47


def test_from_the_invitation_to_the_form_that_knows_the_person(
    site, office, visitor, quick_documents
):
    address, text = next(iter(send_it(site, office).items()))

    visitor.goto(re.search(r"http\S+/einladung/\S+", text)[0])
    sees_heading(visitor, MEETING)
    press(visitor, "Zum Anmeldeformular")

    expect(visitor.locator("input[name=email]")).to_have_value(address)


def test_saying_no_and_leaving_the_list_from_the_invitation(site, office, visitor, quick_documents):
    text = next(iter(send_it(site, office).values()))

    visitor.goto(re.search(r"http\S+/einladung/\S+", text)[0])
    press(visitor, "Ich kann nicht kommen")
    expect(visitor.get_by_text("Sie haben abgesagt")).to_be_visible()
    follow(visitor, "Vom Verteiler austragen")

    assert "/austragen/" in visitor.url
