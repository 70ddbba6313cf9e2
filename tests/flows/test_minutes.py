"""G6 on the demo year: M4's minutes are taken up again, changed, released as version 2."""

import io
from datetime import datetime

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db
from app.core.printing import pdf_of
from app.demo.loader import load_year
from app.minutes import queries, releases
from app.minutes.documents import newest_document
from app.outbox.models import Message
from tests import build
from tests.conftest import BERLIN
from tests.minutes.releasing import mark_of

pytestmark = pytest.mark.pdf
NOTE = "Das Ende war 20:40 Uhr."


@pytest.fixture
def summer(app):
    """(id, slug) of M4 in the demo year on its first day."""
    with app.app_context():
        meetings = load_year(datetime(2027, 9, 1, 9, tzinfo=BERLIN))
        return meetings["M4"], build.slug_of(meetings["M4"])


def text_of(pdf):
    """The text of each page, each run of spaces one space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def packed(text):
    """Without spaces: paper breaks lines where the page does not, also after a hyphen."""
    return "".join(text.split())


def test_the_head_and_foot_of_the_summer_meeting(app, summer):
    """Begin, end, 53 people by group and no names; agreements, tasks; date and both names."""
    with app.app_context():
        meeting = queries.opened_minutes(summer[0]).meeting
        pages = text_of(pdf_of(newest_document(meeting)))
    text = " ".join(pages)

    for words in (
        "18:00–20:34 Uhr",
        "53 Personen: Zivilgesellschaft 23, Bürgerschaft 5, Wissenschaft 6, "
        "Wirtschaft 12, Verwaltung 4, Politik 3",
        "Vereinbarung V-2027-01", "Vereinbarung V-2027-02", "Vereinbarung V-2027-03",
        "A-2027-11 Lager beim Sportverein klären Kevin Twelenkamp 31.08.2027",
        "Bielefeld, 25. Juni 2027", "Annika Hesselbrock, Leitung", "Dennis Rohlfing, Protokoll",
    ):  # fmt: skip
        assert words in text
    assert "Version" not in text
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in page


def test_editing_after_the_release_makes_version_two_with_a_note(app, client, office, summer, soup):
    meeting_id, slug = summer
    place, public = f"/buero/treffen/{meeting_id}/protokoll", f"/treffen/{slug}/protokoll"
    before = client.get(public).text
    office.post(f"{place}/ueberarbeiten")
    with app.app_context():
        head = queries.head_of(queries.opened_minutes(meeting_id))
    page = soup(office.get(f"{place}/kopf"))
    typed = {one["name"]: one.get("value", "") for one in page.main.select("input[name]")}
    typed |= {"ended": "20:40", "summary": head.summary}
    assert office.post(f"{place}/kopf", data=typed).status_code == 303
    assert client.get(public).text == before  # the draft is not public

    page = soup(office.get(f"{place}/freigeben"))
    assert page.find(id="note").get_text(strip=True) == "Kopf: Ende."
    seen = page.main.find("input", {"name": "seen"})["value"]
    refused = office.post(f"{place}/freigeben", data={"seen": seen, "note": ""})
    assert refused.status_code == 422
    answer = office.post(f"{place}/freigeben", data={"seen": seen, "note": NOTE})

    assert answer.status_code == 303
    pdf = client.get(f"{public}.pdf")
    assert pdf.headers["Content-Disposition"] == (
        'inline; filename="2027-06-17_2.-Vernetzungstreffen-2027_Ergebnisprotokoll_v2.pdf"'
    )
    printed = " ".join(text_of(pdf.data))
    shown = " ".join(soup(client.get(public)).main.get_text(" ").split())
    for words in ("18:00–20:40 Uhr", f"Version 2 vom 01.09.2027: {NOTE}", "V-2027-03"):
        assert words in printed
        assert words in shown
    results = soup(client.get(public)).main.select(".entry p, .tasks td p, .tasks td:not(:has(p))")
    assert len(results) > 30
    for result in results:
        assert packed(result.get_text()) in packed(printed)
    versions = soup(office.get(place)).select(".tw-versions li")
    assert [one.strong.get_text() for one in versions] == ["Version 2", "Version 1"]
    with app.app_context():
        letters = select(Message).where(Message.kind.in_(("thanks_minutes", "minutes_changed")))
        assert db.session.scalars(letters).all() == []


def test_everybody_gets_one_mail_however_often_a_version_is_released(app, summer):
    meeting_id, _ = summer
    with app.app_context():
        for number, text in enumerate(("eins", "zwei"), 2):
            releases.revise(meeting_id, actor=build.OFFICE)
            item_id = queries.opened_minutes(meeting_id).items[0].id
            build.an_entry(meeting_id, item_id, text=text)
            wish = releases.Wish(seen=mark_of(meeting_id), note=text, inform=number == 3)
            sent = releases.release(meeting_id, wish, actor=build.OFFICE)
            people = queries.thanks_count(meeting_id)
            assert sent == (people if number == 3 else 0)
        keys = db.session.scalars(select(Message.key).where(Message.kind == "minutes_changed"))

        assert len(set(keys)) == people == 60
