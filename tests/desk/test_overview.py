"""Overview, report and memory as pages: what they say of nothing and of much, and bad addresses."""

import csv
import io
import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core.db import db, transaction
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, SupportKind
from app.projects.models import IdeaNews
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.steering.models import Decision, DecisionIdea, Motion
from app.steering.rules import DecisionKind, MotionState
from app.support.models import SupportEntry
from tests import build
from tests.minutes.releasing import it_is_over, put_out
from tests.open_data.build import a_decision

OVERVIEW, REPORT, MEMORY = "/buero/ueberblick", "/buero/bericht", "/buero/gedaechtnis"
NAME = "Krzyżanowska"


def words(page):
    return " ".join(page.main.get_text(" ").replace("\N{NO-BREAK SPACE}", " ").split())


def an_idea_of(meeting_id, **values):
    """An idea with the columns that a test names. Returns its id."""
    state, public = values.pop("state", IdeaState.NEW), values.pop("public", False)
    idea_id = build.an_idea(values.pop("title", "Rad"), state, public, meeting_id=meeting_id)
    with transaction():
        idea = db.session.get(Idea, idea_id)
        for name, value in values.items():
            setattr(idea, name, value)
    return idea_id


def decide(idea_id, kind=DecisionKind.SELECT, number="LK-2027-01"):
    with transaction():
        db.session.add(
            Decision(
                number=number, day=date(2027, 8, 28), kind=kind, wording="So sei es.", yes=9, no=0,
                abstain=0, by="Annika", at=datetime(2027, 8, 28, tzinfo=UTC),
                ideas=[DecisionIdea(idea_id=idea_id, position=1)],
            )
        )  # fmt: skip


def support(idea_id, minutes=75, kind=SupportKind.ADVICE):
    with transaction():
        db.session.add(
            SupportEntry(
                idea_id=idea_id, day=date(2027, 8, 30), kind=kind, minutes=minutes,
                worker=NAME, by=NAME, at=datetime(2027, 8, 30, tzinfo=UTC),
            )
        )  # fmt: skip


def an_evening():
    """A meeting that was held last week, somebody who came, two tasks, two ideas."""
    meeting = build.a_meeting(day=date(2027, 9, 30), title="Abend am Bach")
    row = build.a_registration(meeting, last_name=NAME, sector="politik")
    heading = build.minutes_for(meeting)[0]
    for text, due in (("Plätze zählen", date(2027, 8, 31)), ("Schlüssel", date(2027, 9, 1))):
        build.an_entry(meeting, heading, "task", text, due=due, person=NAME)
    with transaction():
        db.session.get(Registration, row).attendance = Attendance.PRESENT
    put_out(meeting)
    it_is_over(meeting)
    started = an_idea_of(
        meeting, title="Radbus", state=IdeaState.IN_PROGRESS, public=True, contact_name=NAME,
        submitted_on=date(2027, 8, 26), action_field="MO", summary="Kinder radeln zusammen.",
    )  # fmt: skip
    an_idea_of(meeting, title="Geheim", state=IdeaState.SELECTED, submitted_on=date(2027, 8, 26))
    decide(started)
    support(started)
    return meeting, started


def test_a_forum_without_anything(office, soup):
    page = words(soup(office.get(OVERVIEW)))
    assert "0 Aufgaben sind überfällig" in page
    assert "In dieser Zeit gab es kein öffentliches Treffen." in page
    assert "Es gab kein öffentliches Treffen." in words(soup(office.get(REPORT)))
    assert "Noch keine Idee" in words(soup(office.get(MEMORY)))
    assert office.get(f"{MEMORY}.pdf").status_code == 422


def test_the_overview_says_what_is_late_and_names_nobody(app, office, soup):
    with app.app_context():
        an_evening()

    page = words(soup(office.get(OVERVIEW)))

    assert "1 Aufgabe ist überfällig A-2027-01 Plätze zählen seit Di., 31.08.2027" in page
    assert "Heute fällig A-2027-02 Schlüssel" in page
    assert "Unterstützung 1 Std. 15 Min. 0 Min." in page
    assert "Zeit bis zur Entscheidung 2 Tage –" in page
    assert NAME not in page


