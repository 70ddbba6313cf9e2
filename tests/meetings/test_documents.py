"""The checklist on paper and as a table."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from app.core import pdf
from app.core.db import db
from app.core.printing import pdf_of
from app.meetings import checklist, documents, queries
from app.meetings.models import Meeting
from app.meetings.rules import preparation_phase
from tests import build
from tests.papers.structure import findings

pytestmark = pytest.mark.pdf

PRINTED = datetime(2027, 9, 1, 9, 5)


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


def a_meeting(**values) -> Meeting:
    meeting = db.session.get(Meeting, build.a_meeting(kit="pitch-abend", **values))
    assert meeting
    return meeting


def html_of(meeting: Meeting) -> str:
    return documents.checklist_document(meeting, PRINTED).html


@pytest.mark.parametrize(
    ("due", "phase"),
    [
        (date(2027, 8, 31), "Überfällig"),
        (date(2027, 9, 1), "Diese Woche, bis 05.09.2027"),
        (date(2027, 9, 5), "Diese Woche, bis 05.09.2027"),
        (date(2027, 9, 6), "Nächste Woche, bis 12.09.2027"),
        (date(2027, 9, 13), "Danach"),
    ],
)
def test_open_points_stand_under_their_week(due, phase) -> None:
    assert preparation_phase(due, PRINTED.date()) == phase


def test_the_checklist_is_good_print_and_long_points_are_not_cut(ctx) -> None:
    meeting = a_meeting(title="Wärmewende im Quartier " * 8)
    build.an_own_point(meeting.id, text="Wärmepumpengemeinschaftsfinanzierung " * 13)
    data = pdf_of(documents.checklist_document(meeting, PRINTED))

    assert findings(data, paper="A4") == []


def test_done_points_say_in_words_when_and_by_whom(ctx) -> None:
    meeting = a_meeting()
    first = queries.checklist_of(meeting.id)[0]
    checklist.tick(first.id, done=True, actor=build.OFFICE)
    before, _, after = html_of(meeting).partition(">Erledigt</h2>")

    assert first.text not in before and first.text in after
    assert "am 01.09.2027 von Miriam Voss" in after
    assert f"1 von {len(queries.checklist_of(meeting.id))} Punkten erledigt" in before


def test_a_person_stands_instead_of_the_role_and_what_must_be_is_named(ctx) -> None:
    meeting = a_meeting()
    build.an_own_point(meeting.id, text="Saal ansehen", assigned_to="Nguyễn Thị Mai", must=True)
    html = html_of(meeting)

    assert "Nguyễn Thị Mai" in html and "Geschäftsstelle" in html
    assert 'Saal ansehen <span class="must">(muss sein)</span>' in html


def test_when_all_is_done_it_says_so_and_shows_no_empty_table(ctx) -> None:
    meeting = a_meeting()
    for point in queries.checklist_of(meeting.id):
        checklist.tick(point.id, done=True, actor=build.OFFICE)
    data = pdf_of(documents.checklist_document(meeting, PRINTED))

    assert findings(data, paper="A4") == []
    assert "Alles ist erledigt." in PdfReader(BytesIO(data)).pages[0].extract_text()
    assert "Überfällig" not in html_of(meeting)


def test_the_table_holds_the_same_points(ctx) -> None:
    meeting = a_meeting()
    build.an_own_point(meeting.id, text="=SUMME(A1)", must=True)
    rows = list(
        csv.DictReader(
            StringIO(documents.checklist_csv(meeting).decode("utf-8-sig")), delimiter=";"
        )
    )

    assert len(rows) == len(queries.checklist_of(meeting.id))
    own = next(row for row in rows if "SUMME" in row["Punkt"])
    assert (own["Punkt"], own["Bis"], own["Bereich"]) == ("'=SUMME(A1)", "01.09.2027", "Raum")
    assert own["Muss sein"] == "Ja" and documents.checklist_xlsx(meeting).startswith(b"PK")
