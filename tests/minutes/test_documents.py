"""The printed minutes: text, page numbers, draft mark, both kinds of title."""

import io
from datetime import date, time

import pytest
from pypdf import PdfReader

from app.core.printing import pdf_of
from app.minutes import actions, decided, queries
from app.minutes.content import Edition
from app.minutes.documents import content_document, minutes_pdf
from app.minutes.rules import HeadValues
from app.minutes.snapshots import content_of, people_in_words
from tests import build
from tests.minutes.decided import a_decision

pytestmark = pytest.mark.pdf
GROUPS = {"zivilgesellschaft": 23, "wirtschaft": 12, "wissenschaft": 6, "buergerschaft": 5,
          "verwaltung": 4, "politik": 3}  # fmt: skip


def filled(kit="vernetzung", entries=3, **values):
    """Minutes with a head like that of the sample's summer meeting."""
    meeting_id = build.a_planned_meeting(kit, day=date(2027, 6, 17), **values)
    item_id = build.minutes_for(meeting_id)[0]
    head = HeadValues(
        began=time(18), ended=time(20, 34), chair="Annika Hesselbrock", keeper="Dennis Rohlfing",
        attendance=GROUPS, excused=5, summary="53 Personen kamen.\n\nDrei Projekte berichten.",
    )  # fmt: skip
    seen = queries.head_mark_of(queries.opened_minutes(meeting_id))
    actions.change_head(meeting_id, head, seen=seen, actor=build.OFFICE)
    for number in range(entries):
        build.an_entry(
            meeting_id, item_id, "task", f"Aufgabe Nummer {number}", person="Cem Yıldırım"
        )
    return queries.opened_minutes(meeting_id)


def released(minutes):
    """The document of the first version."""
    editions = [Edition(1, date(2027, 6, 25))]
    return pdf_of(content_document(minutes.meeting, content_of(minutes), editions))


def pages_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_head_names_times_and_groups_but_no_guests(ctx):
    pages = pages_of(released(filled()))

    assert "Ergebnisprotokoll" in pages[0]
    assert "Donnerstag, 17. Juni 2027" in pages[0]
    assert "18:00–20:34 Uhr" in pages[0]
    assert "53 Personen: Zivilgesellschaft 23, Bürgerschaft 5, Wissenschaft 6" in pages[0]
    assert "Wirtschaft 12, Verwaltung 4, Politik 3 5 Personen Annika Hesselbrock" in pages[0]
    assert "Bielefeld, 25. Juni 2027" in pages[-1]
    assert "Annika Hesselbrock, Leitung" in pages[-1]
    assert "Dennis Rohlfing, Protokoll" in pages[-1]


def test_every_page_counts_and_a_long_list_keeps_its_head(ctx):
    pages = pages_of(released(filled(entries=60)))

    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in page
        assert "Aufgabe Nummer" not in page or "Bis wann" in page


def test_a_draft_says_so_in_words(ctx):
    pages = pages_of(minutes_pdf(filled()))

    assert "Entwurf: noch nicht freigegeben" in pages[0]


def test_the_steering_group_gets_minutes_of_decisions(ctx):
    minutes = filled("lenkungskreis", title="1. Sitzung des Lenkungskreises 2027")
    quorum = "Beschlussfähig: 9 von 11 stimmberechtigten Mitgliedern"
    decided.note_quorum(minutes.meeting_id, quorum)
    a_decision(
        minutes.meeting_id, minutes.items[1].id,
        "Der Lenkungskreis empfiehlt, „Klima-Küche“ zu unterstützen.",
        note="9 ja, 0 nein, 1 Enthaltung", reason="Spricht neue Zielgruppen an",
    )  # fmt: skip

    pages = pages_of(minutes_pdf(queries.opened_minutes(minutes.meeting_id)))

    assert "Beschlussprotokoll" in pages[0] and quorum in " ".join(pages[0].split())
    assert (
        "Beschluss LK-2027-01 Der Lenkungskreis empfiehlt, „Klima-Küche“ zu unterstützen. "
        "Abstimmung: 9 ja, 0 nein, 1 Enthaltung. Begründung: Spricht neue Zielgruppen an"
    ) in " ".join(" ".join(pages).split())


def test_the_same_minutes_give_the_same_bytes(ctx):
    minutes = filled()

    first = released(minutes)

    assert released(minutes) == first


@pytest.mark.parametrize(
    ("attendance", "words"),
    [({}, ""), ({"politik": 1}, "1 Person: Politik 1"), ({"": 2}, "2 Personen: ohne Angabe 2")],
)
def test_people_are_counted_in_words(ctx, attendance, words):
    assert people_in_words(attendance) == words
