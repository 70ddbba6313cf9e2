import re
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event, select

from app.agenda.actions import draft_agenda
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.models import Entry
from app.outbox import actions as outbox
from app.outbox.letter import Letter
from app.outbox.models import Message, MessageState
from app.outbox.queries import KEYS
from tests import build
from tests.tasks.build import release

PLAN = {
    "title": "Auftakt KlimaTriebwerk 2027",
    "topic": "Start des Forums",
    "day": "2027-02-18",
    "begins": "17:30",
    "capacity": "100",
    "listed": "y",
}


def visible(page):
    return " ".join(page.main.get_text(" ").split())


@pytest.fixture
def queries(app):
    """Count the statements of a request."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_planning_a_kickoff_from_its_kit(app, office, clock, soup):
    """Scenario G1 (domain.md 7)."""
    clock.set("2026-11-20T09:00")
    with app.app_context():
        venue_id = build.a_venue(name="Alte Spulerei", seats={"theatre": 160})
        token = build.sign_in_token()
    office.post(f"/einloggen/{token}")

    answer = office.post("/buero/treffen/neu?kit=auftakt", data={**PLAN, "venue_id": venue_id})

    assert answer.status_code == 303
    page = soup(office.get(answer.location))
    assert "0 von 36 Punkten erledigt" in visible(page)
    first = page.select_one("#checkliste .tw-todo__item")
    assert "Do., 26.11.2026" in first.text
    save_the_date = page.find(string=re.compile("Terminhinweis")).find_parent("li")
    assert "Mi., 23.12.2026" in save_the_date.text
    agenda = visible(soup(office.get(answer.location + "/tagesordnung")))
    assert "17:30–17:40" in agenda.replace(" ", "") or "17:30" in agenda
    with app.app_context():
        meeting = db.session.scalar(select(Meeting))
        assert meeting.ends_at == datetime(2027, 2, 18, 20, 30)
        assert meeting.doors_at == datetime(2027, 2, 18, 17, 0)


def test_a_date_in_the_holidays_is_shown_and_saved(app, office, soup, clock):
    clock.set("2026-11-20T09:00")
    with app.app_context():
        build.a_calendar_day(date(2027, 3, 22), date(2027, 4, 3))
        token = build.sign_in_token()
    office.post(f"/einloggen/{token}")

    answer = office.post(
        "/buero/treffen/neu?kit=auftakt", data={**PLAN, "day": "2027-03-30", "venue_id": 0}
    )

    page = soup(office.get(answer.location))
    assert "Osterferien in NRW (22.03.–03.04.2027)" in visible(page)


def test_wrong_input_is_told_at_the_field_and_keeps_what_was_typed(office, soup):
    answer = office.post(
        "/buero/treffen/neu?kit=auftakt",
        data={**PLAN, "title": "", "topic": "Bleibt stehen", "capacity": "viele"},
    )

    page = soup(answer)
    assert answer.status_code == 422
    assert page.find("input", id="title")["aria-invalid"] == "true"
    assert page.find("input", id="topic")["value"] == "Bleibt stehen"
    assert "Bitte geben Sie eine ganze Zahl ein" in page.main.text


def test_the_kit_is_chosen_first(office, soup):
    page = soup(office.get("/buero/treffen/neu"))

    links = [link["href"] for link in page.main.find_all("a") if "kit=" in link["href"]]
    assert len(links) == 7


def test_publishing_and_the_links_to_pass_on(app, office, client, soup):
    with app.app_context():
        meeting_id = build.a_meeting(state=MeetingState.DRAFT)
        slug = build.slug_of(meeting_id)

    office.post(f"/buero/treffen/{meeting_id}/veroeffentlichen")

    assert client.get(f"/treffen/{slug}").status_code == 200
    page = visible(soup(office.get(f"/buero/treffen/{meeting_id}")))
    assert f"http://127.0.0.1:8000/treffen/{slug}/anmelden" in page


def test_ticking_a_point_and_opening_it_again(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting()
    page = soup(office.get(f"/buero/treffen/{meeting_id}"))
    action = page.select_one("#checkliste form")["action"]

    office.post(action, data={"erledigt": "ja"})
    assert "1 von 23 Punkten" in visible(soup(office.get(f"/buero/treffen/{meeting_id}")))
    office.post(action, data={"erledigt": "nein"})
    assert "0 von 23 Punkten" in visible(soup(office.get(f"/buero/treffen/{meeting_id}")))


def test_heute_without_anything_names_the_first_step(office, soup):
    page = soup(office.get("/buero/"))

    assert "Heute ist nichts fällig" in visible(page)
    assert page.find(string=re.compile("Erstes Treffen anlegen"))


def test_heute_shows_what_is_overdue_first(app, office, soup):
    with app.app_context():
        build.a_meeting(day=date(2027, 9, 16))

    items = soup(office.get("/buero/")).select(".tw-todo__item")

    dues = [item.select_one(".tw-todo__due").text for item in items]
    assert "überfällig" in dues[0]
    assert len(items) > 5


@pytest.mark.parametrize("path", ["/buero/", "/buero/treffen", "/buero/postausgang"])
def test_pages_ask_the_same_number_of_questions_for_one_and_thirty_rows(app, office, queries, path):
    def asked():
        queries.clear()
        assert office.get(path).status_code == 200
        return len(queries)

    def grow(number):
        with app.app_context():
            for index in range(number):
                build.a_meeting(day=date(2027, 9, 20) + timedelta(days=index))
                a_letter(f"letter:{path}:{number}:{index}")

    grow(1)
    office.get(path)
    one = asked()
    grow(29)

    assert asked() == one


def a_letter(key, kind="probe", **values):
    with transaction():
        outbox.put(
            Letter(
                key=key,
                kind=kind,
                to="thi.mai@example.org",
                to_name="Nguyễn Thị Mai",
                subject="Ihr Platz ist sicher",
                text="Guten Tag Nguyễn Thị Mai,\n\nhttp://127.0.0.1:8000/treffen/x\nhttps://evil.example/",
                **values,
            )
        )


def test_the_outbox_shows_mails_exactly_as_they_leave(app, office, soup):
    with app.app_context():
        a_letter("letter:1")

    page = soup(office.get("/buero/postausgang?suche=nguyen"))
    link = page.find("a", string="Ihr Platz ist sicher")["href"]
    letter = soup(office.get(link))

    assert "Guten Tag Nguyễn Thị Mai" in letter.main.text
    hrefs = [anchor["href"] for anchor in letter.select(".tw-panel a")]
    assert hrefs == ["http://127.0.0.1:8000/treffen/x"]
    source = office.get(link + "/quelltext")
    with app.app_context():
        assert source.data == db.session.scalar(select(Message.body))


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_a_link_that_votes_or_signs_in_is_read_by_nobody_else(app, office, soup, kind):
    with app.app_context():
        a_letter("letter:1", kind=kind)
        message_id = db.session.scalar(select(Message.id))
    path = f"/buero/postausgang/{message_id}"
    assert "/treffen/x" not in soup(office.get(path)).main.text
    assert office.get(path + "/quelltext").status_code == 404


def test_a_failed_mail_is_seen_and_sent_again(app, office, soup):
    with app.app_context():
        a_letter("letter:1")
        with transaction():
            row = db.session.scalar(select(Message))
            row.state, row.last_error = MessageState.FAILED, "550 Unbekannter Empfänger"
        message_id = row.id

    assert "konnte nicht gesendet werden" in visible(soup(office.get("/buero/")))
    office.post(f"/buero/postausgang/{message_id}/noch-einmal")

    with app.app_context():
        assert db.session.get(Message, message_id).state == MessageState.QUEUED


def test_a_silent_clockwork_is_told(app, office, soup):
    with app.app_context():
        outbox.beat("clockwork")
    assert "Das Uhrwerk steht still" not in visible(soup(office.get("/buero/")))

    app_clock.start_at(app_clock.now() + timedelta(minutes=6))
    assert "Das Uhrwerk steht still" in visible(soup(office.get("/buero/")))


def test_moderators_print_within_three_clicks_of_heute(app, moderator, soup):
    """Scenario MOD1: from Heute, one click."""
    with app.app_context():
        build.a_meeting(begins=time(18))

    page = soup(moderator.get("/buero/"))

    assert page.find(string=re.compile("Regieplan drucken")).find_parent("a")
    assert not page.find(string=re.compile("Treffen anlegen"))


def a_late_task():
    """A task of yesterday in minutes that are still a draft. The meeting's id."""
    meeting_id = build.a_meeting(day=date(2027, 8, 20))
    draft_agenda(meeting_id)
    item_id = build.minutes_for(meeting_id)[0]
    due, person = date(2027, 8, 31), "Kevin Twelenkamp"
    build.an_entry(meeting_id, item_id, "task", "Lager klären", due=due, person=person)
    return meeting_id


