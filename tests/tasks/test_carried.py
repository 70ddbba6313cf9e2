"""Tasks of earlier meetings in later minutes: what is typed, what is released, who may read it."""

from datetime import date

import pytest

from app.core.db import db, transaction
from app.core.errors import NotFound
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.minutes.changes import changes
from app.minutes.lists import task_list
from app.minutes.models import Entry
from app.minutes.queries import opened_minutes, release_of, results
from app.minutes.releases import revise
from app.minutes.snapshots import content_of
from app.minutes.task_queries import carried_tasks, open_tasks, task_by_id
from app.outbox.models import Message
from app.tasks import queries
from app.tasks.actions import finish, tell_due
from app.tasks.listing import ListFilter, Tab, whole_list
from tests.build import OFFICE, a_meeting, an_entry, minutes_for
from tests.tasks.build import a_task, held, letters, out, release, somebody, tokens

DAY = date(2027, 8, 30)


def a_later_one(day=DAY, **values):
    """A later meeting with opened minutes and one result. Returns its id."""
    meeting_id = a_meeting(**{"day": day, "title": "Das nächste Treffen"} | values)
    an_entry(meeting_id, minutes_for(meeting_id)[0])
    return meeting_id


def carried(meeting_id):
    return [(one.text, one.status) for one in content_of(opened_minutes(meeting_id)).carried]


def test_released_minutes_say_how_tasks_stood_on_the_day_of_the_meeting(ctx):
    _, (done, _, late) = out(
        {"text": "Später erledigt", "due": DAY},
        {"text": "Davor erledigt", "done_on": date(2027, 8, 29)},
        {"text": "Überfällig", "due": date(2027, 8, 29)},
    )
    later = a_later_one()
    finish(done, done=True, actor=OFFICE)
    told = [("Überfällig", "überfällig"), ("Später erledigt", "heute fällig")]
    assert carried(later) == told
    release(later)
    kept = release_of(later).content["carried"]
    assert [(one["number"], one["meeting"]) for one in kept] == [
        ("A-2027-03", "Vernetzungstreffen im Herbst, 18.08.2027"),
        ("A-2027-01", "Vernetzungstreffen im Herbst, 18.08.2027"),
    ]
    before = content_of(opened_minutes(later))
    with transaction():
        db.session.get(Entry, late).done_on = DAY
    after = content_of(opened_minutes(later))
    assert (before.carried == after.carried, changes(before, after)) == (True, [])


def test_what_is_told_at_the_meeting_counts_as_done_on_its_day(ctx):
    _, (task,) = out({"text": "Gesagt"})
    later = a_later_one()
    finish(task, done=True, actor=OFFICE, meeting_id=later)
    assert db.session.get(Entry, task).done_on == DAY
    assert carried(later) == [("Gesagt", "erledigt am 30.08.2027")]
    assert carried_tasks(meeting_by_id(a_later_one(date(2027, 8, 31))), DAY) == []


def test_a_meeting_of_tomorrow_is_no_day_in_the_future(ctx):
    _, (task,) = out({"text": "Schon fertig"})
    tomorrow = a_later_one(date(2027, 9, 2))
    finish(task, done=True, actor=OFFICE, meeting_id=tomorrow)
    assert db.session.get(Entry, task).done_on == date(2027, 9, 1)


def test_public_minutes_tell_nothing_of_meetings_that_open_by_link_only(ctx):
    hidden, _ = out({"text": "Unter uns"})
    with transaction():
        db.session.get(Meeting, hidden).listed = False
    later = a_later_one()
    assert carried(later) == []
    assert [one.text for one in carried_tasks(meeting_by_id(later), DAY)] == ["Unter uns"]
    with transaction():
        db.session.get(Meeting, later).listed = False
    assert carried(later) == [("Unter uns", "offen")]


