"""The page of a meeting turns into its documentation, and the PDF says the same."""

from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.core.db import db, transaction
from app.core.printing import pdf_of
from app.desk.documentation import documentation_document
from app.floor import polls
from app.ideas import actions as ideas
from app.ideas.queries import idea_by_id, idea_by_number
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.minutes import actions, entries, photos, queries
from app.minutes.photo_actions import describe, take_in
from app.minutes.rules import EntryKind, EntryValues
from app.projects import merging
from tests import build
from tests.floor.build import an_open_poll, count
from tests.minutes.pictures import a_photo
from tests.minutes.releasing import put_out

DAY = date(2027, 8, 26)


@pytest.fixture
def held(app):
    """(id, slug) of a meeting that was held, with notes in its minutes; nothing is released."""
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", day=DAY, title="2. Treffen am Wall")
        actions.open_minutes(meeting_id, build.OFFICE)
        with transaction():
            minutes = queries.opened_minutes(meeting_id)
            minutes.summary = "53 Personen kamen."
            minutes.attendance = {"zivilgesellschaft": 30, "wirtschaft": 23}
        return meeting_id, build.slug_of(meeting_id)


def noted(app, held, kind, text, **values):
    with app.app_context():
        item = queries.opened_minutes(held[0]).items[1].id
        entries.add_entry(
            held[0], item, EntryValues(kind=kind, text=text, **values), actor=build.OFFICE
        )


def with_results(app, held):
    noted(app, held, EntryKind.INFORMATION, "Drei Runden im Saal.")
    noted(app, held, EntryKind.AGREEMENT, "Das Foyer bleibt.", note="ohne Gegenstimme")
    noted(app, held, EntryKind.TASK, "Raum buchen", person="Cem Yıldırım", due=date(2027, 9, 9))
    noted(app, held, EntryKind.IDEA, "Klima-Bänke\nSchatten", person="Ayşe Şahinoğlu")


def words(markup):
    return " ".join(BeautifulSoup(markup, "html.parser").get_text(" ").replace("\xa0", " ").split())


def page_of(client, held, soup):
    return soup(client.get(f"/treffen/{held[1]}"))


def test_before_the_release_the_page_says_when_the_minutes_come(client, clock, held, soup):
    page = page_of(client, held, soup)
    assert "Das Protokoll folgt bis Donnerstag, 9. September 2027." in words(str(page.main))

    clock.set("2027-09-10T09:00")
    page = page_of(client, held, soup)
    assert "Das Protokoll folgt in Kürze." in words(str(page.main))
    assert client.get(f"/treffen/{held[1]}/dokumentation.pdf").status_code == 404


def test_after_the_release_it_says_what_happened(app, client, held, soup):
    with_results(app, held)
    with app.app_context():
        put_out(held[0])
        build.a_meeting(title="Jahresbilanz", day=date(2027, 11, 25))

    page = page_of(client, held, soup)

    told = words(str(page.main))
    for sentence in (
        "Dokumentation", "53 Personen kamen.", "Zivilgesellschaft 30", "Drei Runden im Saal.",
        "Vereinbarung V-2027-01", "Das Foyer bleibt.", "Aufgabe A-2027-01", "Raum buchen",
        "Bis 09.09.2027", "2027-001 Klima-Bänke", "25.11.2027, 18:00 Uhr: Jahresbilanz",
    ):  # fmt: skip
        assert sentence in told
    links = {link["href"] for link in page.main.select("a")}
    assert links >= {
        f"/treffen/{held[1]}/protokoll", f"/treffen/{held[1]}/protokoll.pdf",
        f"/treffen/{held[1]}/dokumentation.pdf", f"/treffen/{held[1]}/rueckmeldung",
    }  # fmt: skip


def test_no_name_of_a_participant_stands_there_and_nobody_can_register(app, client, held, soup):
    with_results(app, held)
    with app.app_context():
        put_out(held[0])

    page = page_of(client, held, soup)

    assert "Yıldırım" not in page.text and "Şahinoğlu" not in page.text
    assert not page.select('a[href*="anmelden"], a[href*="pitch"], form')


def test_ideas_have_a_link_when_they_are_public(app, client, held, soup):
    with_results(app, held)
    with app.app_context():
        build.an_idea("Mehrweg-Verbund", public=True, meeting_id=held[0])
        build.an_idea("Noch geheim", meeting_id=held[0])
        put_out(held[0])

    rows = page_of(client, held, soup).select(".documentation-ideas tbody tr")

    assert [row.get_text(" ", strip=True) for row in rows] == [
        "2027-001 Klima-Bänke", "2027-002 Mehrweg-Verbund",
    ]  # fmt: skip
    assert [link["href"] for row in rows for link in row.select("a")] == ["/ideen/2027-002"]