def test_an_open_task_is_ticked_off_on_heute(app, office, soup):
    with app.app_context():
        release(a_late_task())
    page = soup(office.get("/buero/"))
    task = page.find(string=re.compile("Lager klären")).find_parent("li")
    assert "überfällig" in task.text and "Kevin Twelenkamp" in task.text

    answer = office.post(task.form["action"], data={"erledigt": "ja", "zurueck": "heute"})

    assert answer.location == "/buero/#checkliste"
    assert "Lager klären" not in soup(office.get("/buero/")).main.text
    with app.app_context():
        assert db.session.scalar(select(Entry.done_on)) == date(2027, 9, 1)


def test_a_task_of_a_draft_stands_on_heute_and_leads_to_the_minutes(app, office, soup):
    with app.app_context():
        meeting_id = a_late_task()

    page = soup(office.get("/buero/"))

    task = page.find(string=re.compile("Lager klären")).find_parent("li")
    assert "überfällig" in task.text and "im Entwurf des Protokolls" in task.text
    assert task.a["href"].startswith(f"/buero/treffen/{meeting_id}/protokoll#item-")
    assert task.form is None


def test_a_refusal_keeps_the_menu_of_who_is_signed_in(office, moderator, soup):
    unknown = soup(office.get("/buero/treffen/999"))
    closed = soup(moderator.get("/buero/postausgang"))

    for page in (unknown, closed):
        assert page.select_one("nav[aria-label=Hauptmenü] a")["href"] == "/buero/"
        assert page.select_one("main a.kern-btn")["href"] == "/buero/"