def test_the_lenkungskreis_has_tasks_of_its_own(ctx):
    out({"text": "Des Kreises"}, kit="lenkungskreis", title="Sitzung")
    out({"text": "Von allen"}, title="Treffen")
    assert carried(a_later_one()) == [("Von allen", "offen")]
    assert carried(a_later_one(kit="lenkungskreis", title="Zweite Sitzung")) == [
        ("Des Kreises", "offen")
    ]


def test_the_public_page_shows_the_state(app, client):
    with app.app_context():
        out({"text": "Saal buchen", "due": date(2027, 8, 20)})
        later = a_later_one()
        release(later)
        slug = meeting_by_id(later).slug
    page = " ".join(client.get(f"/treffen/{slug}/protokoll").text.split())
    assert "Stand der Aufgaben aus früheren Treffen" in page
    assert "überfällig, bis 20.08.2027" in page


def test_open_tasks_come_with_their_meeting_those_of_drafts_too(ctx):
    meeting, heading = held()
    out({"text": "Später", "due": DAY}, {"text": "Früher", "due": date(2027, 8, 20)}, title="Aus")
    a_task(heading, meeting, "Entwurf", DAY)
    found = [(one.text, one.item.minutes.meeting.title) for one in open_tasks(DAY, DAY).rows]
    draft = meeting_by_id(meeting).title
    assert found == [("Früher", "Aus"), ("Später", "Aus"), ("Entwurf", draft)]
    assert open_tasks(DAY, date(2027, 8, 19)).rows == []


def test_what_only_the_draft_of_the_next_version_says_is_told_to_nobody(ctx):
    meeting, (task,) = out({"text": "Angebot einholen", "due": DAY, **somebody()})
    revise(meeting, actor=OFFICE)
    heading = opened_minutes(meeting).items[0].id
    draft = a_task(heading, meeting, "Geheimes", **somebody("Lena Fuchs", "lena@example.org"))
    an_entry(meeting, heading, "open_question", "Geheime Frage")
    with transaction():
        db.session.get(Entry, task).text = "Entwurf statt Angebot"
    assert carried(a_later_one()) == [("Angebot einholen", "heute fällig")]
    assert (tell_due(), letters()) == (1, [("agnieszka@example.org", "tasks")])
    body = db.session.query(Message).one().body.decode().replace("=\r\n", "")
    assert ("Angebot einholen" in body, "Entwurf" in body) == (True, False)
    with pytest.raises(NotFound):
        task_by_id(draft)
    assert [one.id for one in results()] == [task]
    assert [one.text for one in task_list(DAY).lines] == ["Angebot einholen"]
    for tab in Tab:
        found = whole_list(ListFilter(tab=tab), DAY)
        assert [one.id for one in found] == ([task] if tab is Tab.TASKS else [])
    with transaction():
        db.session.get(Entry, task).person = "Lena Fuchs"
    with pytest.raises(NotFound):
        queries.task_of(queries.holder_behind(tokens()["Agnieszka Krzyżanowska"]), task)
    release(meeting)
    assert carried(a_later_one())[0] == ("Entwurf statt Angebot", "heute fällig")


def test_a_question_that_was_released_stays_in_the_list_while_the_next_version_is_written(ctx):
    meeting, heading = held()
    question = an_entry(meeting, heading, "open_question", "Wer schließt auf?")
    release(meeting)
    revise(meeting, actor=OFFICE)
    an_entry(meeting, heading, "open_question", "Entwurf")
    found = whole_list(ListFilter(tab=Tab.QUESTIONS), DAY)
    assert [one.id for one in found] == [question]


def test_a_later_version_does_not_rewrite_how_tasks_stood(ctx):
    _, (task,) = out({"text": "Angebot", "due": DAY})
    later = a_later_one()
    release(later)
    revise(later, actor=OFFICE)
    with transaction():
        db.session.get(Entry, task).text = "Anders"
    finish(task, done=True, actor=OFFICE, meeting_id=later)
    assert carried(later) == [("Angebot", "heute fällig")]
