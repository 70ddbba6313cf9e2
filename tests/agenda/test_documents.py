"""The two papers, read back from the PDF."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from app.agenda import documents
from app.agenda.rules import access_words
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from tests import build

pytestmark = [pytest.mark.usefixtures("ctx"), pytest.mark.pdf]
PRINTED = datetime(2027, 9, 16, 17, 50)
NAMES = ["Łukaszewicz", "Yıldırım", "Krzyżanowska", "Nguyễn", "O'Dwyer", "Ștefan"]


@pytest.fixture
def meeting(ctx):
    meeting_id = build.a_planned_meeting(title="Projekt-Pitch-Abend 2027")
    for number, name in enumerate(NAMES):
        build.an_accepted_pitch(
            meeting_id,
            title=f"„Idee {number}“",
            last_name=name,
            organisation=f"Verein {number}",
            email=f"secret{number}@example.org",
        )
    return meeting_by_id(meeting_id)


def words(pdf):
    pages = PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_the_run_sheet_lists_the_pitches_with_clock_time_and_name(meeting):
    text = " ".join(words(documents.run_sheet_pdf(meeting, PRINTED)))

    found = re.findall(r"(\d\d:\d\d) („Idee \d“) \(Jadwiga ([^)]+)\)", text)

    times = ["18:18", "18:24", "18:30", "18:36", "18:54", "19:00"]
    expected = [(at, f"„Idee {n}“", NAMES[n]) for n, at in enumerate(times)]
    assert found == expected


def test_every_page_of_the_run_sheet_has_its_head_and_the_print_time(meeting):
    pages = words(documents.run_sheet_pdf(meeting, PRINTED))

    for number, page in enumerate(pages, start=1):
        assert "Von–bis Min. Programmpunkt Methode Wer Material Hinweise" in page
        assert "Gedruckt am 16.09.2027, 17:50 Uhr" in page
        assert f"Seite {number} von {len(pages)}" in page
    assert "0521 51-0" in pages[0]


def test_the_run_sheet_is_landscape_a4(meeting):
    page = PdfReader(BytesIO(documents.run_sheet_pdf(meeting, PRINTED))).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_the_run_sheet_holds_no_addresses(meeting):
    text = " ".join(words(documents.run_sheet_pdf(meeting, PRINTED)))

    assert re.findall(r"\S+@\S+", text) == []


def test_a_note_stands_whole_on_one_page(meeting):
    pages = words(documents.run_sheet_pdf(meeting, PRINTED))

    note = "Ansage nach 15 Minuten: Bitte zum zweiten Stand."
    assert len([page for page in pages if note in page]) == 1


def test_the_agenda_is_one_page_with_public_items_only(meeting):
    pages = words(documents.agenda_pdf(meeting))

    assert len(pages) == 1
    assert "18:18 Pitches 1 bis 4" in pages[0]
    assert "20:30 Ende des Treffens" in pages[0]
    assert "18:54 „Idee 4“ (Verein 4)" in pages[0]
    assert "Technikprobe" not in pages[0]
    assert "Łukaszewicz" not in pages[0]
    assert re.findall(r"\S+@\S+", pages[0]) == ["klimatriebwerk@example.org"]


@pytest.mark.parametrize(
    "kit", ["auftakt", "vernetzung", "themenwerkstatt", "online-hybrid", "lenkungskreis"]
)
def test_the_agenda_of_every_kit_fits_on_one_page(kit):
    meeting = meeting_by_id(build.a_planned_meeting(kit=kit, title="Ein Treffen mit Überschrift"))

    assert len(words(documents.agenda_pdf(meeting))) == 1


def test_the_agenda_carries_the_appointment(meeting):
    reader = PdfReader(BytesIO(documents.agenda_pdf(meeting)))

    ((name, (data,)),) = reader.attachments.items()

    assert name == "2027-09-30_Projekt-Pitch-Abend-2027_Termin.ics"
    event = Calendar.from_ical(data).walk("VEVENT")[0]
    assert event["SUMMARY"] == "Projekt-Pitch-Abend 2027"


def test_the_same_agenda_gives_the_same_bytes(meeting, clock):
    first = documents.agenda_pdf(meeting)
    clock.move(hours=5)

    assert documents.agenda_pdf(meeting) == first


def test_titles_are_for_people(meeting):
    reader = PdfReader(BytesIO(documents.run_sheet_pdf(meeting, PRINTED)))

    title = reader.metadata.title.replace("\N{NO-BREAK SPACE}", " ")
    assert title == "Regieplan – Projekt-Pitch-Abend 2027 am 30. September 2027"
    assert documents.run_sheet_name(meeting) == "2027-09-30_Projekt-Pitch-Abend-2027_Regieplan.pdf"


def test_an_agenda_says_what_is_not_accessible():
    assert access_words(True, False, None) == "stufenfrei erreichbar, keine barrierefreie Toilette"


def test_an_online_meeting_without_venue_prints_as_well():
    meeting_id = build.a_planned_meeting(kit="online-hybrid")
    with transaction():
        found = db.session.get(Meeting, meeting_id)
        found.venue_id, found.online_url = None, "https://video.example.org/raum"
    meeting = meeting_by_id(meeting_id)

    assert "Online" in words(documents.agenda_pdf(meeting))[0]
    assert "https://video.example.org/raum" in words(documents.run_sheet_pdf(meeting, PRINTED))[0]
