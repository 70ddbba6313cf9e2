"""What each kit's agenda, notice and run sheet hold, and that long ones are whole."""

import csv
import io
import re
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.agenda import documents, lists
from app.core.db import db, transaction
from app.core.printing import pdf_of
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from tests import build
from tests.agenda.build import a_full_evening, a_long_agenda, publish_again
from tests.papers.structure import findings

pytestmark = [pytest.mark.usefixtures("ctx"), pytest.mark.pdf]
PRINTED = datetime(2027, 9, 16, 17, 50)
NEXT = {"day": date(2027, 11, 25), "title": "Jahresbilanz 2027"}


def text_of(document):
    return " ".join(BeautifulSoup(document.html, "html.parser").get_text(" ").split())


def pages_of(document):
    pages = PdfReader(BytesIO(pdf_of(document))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def changed(meeting_id, **values):
    with transaction():
        meeting = db.session.get(Meeting, meeting_id)
        for name, value in values.items():
            setattr(meeting, name, value)
    return meeting_by_id(meeting_id)


def test_the_agenda_says_how_to_get_in_and_what_follows():
    meeting = meeting_by_id(build.a_planned_meeting("auftakt", begins=time(17, 30)))
    build.a_meeting(**NEXT)
    build.a_meeting(day=date(2027, 12, 1), title="Geheim", listed=False)

    text = text_of(documents.agenda_document(meeting))

    assert "Einlass: ab 17:00 Uhr" in text
    assert "Zugang: stufenfrei erreichbar, barrierefreie Toilette" in text
    assert "Nächste Termine 25.11.2027, 18:00 Uhr: Jahresbilanz 2027" in text
    assert "Telefon 0521 51-0" in text
    assert f"/treffen/{meeting.slug}" in text
    assert "QR-Code: Seite des Treffens" in text
    assert "Geheim" not in text


def test_a_meeting_that_is_not_listed_prints_no_address():
    meeting_id = build.a_planned_meeting("vernetzung", listed=False)
    build.a_meeting(**NEXT)

    text = text_of(documents.agenda_document(meeting_by_id(meeting_id)))

    assert "/treffen/" not in text
    assert "Nächste Termine" not in text


def test_a_hybrid_agenda_has_the_telephone_but_not_the_link():
    meeting_id = build.a_planned_meeting("online-hybrid")
    meeting = changed(
        meeting_id, online_url="https://video.example.org/raum", dial_in="0521 9999, Kennung 12"
    )

    papers = (
        documents.agenda_document(meeting, with_dial_in=True),
        documents.agenda_document(meeting),
        documents.notice_document(meeting),
    )
    assert ["0521 9999, Kennung 12" in text_of(paper) for paper in papers] == [True, False, False]
    assert [paper for paper in papers if "video.example.org" in paper.html] == []


def test_a_break_is_told_in_words():
    meeting_id = build.a_planned_meeting("vernetzung")
    (item_id,) = build.item_ids(meeting_id, kind="break")
    with transaction():
        db.session.get(documents.queries.AgendaItem, item_id).title = "Zeit zum Durchatmen"
    publish_again(meeting_id)

    text = text_of(documents.agenda_document(meeting_by_id(meeting_id)))

    assert "Zeit zum Durchatmen Pause" in text


@pytest.mark.parametrize(("kit", "pitches"), [("pitch-abend", 8), ("vernetzung", 4)])
def test_the_fullest_agenda_fits_on_one_page_a4_and_a3(kit, pitches):
    meeting = meeting_by_id(a_full_evening(kit, pitches))
    for number in range(3):
        build.a_meeting(day=date(2027, 11, number + 1), title=f"Treffen im November {number}")

    agenda, notice = (
        PdfReader(BytesIO(pdf_of(document)))
        for document in (documents.agenda_document(meeting), documents.notice_document(meeting))
    )

    for found, width in ((agenda, 595), (notice, 842)):
        assert [round(page.mediabox.width) for page in found.pages] == [width]
        text = found.pages[0].extract_text()
        assert f"Projekt {pitches - 1}" in text
        assert "Sprechen Sie" in text


def test_sixty_items_keep_their_head_on_every_page():
    meeting = meeting_by_id(a_long_agenda())

    pages = pages_of(documents.agenda_document(meeting))

    assert len(pages) > 1
    for page in pages:
        assert "Beginn Programm Dauer" in page or "Punkt" not in page
    assert re.findall(r"Punkt (\d+):", " ".join(pages)) == [str(n) for n in range(60)]
    assert len(re.findall(r"Punkt \d+", pages[-1])) != 1


def test_sixty_items_are_one_table_of_whole_rows_on_the_run_sheet():
    document = documents.run_sheet_document(meeting_by_id(a_long_agenda()), PRINTED)

    pages = pages_of(document)
    assert all("Hinweise" in page for page in pages)
    for number in range(60):
        here = [f"Anfang{number} " in page for page in pages]
        assert sum(here) == 1
        assert here == [f"Ende{number} " in page for page in pages]
    with pikepdf.open(BytesIO(pdf_of(document))) as file:
        assert file.Root.StructTreeRoot is not None
    assert "300" in pages[-1].partition("Summe während des Treffens")[0]


def test_the_run_sheet_has_a_telephone_list_with_every_role():
    meeting_id = build.a_planned_meeting("vernetzung")
    item_id = build.item_ids(meeting_id, role="Moderation")[0]
    with transaction():
        db.session.get(documents.queries.AgendaItem, item_id).person = "Nguyễn Thị Mai"
    meeting = meeting_by_id(meeting_id)

    text = text_of(documents.run_sheet_document(meeting, PRINTED))

    assert "Moderation: Nguyễn Thị Mai Telefon:" in text
    for role in meeting.kit.roles:
        assert f"{role.title}:" in text
    assert "Büro: Geschäftsstelle KlimaTriebwerk, Telefon 0521 51-0" in text


def test_half_minutes_of_pitches_are_exact():
    meeting = meeting_by_id(build.a_planned_meeting("auftakt", begins=time(17, 30)))

    text = text_of(documents.run_sheet_document(meeting, PRINTED))

    assert "18:27 frei 18:28:30 frei 18:30 frei" in text
    assert "8 Plätze, je 1,5 Minuten" in text


def test_the_hybrid_run_sheet_has_a_column_for_each_side():
    meeting = meeting_by_id(build.a_planned_meeting("online-hybrid"))

    table = BeautifulSoup(documents.run_sheet_document(meeting, PRINTED).html, "html.parser").table
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")
    ]

    assert rows[0][3:] == [
        "Raum: wer und was", "Online: wer und was", "Technik", "Ersatzplan",
    ]  # fmt: skip
    sides = {row[2].split(" Vor ")[0]: [bool(cell) for cell in row[3:]] for row in rows[1:]}
    assert sides["Technikprobe"] == [False, False, True, False]
    assert next(s for t, s in sides.items() if t.startswith("Wer ist")) == [
        False, True, False, False,
    ]  # fmt: skip


