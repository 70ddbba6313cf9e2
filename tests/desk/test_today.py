"""Heute: what is due over all meetings, in groups, with a fixed number of queries."""

from datetime import date, timedelta

import pytest

from app.access.rules import Role, may_enter
from app.agenda.actions import draft_agenda
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.demo.loader import load_year
from app.desk.rules import Group
from app.desk.today import today_page
from app.mailings.models import Mailing
from app.mailings.rules import MailingState
from app.meetings import checklist, queries
from app.meetings.checklist import Point
from app.meetings.models import Meeting, Venue, VenueSeating
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from tests import build
from tests.build import OFFICE

TODAY = date(2027, 9, 1)
KEY = "k" * 19


def texts(group, *, reader="Miriam Voss", only_mine=False):
    page = today_page(app_clock.today(), reader, only_mine=only_mine)
    return [todo.text for todo in page.groups[group]]


def a_mailing(meeting_id, day, **values):
    facts = {"purpose": "reminder", "title": "Erinnerung", "subject": "Bald", "body": "Bis bald."}
    with transaction():
        db.session.add(Mailing(meeting_id=meeting_id, fixed_day=day, **facts | values))


def finish_points(meeting_id):
    for point in queries.checklist_of(meeting_id):
        checklist.tick(point.id, done=True, actor=OFFICE)


def a_quiet_meeting(**values):
    """A meeting with nothing to do."""
    meeting_id = build.a_meeting(**{"day": date(2027, 9, 30)} | values)
    finish_points(meeting_id)
    return meeting_id


def test_points_stand_in_their_groups(ctx):
    meeting_id = a_quiet_meeting()
    for number, (text, days) in enumerate((("spät", -1), ("jetzt", 0), ("bald", 14), ("fern", 15))):
        due = TODAY + timedelta(days=days)
        checklist.add_point(meeting_id, Point(text, "raum", due=due), f"{KEY}{number}", OFFICE)

    assert [texts(group) for group in Group] == [["spät"], ["jetzt"], ["bald"], []]


def test_mails_to_send_and_missed_ones_are_told(ctx):
    meeting_id = a_quiet_meeting()
    a_mailing(meeting_id, TODAY)
    a_mailing(meeting_id, TODAY - timedelta(days=9), title="Einladung", automatic=True)
    a_mailing(meeting_id, TODAY, title="Von selbst", automatic=True)
    a_mailing(meeting_id, TODAY, title="Schon weg", state=MailingState.SENT)

    assert texts(Group.TODAY) == ["E-Mail senden: Erinnerung"]
    assert texts(Group.LATE) == ["E-Mail verpasst: Einladung"]


def test_people_who_wait_for_a_yes_are_told(ctx):
    meeting_id = a_quiet_meeting(needs_approval=True)
    build.a_registration(meeting_id)

    assert texts(Group.TODAY) == ["1 Anmeldung wartet auf Ihre Zusage"]


def test_late_needs_are_told_until_a_note_says_what_became_of_them(ctx):
    meeting_id = a_quiet_meeting(day=date(2027, 9, 28))
    row_id = build.a_registration(meeting_id, access_needs="Gebärdensprache")

    told = texts(Group.WATCH)
    with transaction():
        db.session.get(Registration, row_id).office_note = "Dolmetscherin ist gebucht"

    assert told == ["1 Person hat spät Unterstützung angemeldet"]
    assert texts(Group.WATCH) == []


def test_needs_told_in_time_or_by_people_who_left_are_not_late(ctx):
    early = build.a_registration(
        a_quiet_meeting(day=date(2027, 10, 1)), access_needs="Gebärdensprache"
    )
    gone = build.a_registration(a_quiet_meeting(day=date(2027, 9, 20)), access_needs="Rampe")
    assert early
    with transaction():
        db.session.get(Registration, gone).state = RegistrationState.CANCELLED

    assert texts(Group.WATCH) == []


def test_a_room_that_is_too_small_is_told(ctx):
    meeting_id = a_quiet_meeting(capacity=50, seating="circle")
    with transaction():
        venue = db.session.get(Venue, db.session.get(Meeting, meeting_id).venue_id)
        venue.seatings = [
            VenueSeating(seating="circle", seats=40),
            VenueSeating(seating="theatre", seats=90),
        ]

    assert texts(Group.WATCH) == [
        "Der Raum hat mit Bestuhlung „Stuhlkreis“ höchstens 40 Plätze, geplant sind 50."
    ]


def test_what_is_given_to_somebody_is_found_by_the_name(ctx):
    meeting_id = a_quiet_meeting()
    for number, who in enumerate(("miriam  voss", "Jonas Brand", "")):
        point = Point(f"Punkt {number}", "raum", due=TODAY, assigned_to=who)
        checklist.add_point(meeting_id, point, f"{KEY}{number}", OFFICE)

    page = today_page(TODAY, "Miriam Voss")

    assert texts(Group.TODAY, only_mine=True) == ["Punkt 0"]
    assert (page.mine, page.everything) == (1, 3)


def test_the_filter_stays_after_ticking(app, office, soup):
    with app.app_context():
        meeting_id = a_quiet_meeting()
        mine = Point("Meine Aufgabe", "raum", due=TODAY, assigned_to="Miriam Voss")
        checklist.add_point(meeting_id, mine, KEY + "1", OFFICE)
        other = Point("Andere Aufgabe", "raum", due=TODAY, assigned_to="Jonas Brand")
        checklist.add_point(meeting_id, other, KEY + "2", OFFICE)

    page = soup(office.get("/buero/?wer=ich"))
    assert "Andere Aufgabe" not in page.main.text
    form = page.select_one("#checkliste form")
    typed = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    answer = office.post(form["action"], data=typed)

    assert answer.location == "/buero/?wer=ich#checkliste"
    assert "Ihnen ist nichts zugewiesen" in office.get("/buero/?wer=ich").text


