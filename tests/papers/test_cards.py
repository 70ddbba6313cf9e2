"""Cards as they come from the press: papers, words, what is read aloud, what stands where."""

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from app.core import pdf
from app.core.db import db
from app.core.pdf_files import Document
from app.core.printing import pdf_of
from app.meetings.models import Meeting
from app.papers import cards
from tests import build
from tests.papers.drawn import drawn
from tests.papers.structure import findings
from tests.papers.tags import tree

pytestmark = pytest.mark.pdf

LONG = "Wärmepumpengemeinschaftsfinanzierungsmodell für Nguyễn Thị Mai und Yıldırım " * 4


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


def a_meeting(kit: str, **values: object) -> Meeting:
    meeting = db.session.get(Meeting, build.a_planned_meeting(kit=kit, **values))
    assert meeting
    return meeting


def drawn_texts(data: bytes) -> list[str]:
    """What is drawn on each page, copies included."""
    pages = PdfReader(BytesIO(data)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def read_aloud(data: bytes) -> str:
    with pikepdf.open(BytesIO(data)) as file:
        content = [drawn(page) for page in file.pages]
        return " ".join(tree(file, content).text().split())


CARDS = {
    "table": ("auftakt", lambda m: cards.table_cards_document(m, 9), "A4 landscape", 9, 2),
    "question": ("themenwerkstatt", cards.question_cards_document, "A4", 3, 2),
    "rules": ("themenwerkstatt", cards.cafe_rules_document, "A4 landscape", 1, 2),
    "join": ("auftakt", cards.join_cards_document, "A4", 1, 4),
    "search": ("vernetzung", cards.search_offer_cards_document, "A4", 2, 4),
    "task": ("vernetzung", cards.task_notes_document, "A4 landscape", 1, 2),
    "voting": ("online-hybrid", cards.voting_cards_document, "A4", 1, 4),
    "advice": ("projektwerkstatt", cards.advice_steps_document, "A4 landscape", 1, 2),
}
MARKS = {
    "table": "Tisch 1", "question": "Runde 1", "rules": "Café-Regeln", "join": "Ich mache mit",
    "search": "Ich suche", "task": "Bis wann?", "voting": "Aus welchem Bereich",
    "advice": "Verständnisfragen",
}  # fmt: skip


@pytest.mark.parametrize("name", CARDS)
def test_a_card_stands_several_times_on_its_sheet_and_is_read_aloud_once(ctx, name) -> None:
    kit, make, paper, pages, copies = CARDS[name]
    data = pdf_of(make(a_meeting(kit)))

    assert findings(data, pages=pages, paper=paper, sheet=True) == []
    assert drawn_texts(data)[0].count(MARKS[name]) == copies
    assert read_aloud(data).count(MARKS[name]) == 1


def test_table_cards_name_number_field_and_questions_and_leave_a_line_beyond_the_fields(
    ctx,
) -> None:
    data = pdf_of(cards.table_cards_document(a_meeting("auftakt"), 10))
    pages = drawn_texts(data)

    assert "Tisch 3" in pages[2] and pages[2].count("Mobilität") == 2
    assert pages[2].count("Welche zwei sind in einem Jahr machbar?") == 2
    assert "Tisch 10" in pages[9] and pages[9].count("Thema:") == 2


def test_where_tables_have_no_field_people_write_it_by_hand(ctx) -> None:
    html = cards.table_cards_document(a_meeting("vernetzung"), 2).html

    assert "Erneuerbare Energien" not in html and "Thema:" in html and "Wo hakt es?" in html


def test_lots_share_the_seats_out_among_the_tables_ten_on_a_sheet(ctx) -> None:
    data = pdf_of(cards.lot_cards_document(a_meeting("themenwerkstatt"), 7, 43))
    pages = drawn_texts(data)
    text = " ".join(pages)

    assert findings(data, pages=5, paper="A4", sheet=True) == []
    assert pages[0].count("Hier sitzen Sie") == 10 and text.count("Hier sitzen Sie") == 43
    assert [text.count(f"Tisch {n}") for n in range(1, 9)] == [7, 6, 6, 6, 6, 6, 6, 0]


def test_the_case_sheet_has_its_four_parts_on_one_page(ctx) -> None:
    data = pdf_of(cards.case_sheet_document(a_meeting("projektwerkstatt")))

    assert findings(data, pages=1, paper="A4") == []
    parts = ["Schlüsselfrage", "Ideen", "Was nehme ich mit?", "Nächster Schritt bis"]
    assert [part for part in parts if part not in drawn_texts(data)[0]] == []


def test_cards_ask_before_anything_is_passed_on(ctx) -> None:
    offers = cards.search_offer_cards_document(a_meeting("vernetzung")).html

    assert "darf heute offen an der Wand hängen" in offers
    assert "darf meine Angaben an Personen weitergeben" in offers
    assert "weitergeben" in cards.join_cards_document(a_meeting("auftakt")).html


def with_long_questions(kit: str) -> Meeting:
    meeting = a_meeting(kit)
    for item in cards.items_of(meeting.id):
        item.title = f"Runde 1: {LONG[:190]}?" if "Runde" in item.title else item.title
        item.notes = f"Leitfragen: {LONG}? {LONG}? {LONG}?"
    return meeting


@pytest.mark.parametrize(
    "make", [lambda m: cards.table_cards_document(m, 1), cards.question_cards_document]
)
def test_long_questions_shrink_and_are_not_cut(ctx, make) -> None:
    document: Document = make(with_long_questions("themenwerkstatt"))

    assert findings(pdf_of(document), sheet=True) == []


def test_the_tech_checklist_holds_what_this_meeting_needs(ctx) -> None:
    hybrid = a_meeting("online-hybrid", dial_in="0521 9999")
    data = pdf_of(cards.tech_checklist_document(hybrid))
    (page,) = drawn_texts(data)

    assert findings(data, pages=1, paper="A4") == []
    parts = ["Ton", "Bild", "Netz", "Rechte", "Ersatz", "Telefonnummern", "0521 9999", "Vorher"]
    assert [part for part in parts if part not in page] == []
    assert "Höranlage" not in page


def test_a_meeting_in_a_room_tests_no_video(ctx) -> None:
    meeting = a_meeting("auftakt")
    assert meeting.venue
    meeting.venue.hearing_loop = True
    html = cards.tech_checklist_document(meeting).html

    assert "Höranlage ist an" in html
    assert "Einwahl" not in html and "Aufzeichnung" not in html
