"""What the demo year must hold; the numbers and traps stand in app/demo/data/README.md."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.models import Staff
from app.agenda.queries import pitch_time
from app.contacts.models import Person
from app.contacts.queries import invitable, labelled, person_by_id
from app.core.db import db
from app.core.errors import RuleBroken
from app.core.settings import current
from app.core.tokens import link_token
from app.core.words import time_of
from app.demo.loader import load_year
from app.demo.sample import people, rows
from app.ideas.models import Idea
from app.ideas.queries import counts_by_state
from app.meetings.models import ChecklistItem, Meeting, Venue
from app.meetings.queries import open_points, past, upcoming
from app.minutes.models import Entry
from app.minutes.queries import meetings_without_minutes, opened_minutes
from app.minutes.rules import EntryKind
from app.minutes.task_queries import open_tasks
from app.outbox.models import Message
from app.pitches.models import Pitch
from app.pitches.queries import pitch_behind
from app.registrations.documents import needs_came_late
from app.registrations.models import Registration
from app.registrations.queries import attendance_by_sector, by_manage_token, counts
from app.registrations.rules import Counts
from app.series.models import Series
from app.series.queries import entries_of
from tests.demo.conftest import NOW

TODAY = date(2027, 9, 1)


def registrations_of(meeting_id):
    statement = select(Registration).where(Registration.meeting_id == meeting_id)
    return db.session.scalars(statement.order_by(Registration.id)).all()


def test_registrations_by_state(year):
    assert {name: counts(meeting_id) for name, meeting_id in year.items()} == {
        "M1": Counts(confirmed=86, cancelled=7, walk_ins=5),
        "M2": Counts(confirmed=10, cancelled=2, online=2),
        "M3": Counts(confirmed=48, waiting=2, cancelled=5, lapsed=1, walk_ins=3),
        "M4": Counts(confirmed=57, cancelled=5, walk_ins=3),
        "M5": Counts(confirmed=61, pending=3, cancelled=4),
        "M6": Counts(),
    }


def test_nobody_sits_beyond_the_capacity(year):
    meetings = db.session.scalars(select(Meeting)).all()

    assert [m.title for m in meetings if counts(m.id).confirmed > m.capacity] == []


def test_waiting_list_of_the_full_meeting(year):
    queue = sorted(
        (row.queue_number, row.full_name, row.state)
        for row in registrations_of(year["M3"])
        if row.queue_number
    )

    assert queue == [
        (1, "Tim Eggersmann", "confirmed"),
        (2, "Elena Papadopoulou", "confirmed"),
        (3, "Dieter Grothaus", "offer_lapsed"),
        (4, "Karl-Heinz Bödeker", "confirmed"),
        (5, "Annika Hesselbrock", "cancelled"),
        (6, "Werner Klockenbrink", "confirmed"),
        (7, "Zeynep Aydoğan", "waitlisted"),
        (8, "Jörg Dünnebacke", "waitlisted"),
    ]
    assert db.session.get(Meeting, year["M3"]).next_queue_number == 9


def test_names_come_out_as_they_went_in(year):
    wanted = {people()[row["person_id"]].full_name for row in rows("registrations.csv")}

    found = {row.full_name for row in db.session.scalars(select(Registration))}

    assert found == wanted
    assert {"Cem Yıldırım", "Aleksandra Łukaszewicz", "Thị Mai Nguyễn", "Seán O'Dwyer"} <= found


def test_two_people_of_the_same_name_have_their_own_addresses(year):
    namesakes = db.session.scalars(
        select(Registration.email).where(Registration.last_name == "Schröder").distinct()
    )

    assert sorted(namesakes) == ["anna.schroeder2@example.org", "anna.schroeder@example.org"]


def test_two_people_share_an_address_and_want_different_things(year):
    family = db.session.execute(
        select(Registration.first_name, Registration.wants_invitations)
        .where(Registration.email == "familie.lindner@example.org")
        .distinct()
    )

    assert sorted(tuple(row) for row in family) == [("Claudia", False), ("Thomas", True)]


def test_the_address_book_holds_everybody_with_what_they_allowed(year):
    invited = list(db.session.scalars(invitable()))
    label = current().forum.steering_group

    assert db.session.query(Person).count() == 120
    assert len(invited) == 103
    assert len(list(db.session.scalars(labelled(label)))) == 26
    assert {consent.wording.number for one in invited for consent in one.consents} == {1}


def test_registrations_lead_to_the_address_book(year):
    for registration in db.session.scalars(select(Registration)):
        assert person_by_id(registration.person_id).full_name == registration.full_name


def test_needs_are_kept_for_the_coming_meeting_only(year):
    needs = {
        name: sum(bool(row.access_needs) for row in registrations_of(meeting_id))
        for name, meeting_id in year.items()
    }
    late = [row.last_name for row in registrations_of(year["M5"]) if needs_came_late(row)]

    assert needs == {"M1": 0, "M2": 0, "M3": 0, "M4": 0, "M5": 6, "M6": 0}
    assert "Vormbrock" in late


def test_attendance_and_contact_list_of_the_summer_meeting(year):
    came = [row for row in registrations_of(year["M4"]) if row.attendance == "present"]

    assert len(came) == 53
    assert sum(row.on_contact_list for row in came) == 24
    assert attendance_by_sector(year["M4"]) == opened_minutes(year["M4"]).attendance


def test_personal_links_open_the_right_registration(year):
    row = registrations_of(year["M5"])[0]

    assert by_manage_token(row.token("manage")).id == row.id


def test_answers_fit_the_questions_of_the_kit(year):
    wrong = []
    for row in db.session.scalars(select(Registration)):
        asked = {question.id: question for question in row.meeting.kit.questions}
        wrong += [
            (row.id, name, answer)
            for name, answer in row.answers.items()
            if name not in asked or answer not in asked[name].options
        ]

    assert wrong == []


def test_pitches_have_their_times(year):
    placed = {}
    for pitch in db.session.scalars(select(Pitch).order_by(Pitch.id)):
        begins = pitch_time(pitch.id)
        if begins:
            placed[pitch.title.split(":")[0]] = time_of(begins)

    assert placed == {
        "Gemeinschaftsgarten auf dem Schuldach": "18:52",
        "Mehrweg-Verbund für Vereinsfeste": "18:57",
        "Kühle Orte in Kirchen und Moscheen": "19:02",
        "Balkon-Solar-Lotsen im Quartier": "18:18",
        "Fahrradbus zur Grundschule": "18:24",
        "Klima-Küche": "18:30",
        "Reparatur-Treff auf Rädern": "18:36",
        "Hitzepatenschaften für ältere Menschen": "18:54",
        "Karte der kühlen Orte und Trinkstellen": "19:00",
    }


def test_states_of_the_pitches(year):
    states = db.session.scalars(select(Pitch.state))

    assert Counter(str(state) for state in states) == {
        "presented": 3, "accepted": 6, "submitted": 1, "declined": 1, "withdrawn": 1
    }  # fmt: skip


def test_link_of_a_pitch_opens_it(year):
    pitch = db.session.scalar(select(Pitch).where(Pitch.state == "submitted"))

    assert pitch_behind(link_token("pitch", pitch.id, pitch.link_version)).id == pitch.id


def test_funnel_of_ideas(year):
    assert {state.value: number for state, number in counts_by_state().items()} == {
        "new": 9, "review": 6, "selected": 6, "in_progress": 5, "done": 1, "on_hold": 2,
        "dropped": 1,
    }  # fmt: skip


def test_ideas_have_running_numbers_and_what_their_state_needs(year):
    ideas = db.session.scalars(select(Idea).order_by(Idea.id)).all()
    resting = [idea for idea in ideas if idea.state in ("on_hold", "dropped")]

    assert [idea.number for idea in ideas] == [f"2027-{n:03}" for n in range(1, 31)]
    assert all(idea.reason for idea in resting)
    assert all(idea.review_on for idea in resting if idea.state == "on_hold")
    assert all(idea.decision for idea in ideas if idea.state in ("selected", "in_progress"))
    assert [idea.number for idea in ideas if idea.outcome] == ["2027-008"]


def test_history_of_an_idea_leads_to_its_state(year):
    idea = db.session.scalar(select(Idea).where(Idea.running_number == 8))

    assert [change.what.partition(". ")[0] for change in idea.history] == [
        "Aufgenommen als Idee 2027-008.",
        "Status: Neu → In Prüfung.",
        "Status: In Prüfung → Ausgewählt",
        "Status: Ausgewählt → In Umsetzung.",
        "Status: In Umsetzung → Abgeschlossen",
    ]
    moments = [change.at for change in idea.history]
    assert moments == sorted(moments)


def test_the_public_sees_what_was_chosen_or_presented(year):
    public = set(db.session.scalars(select(Idea.running_number).where(Idea.public)))

    assert public == {1, 2, 3, 5, 7, 8, 9, 11, 12, 15, 18, 22, 24, 25, 29}


def test_minutes_of_the_summer_meeting(year):
    minutes = opened_minutes(year["M4"])
    entries = [entry for item in minutes.items for entry in item.entries]

    assert len(minutes.items) == 8
    assert Counter(entry.kind for entry in entries) == {
        EntryKind.INFORMATION: 15,
        EntryKind.AGREEMENT: 3,
        EntryKind.TASK: 10,
        EntryKind.IDEA: 7,
        EntryKind.OPEN_QUESTION: 2,
    }
    assert sum(minutes.attendance.values()) == 53
    assert (minutes.chair, minutes.keeper) == ("Annika Hesselbrock", "Dennis Rohlfing")


def test_minutes_of_the_earlier_meetings_hold_their_results(year):
    kinds = {}
    for name in ("M1", "M2", "M3"):
        entries = [entry for item in opened_minutes(year[name]).items for entry in item.entries]
        kinds[name] = Counter(str(entry.kind) for entry in entries)

    assert kinds == {
        "M1": {"idea": 14, "information": 1, "task": 2},
        "M2": {"decision": 15, "task": 5},
        "M3": {"idea": 9, "information": 1, "task": 3},
    }
    assert meetings_without_minutes(TODAY) == []


def test_numbers_of_tasks_decisions_and_agreements(year):
    numbers = sorted(db.session.scalars(select(Entry.number).where(Entry.number.is_not(None))))

    assert numbers == [
        *(f"A-2027-{n:02}" for n in range(1, 21)),
        *(f"LK-2027-{n:02}" for n in range(1, 16)),
        *(f"V-2027-{n:02}" for n in range(1, 4)),
    ]


def test_tasks_that_are_late_or_due_today(year):
    tasks = open_tasks(TODAY, TODAY).rows

    assert [task.number for task in tasks if task.due < TODAY] == [
        "A-2027-04", "A-2027-03", "A-2027-09", "A-2027-20", "A-2027-10", "A-2027-15", "A-2027-11"
    ]  # fmt: skip
    assert [task.number for task in tasks if task.due == TODAY] == ["A-2027-16"]


def test_today_shows_something_late_and_something_due(year):
    due = [(point.due, point.meeting.title) for point in open_points(TODAY, TODAY).rows]

    assert due == [
        (date(2027, 8, 26), "Projekt-Pitch-Abend 2027"),
        (date(2027, 8, 30), "Jahresbilanz 2027"),
        (date(2027, 9, 1), "Projekt-Pitch-Abend 2027"),
    ]


def test_the_kickoff_was_planned_by_the_working_day_rule(year):
    days = db.session.scalars(
        select(ChecklistItem.due).where(ChecklistItem.meeting_id == year["M1"])
    ).all()

    assert len(days) == 36
    assert min(days) == date(2026, 11, 26)
    assert date(2026, 12, 23) in days
    assert not {date(2026, 12, 24), date(2026, 12, 31)} & set(days)


def test_what_the_public_finds(year):
    assert [meeting.title for meeting in upcoming(TODAY, public=True)] == [
        "Projekt-Pitch-Abend 2027"
    ]
    assert [meeting.day for meeting in past(TODAY)] == [
        date(2027, 6, 17), date(2027, 5, 11), date(2027, 2, 18)
    ]  # fmt: skip


def test_venue_with_faults(year):
    aula = db.session.scalar(select(Venue).where(Venue.name.startswith("Gesamtschule")))

    assert (aula.step_free, aula.accessible_toilet, aula.hearing_loop) == (True, False, False)
    assert aula.seats == 240


def test_one_person_for_each_role(year):
    team = db.session.execute(select(Staff.name, Staff.roles).order_by(Staff.id))

    assert [tuple(row) for row in team] == [
        ("Kirsten Ahrensmann", ["office"]),
        ("Barbara Uhlenhaut", ["moderator"]),
        ("Annika Hesselbrock", ["steering"]),
    ]


def test_letters_wait_in_the_outbox(year):
    found = db.session.execute(
        select(Message.kind, Message.state, Message.topic, func.count()).group_by(
            Message.kind, Message.state, Message.topic
        )
    )

    topic = f"meeting:{year['M5']}"
    assert sorted(tuple(row) for row in found) == [
        ("confirm_request", "queued", topic, 3),
        ("confirmation", "queued", topic, 10),
    ]


def test_no_moment_lies_in_the_future(year):
    late = [
        row.id
        for row in db.session.scalars(select(Registration))
        if max(row.submitted_at, row.state_changed_at, row.confirmed_at or row.submitted_at) > NOW
    ]

    assert late == []


def test_second_load_is_refused_and_changes_nothing(year):
    before = db.session.scalar(select(func.count()).select_from(Registration))

    with pytest.raises(RuleBroken, match="nicht leer"):
        load_year(NOW)

    assert db.session.scalar(select(func.count()).select_from(Registration)) == before == 304


def test_the_summer_meeting_belongs_to_a_series_with_drafts_in_the_next_year(year):
    series = db.session.scalar(select(Series))

    found = [
        (entry.row.number, entry.meeting.day, entry.meeting.title, entry.moved)
        for entry in entries_of(series, TODAY)
    ]
    assert found == [
        (2, date(2027, 6, 17), "2. Vernetzungstreffen 2027", False),
        (3, date(2028, 3, 16), "1. Vernetzungstreffen 2028", False),
        (4, date(2028, 6, 22), "2. Vernetzungstreffen 2028", True),
        (5, date(2028, 11, 16), "3. Vernetzungstreffen 2028", False),
    ]
    assert all(entry.by_hand == () for entry in entries_of(series, TODAY))