def test_of_very_many_lines_the_first_are_shown_and_all_are_counted(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting(day=TODAY + timedelta(days=200))
        for number in range(33):
            build.an_own_point(meeting_id, text=f"Punkt {number}", due=TODAY)

    page = soup(office.get("/buero/"))

    today = page.select_one("section[aria-labelledby=gruppe-today]")
    assert today.select_one(".tw-today__count").text == "33"
    assert len(today.select(".tw-todo__item")) == 30
    assert "Hier stehen die ersten 30." in today.text


def test_on_the_day_itself_the_door_is_one_press_away(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting(day=TODAY)
        build.a_meeting(day=TODAY + timedelta(days=1))

    doors = soup(office.get("/buero/")).select("a[href$='/einlass']")

    assert [link["href"] for link in doors] == [f"/buero/treffen/{meeting_id}/einlass"]


def test_minutes_are_due_on_the_working_day_after_a_weekend(ctx):
    meeting_id = build.a_meeting(day=date(2027, 8, 18))
    offset = queries.meeting_by_id(meeting_id).kit.minutes_due_day
    saturday = date(2027, 8, 28)
    with transaction():
        db.session.get(Meeting, meeting_id).day = saturday - timedelta(days=offset)

    page = today_page(TODAY, "")

    todos = [todo for todos in page.groups.values() for todo in todos]
    assert [t.due for t in todos if t.page == "minutes.edit"] == [date(2027, 8, 30)]


@pytest.mark.parametrize("path", ["/buero/", "/buero/?wer=ich"])
def test_heute_asks_the_same_number_of_questions_for_one_and_thirty_meetings(
    app, office, count_queries, path
):
    def grow(number):
        with app.app_context():
            for index in range(number):
                soon = build.a_meeting(day=date(2027, 9, 10) + timedelta(days=index), capacity=500)
                build.a_registration(soon, access_needs="Rampe")
                a_mailing(soon, TODAY)
                held = build.a_meeting(day=date(2027, 8, 30) - timedelta(days=index))
                a_mailing(held, TODAY)
                draft_agenda(held)
                item = build.minutes_for(held)[0]
                build.an_entry(held, item, "task", f"Aufgabe {index}", due=TODAY, person="Jan")
                build.a_pitch(build.a_planned_meeting(day=date(2027, 9, 15)))
                build.an_idea(next_step="Anrufen", next_step_due=TODAY)

    def asked():
        with count_queries() as seen:
            assert office.get(path).status_code == 200
        return len(seen)

    grow(1)
    asked()
    one = asked()
    grow(29)

    assert asked() == one


def test_lines_lead_to_pages_that_their_reader_may_open(app):
    """Whatever the rooms say: the demo year has a line of nearly every kind."""

    def pages(*roles):
        found = today_page(TODAY, "", roles=frozenset(roles))
        lines = [todo.page for group in found.groups.values() for todo in group]
        assert len(lines) == found.everything
        return lines

    with app.app_context():
        load_year(app_clock.now())
        everything = pages(*Role)
        for role in Role:
            own = frozenset({role})
            assert pages(role) == [one for one in everything if may_enter(one, own)]
        assert len(pages(Role.MODERATOR)) < len(pages(Role.OFFICE))
        assert "votes.vote" in pages(Role.STEERING)


def test_old_lines_that_pile_up_are_counted_without_being_read(app, office, count_queries, soup):
    late = TODAY - timedelta(days=3)

    def grow(number):
        with app.app_context():
            held = build.a_meeting(day=date(2027, 8, 30))
            item = build.minutes_for(held)[0]
            ahead = build.a_meeting(day=TODAY + timedelta(days=200))
            for index in range(number):
                build.an_own_point(ahead, text=f"Punkt {index}", due=late)
                build.an_entry(held, item, "task", f"Aufgabe {index}", due=late, person="Jan")
                build.an_idea(next_step="Anrufen", next_step_due=late)

    def asked(path="/buero/"):
        with count_queries() as seen:
            answer = office.get(path)
        return soup(answer).select_one("section[aria-labelledby=gruppe-late]"), len(seen)

    grow(1)
    asked()
    _, one = asked()
    grow(64)
    shown, many = asked()

    assert many == one
    assert int(shown.select_one(".tw-today__count").text) >= 3 * 65
    assert len(shown.select(".tw-todo__item")) == 30


def test_of_what_is_mine_nothing_hides_behind_the_lines_of_others(ctx):
    meeting_id = a_quiet_meeting()
    for number in range(32):
        build.an_own_point(
            meeting_id, text=f"Fremd {number}", due=TODAY - timedelta(days=9), assigned_to="Jan"
        )
    for number in range(31):
        build.an_own_point(
            meeting_id,
            text=f"Mein {number}",
            due=TODAY - timedelta(days=3),
            assigned_to="Miriam Voss",
        )

    page = today_page(TODAY, "miriam  voss", only_mine=True)
    everything = today_page(TODAY, "miriam  voss")

    assert {todo.who for todo in page.groups[Group.LATE]} == {"Miriam Voss"}
    assert (len(page.groups[Group.LATE]), page.totals[Group.LATE]) == (30, 31)
    assert (page.mine, page.everything) == (everything.mine, everything.everything) == (31, 63)
    assert len(everything.groups[Group.LATE]) == 30
