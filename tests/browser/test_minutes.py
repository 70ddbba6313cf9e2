"""G6 in the browser on the demo year: review by link, then version 2 of M4's minutes."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db
from app.minutes import review_queries
from app.minutes.models import MinutesReader
from app.outbox.models import Message
from tests import build

pytestmark = pytest.mark.pdf
NOTE = "Das Ende war 20:40 Uhr."


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def first_link(site):
    """The path behind the link of the first person who was there."""
    with site.app.app_context():
        reader = db.session.scalar(select(MinutesReader).order_by(MinutesReader.id))
        return f"/protokoll/{review_queries.review_token(reader)}"


def recipients(site, kind):
    with site.app.app_context():
        return db.session.scalars(select(Message.recipient).where(Message.kind == kind)).all()


def test_g6_a_draft_is_corrected_by_link_and_released_as_version_two(site, visitor, sign_in):
    meeting_id = site.meetings["M4"]
    with site.app.app_context():
        public = f"/treffen/{build.slug_of(meeting_id)}/protokoll"
    office = sign_in()
    office.goto(f"/buero/treffen/{meeting_id}/protokoll")
    press(office, "Protokoll überarbeiten")
    office.get_by_role("link", name="Durchsicht und Berichtigungen").click()
    press(office, "Entwurf zur Durchsicht geben")
    expect(office.get_by_text("53 Personen bekommen eine E-Mail mit ihrem Link.")).to_be_visible()

    visitor.goto(first_link(site))
    expect(visitor.get_by_text("ENTWURF: noch nicht freigegeben")).to_be_visible()
    visitor.locator("summary").nth(1).click()
    visitor.locator("textarea:visible").fill("Das Ende war später.")
    visitor.get_by_role("button", name="Vorschlag senden").locator("visible=true").click()
    expect(visitor.get_by_text("Noch nicht geprüft")).to_be_visible()

    office.reload()
    office.get_by_label("Antwort").fill("Danke, wir haben es berichtigt.")
    press(office, "Übernommen")
    office.goto(f"/buero/treffen/{meeting_id}/protokoll/kopf")
    office.get_by_label("Ende").fill("20:40")
    press(office, "Kopf speichern")
    visitor.goto(public)
    expect(visitor.get_by_text("18:00–20:34 Uhr")).to_be_visible()  # the draft is not public

    office.get_by_role("link", name="Freigabe vorbereiten").click()
    note = office.get_by_label("Was hat sich geändert?")
    expect(note).to_have_value("Kopf: Ende.")
    note.fill(NOTE)
    press(office, "Version 2 freigeben")
    expect(office.get_by_text("Version 2 freigegeben am")).to_be_visible(timeout=90_000)

    visitor.reload()
    told = " ".join(visitor.locator("main").inner_text().split())
    document = visitor.request.get(f"{public}.pdf")
    sheets = PdfReader(io.BytesIO(document.body())).pages
    pages = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    for words in ("18:00–20:40 Uhr", f"Version 2 vom 01.09.2027: {NOTE}", "Vereinbarung V-2027-03"):
        assert words in told
        assert words in " ".join(pages)
    assert f"Seite 1 von {len(pages)}" in pages[0]
    assert "_Ergebnisprotokoll_v2.pdf" in document.headers["content-disposition"]
    visitor.goto(first_link(site))
    expect(visitor.get_by_text("Danke, wir haben es berichtigt.")).to_be_visible()
    assert len(recipients(site, "minutes_review")) == 53
    assert recipients(site, "minutes_changed") == []
