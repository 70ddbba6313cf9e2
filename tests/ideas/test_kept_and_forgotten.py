"""What is not lost of an idea, and what must not outlive its contact person."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.contacts import office as contacts
from app.contacts.models import Person
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.desk.today_ideas import idea_todos
from app.floor import queries as floor_queries
from app.floor.models import PollOption
from app.ideas import actions, queries, retention
from app.ideas.models import Idea
from app.ideas.queries import RegisterFilter
from app.ideas.rules import IdeaState, MoveFacts
from app.matching.models import MatchCard
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from app.projects import merging
from tests import build
from tests.build import OFFICE
from tests.matching import build as matching_build
from tests.projects import build as projects_build
from tests.support import build as support_build

DROPPED = "Der frühere Entwurf an die Ansprechperson wurde nicht gesendet."


def change(idea_id, **values):
    idea = queries.idea_by_id(idea_id)
    after = replace(queries.values_of(idea), **values)
    actions.change_idea(idea_id, after, seen_version=idea.version, actor=OFFICE)


def dropped(**values):
    """An idea that was not taken up; the draft for its contact person waits. Returns its id."""
    known = {"contact_name": "Anna Alt", "contact_email": "anna@example.org"}
    idea_id = build.an_idea("Klima-Bänke", **known | values)
    actions.move_idea(idea_id, IdeaState.DROPPED, MoveFacts(reason="Kein Platz."), actor=OFFICE)
    return idea_id


def history(idea_id):
    db.session.expire_all()
    return [one.what for one in db.session.get(Idea, idea_id).history]


def todos(until):
    lines = [(one.due, one.text, one.values) for one in idea_todos(app_clock.today(), until)]
    return [line for line in lines if "number" in line[2]]


def test_an_idea_that_rests_comes_back_on_its_day(ctx, clock):
    idea_id, day = build.an_idea("Klima-Bänke"), date(2027, 9, 20)
    facts = MoveFacts(reason="Warten auf den Umbau.", review_on=day)
    actions.move_idea(idea_id, IdeaState.ON_HOLD, facts, actor=OFFICE)
    again = RegisterFilter(only="wieder-vorlegen")

    line = (day, "Zurückgestellte Idee wieder vorlegen", {"number": "2027-001"})

    assert [line in todos(until) for until in (date(2027, 9, 19), day)] == [False, True]
    assert queries.register(again) == []
    clock.set("2027-09-20T09:00")
    assert [one.id for one in queries.register(again)] == [idea_id]
    actions.move_idea(idea_id, IdeaState.REVIEW, MoveFacts(), actor=OFFICE)
    assert line not in todos(day)


def test_a_draft_that_waits_stands_on_heute_until_it_is_settled(app, office):
    with app.app_context():
        dropped()
        today = app_clock.today()
        assert todos(today) == [
            (today, "Nachricht an die Ansprechperson lesen und senden", {"number": "2027-001"})
        ]
    assert "Nachricht an die Ansprechperson" in office.get("/buero/").text


def test_lines_of_ideas_take_the_same_number_of_queries(ctx, count_queries):
    def number_of_queries():
        db.session.expunge_all()
        with count_queries() as seen:
            idea_todos(app_clock.today(), date(2027, 9, 30))
        return len(seen)

    dropped()
    few = number_of_queries()
    for _ in range(30):
        dropped()

    assert number_of_queries() == few


@pytest.mark.parametrize(
    "values",
    [
        {"contact_name": "Berta Neu", "contact_email": "berta@example.org"},
        {"contact_name": "Berta Neu"},
        {"contact_name": "", "contact_email": ""},
    ],
)
def test_a_draft_never_goes_to_somebody_else(ctx, values):
    idea_id = dropped()
    link = queries.idea_by_id(idea_id).link_version

    change(idea_id, **values)

    assert queries.notice_of(idea_id) is None
    assert DROPPED in history(idea_id)
    assert queries.idea_by_id(idea_id).link_version == link + 1


@pytest.mark.parametrize("before", ["Anna Alt", ""])
def test_the_same_person_keeps_draft_and_link(ctx, before):
    idea_id = dropped(contact_name=before)
    link = queries.idea_by_id(idea_id).link_version

    change(idea_id, contact_name="anna  ALT", contact_email="Anna@example.org")

    assert queries.notice_of(idea_id) is not None
    assert queries.idea_by_id(idea_id).link_version == link


def test_a_draft_is_forgotten_with_the_person_who_was_erased(ctx):
    person = build.a_person(first_name="Anna", last_name="Alt", email="anna@example.org")
    idea_id = dropped()
    seen = db.session.get(Person, person).version

    contacts.erase_person(person, seen_version=seen, actor=OFFICE)

    assert [retention.forget_erased() for _ in "12"] == [1, 0]
    assert queries.notice_of(idea_id) is None


def test_a_year_after_the_end_nobody_is_named_and_feeds_know(ctx, clock):
    named = dropped(contact_public=True, public=True)
    sponsored = build.an_idea("Zwei", sponsor="Petra Pate")
    with transaction():
        db.session.get(Idea, sponsored).closed_on = app_clock.today()
    before = queries.idea_by_id(named).changed_at

    clock.move(days=365)
    assert [retention.forget_closed() for _ in "12"] == [2, 0]

    db.session.expire_all()
    assert queries.notice_of(named) is None
    assert queries.idea_by_id(sponsored).sponsor == ""
    idea = queries.idea_by_id(named)
    assert (idea.contact_name, idea.contact_public, idea.changed_at > before) == ("", False, True)


def test_names_in_the_team_do_not_stay_in_the_history(ctx):
    idea_id = build.an_idea("Klima-Bänke", team="Anna Alt und Freundinnen")

    change(idea_id, team="Freundinnen")

    assert history(idea_id)[-1] == "Wer mitmacht geändert."


def an_entry_about(idea_id):
    support_build.an_entry(idea_id)


def a_card_about(idea_id):
    card_id = matching_build.a_search()
    with transaction():
        db.session.get(MatchCard, card_id).idea_id = idea_id


def a_merged_idea(idea_id):
    other = build.an_idea("Zwei")
    seen = (queries.idea_by_id(idea_id).version, 1)
    merging.merge_ideas(idea_id, other, {}, seen_versions=seen, actor=OFFICE)


def a_part(idea_id):
    actions.note_idea(
        queries.values_of(queries.idea_by_id(idea_id)), actor=OFFICE, split_from_id=idea_id
    )


def somebody_joins(idea_id):
    with transaction():
        db.session.get(Idea, idea_id).public = True
    projects_build.joins(idea_id)
    with transaction():
        db.session.get(Idea, idea_id).public = False


@pytest.mark.parametrize(
    "make", [an_entry_about, a_card_about, a_merged_idea, a_part, somebody_joins]
)
def test_an_idea_that_a_room_keeps_something_of_is_not_taken_back(ctx, make):
    idea_id = build.an_idea("Klima-Bänke")
    make(idea_id)

    assert actions.take_back(idea_id, actor=OFFICE) is False

    assert history(idea_id)[-1] == "Aus dem Protokoll genommen."


def test_an_idea_noted_by_mistake_goes(ctx):
    idea_id = build.an_idea("Klima-Bänke")

    assert actions.take_back(idea_id, actor=OFFICE) is True

    with pytest.raises(NotFound):
        queries.idea_by_id(idea_id)
    assert db.session.scalar(select(Idea.id)) is None


def test_a_form_sent_twice_makes_one_idea(app, office, soup):
    page = soup(office.get("/buero/ideen/neu"))
    typed = {"title": "Doppelt", "submit_key": page.find(id="submit_key")["value"]}

    places = [office.post("/buero/ideen/neu", data=typed).location for _ in "12"]

    assert places == ["/buero/ideen/2027-001"] * 2
    with app.app_context():
        assert db.session.scalars(select(Idea.title)).all() == ["Doppelt"]


def test_a_meeting_shows_no_idea_that_goes_on_in_another(ctx):
    meeting_id = build.a_meeting()
    kept, other = (build.an_idea(name, meeting_id=meeting_id) for name in ("Eins", "Zwei"))

    merging.merge_ideas(kept, other, {}, seen_versions=(1, 1), actor=OFFICE)

    assert [one.id for one in queries.ideas_of_meeting(meeting_id)] == [kept]


def test_a_poll_is_about_living_ideas_and_about_no_pitch_twice(ctx):
    meeting_id = build.a_meeting()
    pitch_id = build.a_pitch(meeting_id)
    with transaction():
        db.session.get(Pitch, pitch_id).state = PitchState.PRESENTED
    of_pitch = actions.note_pitch(pitch_id, actor=OFFICE).id
    kept = build.an_idea("Eins", meeting_id=meeting_id)
    seen = tuple(queries.idea_by_id(one).version for one in (kept, of_pitch))
    merging.merge_ideas(kept, of_pitch, {}, seen_versions=seen, actor=OFFICE)

    ideas, pitches = floor_queries.choosable(meeting_id)
    option = PollOption(id=7, pitch_id=pitch_id)

    assert ([one.id for one in ideas], pitches) == ([kept], [])
    assert floor_queries.ideas_of_options([option]) == {7: kept}
