"""The steering group: a session from roll call to minutes, a written vote by link, a correction."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.access.rules import Role
from app.core.db import db
from app.steering.models import Ballot, Motion
from app.steering.vote_queries import token_of
from app.steering.votes import close_due
from tests.steering import decisions as make


@pytest.fixture
def session_id(site):
    with site.app.app_context():
        return make.a_session(title="2. Sitzung des Lenkungskreises 2027")


def test_a_session_from_the_roll_call_to_the_minutes(site, sign_in, session_id):
    office = sign_in()
    office.goto("/buero/")
    office.get_by_role("link", name="Anwesenheit und Beschlüsse festhalten").click()
    office.locator("label", has_text="Entschuldigt").nth(0).click()
    office.get_by_role("button", name="Alle Mitglieder sind da").click()
    expect(office.get_by_text("Beschlussfähig: 11 von 11").first).to_be_visible()

    office.get_by_role("link", name="Antrag vorbereiten").click()
    office.get_by_label("2027-025").check()
    office.get_by_role("button", name="Wortlaut vorschlagen").click()
    expect(office.get_by_label("Wortlaut")).to_have_value(
        "Der Lenkungskreis empfiehlt, „Mehrweg-Verbund für Vereinsfeste“ bis … durch Kontakte und "
        "Beratung zu unterstützen."
    )
    office.get_by_label("Begründung").fill("Lager ist zugesagt")
    office.get_by_role("button", name="Antrag speichern").click()

    office.get_by_role("link", name="Abstimmen: Antrag 1").click()
    office.get_by_label("Ja", exact=True).fill("8")
    office.get_by_label("Roswitha Piontek").check()
    office.get_by_role("button", name="Ergebnis speichern").click()
    expect(office.get_by_role("alert")).to_contain_text("Es fehlen 2 Stimmen")
    office.get_by_label("Enthaltung").fill("2")
    office.get_by_role("button", name="Ergebnis speichern").click()
    expect(office.get_by_role("link", name="LK-2027-19")).to_be_visible()
    expect(office.get_by_text("8 ja, 0 nein, 2 Enthaltungen, 1 befangen")).to_be_visible()

    office.get_by_role("link", name="Zum Protokoll").click()
    expect(office.get_by_text("Lager ist zugesagt")).to_have_count(0)
    expect(office.get_by_text("LK-2027-19").first).to_be_visible()
    office.goto("/buero/ideen/2027-025")
    expect(office.get_by_text("Ausgewählt").first).to_be_visible()
    expect(office.get_by_role("link", name="LK-2027-19").first).to_be_visible()


def links(site):
    """(open vote, links of those who have not voted)"""
    with site.app.app_context():
        motion_id = db.session.scalar(select(Motion.id).where(Motion.state == "open"))
        silent = select(Ballot).where(Ballot.motion_id == motion_id, Ballot.choice.is_(None))
        found = db.session.scalars(silent.order_by(Ballot.id))
        return motion_id, [f"/abstimmung/{token_of(one)}" for one in found]


def test_a_written_vote_by_link_shows_its_result_after_the_deadline(site, visitor, sign_in):
    motion_id, found = links(site)
    for link in found[:2]:
        visitor.goto(link)
        expect(visitor.get_by_text("Frist: Fr., 10.09.2027, 18:00 Uhr")).to_be_visible()
        expect(visitor.get_by_text("früh mit den Stadtwerken")).to_have_count(0)
        visitor.get_by_label("Ja", exact=True).check()
        visitor.get_by_role("button", name="Stimme abgeben").click()
        expect(visitor.get_by_text("Ihre Stimme ist da")).to_be_visible()

    member = sign_in(Role.STEERING)
    member.goto("/buero/lenkungskreis")
    member.get_by_role("link", name="Der Lenkungskreis empfiehlt, „Abwärme-Börse").click()
    expect(member.get_by_text("7 von 11 Stimmberechtigten haben abgestimmt")).to_be_visible()
    expect(member.get_by_role("heading", name="Ergebnis")).to_have_count(0)

    site.set_clock("2027-09-10T18:01")
    with site.app.app_context():
        close_due()
    visitor.reload()
    expect(visitor.get_by_text("Der Antrag ist angenommen: Beschluss LK-2027-19")).to_be_visible()
    expect(visitor.get_by_text("früh mit den Stadtwerken")).to_be_visible()
    member = sign_in(Role.STEERING)
    member.goto(f"/buero/lenkungskreis/abstimmungen/{motion_id}")
    member.get_by_role("link", name="Zum Beschluss LK-2027-19").click()
    expect(member.get_by_text("2027-016").first).to_be_visible()


def test_a_correction_keeps_the_old_words(sign_in):
    office = sign_in()
    office.goto("/buero/lenkungskreis/beschluesse?suche=autofreier")
    office.get_by_role("link", name="LK-2027-13").click()
    office.get_by_role("link", name="Berichtigen").click()
    office.get_by_label("Wortlaut").fill("„Autofreier Sonntag am Ring“ wird nicht aufgenommen.")
    office.get_by_label("Ja", exact=True).fill("9")
    office.get_by_label("Grund der Berichtigung").fill("Satz gestrichen")
    office.get_by_role("button", name="Berichtigung speichern").click()
    expect(office.get_by_role("alert")).to_contain_text("1 Stimme zu viel")
    office.get_by_label("Ja", exact=True).fill("8")
    office.get_by_role("button", name="Berichtigung speichern").click()
    expect(office.get_by_text("Wortlaut vorher: „Autofreier Sonntag am Ring“")).to_be_visible()
    expect(office.get_by_text("Satz gestrichen")).to_be_visible()
