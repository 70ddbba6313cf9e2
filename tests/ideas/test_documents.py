"""Papers of ideas as filled-in pages, and one of each kind as a PDF; the register as tables."""

from datetime import date
from io import BytesIO

import page as validator
import pikepdf
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.core.printing import pdf_of
from app.core.settings import current
from app.ideas import documents
from app.ideas.queries import RegisterFilter, idea_by_id, register
from app.ideas.rules import IdeaState
from app.ideas.sheets import opening
from app.meetings.queries import meeting_by_id
from tests import build
from tests.papers.structure import findings

pytestmark = pytest.mark.usefixtures("ctx")
LONG_NAME = "Nguyễn Thị Mai " * 14
WORDS = "Wir begrünen Höfe, Dächer und Haltestellen im ganzen Stadtteil. " * 40


def page_of(document):
    return BeautifulSoup(document.html, "html.parser")


def parts(page):
    """Heading → text of each part of a sheet."""
    return {
        part.find(class_="name").get_text(): " ".join(part.find("p").get_text().split())
        for part in page.select(".part")
    }


def words(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_a_sheet_has_always_the_same_headings_and_says_what_is_open():
    idea = idea_by_id(build.an_idea("Klima-Bänke"))

    page = page_of(documents.idea_document(idea))

    assert page.h1.get_text() == "Klima-Bänke"
    assert page.select_one(".number").get_text() == "Idee 2027-001"
    assert parts(page) == {
        "Worum geht es?": "noch offen",
        "Handlungsfeld": "noch offen",
        "Wer macht mit?": "noch offen",
        "Was wird gebraucht?": "noch offen",
        "Nächster Schritt": "noch offen",
        "Ansprechperson": "noch offen",
        "Stand": "Neu",
    }


def test_a_sheet_names_the_contact_person_with_consent_only_and_never_the_address():
    facts = {"contact_name": "Cem Yıldırım", "contact_email": "cem@example.org"}
    silent = documents.idea_document(idea_by_id(build.an_idea(**facts)))
    named = documents.idea_document(idea_by_id(build.an_idea(contact_public=True, **facts)))

    assert parts(page_of(silent))["Ansprechperson"] == "Der Geschäftsstelle bekannt"
    assert "Yıldırım" not in silent.html
    assert parts(page_of(named))["Ansprechperson"] == "Cem Yıldırım"
    assert "cem@example.org" not in silent.html + named.html


def test_only_a_public_idea_has_a_code_and_only_a_listed_meeting_is_named():
    closed = build.a_meeting(title="Lenkungskreis", listed=False)
    hidden = documents.idea_document(idea_by_id(build.an_idea(meeting_id=closed)))
    listed = build.a_meeting(title="Vernetzung im Herbst")
    shown = documents.idea_document(idea_by_id(build.an_idea(meeting_id=listed, public=True)))

    assert (hidden.html.count("<svg"), shown.html.count("<svg")) == (0, 1)
    assert "/ideen/2027-002" in shown.html
    assert "Lenkungskreis" not in hidden.html
    assert "Vernetzung im Herbst" in shown.html


def test_cards_hold_what_goes_on_with_names_of_those_who_agreed():
    for state in IdeaState:
        build.an_idea(state.label, state, contact_name="Cem Yıldırım", summary="Eins. Zwei.")
    meeting = meeting_by_id(build.a_meeting())

    page = page_of(documents.project_cards_document(meeting))

    titles = [one.get_text() for one in page.select(".wall-card h2")]
    assert titles == ["Neu", "In Prüfung", "Ausgewählt", "In Umsetzung"]
    assert len(page.select(".sheet")) == 2
    assert len(page.find_all("h1")) == 1
    assert "Yıldırım" not in page.get_text()
    assert "Der Geschäftsstelle bekannt" in page.get_text()


def test_the_list_for_the_steering_group_has_points_and_room_for_ratings():
    build.an_idea("Alt", IdeaState.IN_PROGRESS)
    build.an_idea("Klima-Bänke", IdeaState.REVIEW, points=17, contact_name="Cem Yıldırım",
                  contact_email="cem@example.org")  # fmt: skip
    build.an_idea("Ohne alles")
    meeting = meeting_by_id(build.a_meeting(kit="lenkungskreis"))

    page = page_of(documents.idea_list_document(meeting, date(2027, 9, 1)))

    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in page.select("tbody tr")
    ]
    open_field = "Handlungsfeld noch offen"
    assert rows == [
        ["2027-002", f"Klima-Bänke {open_field} · In Prüfung", "Cem Yıldırım", "17", *[""] * 6],
        ["2027-003", f"Ohne alles {open_field} · Neu", "noch offen", "–", *[""] * 6],
    ]
    assert "Stand: 01.09.2027" in page.get_text()
    assert "cem@example.org" not in page.get_text()


