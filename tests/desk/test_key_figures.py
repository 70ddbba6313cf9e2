"""The sheet of key figures: what is counted in a period, and what stands on the paper."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.core.db import db, transaction
from app.core.printing import pdf_of
from app.desk.documents import figures_document, sheet_document
from app.desk.figures import Came
from app.desk.overview import compared
from app.desk.periods import Period, year_before
from app.desk.report import report
from app.desk.report_rules import KitLine
from app.desk.report_words import people_sentences
from app.ideas import actions as ideas
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, MoveFacts
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.registrations.models import Registration
from app.registrations.retention import forget_people
from app.registrations.rules import WALK_IN, Attendance
from tests import build
from tests.minutes.releasing import put_out
from tests.open_data.build import a_decision

pytestmark = pytest.mark.usefixtures("ctx")
TODAY = date(2027, 10, 15)


def key_figures(until):
    """What a session on this day reads."""
    return report(year_before(until), until)


def came(meeting_id, attendance=Attendance.PRESENT, **values):
    registration_id = build.a_registration(
        meeting_id, **{"sector": "politik"} | {k: v for k, v in values.items() if k != "source"}
    )
    with transaction():
        row = db.session.get(Registration, registration_id)
        row.attendance = attendance
        row.source = values.get("source", row.source)


@pytest.fixture
def session():
    """Two public meetings, a session, one of last year and one called off; the next session."""
    first = build.a_meeting(day=date(2027, 9, 30))
    second = build.a_meeting(kit="auftakt", day=date(2027, 10, 14))
    inner = build.a_meeting(kit="lenkungskreis", day=date(2027, 10, 10), listed=False)
    other = build.a_meeting(day=date(2027, 10, 1))
    same = {"first_name": "Mai", "last_name": "Nguyễn", "email": "mai@example.org"}
    came(first, **same)
    came(second, **same)
    came(first, sector="wirtschaft", source=WALK_IN)
    came(first, Attendance.ABSENT)
    came(inner)
    came(other)
    with transaction():
        db.session.get(Meeting, other).day = date(2026, 12, 31)
    return meeting_by_id(build.a_meeting(kit="lenkungskreis", day=date(2027, 10, 20), listed=False))


def test_the_period_counts_public_meetings_and_people_once(session):
    found = key_figures(TODAY)

    assert (found.period.first, found.held, found.sessions) == (date(2027, 1, 1), 2, 1)
    assert (found.came.present, found.people) == (3, 2)
    assert (found.came.absent, found.came.registered) == (1, 3)
    assert {line.title: (line.meetings, line.present) for line in found.kits} == {
        "Auftaktveranstaltung": (1, 1),
        "Reguläres Vernetzungstreffen": (1, 2),
        "Lenkungskreis-Sitzung": (1, None),
    }
    assert {row.label: row.present for row in found.shares if row.present} == {
        "Politik": 2,
        "Wirtschaft": 1,
    }


def test_the_funnel_counts_how_far_ideas_came(session):
    states = [IdeaState.NEW, IdeaState.SELECTED, IdeaState.IN_PROGRESS, IdeaState.DONE]
    for state in [*states, IdeaState.DROPPED]:
        idea_id = build.an_idea(state=state)
        with transaction():
            idea = db.session.get(Idea, idea_id)
            chosen = state not in (IdeaState.NEW, IdeaState.DROPPED)
            idea.selected_on = date(2027, 9, 1) if chosen else None
    with transaction():
        db.session.get(Idea, build.an_idea()).submitted_on = date(2026, 12, 31)

    found = key_figures(TODAY)

    assert [step.number for step in found.funnel] == [5, 3, 2, 1]
    assert [found.states[one] for one in (IdeaState.ON_HOLD, IdeaState.DROPPED)] == [0, 1]


def selected(until=TODAY):
    return key_figures(until).selected


@pytest.mark.parametrize(("votes", "number"), [((9, 0), 1), ((1, 4), 0), ((4, 4), 0)])
def test_an_idea_is_selected_when_more_said_yes_than_no(votes, number):
    idea_id = build.an_idea(state=IdeaState.REVIEW)
    a_decision(idea_ids=[idea_id], yes=votes[0], no=votes[1])

    assert selected() == number


def test_the_number_of_a_decision_selects_only_on_the_move_to_selected():
    """Typed when an idea is put on hold it selects nothing; what became of a project later does
    not count, and a move back into review mends a slip."""
    held, chosen, slip = (build.an_idea(name, state=IdeaState.REVIEW) for name in "ABC")
    facts = MoveFacts(decision="LK-2027-09", reason="Es fehlt Geld.", review_on=date(2027, 12, 1))
    ideas.move_idea(held, IdeaState.ON_HOLD, facts, actor=build.OFFICE)
    for idea_id in (chosen, slip):
        ideas.move_idea(idea_id, IdeaState.SELECTED, facts, actor=build.OFFICE)
    assert selected() == 2

    ideas.move_idea(chosen, IdeaState.ON_HOLD, facts, actor=build.OFFICE)
    ideas.move_idea(slip, IdeaState.REVIEW, facts, actor=build.OFFICE)

    assert selected() == 1


def test_a_listed_session_is_no_public_meeting_and_an_unlisted_evening_is_neither(session):
    before = key_figures(TODAY)
    for kit, listed in (("lenkungskreis", True), ("pitch-abend", False)):
        came(build.a_meeting(kit=kit, day=date(2027, 10, 5), listed=listed))

    found = key_figures(TODAY)

    assert (found.held, found.sessions) == (before.held, before.sessions + 1)
    assert [line.id for line in found.meetings] == [line.id for line in before.meetings]
    assert (found.people, found.came, found.shares) == (before.people, before.came, before.shares)


def test_people_can_be_told_only_while_their_names_are_kept(session, clock):
    later = date(2028, 11, 1)
    came(build.a_meeting(day=date(2028, 10, 10)))
    clock.set("2028-10-20T09:00")
    assert forget_people() > 0

    found = report(Period(date(2027, 1, 1), date(2027, 12, 31)), later)
    assert (found.people, found.newcomers) == (None, None)
    assert sum(row.present for row in found.shares) == 3
    words = " ".join(people_sentences(found))
    assert "Gezählt wurden 3 Teilnahmen. Wie viele Personen das waren" in words
    assert "nicht mehr bestimmbar" in figures_words(found)
    after = report(Period(date(2028, 1, 1), date(2028, 12, 31)), later)
    assert (after.people, after.newcomers) == (1, None)
    assert "von 1 Person. Wie viele zum ersten Mal dabei waren" in " ".join(people_sentences(after))


def figures_words(found):
    """What the sheet and the comparison of the overview say of people."""
    line = {one.label: one.now for one in compared(found, found)}
    assert line["Personen"] == line["Erstmals dabei"] == "nicht mehr bestimmbar"
    page = BeautifulSoup(sheet_document(found).html, "html.parser")
    return page.select_one(".key").get_text(" ", strip=True)


def test_on_new_years_day_it_is_the_whole_year_before():
    found = key_figures(date(2028, 1, 1))

    assert found.period == Period(date(2027, 1, 1), date(2027, 12, 31))


def test_the_number_of_queries_does_not_grow(session, count_queries):
    with count_queries() as few:
        key_figures(TODAY)
    for number in range(12):
        build.a_meeting(day=date(2027, 9, 2 + number))
    with count_queries() as many:
        key_figures(TODAY)

    numbers = [len([one for one in seen if one.startswith("SELECT")]) for seen in (few, many)]
    assert numbers == [8, 8]


@pytest.mark.pdf
def test_one_page_with_pictures_that_are_read_and_tables_beside(session):
    for kit in ("themenwerkstatt", "pitch-abend", "projektwerkstatt", "online-hybrid"):
        build.a_meeting(kit=kit, day=date(2027, 10, 2))
    held = build.a_meeting(day=date(2027, 9, 20))
    build.an_entry(held, build.minutes_for(held)[0], "task", "Plätze zählen", due=date(2027, 10, 1))
    put_out(held)

    document = figures_document(session, TODAY)
    page = BeautifulSoup(document.html, "html.parser")

    assert [svg.title.text.split(":")[0] for svg in page.find_all("svg")] == [
        "Teilnahmen je Akteursgruppe", "Unterstützung nach Art",
    ]  # fmt: skip
    text = " ".join(page.get_text(" ").split())
    assert "1. Januar 2027 bis 14. Oktober 2027" in text
    assert "1 Aufgabe ist offen, davon 1 überfällig." in text
    assert "Politik 2 (67 %) 10 %" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "opacity" not in document.html
    pages = PdfReader(BytesIO(pdf_of(document))).pages
    assert len(pages) == 1
    assert "Aufgaben aus Protokollen" in pages[0].extract_text()


@pytest.mark.pdf
def test_one_page_with_twelve_kits_and_the_longest_words(session):
    found = key_figures(TODAY)
    kits = [KitLine(f"{number} " + "Vernetzungsabend " * 12, 999, 99_999) for number in range(12)]
    fields = [replace(line, label="Ernährungsgewohnheiten " * 10) for line in found.fields * 2]
    shares = [replace(row, label="Zivilgesellschaftliche " * 3, present=99_999)
              for row in found.shares]  # fmt: skip
    values = {"kits": [*kits, KitLine("Sitzung", 12, None)], "fields": fields, "shares": shares}
    full = replace(found, **values, waits=[4, 5], came=Came(99_999, 99_999, 9_999))

    pages = PdfReader(BytesIO(pdf_of(sheet_document(full)))).pages

    assert len(pages) == 1
    assert "Weitere Arten von Treffen (8)" in " ".join(pages[0].extract_text().split())
