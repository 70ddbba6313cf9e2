"""The list to sign and the contact list: who stands on them, when, and how they print."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup

from app.contacts.rules import ConsentKind
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.core.pdf import render_pdf, stop_renderer
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations import list_documents
from app.registrations.rules import Attendance, RegistrationState
from tests import build
from tests.build import OFFICE
from tests.papers.structure import findings
from tests.registrations.build import LONG, a_crowd, a_place

BEFORE, AFTER = datetime(2027, 9, 30, 20, 29), datetime(2027, 9, 30, 20, 30)
PRESENT = {"attendance": Attendance.PRESENT}


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    stop_renderer()


def meeting_of(meeting_id):
    return db.session.get(Meeting, meeting_id)


def to_sign(meeting_id):
    html = list_documents.attendance_list_document(meeting_of(meeting_id), BEFORE).html
    return BeautifulSoup(html, "html.parser")


def names(page):
    return [row.th.text for row in page.select("tbody tr:not(.spare)")]


def agreed(meeting_id, moment=AFTER):
    html = list_documents.contact_list_document(meeting_of(meeting_id), moment).html
    return names(BeautifulSoup(html, "html.parser"))


def test_everybody_with_a_place_signs_and_no_address_stands_there(ctx):
    meeting_id = build.a_meeting()
    person_id = build.a_person(first_name="Ida", last_name="Ärmel", function="Vorsitz")
    a_place(meeting_id, "Ida", "Ärmel", person_id=person_id, organisation="TuS 08 e. V.")
    a_place(meeting_id, "Cem", "Abgemeldet", state=RegistrationState.CANCELLED)
    a_place(meeting_id, "Cem", "Wartend", state=RegistrationState.WAITLISTED, queue_number=1)
    a_place(meeting_id, "Da", "Doch", state=RegistrationState.CANCELLED, **PRESENT)

    page = to_sign(meeting_id)
    assert names(page) == ["Ärmel, Ida", "Doch, Da"]
    assert "Vorsitz, TuS 08 e.\xa0V." in page.text
    assert "@" not in page.text
    heads = [head.text for head in page.thead.select("th")]
    assert heads == ["Nr.", "Name", "Funktion, Organisation", "Unterschrift"]
    assert len(page.select("tr.spare")) == 5


def test_the_function_comes_from_the_record_that_is_left_after_merging(ctx):
    meeting_id = build.a_meeting()
    kept, other = build.a_person(function="Vorsitz"), build.a_person(function="Kasse")
    a_place(meeting_id, "Ida", "Klee", person_id=other)
    build.contacts.merge_people(kept, other, {}, seen_versions=(1, 1), actor=OFFICE)

    assert "Vorsitz" in to_sign(meeting_id).text and "Kasse" not in to_sign(meeting_id).text


def test_where_decisions_are_taken_every_member_stands_on_the_list(ctx):
    meeting_id = build.a_meeting(kit="lenkungskreis", mode=Mode.HYBRID)
    member = build.a_person(first_name="Ida", last_name="Klee", labels=("Lenkungskreis",))
    build.a_person(
        first_name="Ole", last_name="Zander", labels=("Lenkungskreis",), function="Kasse"
    )
    build.a_person(last_name="Fremd")
    a_place(meeting_id, "Ida", "Klee", person_id=member, participation="online")
    a_place(meeting_id, "Gast", "Adler")

    page = to_sign(meeting_id)
    assert names(page) == ["Adler, Gast", "Klee, Ida", "Zander, Ole"]
    assert [head.text for head in page.thead.select("th")] == [
        "Name", "Funktion", "Stimmrecht", "Vertretung für", "anwesend von–bis", "Unterschrift",
    ]  # fmt: skip
    online = page.find("th", string="Klee, Ida").parent
    assert "nimmt online teil" in online.text
    assert [cell.text for cell in online.select("td")[1:4]] == ["", "", ""]


def test_only_who_agreed_and_was_there_stands_on_the_contact_list(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Da", "Einverstanden", on_contact_list=True, **PRESENT)
    a_place(meeting_id, "Da", "Ungefragt", **PRESENT)
    a_place(meeting_id, "Weg", "Einverstanden", on_contact_list=True)

    assert agreed(meeting_id) == ["Einverstanden, Da"]


def test_without_ticks_at_the_door_everybody_with_a_place_counts_as_there(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Ida", "Klee", on_contact_list=True)
    a_place(
        meeting_id, "Ole", "Moos", on_contact_list=True, state=RegistrationState.WAITLISTED,
        queue_number=1,
    )  # fmt: skip

    assert agreed(meeting_id) == ["Klee, Ida"]


def test_who_took_the_consent_back_is_left_out(ctx):
    meeting_id = build.a_meeting()
    person_id = build.a_person()
    for given in (True, False):
        build.contacts.note_consent(
            person_id, ConsentKind.CONTACT_LIST, given=given, way="phone", words="Ja" * given,
            actor=OFFICE,
        )  # fmt: skip
    a_place(meeting_id, person_id=person_id, on_contact_list=True, **PRESENT)

    assert agreed(meeting_id) == []


def test_before_the_end_and_after_a_cancellation_there_is_no_contact_list(ctx, clock):
    meeting_id = build.a_meeting()
    a_place(meeting_id, on_contact_list=True, **PRESENT)

    with pytest.raises(RuleBroken, match="erst nach dem Treffen"):
        agreed(meeting_id, BEFORE)
    for table in (list_documents.contact_list_csv, list_documents.contact_list_xlsx):
        with pytest.raises(RuleBroken, match="erst nach dem Treffen"):
            table(meeting_of(meeting_id))
    with transaction():
        meeting_of(meeting_id).state = MeetingState.CANCELLED
    with pytest.raises(RuleBroken, match="ausgefallen"):
        agreed(meeting_id)


def test_the_tables_hold_what_the_papers_hold(ctx, clock):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Ayşe", "Şahinoğlu", email="a@example.org", on_contact_list=True, **PRESENT)
    a_place(meeting_id, "Ute", "Ärmel", organisation="=cmd")
    clock.set("2027-10-01T09:00")

    signed = list_documents.attendance_list_csv(meeting_of(meeting_id))
    assert signed.startswith(b"\xef\xbb\xbf")
    assert signed.decode("utf-8-sig").splitlines()[1:] == [
        "Ärmel;Ute;;'=cmd;Vor Ort;",
        "Şahinoğlu;Ayşe;;;Vor Ort;ja",
    ]
    contacts = list_documents.contact_list_csv(meeting_of(meeting_id)).decode("utf-8-sig")
    assert contacts.splitlines()[1:] == ["Şahinoğlu;Ayşe;;a@example.org"]
    assert list_documents.attendance_list_xlsx(meeting_of(meeting_id)).startswith(b"PK")
    assert list_documents.contact_list_xlsx(meeting_of(meeting_id)).startswith(b"PK")


def test_long_lists_ask_the_database_no_more_often(ctx, count_queries):
    seen = []
    for number in (1, 1, 40):  # the first one reads the kit too
        meeting_id = build.a_meeting(kit="lenkungskreis")
        a_crowd(meeting_id, number, on_contact_list=True)
        meeting = meeting_of(meeting_id)
        with count_queries() as asked:
            list_documents.attendance_list_document(meeting, AFTER)
            list_documents.contact_list_document(meeting, AFTER)
        seen.append(len(asked))
    assert seen[1] == seen[2] <= 6


@pytest.mark.pdf
def test_three_hundred_people_print_well(ctx):
    meeting_id = build.a_meeting(capacity=400)
    a_crowd(meeting_id, 300, on_contact_list=True)
    meeting = meeting_of(meeting_id)

    signed = render_pdf(list_documents.attendance_list_document(meeting, AFTER).html)
    assert findings(signed, pages=range(14, 19), paper="A4") == []
    contacts = render_pdf(list_documents.contact_list_document(meeting, AFTER).html)
    assert findings(contacts, pages=range(9, 14), paper="A4") == []


@pytest.mark.pdf
@pytest.mark.parametrize("number", [0, 7, 8, 9, 10, 11])
def test_no_page_is_left_with_a_single_row(ctx, number):
    meeting_id = build.a_meeting(kit="lenkungskreis", mode=Mode.HYBRID, title="Sitzung " * 30)
    a_place(meeting_id, "😀 أمينة", LONG, organisation=LONG, on_contact_list=True)
    a_crowd(meeting_id, number, on_contact_list=True, organisation="")
    meeting = meeting_of(meeting_id)

    signed = render_pdf(list_documents.attendance_list_document(meeting, AFTER).html)
    assert findings(signed, paper="A4") == []
    contacts = render_pdf(list_documents.contact_list_document(meeting, AFTER).html)
    assert findings(contacts, paper="A4") == []
