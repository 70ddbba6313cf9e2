"""Papers of pitches: as filled-in pages, and the longest texts as PDF."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.agenda import pitch_documents as papers
from app.core.db import db
from app.core.printing import pdf_of
from app.ideas import actions as ideas
from app.meetings.queries import meeting_by_id
from app.pitches import office
from tests import build
from tests.papers.structure import findings

pytestmark = pytest.mark.usefixtures("ctx")
LONG_TITLE = "Wärme aus Abwasser " * 7
WORDS = "Wir begrünen Höfe, Dächer und Haltestellen im ganzen Stadtteil. " * 23

PAPERS = {
    "sheets": papers.pitch_sheets_document,
    "order": papers.pitch_order_document,
    "programme": papers.programme_document,
    "signs": papers.stand_signs_document,
}


@pytest.fixture
def meeting(ctx):
    """Three pitches that have a place, and one that was only handed in."""
    meeting_id = build.a_planned_meeting(title="Projekt-Pitch-Abend 2027")
    build.a_pitch(meeting_id, title="Noch nicht angenommen", email="neu@example.org")
    for name in ("Łukaszewicz", "Yıldırım", "Krzyżanowska"):
        build.an_accepted_pitch(
            meeting_id, title=f"Idee von {name}", last_name=name, email=f"{name}@example.org"
        )
    return meeting_by_id(meeting_id)


def page_of(document):
    return BeautifulSoup(document.html, "html.parser")


def words(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_sheets_have_numbers_in_the_order_of_the_evening_and_no_addresses(meeting):
    document = papers.pitch_sheets_document(meeting)

    sheets = page_of(document).select(".profile")

    assert [one.select_one(".number").get_text() for one in sheets] == [
        "Pitch 1", "Pitch 2", "Pitch 3",
    ]  # fmt: skip
    first = " ".join(sheets[0].get_text(" ").split())
    assert "Jadwiga Łukaszewicz Werkhof e. V." in first
    assert "Nächster Schritt noch offen" in first
    assert "um 18:18\N{NO-BREAK SPACE}Uhr" in sheets[0].get_text()
    assert "Stand Angenommen" in first
    assert "@example.org" not in document.html.replace("klimatriebwerk@example.org", "")
    assert "Noch nicht angenommen" not in document.html


def test_the_sheet_of_a_pitch_that_became_an_idea_shows_its_step(meeting, clock):
    clock.move(days=30)
    pitch_id = papers.programme.running_order(meeting)[0].pitch.id
    office.mark_presented(meeting.id, [pitch_id], build.OFFICE)
    idea = ideas.note_pitch(pitch_id, actor=build.OFFICE)
    idea.next_step = "Bänke zeichnen"

    text = page_of(papers.pitch_sheets_document(meeting)).select_one(".profile").get_text()

    assert "Bänke zeichnen" in text
    assert "Vorgestellt, aufgenommen als Idee 2027-001 (Neu)" in text


def test_the_order_lists_number_time_title_name_and_field(meeting):
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in page_of(papers.pitch_order_document(meeting)).select("tbody tr")
    ]

    assert [row[:4] for row in rows] == [
        ["1", "18:18", "Idee von Łukaszewicz", "Jadwiga Łukaszewicz"],
        ["2", "18:24", "Idee von Yıldırım", "Jadwiga Yıldırım"],
        ["3", "18:30", "Idee von Krzyżanowska", "Jadwiga Krzyżanowska"],
    ]
    assert rows[0][4] == "Klimawandel und Gesundheit"


def test_the_programme_holds_public_items_and_two_sentences_of_each_project(meeting):
    page = page_of(papers.programme_document(meeting))

    text = " ".join(page.get_text().split())
    assert "Technikprobe" not in text
    assert "18:24 2. Idee von Yıldırım" in text
    assert "1. Idee von Łukaszewicz" in [one.get_text() for one in page.find_all("h3")]
    assert "Wir suchen: Holz und Werkzeug" in text
    assert "Jadwiga" not in text


def test_there_is_a_stand_sign_for_each_project(meeting):
    signs = page_of(papers.stand_signs_document(meeting)).select(".sign")

    assert [one.select_one(".stand").get_text() for one in signs] == ["1", "2", "3"]
    assert "Wir suchen" in signs[0].get_text()
    assert signs[0].h2["class"] == ["title", "s-60"]


@pytest.mark.parametrize(
    "make",
    [papers.pitch_sheets_document, papers.pitch_order_document, papers.stand_signs_document],
)
def test_without_pitches_a_paper_says_so(make):
    meeting = meeting_by_id(build.a_planned_meeting())

    assert "Noch ist kein Pitch angenommen." in page_of(make(meeting)).get_text()


def test_sheets_need_the_same_queries_for_one_and_for_three(meeting, count_queries):
    alone = build.a_planned_meeting(title="Ein Pitch")
    build.an_accepted_pitch(alone, email="allein@example.org")
    counted = []
    for meeting_id in (meeting.id, alone):
        db.session.expunge_all()
        found = meeting_by_id(meeting_id)
        with count_queries() as queries:
            papers.pitch_sheets_document(found)
        counted.append(len(queries))

    assert counted[0] == counted[1]


@pytest.mark.pdf
def test_the_longest_pitches_are_whole_on_every_paper():
    meeting_id = build.a_planned_meeting(title="Abend der langen Titel " * 6)
    for number in range(3):
        pitch = build.an_accepted_pitch(
            meeting_id, title=LONG_TITLE, summary=WORDS, email=f"lang{number}@example.org",
            seeking=f"{WORDS[:440]} Ende{number}", first_name="Nguyễn " * 28, last_name="Thị Mai",
        )  # fmt: skip
    for _ in range(4):
        build.a_presenter(pitch, first_name="Zoë " * 40)
    meeting = meeting_by_id(meeting_id)

    made = {name: pdf_of(make(meeting)) for name, make in PAPERS.items()}
    sheets, order, programme, signs = (words(data) for data in made.values())

    cards = ("sheets", "signs")
    faults = {name: findings(data, sheet=name in cards) for name, data in made.items()}
    assert {name: found for name, found in faults.items() if found} == {}
    assert 3 <= len(sheets) <= 6
    assert [page.count("Ende") for page in signs] == [1, 1, 1]
    assert all(f"Ende{number}" in " ".join(programme) for number in range(3))
    assert " ".join(order).count("Wärme aus Abwasser") == 21
