"""The door list on paper: who stands where, what never stands there, how many pages."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup

from app.core.db import db
from app.core.pdf import render_pdf, stop_renderer
from app.door import documents, queries
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.registrations.rules import Attendance, RegistrationState
from tests import build
from tests.papers.structure import findings
from tests.registrations.build import LONG, a_crowd, a_place

AT = datetime(2027, 9, 29, 16, 5)


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    stop_renderer()


def page(meeting_id, **values):
    meeting = db.session.get(Meeting, meeting_id)
    return BeautifulSoup(documents.door_list_document(meeting, AT, **values).html, "html.parser")


def surnames(part):
    return [row.th.text for row in part.select("tbody tr:not(.spare)")]


def test_only_people_with_a_place_stand_on_the_list_and_nothing_sensitive(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Mai", "Nguyễn Thị", access_needs="Rollstuhl", no_photo=True)
    a_place(meeting_id, "Zoë", "Ärmel", organisation="TuS 08 e. V.", office_note="ruft oft an")
    for state in RegistrationState:
        if state not in (RegistrationState.CONFIRMED, *WAITING):
            a_place(meeting_id, "Nie", "Dabei", state=state)

    found = page(meeting_id)
    assert surnames(found.select_one(".part")) == ["Ärmel", "Nguyễn Thị"]
    assert "keine Fotos" in found.find("th", string="Nguyễn Thị").parent.text
    assert "keine Fotos" not in found.find("th", string="Ärmel").parent.text
    words = found.text
    assert not any(word in words for word in ("Rollstuhl", "ruft", "@", "Dabei"))
    assert "Erwartet: 2 Personen, davon 1 ohne Fotos" in " ".join(words.split())
    assert "TuS 08 e.\xa0V." in words


WAITING = (
    RegistrationState.WAITLISTED, RegistrationState.OFFERED, RegistrationState.REQUESTED
)  # fmt: skip


def test_who_waits_stands_on_a_sheet_of_its_own_in_the_order_of_the_queue(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Da", "Bei")
    for number, name in ((2, "Adler"), (1, "Zander")):
        a_place(meeting_id, "Cem", name, state=RegistrationState.WAITLISTED, queue_number=number)
    a_place(meeting_id, "Cem", "Fragend", state=RegistrationState.REQUESTED)

    desk, waiting = page(meeting_id).select(".part")
    assert surnames(desk) == ["Bei"] and surnames(waiting) == ["Zander", "Adler", "Fragend"]
    standing = [row.select("td")[1].text for row in waiting.select("tbody tr:not(.spare)")]
    assert standing == ["Nr. 1", "Nr. 2", "Wartet auf Zusage"]


def test_at_a_hybrid_meeting_who_comes_by_video_stands_on_the_online_sheet_only(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid", mode=Mode.HYBRID)
    a_place(meeting_id, "Im", "Saal")
    a_place(meeting_id, "Am", "Bildschirm", participation="online")

    desk, online = page(meeting_id).select(".part")
    assert (surnames(desk), surnames(online)) == (["Saal"], ["Bildschirm"])
    assert online.h2.text == "Online"


def test_an_online_meeting_has_no_counter(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid", mode=Mode.ONLINE)
    a_place(meeting_id, "Am", "Bildschirm")

    (online,) = page(meeting_id).select(".part")
    assert online.h2.text == "Online" and surnames(online) == ["Bildschirm"]


def test_each_counter_says_its_letters_and_ends_with_numbered_empty_lines(ctx):
    meeting_id = build.a_meeting()
    for name in ("Adler", "Ärmel", "Müller", "Ziegler"):
        a_place(meeting_id, "Ida", name)

    parts = page(meeting_id, desks=2).select(".part")
    assert [part.h2.text for part in parts] == ["Schalter 1: A–L", "Schalter 2: M–Z"]
    assert [surnames(part) for part in parts] == [["Adler", "Ärmel"], ["Müller", "Ziegler"]]
    for part in parts:
        assert "Bitte lassen Sie sie nicht offen liegen" in part.parent.text
        last = part.select("table")[-1].select("tbody tr")
        assert [row.th.text for row in last] == ["1", "2", "3", "4", "5", "6"]


def test_who_is_there_already_is_ticked(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Da", "Drin", attendance=Attendance.PRESENT)
    a_place(meeting_id, "Fern", "Weg", attendance=Attendance.EXCUSED)

    found = page(meeting_id)
    assert [svg.title.text for svg in found.select("svg.ticked")] == ["da"]
    assert "entschuldigt" in found.find("th", string="Weg").parent.text


def test_the_tables_hold_the_same_people_with_umlauts(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid", mode=Mode.HYBRID)
    a_place(meeting_id, "Ayşe", "Şahinoğlu", no_photo=True)
    a_place(meeting_id, "Übung", "Ärmel", participation="online")
    a_place(meeting_id, "=1+1", "Wartend", state=RegistrationState.WAITLISTED, queue_number=1)
    meeting = db.session.get(Meeting, meeting_id)

    data = documents.door_list_csv(meeting)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "Nachname;Vorname;Organisation;Keine Fotos;Liste;Stand",
        "Şahinoğlu;Ayşe;;ja;Einlass;offen",
        "Ärmel;Übung;;;Online;offen",
        "Wartend;'=1+1;;;Warteliste;Nr. 1",
    ]
    assert documents.door_list_xlsx(meeting).startswith(b"PK")


def test_a_long_list_asks_the_database_no_more_often(ctx, count_queries):
    seen = []
    for number in (1, 1, 40):  # the first one reads the kit too
        meeting_id = build.a_meeting()
        a_crowd(meeting_id, number)
        meeting = db.session.get(Meeting, meeting_id)
        with count_queries() as queries_seen:
            documents.door_list_document(meeting, AT, desks=2)
        seen.append(len(queries_seen))
    assert seen[1] == seen[2] <= 4


@pytest.mark.pdf
def test_three_hundred_people_at_three_counters_print_well(ctx):
    meeting_id = build.a_meeting(capacity=400)
    a_crowd(meeting_id, 300)
    document = documents.door_list_document(db.session.get(Meeting, meeting_id), AT, desks=3)

    assert findings(render_pdf(document.html), pages=range(14, 19), paper="A4") == []
    assert (
        document.html
        == documents.door_list_document(db.session.get(Meeting, meeting_id), AT, desks=3).html
    )


@pytest.mark.pdf
def test_the_longest_names_and_few_people_print_well(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid", mode=Mode.HYBRID, title="Jahresbilanz " * 15)
    a_place(meeting_id, "😀 أمينة", LONG, organisation=LONG, no_photo=True)
    a_place(meeting_id, "Am", "Bildschirm", participation="online")
    a_place(meeting_id, "Cem", "Wartend", state=RegistrationState.WAITLISTED, queue_number=1)
    document = documents.door_list_document(db.session.get(Meeting, meeting_id), AT)

    assert findings(render_pdf(document.html), pages=range(3, 5), paper="A4") == []


def test_the_queue_reads_who_takes_part_online(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid", mode=Mode.HYBRID)
    a_place(meeting_id, state=RegistrationState.WAITLISTED, queue_number=1, participation="online")

    (one,) = queries.waiting(meeting_id)
    assert one.online and one.full_name == "Cem Yıldırım"
