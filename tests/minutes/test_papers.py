"""What the minutes carry inside, their foot, and the list of decisions and tasks."""

import csv
import io
from datetime import date
from io import BytesIO

import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from pypdf import PdfReader

from app.core.db import db, transaction
from app.core.printing import pdf_of
from app.minutes import lists, queries
from app.minutes.documents import minutes_document, newest_document, task_list_document
from app.minutes.models import Entry
from app.minutes.rules import task_status
from app.minutes.task_actions import set_done
from tests import build
from tests.minutes.decided import an_entry
from tests.minutes.releasing import put_out
from tests.papers.structure import findings

pytestmark = pytest.mark.usefixtures("ctx")
TODAY = date(2027, 9, 1)
RELEASED = date(2027, 6, 25)


def held(kit="vernetzung", entries=(), *, released=True, **values):
    """Minutes of a meeting with these entries (kind, text, more) below their first heading."""
    meeting_id = build.a_planned_meeting(kit, **{"day": date(2027, 6, 17)} | values)
    item_id = build.minutes_for(meeting_id)[0]
    for kind, text, more in entries:
        an_entry(meeting_id, item_id, kind, text, **more)
    if released:
        put_out(meeting_id, RELEASED)
    return queries.opened_minutes(meeting_id)


def task(text, due=None, **values):
    return ("task", text, {"due": due, **values})


def text_of(document):
    return " ".join(BeautifulSoup(document.html, "html.parser").get_text(" ").split())


def rows_of(document):
    """The cells of all tables."""
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(document.html, "html.parser").find_all("tr")
    ]


