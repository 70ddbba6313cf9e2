"""From the mail to Heute: somebody answers by link without script, the office agrees."""

import email
import email.policy
import re

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db, transaction
from app.minutes.models import Entry
from app.outbox.models import Message
from app.tasks.actions import tell_due

NUMBER, NAME = "A-2027-03", "Niklas Überacker"


def the_link(site):
    """What stands in the mail to the person of one task of the year."""
    with site.app.app_context():
        task = db.session.scalar(select(Entry).filter_by(number=NUMBER))
        with transaction():
            task.person_id, task.person_email = None, "niklas@example.org"
        tell_due()
        of_tasks = select(Message).where(Message.topic.startswith("tasks:"))
        mail = next(
            email.message_from_bytes(one.body, policy=email.policy.default)
            for one in db.session.scalars(of_tasks)
            if one.recipient_name == NAME
        )
        body = mail.get_body(("plain",)).get_content()
        assert NUMBER in body and len(re.findall(r"A-2027-\d+", body)) == 1
        return re.search(r"http\S+/aufgaben/\S+", body)[0]


def test_from_the_mail_to_heute_and_back(site, visitor, sign_in):
    visitor.goto(the_link(site))
    expect(visitor.get_by_text("überfällig")).to_be_visible()
    visitor.get_by_role("link", name="Mehr Zeit oder Problem: Versicherungsfrage").click()
    visitor.get_by_label("Ich brauche mehr Zeit").check()
    visitor.get_by_label("Neuer Tag").fill("2027-08-01")
    visitor.get_by_role("button", name="Antwort senden").click()
    expect(visitor.get_by_role("alert")).to_contain_text("ist schon vorbei")
    visitor.get_by_label("Neuer Tag").fill("2027-10-15")
    visitor.get_by_role("button", name="Antwort senden").click()
    expect(visitor.get_by_role("status")).to_contain_text("sobald die Geschäftsstelle zustimmt")

    office = sign_in()
    office.goto("/buero/")
    office.get_by_role("link", name=f"{NAME} braucht mehr Zeit").click()
    office.get_by_role("button", name="Neues Datum übernehmen").click()
    expect(office.get_by_text("Der neue Tag gilt.")).to_be_visible()
    expect(office.get_by_text("bis Fr., 15.10.2027", exact=True)).to_be_visible()

    visitor.reload()
    expect(visitor.get_by_text("bis Fr., 15.10.2027", exact=True)).to_be_visible()
    expect(visitor.get_by_text("überfällig")).to_have_count(0)
    visitor.get_by_role("button", name="Erledigt: Versicherungsfrage").click()
    expect(visitor.get_by_text("Alles erledigt")).to_be_visible()

    office.goto("/buero/aufgaben?status=erledigt&suche=versicherung")
    expect(office.get_by_role("rowheader", name=NUMBER)).to_be_visible()
