"""The public pages say what the papers say, and each leads to the other."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.agenda.documents import agenda_document
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.minutes.documents import newest_document
from tests import build
from tests.minutes.releasing import it_is_over, release


def text_of(markup):
    return " ".join(BeautifulSoup(markup, "html.parser").get_text(" ").replace("\xa0", " ").split())


@pytest.fixture
def meeting_id(app):
    with app.app_context():
        found = build.a_planned_meeting("online-hybrid", title="Treffen am Wall")
        build.an_accepted_pitch(found, title="Klima-Bänke am Kesselbrink")
        build.a_meeting(title="Jahresbilanz 2027", day=date(2027, 11, 25))
        with transaction():
            db.session.get(Meeting, found).dial_in = "0521 9999, Kennung 12"
    return found


def test_the_page_of_a_meeting_says_what_its_agenda_says(app, client, meeting_id):
    with app.app_context():
        meeting = meeting_by_id(meeting_id)
        paper = BeautifulSoup(agenda_document(meeting).html, "html.parser")
        slug = meeting.slug

    response = client.get(f"/treffen/{slug}")
    page = text_of(response.text)

    rows = [
        [cell.get_text(" ") for cell in row.find_all(["td", "th"])]
        for row in paper.select("tbody tr")
    ]
    assert len(rows) > 10
    for time, item, _ in rows:
        for words in (time, *item.split("\n")):
            assert " ".join(words.replace("(", "").replace(")", "").split()) in page
    for words in (
        "18:00–20:00 Uhr", "Haltestelle: Musterweg, 120 m", "Stufenlos erreichbar: ja",
        "25.11.2027, 18:00 Uhr: Jahresbilanz 2027", "0521 51-0",
        "klimatriebwerk@example.org",
    ):  # fmt: skip
        assert words in page
    assert ("Kennung 12" in page, "Kennung 12" in paper.text) == (False, False)
    assert "tagesordnung.pdf" in response.text
    assert f"/treffen/{slug}" in paper.select_one(".foot a")["href"]


@pytest.mark.pdf
def test_the_page_of_the_minutes_says_what_the_paper_says(app, client, meeting_id):
    with app.app_context():
        it_is_over(meeting_id)
        item_id = build.minutes_for(meeting_id)[0]
        build.an_entry(meeting_id, item_id, "agreement", "Die Wand bleibt.", note="einstimmig")
        build.an_entry(meeting_id, item_id, "task", "Plätze zählen", person="Cem Yıldırım")
        release(meeting_id)
        meeting = meeting_by_id(meeting_id)
        paper = BeautifulSoup(newest_document(meeting).html, "html.parser")
        slug = meeting.slug

    response = client.get(f"/treffen/{slug}/protokoll")
    page = text_of(response.text)

    told = [
        one
        for one in paper.select("h1, h2, p, td, th, .facts li")
        if "signature" not in one.get("class", [])
    ]
    missing = [
        words
        for one in told
        if (words := text_of(str(one))).replace(": ", " ") not in page.replace(": ", " ")
    ]
    assert [
        words for words in missing if not words.startswith(("Bielefeld, 1.", "Kontakt", "Im Netz"))
    ] == []
    assert "protokoll.pdf" in response.text
    assert f"/treffen/{slug}/protokoll" in text_of(str(paper))