def test_written_votes_that_run_are_seen(app, office, moderator, soup):
    with app.app_context(), transaction():
        for state, wording in ((MotionState.OPEN, "Der Radbus wird unterstützt."),
                               (MotionState.DECIDED, "Schon entschieden.")):  # fmt: skip
            db.session.add(
                Motion(
                    kind=DecisionKind.SELECT, wording=wording, state=state, by="Annika",
                    deadline=datetime(2027, 9, 10, 16, tzinfo=UTC), at=datetime.now(UTC),
                )
            )  # fmt: skip

    page = words(soup(office.get(OVERVIEW)))

    assert "1 schriftliche Abstimmung läuft Der Radbus wird unterstützt. Frist: Fr., 10" in page
    assert "Schon entschieden" not in page
    assert "Zeit bis zur Entscheidung: Median der Tage vom Eingang" in page
    others = words(soup(moderator.get(OVERVIEW)))
    assert "1 schriftliche Abstimmung läuft" in others
    assert "Der Radbus wird unterstützt" not in others


def test_the_report_names_public_ideas_and_nobody(app, office, soup):
    with app.app_context():
        an_evening()
        numbers = [one.number for one in db.session.query(Idea).order_by(Idea.id)]
    asked = "".join(f"&beispiel={number}" for number in (*numbers, "2027-999"))

    page = soup(office.get(f"{REPORT}?von=2027-08-01&bis=2027-08-31{asked}&bedarf=Eine+Stelle"))
    text = page.find("textarea", id="text").text

    assert f"„Radbus“ (Idee {numbers[0]}, Mobilität, in Umsetzung): Kinder radeln" in text
    assert "Geheim" not in words(page) + text
    assert NAME not in words(page) + text
    assert "Was wird gebraucht?\n\nEine Stelle" in text
    assert f"beispiel={numbers[0]}" in page.find("a", href=re.compile("bericht.pdf"))["href"]


def test_the_files_of_the_report(app, office):
    with app.app_context():
        an_evening()
    period = "von=2027-08-01&bis=2027-08-31"

    letter = office.get(f"{REPORT}.pdf?{period}&bedarf=Stelle")
    sheet = office.get(f"/buero/kennzahlen.pdf?{period}")

    name = "2027-08-01_bis_2027-08-31_Kennzahlenblatt.pdf"
    assert name in sheet.headers["Content-Disposition"]
    assert len(PdfReader(BytesIO(sheet.data)).pages) == 1
    told = " ".join(page.extract_text() for page in PdfReader(BytesIO(letter.data)).pages)
    assert "Was wird gebraucht?" in told and "i. A." in told and NAME not in told