def test_the_empty_sheet_offers_all_fields_of_work_and_all_offers():
    fields = [one.name for one in current().forum.action_fields if not one.archived]

    page = page_of(documents.empty_profile_document(None))

    assert [one.get_text() for one in page.select(".ticks li")][:-1] == [
        *fields,
        *documents.OFFERS,
    ]
    assert page.body["class"] == ["a3"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Eins ist da. Zwei auch. Drei nicht.", "Eins ist da. Zwei auch."),
        ("Der Hof e. V. hat z. B. Bänke. Schön! Und?", "Der Hof e. V. hat z. B. Bänke. Schön!"),
        ("Am 3. Mai geht es los. Ca. Zehn kommen. Ja.", "Am 3. Mai geht es los. Ca. Zehn kommen."),
        ("Ohne Punkt", "Ohne Punkt"),
        ("", ""),
        ("Wort " * 100, "Wort " * 11 + "Wort\N{NO-BREAK SPACE}…"),
    ],
)  # fmt: skip
def test_the_opening_of_a_text(text, short):
    assert opening(text, 2, 64) == short


def test_the_register_is_a_table_for_excel():
    build.an_idea("Klima-Bänke", action_field="KG", points=4, contact_email="cem@example.org")

    lines = documents.ideas_csv(register(RegisterFilter())).decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Nummer;Titel;Kurz beschrieben;Handlungsfeld")
    assert lines[1].startswith(
        "2027-001;Klima-Bänke;;Klimawandel und Gesundheit;;;Neu;;01.09.2027;4"
    )
    assert documents.ideas_xlsx([])[:2] == b"PK"


# --- as PDF ---------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_long_idea_flows_to_a_second_page_and_loses_nothing():
    idea = idea_by_id(
        build.an_idea("Hof " * 37, public=True, summary=f"{WORDS}Ende1", seeking=f"{WORDS}Ende2",
                      contact_name=LONG_NAME, contact_public=True)
    )  # fmt: skip

    made = pdf_of(documents.idea_document(idea))
    pages = words(made)

    assert findings(made) == []
    assert len(pages) in (2, 3)
    assert "Ende1" in " ".join(pages)
    assert "Ende2" in " ".join(pages)
    assert " ".join(pages).count("Thị Mai") == 14


@pytest.mark.pdf
def test_cards_with_the_longest_texts_stay_two_on_a_page():
    for _ in range(4):
        build.an_idea("Wärme aus Abwasser " * 7, summary=WORDS, seeking=WORDS,
                      contact_name=LONG_NAME, contact_public=True)  # fmt: skip
    build.an_idea("Donaudampfschifffahrtsgesellschaft" * 4)
    meeting = meeting_by_id(build.a_meeting())

    made = pdf_of(documents.project_cards_document(meeting))
    pages = words(made)

    assert findings(made, sheet=True, paper="A4") == []
    assert [page.count("Gesucht") for page in pages] == [2, 2, 1]


@pytest.mark.pdf
def test_the_empty_sheet_is_one_page_by_hand_and_as_a_form_with_named_fields():
    meeting = meeting_by_id(build.a_meeting(title="Themenwerkstatt " * 9))
    by_hand = pdf_of(documents.empty_profile_document(meeting))
    form = pdf_of(documents.empty_profile_document(meeting, fillable=True))

    assert (len(words(by_hand)), len(words(form))) == (1, 1)
    assert findings(by_hand, paper="A3") == []
    assert findings(form, paper="A4", fillable=True) == []
    report = validator.validate_pdf_bytes(form, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    with pikepdf.open(BytesIO(form)) as file:
        told = [str(field.TU) for field in file.Root.AcroForm.Fields]
    assert len(told) == len(set(told)) == 8 + len(current().forum.action_fields) + 5 + 1
    assert told[:3] == ["Titel", "Worum geht es?", "Handlungsfeld: Erneuerbare Energien"]
    assert "Handlungsfeld: Energieeffiziente Gebäude und Quartiere" in told
    (consent,) = [one for one in told if one.startswith("Ich bin einverstanden")]
    assert consent.endswith(current().office.mail)


@pytest.mark.pdf
def test_the_same_idea_gives_the_same_bytes_at_any_time(clock):
    idea = idea_by_id(build.an_idea("Klima-Bänke", public=True))
    first = documents.idea_document(idea)
    clock.move(hours=30)

    assert documents.idea_document(idea) == first
