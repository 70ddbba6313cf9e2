"""L1: a member rates ideas, stops half-way and returns; nobody sees others before the end."""

import email
import email.policy
import re

from playwright.sync_api import expect
from sqlalchemy import select

from app.access.rules import Role
from app.core.db import db
from app.outbox.models import Message
from app.steering import rating_actions, ratings
from app.steering.rating_actions import Typed
from app.steering.rating_rules import Marks

TITLE = "Ideen vor der Sitzung"
IN_REVIEW = (
    "Lastenrad-Ausleihe im Stadtteil", "Regionale Gemüsekiste für Kantinen",
    "Abwärme-Börse Gewerbegebiet", "Mieterstrom-Lotsen", "Mehrweg-Verbund für Vereinsfeste",
    "Kühle Orte in Kirchen und Moscheen",
)  # fmt: skip
"""I04, I06, I16, I21, I25, I29 of the sample."""
LAST = IN_REVIEW[-1]
CRITERIA = 5


def open_a_rating(office):
    office.goto("/buero/lenkungskreis/bewertungen/neu")
    office.get_by_label("Titel").fill(TITLE)
    office.get_by_label("Letzter Tag").fill("2027-09-10")
    office.get_by_role("button", name="Bewertung öffnen und E-Mails senden").click()
    expect(office.get_by_text("Die Bewertung ist offen.")).to_be_visible()
    return int(office.url.rsplit("/", 1)[1])


def link_of(site, name):
    """What stands in the mail to this person."""
    with site.app.app_context():
        mails = db.session.scalars(select(Message).where(Message.topic.startswith("rating:")))
        body = next(one.body for one in mails if one.recipient_name == name)
    text = email.message_from_bytes(body, policy=email.policy.default).get_body(("plain",))
    return re.search(r"http\S+/bewertung/\S+", text.get_content())[0]


def others_hand_in(site, round_id, *, but):
    """Everybody else with a vote: first idea 5 or 15 in turn, all others 10; bias on the last."""
    with site.app.app_context():
        one = ratings.round_by_id(round_id)
        ideas = [line.idea_id for line in one.ideas]
        sheets = [s for s in ratings.sheets_of(round_id) if s.rates and s.member.name not in but]
        for place, sheet in enumerate(sheets):
            said = {idea: Marks((2,) * CRITERIA) for idea in ideas}
            said[ideas[0]] = Marks((3 if place % 2 else 0,) * CRITERIA, comment="Satz der anderen")
            said[ideas[-1]] = (
                Marks((None,) * CRITERIA, biased=place == 0)
                if place == 0
                else (Marks((1,) * CRITERIA))
            )
            seen = ratings.marks_of(sheet, one)
            typed = {idea: Typed(seen[idea].fingerprint, said[idea]) for idea in ideas}
            assert rating_actions.save_sheet(sheet.id, typed, hand_in=True).handed_in
        return len(sheets)


def part(page, title):
    return page.get_by_role("region", name=title)


def rate(page, title, number):
    """With the keyboard alone: the space bar on one number of each criterion."""
    for group in part(page, title).get_by_role("radiogroup").all():
        choice = group.get_by_role("radio").nth(number)
        choice.focus()
        page.keyboard.press("Space")


def test_l1_read_and_rate_ideas(site, visitor, sign_in):
    office = sign_in()
    round_id = open_a_rating(office)
    member = sign_in(Role.STEERING)
    member.goto("/buero/lenkungskreis")
    member.get_by_role("link", name=f"Bogen ausfüllen: {TITLE}").click()
    expect(member.locator(".tw-rating h2")).to_have_text(
        [re.compile(rf"{re.escape(title)}\s*$") for title in IN_REVIEW]
    )
    member.get_by_text(f"Steckbrief: {IN_REVIEW[0]}").click()
    expect(part(member, IN_REVIEW[0]).get_by_text("Schildesche")).to_be_visible()

    for title in IN_REVIEW[:2]:
        rate(member, title, 3)
        expect(part(member, title).get_by_role("status")).to_contain_text("Gespeichert um")
    part(member, LAST).get_by_label("Befangen").check()
    expect(part(member, LAST).get_by_role("status")).to_contain_text("Gespeichert um")
    member.get_by_role("button", name="Bogen abgeben").click()
    expect(member.get_by_role("alert")).to_contain_text(f"{IN_REVIEW[2]}: alle Punkte")

    deputy = visitor
    deputy.goto(link_of(site, "Annika Hesselbrock"))
    expect(deputy.locator(".tw-bar__label")).to_have_text("3 von 6 Ideen vollständig")
    expect(part(deputy, LAST).get_by_label("Befangen")).to_be_checked()
    for title in IN_REVIEW[2:5]:
        for group in part(deputy, title).get_by_role("radiogroup").all():
            group.get_by_role("radio").nth(1).check()
    deputy.get_by_role("button", name="Bogen abgeben").click()
    expect(deputy.get_by_text("Ihr Bogen ist abgegeben", exact=True)).to_be_visible()

    others = others_hand_in(site, round_id, but=("Annika Hesselbrock", "Mehmet Şahinoğlu"))
    member.goto(f"/buero/lenkungskreis/bewertungen/{round_id}")
    expect(member.get_by_text("10 von 11 Bögen sind abgegeben")).to_be_visible()
    for page in (member, office, deputy):
        page.goto(page.url) if page is not office else page.reload()
        expect(page.locator("main")).not_to_contain_text("Satz der anderen")
        expect(page.locator("main")).not_to_contain_text("Reihenfolge nach Durchschnitt")
    expect(office.locator(".tw-bar__label")).to_have_text("1 Bogen fehlt")
    expect(office.get_by_role("row", name="Mehmet Şahinoğlu")).to_contain_text("noch nicht")

    site.set_clock("2027-09-11T09:00")
    member = sign_in(Role.STEERING)
    for page, address in (
        (member, f"/buero/lenkungskreis/bewertungen/{round_id}"),
        (deputy, deputy.url),
    ):
        page.goto(address)
        first = page.get_by_role("table", name="Reihenfolge nach der").get_by_role("row").nth(1)
        expect(first).to_contain_text(IN_REVIEW[1])
        expect(page.get_by_role("img", name="Summen der einzelnen Bögen")).to_be_visible()
        expect(page.get_by_text("Zuerst besprechen")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Satz der anderen")).to_have_count(
            others
        )
        expect(page.locator("main")).not_to_contain_text("Hesselbrock")