test_the_files_of_the_report = pytest.mark.pdf(test_the_files_of_the_report)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("von=2027-05-02&bis=2027-05-01", "Bis: Der Zeitraum endet vor seinem Beginn."),
        ("von=0001-01-01&bis=2027-05-01", "Von: Bitte geben Sie ein Datum ein"),
        ("von=2027-05-01&bis=9999-12-31", "Bis: Bitte geben Sie ein Datum ein"),
        ("von=gestern&bis=2027-05-01", "Von: Bitte geben Sie ein Datum ein"),
        ("von=2027-05-01", "Bis: Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_a_period_that_cannot_be_is_refused_at_its_field(office, soup, address, sentence):
    for page in (OVERVIEW, REPORT):
        answer = office.get(f"{page}?{address}")
        assert answer.status_code == 422
        assert sentence in words(soup(answer))
    for file in (f"{REPORT}.pdf", "/buero/kennzahlen.pdf"):
        answer = office.get(f"{file}?{address}")
        assert (answer.status_code, sentence in words(soup(answer))) == (422, True)


def test_what_is_needed_is_checked_and_kept(office, soup):
    long = soup(office.get(REPORT, query_string={"bedarf": "W" * 100_000}))
    assert "Was gebraucht wird: Höchstens 1500 Zeichen sind möglich." in words(long)
    assert len(long.find("textarea", attrs={"name": "bedarf"}).text.strip()) == 100_000
    control = office.get(REPORT, query_string={"bedarf": "Stelle\0"})
    assert control.status_code == 400


def test_three_examples_at_most(app, office, soup):
    with app.app_context():
        ids = [an_idea_of(None, state=IdeaState.DONE, public=True) for _ in range(4)]
        numbers = [db.session.get(Idea, one).number for one in ids]

    answer = office.get(REPORT, query_string={"beispiel": numbers})

    assert answer.status_code == 422
    assert "Beispiele: Höchstens 3 sind möglich." in words(soup(answer))
    assert (
        office.get(REPORT, query_string={"beispiel": [*numbers[:3], "2027-999"]}).status_code == 200
    )


def test_the_memory_says_what_became_of_each_idea(app, office, soup):
    with app.app_context():
        meeting, started = an_evening()
        merged = an_idea_of(meeting, title="Radbus zwei")
        held = an_idea_of(
            None, title="Taler", state=IdeaState.ON_HOLD, reason="Träger fehlt",
            review_on=date(2027, 11, 15),
        )  # fmt: skip
        with transaction():
            db.session.get(Idea, merged).merged_into_id = started
            db.session.add(
                IdeaNews(idea_id=started, what="running", text="Streng vertraulich", name=NAME,
                         at=datetime(2027, 8, 31, 12, tzinfo=UTC))
            )  # fmt: skip
        number, other = db.session.get(Idea, started).number, db.session.get(Idea, held).number

    page = words(soup(office.get(MEMORY)))
    rows = list(csv.reader(io.StringIO(office.get(f"{MEMORY}.csv").text), delimiter=";"))

    assert "Abend am Bach, 26.08.2027 2 Ideen: 1 ausgewählt, 1 in Umsetzung" in page
    assert ("Wird umgesetzt. Beschluss LK-2027-01 vom 28.08.2027: Aufnehmen. "
            "Zuletzt gemeldet am 31.08.2027: Es läuft.") in page  # fmt: skip
    assert f"Geht weiter in Idee {number} „Radbus“." in page
    assert "vertraulich" not in page and NAME not in page
    assert rows[-1] == [
        "", "", other, "Taler", "Noch ohne Handlungsfeld", "Zurückgestellt",
        "Zurückgestellt: Träger fehlt. Kommt wieder am 15.11.2027.",
    ]  # fmt: skip
    assert len(rows) == 5


def test_the_memory_says_that_a_motion_was_rejected(app, office, soup):
    with app.app_context():
        a_decision("LK-2027-05", [an_idea_of(None, title="Taler")], yes=1, no=4)

    sentence = "Beschluss LK-2027-05 vom 25.08.2027: Aufnehmen, abgelehnt."
    assert sentence in words(soup(office.get(MEMORY)))
    assert sentence in office.get(f"{MEMORY}.csv").text


def test_the_memory_is_searched_and_filtered(app, office, soup):
    with app.app_context():
        meeting, _ = an_evening()

    assert "1 Idee gefunden" in words(soup(office.get(f"{MEMORY}?suche=radbus")))
    assert "1 Idee gefunden" in words(soup(office.get(f"{MEMORY}?status=selected")))
    assert "2 Ideen gefunden" in words(soup(office.get(f"{MEMORY}?treffen={meeting}")))
    assert "Nichts passt" in words(soup(office.get(f"{MEMORY}?reihe=77")))
    for odd in ("status=quatsch", "treffen=-1", "treffen=99999999999999999999", "seite=0"):
        assert office.get(f"{MEMORY}?{odd}").status_code == 200


@pytest.mark.pdf
def test_on_the_wall_hang_public_ideas_alone(app, office):
    with app.app_context():
        an_evening()

    paper = office.get(f"{MEMORY}.pdf")
    told = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages)

    assert "Radbus" in told and "1 Idee: 1 in Umsetzung" in told
    assert "Geheim" not in told


def test_a_wall_has_its_limit(app, office, soup, monkeypatch):
    with app.app_context():
        an_evening()
    monkeypatch.setattr("app.desk.memory.MOST_ON_PAPER", 0)

    answer = office.get(f"{MEMORY}.pdf")

    assert answer.status_code == 422
    assert "Es sind 1 öffentliche Idee." in words(soup(answer))


def test_who_may_read_what(app, moderator, steering):
    for page in (OVERVIEW, MEMORY, f"{MEMORY}.csv"):
        assert (moderator.get(page).status_code, steering.get(page).status_code) == (200, 200)
    assert (moderator.get(REPORT).status_code, steering.get(REPORT).status_code) == (403, 200)


@pytest.mark.parametrize("address", [OVERVIEW, REPORT, MEMORY])
def test_the_number_of_queries_does_not_grow(app, office, count_queries, address):
    with app.app_context():
        an_evening()
        an_idea_of(None, title="Ohne Treffen")
    office.get(address)
    with count_queries() as few:
        office.get(address)
    with app.app_context():
        for number in range(30):
            meeting = build.a_meeting(day=date(2027, 9, 2), title=f"Abend {number}")
            it_is_over(meeting)
            idea = an_idea_of(meeting, title=f"Idee {number}", public=True, state=IdeaState.DONE,
                              action_field="EE")  # fmt: skip
            decide(idea, number=f"LK-{number}")
            support(idea)
    with count_queries() as many:
        office.get(address)

    assert len(many) == len(few)