def test_of_merged_ideas_only_what_the_minutes_name_has_a_line(app, client, held, soup):
    noted(app, held, EntryKind.IDEA, "Klima-Bänke")
    with app.app_context():
        kept = build.an_idea("Mehrweg-Verbund", public=True)
        named = idea_by_number("2027-001").id
        other = build.an_idea("Mehrweg überall", public=True, meeting_id=held[0])
        ideas.set_public(named, public=True, actor=build.OFFICE)
        put_out(held[0])
        for gone in (named, other):
            seen = tuple(idea_by_id(one).version for one in (kept, gone))
            merging.merge_ideas(kept, gone, {}, seen_versions=seen, actor=build.OFFICE)
    rows = page_of(client, held, soup).select(".documentation-ideas tbody tr")

    assert [one.get_text(" ", strip=True) for one in rows] == ["2027-001 Klima-Bänke"]
    assert client.get(rows[0].a["href"]).location == "/ideen/2027-002?aus=2027-001"


def test_polls_closed_before_the_release_are_shown_as_an_opinion(app, client, clock, held, soup):
    with app.app_context(), transaction():
        db.session.get(Meeting, held[0]).day = date(2027, 9, 1)
    with app.app_context():
        poll_id, _ = an_open_poll(held[0], "Garten", "Bänke")
        count(held[0], poll_id, 4, 9)
        polls.close_poll(held[0], poll_id, build.OFFICE)
        later_id, _ = an_open_poll(held[0], "Später", "Nie", question="Und danach?")
        count(held[0], later_id, 1, 2)
        put_out(held[0])
        clock.set("2027-09-02T09:00")
        polls.close_poll(held[0], later_id, build.OFFICE)

    page = page_of(client, held, soup)

    rows = page.select(".documentation-poll tbody tr")
    assert [row.get_text(" ", strip=True) for row in rows] == ["1 Bänke 9", "2 Garten 4"]
    assert "Das ist ein Meinungsbild, keine Entscheidung." in page.main.text
    assert "Und danach?" not in page.text


def test_photos_stand_on_the_page_and_in_the_pdf(app, client, held, soup):
    with app.app_context():
        take_in(held[0], [("a.jpg", a_photo(1800, 1200)), ("b.jpg", a_photo(color="red"))],
                build.OFFICE)  # fmt: skip
        first = photos.all_photos(queries.minutes_id_of(held[0]))[0].id
        describe(held[0], first, description="Wand „Mobilität“", item_id=None, seen_version=1)
        put_out(held[0])
        html = documentation_document(meeting_by_id(held[0])).html

    page = page_of(client, held, soup)

    (picture,) = page.select(".photo img")
    assert (picture["src"], picture["alt"]) == (
        f"/treffen/{held[1]}/fotos/{first}/klein.jpg", "Wand „Mobilität“",
    )  # fmt: skip
    assert client.get(picture["src"]).status_code == 200
    assert html.count("data:image/jpeg;base64,") == 1


def test_the_page_and_the_paper_say_the_same(app, client, held):
    with_results(app, held)
    with app.app_context():
        put_out(held[0])
        paper = BeautifulSoup(documentation_document(meeting_by_id(held[0])).html, "html.parser")

    page = words(client.get(f"/treffen/{held[1]}").text)

    told = [words(str(one)) for one in paper.body.select("h1, h2, h3, .entry p, tbody tr")]
    assert len(told) > 10
    assert [one for one in told if one not in page and one != "Kontakt"] == []


@pytest.mark.pdf
def test_the_pdf_is_handed_out_under_its_name(app, client, held):
    with_results(app, held)
    with app.app_context():
        put_out(held[0])

    answer = client.get(f"/treffen/{held[1]}/dokumentation.pdf")

    assert answer.headers["Content-Disposition"] == (
        'inline; filename="2027-08-26_2-Treffen-am-Wall_Dokumentation.pdf"'
    )
    with app.app_context():
        assert answer.data == pdf_of(documentation_document(meeting_by_id(held[0])))
    assert "Das Foyer bleibt." in PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_a_meeting_that_was_called_off_has_no_documentation(app, client, held, soup):
    with app.app_context():
        put_out(held[0])
        with transaction():
            db.session.get(Meeting, held[0]).state = MeetingState.CANCELLED

    assert "fällt aus" in page_of(client, held, soup).main.text


def test_the_page_asks_as_often_with_many_results(app, client, held, count_queries):
    def needed():
        with count_queries() as asked:
            assert client.get(f"/treffen/{held[1]}").status_code == 200
        return len(asked)

    with_results(app, held)
    with app.app_context():
        put_out(held[0])
    few = needed()
    for number in range(10):
        with app.app_context():
            build.an_idea(f"Idee {number}", public=True, meeting_id=held[0])

    assert needed() == few