def test_the_version_changes_with_the_plan_and_not_with_the_time():
    meeting_id = build.a_planned_meeting("vernetzung")
    first = documents.run_sheet_document(meeting_by_id(meeting_id), PRINTED).html
    later = documents.run_sheet_document(meeting_by_id(meeting_id), datetime(2027, 9, 16, 18)).html
    with transaction():
        db.session.get(documents.queries.AgendaItem, build.item_ids(meeting_id)[1]).minutes = 29
    other = documents.run_sheet_document(meeting_by_id(meeting_id), PRINTED).html

    versions = [re.search("Fassung&nbsp;(....)", html)[1] for html in (first, later, other)]
    assert versions[0] == versions[1] != versions[2]


def test_the_session_agenda_is_numbered_and_says_the_kind_of_each_item():
    meeting = meeting_by_id(build.a_planned_meeting("lenkungskreis", title="2. Sitzung 2027"))

    document = documents.session_agenda_document(meeting)
    cells = [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(document.html, "html.parser").table.find_all("tr")
    ]

    assert cells[0] == ["TOP", "Beginn", "Gegenstand", "Art", "Wer", "Min."]
    assert [row[0] for row in cells[1:-1]] == [str(n) for n in range(1, 10)]
    assert [row[3] for row in cells[1:6]] == [
        "Formalien", "Bericht", "Bericht", "Beratung", "Beschluss",
    ]  # fmt: skip
    assert "Anlagen: Kennzahlenblatt, eine Seite" in cells[3][2]
    assert cells[-1][5] == "120"
    assert "Gremium: Lenkungskreis KlimaTriebwerk" in text_of(document)
    assert len(pages_of(document)) == 1


def test_names_of_any_length_and_script_stay_on_the_paper():
    meeting_id = a_full_evening("pitch-abend", 1)
    meeting = changed(meeting_id, title="ع😀 " + "Donaudampfschifffahrt" * 9)

    pages = pages_of(documents.agenda_document(meeting))

    assert "".join(" ".join(pages).split()).count("Donaudampfschifffahrt") >= 9


LONGEST = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 4


@pytest.mark.parametrize("kit", ["vernetzung", "online-hybrid", "lenkungskreis"])
def test_words_without_end_stay_on_every_paper(kit):
    meeting_id = build.a_planned_meeting(kit, title=LONGEST[:200])
    with transaction():
        for item in documents.queries.items_of(meeting_id)[2:4]:
            item.title = item.person = LONGEST
            item.role, item.materials, item.notes = LONGEST[:100], [LONGEST], "عربي 😀 " + LONGEST
    meeting = meeting_by_id(meeting_id)

    for document in (
        documents.agenda_document(meeting),
        documents.notice_document(meeting),
        documents.session_agenda_document(meeting),
        documents.run_sheet_document(meeting, PRINTED),
    ):
        assert findings(pdf_of(document)) == []


def test_the_tables_hold_all_rows():
    meeting = meeting_by_id(build.a_planned_meeting("vernetzung"))
    build.an_accepted_pitch(meeting.id, title="=Klima")

    def lines(data):
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))

    agenda, run_sheet = lines(lists.agenda_csv(meeting)), lines(lists.run_sheet_csv(meeting))
    assert agenda[0] == list(lists.AGENDA_HEADER)
    assert ["18:52", "", "", "Pitch: =Klima", "Werkhof e. V.", "Während des Treffens"] in agenda
    assert len(run_sheet) == 1 + len(build.item_ids(meeting.id))
    for data, rows in (
        (lists.agenda_xlsx(meeting), agenda),
        (lists.run_sheet_xlsx(meeting), run_sheet),
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet.max_row == len(rows)