def csv_lines(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.pdf
def test_tasks_and_the_next_meeting_are_inside_the_file():
    minutes = held(
        entries=[task("Plätze zählen", date(2027, 7, 1), person="Cem Yıldırım"), task("=Rest")],
        title="Sommertreffen",
    )
    build.a_meeting(title="Herbsttreffen", day=date(2027, 9, 30))

    with pikepdf.open(BytesIO(pdf_of(newest_document(minutes.meeting)))) as file:
        attached = {str(one.UF): one for one in file.Root.AF}
        texts = {name: one.EF.F.read_bytes() for name, one in attached.items()}
        told = {str(one.Desc) for one in attached.values()}
        kinds = {(str(one.AFRelationship), str(one.EF.F.Subtype)) for one in attached.values()}

    tasks = texts["2027-06-17_Sommertreffen_Aufgaben.csv"]
    assert csv_lines(tasks) == [
        list(lists.TASK_HEADER),
        ["A-2027-01", "Plätze zählen", "Cem Yıldırım", "01.07.2027", ""],
        ["A-2027-02", "'=Rest", "", "", ""],
    ]
    event = Calendar.from_ical(texts["2027-09-30_Herbsttreffen_Termin.ics"]).events[0]
    assert event["SUMMARY"] == "Herbsttreffen"
    assert told == {
        "Aufgaben aus dem Protokoll als Tabelle: Sommertreffen",
        "Nächstes Treffen als Termin für den Kalender: Herbsttreffen",
    }
    assert kinds == {("/Alternative", "/text/csv"), ("/Alternative", "/text/calendar")}


def test_minutes_without_tasks_and_next_meeting_carry_nothing():
    document = minutes_document(held(entries=[("information", "Guten Abend.", {})]))

    assert document.attachments == ()
    assert "Anlagen" not in text_of(document)


def test_the_foot_says_who_gets_it_and_where_it_stands():
    minutes = held(entries=[task("Plätze zählen")])

    text = text_of(newest_document(minutes.meeting))

    assert "Stelle: Geschäftsstelle KlimaTriebwerk, Stadt Bielefeld, Umweltamt" in text
    assert "Tagesordnung Begrüßung, Ablauf und Spielregeln" in text
    assert "Verteiler: Teilnehmende, öffentliche Seite" in text
    assert "Anlagen: Aufgaben als Tabelle (in der PDF-Datei)" in text
    assert f"/treffen/{minutes.meeting.slug}/protokoll" in text
    assert "Bielefeld, 25. Juni 2027" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_draft_tells_no_day_and_no_address():
    minutes = held(entries=[task("Plätze zählen")], released=False)

    text = text_of(minutes_document(minutes))

    assert "Noch nicht freigegeben" in text
    assert "/protokoll" not in text


def test_decisions_have_number_wording_and_votes_and_only_members_get_them():
    minutes = held(
        "lenkungskreis",
        [("decision", "Die „Klima-Küche“ wird unterstützt.", {"note": "9 ja, 1 befangen"})],
        listed=False,
    )

    text = text_of(newest_document(minutes.meeting))

    assert (
        "Beschluss LK-2027-01 Die „Klima-Küche“ wird unterstützt. Abstimmung: 9 ja, 1 befangen"
        in text
    )
    assert "Verteiler: Mitglieder: Lenkungskreis" in text
    assert "Im Netz" not in text


def test_released_minutes_stay_the_bytes_they_were():
    minutes = held(entries=[task("Plätze zählen")], released=False)
    put_out(minutes.meeting_id, pdf=b"wie freigegeben")

    set_done(minutes.items[0].entries[0].id, done=True)

    assert queries.released_pdf(minutes.meeting_id) == b"wie freigegeben"


@pytest.fixture
def year():
    held(
        entries=[
            task("Später", date(2027, 10, 1)),
            task("Ohne Tag"),
            task("Überfällig", date(2027, 7, 1), person="Cem Yıldırım"),
            task("Erledigt", date(2027, 7, 2)),
            ("agreement", "Die Wand bleibt stehen.", {"note": "ohne Gegenstimme"}),
        ],
        title="Sommertreffen",
    )
    held("lenkungskreis", [("decision", "Die Küche wird unterstützt.", {"note": "9 ja"})])
    held(entries=[task("Entwurf, noch geheim")], released=False)
    with transaction():
        db.session.query(Entry).filter_by(text="Erledigt").one().done_on = date(2027, 8, 2)


def test_the_list_has_overdue_tasks_first_and_no_drafts(year):
    document = task_list_document(lists.task_list(TODAY))

    rows = rows_of(document)
    assert [row[1:5] for row in rows if row[0].startswith("A-")] == [
        ["Überfällig", "Cem Yıldırım", "01.07.2027", "überfällig"],
        ["Später", "noch offen", "01.10.2027", "offen"],
        ["Ohne Tag", "noch offen", "noch offen", "offen"],
        ["Erledigt", "noch offen", "02.07.2027", "erledigt am 02.08.2027"],
    ]
    assert [row[:4] for row in rows if row[0][:1] in "LV"] == [
        ["LK-2027-01", "Die Küche wird unterstützt.", "9 ja", "Beschluss"],
        ["V-2027-01", "Die Wand bleibt stehen.", "ohne Gegenstimme", "Vereinbarung"],
    ]
    assert rows[1][5] == "Sommertreffen, 17.06.2027"
    assert "3 offene Aufgaben, davon 1 überfällig." in text_of(document)
    assert "geheim" not in document.html


def test_due_today_is_not_overdue():
    assert task_status(TODAY, None, TODAY) == "heute fällig"
    assert task_status(date(2027, 8, 31), None, TODAY) == "überfällig"


def test_the_list_is_read_in_one_query(year, count_queries):
    held(entries=[task(f"Aufgabe {number}") for number in range(20)])
    db.session.expunge_all()

    with count_queries() as seen:
        document = task_list_document(lists.task_list(TODAY))

    assert len(seen) == 1
    assert document.html.count("<tr>") > 25


@pytest.mark.pdf
def test_a_long_list_keeps_its_head_on_every_page():
    held(entries=[task(f"Aufgabe {number}: " + "Wort " * 30) for number in range(60)])

    pages = PdfReader(BytesIO(pdf_of(task_list_document(lists.task_list(TODAY))))).pages

    assert len(pages) > 3
    for page in pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
        assert "Bis wann" in page.extract_text()


@pytest.mark.pdf
def test_words_without_end_stay_on_the_papers():
    longest = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 4
    minutes = held(
        "lenkungskreis",
        [
            task(longest, TODAY, person=longest, note=longest),
            ("decision", "عربي 😀 " + longest * 2, {"note": longest}),
        ],
        title=longest,
    )

    for document in (minutes_document(minutes), task_list_document(lists.task_list(TODAY))):
        assert findings(pdf_of(document)) == []


def test_the_list_as_tables(year):
    found = lists.task_list(TODAY)

    lines = csv_lines(lists.task_list_csv(found))
    sheet = openpyxl.load_workbook(BytesIO(lists.task_list_xlsx(found))).active

    assert lines[0] == list(lists.LIST_HEADER)
    assert lines[1][:3] == ["A-2027-03", "Aufgabe", "Überfällig"]
    assert len(lines) == 7 == sheet.max_row
