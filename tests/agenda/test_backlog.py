"""Topics that wait, stand in an agenda, are postponed and come back."""

from datetime import date, time

import pytest
from sqlalchemy import select

from app.agenda import actions, backlog, queries, reports, sources, topics, undo
from app.agenda.models import AgendaItem, BacklogItem
from app.agenda.programme import programme_of
from app.agenda.topics import TopicFilter
from app.core.db import db, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas import actions as ideas
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, MoveFacts
from app.meetings.queries import meeting_by_id
from app.registrations.office import call_off
from app.series import actions as series
from app.series.copying import Copy, Part
from app.series.models import SeriesMeeting
from tests import build
from tests.agenda.build import a_topic

pytestmark = pytest.mark.usefixtures("ctx")
TITLE = "Fishbowl: Was brauchen Projekte?"


def an_item(meeting_id, title=TITLE, **values):
    fields = {"kind": "plenary", "minutes": 20, "notes": "Stühle stellen", "materials": ("Gong",)}
    return actions.add_item(meeting_id, actions.ItemText(title=title, **fields | values))


def a_held_meeting(clock, **values):
    """A meeting that began an hour ago, with an item that was not dealt with. (id, item)"""
    meeting_id = build.a_planned_meeting(kit="vernetzung", day=date(2027, 9, 30), **values)
    item_id = an_item(meeting_id)
    clock.set("2027-09-30T19:00")
    return meeting_id, item_id


def titles(meeting_id, place="during"):
    return [one.title for one in queries.items_of(meeting_id) if one.place == place]


def where(topic_id):
    """The meeting in which a topic stands; None: it waits."""
    meeting = topics.topic_of(topic_id).meeting
    return meeting.id if meeting else None


def the_topic():
    return db.session.scalars(select(BacklogItem.id)).one()


def plan(day, kit="vernetzung", **values):
    values = {"capacity": 50, "venue_id": None} | values
    facts = series.Plan(title=f"Treffen am {day}", day=day, begins=time(18, 0), **values)
    return series.plan_meeting(kit, facts, build.OFFICE)


def test_a_postponed_item_comes_before_the_closing_of_the_next_public_meeting(ctx, clock):
    later = build.a_planned_meeting(day=date(2028, 3, 2))
    session = build.a_planned_meeting(kit="lenkungskreis", day=date(2027, 10, 14), listed=False)
    called_off = build.a_planned_meeting(day=date(2027, 10, 21), state="cancelled")
    following = build.a_planned_meeting(day=date(2027, 11, 25))
    meeting_id, item_id = a_held_meeting(clock)

    done = backlog.postpone(meeting_id, item_id, build.OFFICE)

    assert done.target.id == following
    assert titles(following)[-2] == TITLE
    assert [TITLE in titles(one) for one in (later, session, called_off)] == [False] * 3
    assert TITLE in titles(meeting_id)
    new = queries.items_of(following)
    (item,) = [one for one in new if one.title == TITLE]
    assert (item.minutes, item.notes, item.materials) == (20, "Stühle stellen", ["Gong"])
    assert topics.marked(following)[item.id].words == "vertagt vom 30.09.2027"
    assert topics.marked(meeting_id)[item_id].postponed


def test_postponing_twice_is_postponing_once(ctx, clock):
    following = build.a_planned_meeting(day=date(2027, 11, 25))
    meeting_id, item_id = a_held_meeting(clock)

    for _ in range(3):
        backlog.postpone(meeting_id, item_id, build.OFFICE)

    assert titles(following).count(TITLE) == 1
    assert where(the_topic()) == following


def test_it_waits_until_a_meeting_of_its_circle_is_planned(ctx, clock):
    meeting_id, item_id = a_held_meeting(clock)
    backlog.postpone(meeting_id, item_id, build.OFFICE)
    assert where(the_topic()) is None

    session = plan(date(2027, 11, 11), "lenkungskreis", listed=False)
    hidden = plan(date(2027, 11, 18), listed=False)
    first, second = plan(date(2027, 11, 25)), plan(date(2027, 10, 28))

    assert where(the_topic()) == first
    assert [TITLE in titles(one) for one in (session, hidden, second)] == [False] * 3


def test_a_topic_of_the_steering_group_stays_with_it(ctx, clock):
    session = build.a_planned_meeting(kit="lenkungskreis", day=date(2027, 9, 20), listed=False)
    item_id = an_item(session, "Mittel vergeben")
    public = build.a_planned_meeting(day=date(2027, 9, 30))
    following = build.a_planned_meeting(kit="lenkungskreis", day=date(2027, 12, 6), listed=False)
    clock.set("2027-09-20T20:00")

    backlog.postpone(session, item_id, build.OFFICE)

    assert where(the_topic()) == following
    with pytest.raises(RuleBroken):
        backlog.put_into(a_topic(circle="lenkungskreis"), public, build.OFFICE)


def test_before_the_evening_an_item_leaves_and_undoing_brings_it_back(ctx):
    meeting_id = build.a_planned_meeting()
    item_id = an_item(meeting_id)
    following = build.a_planned_meeting(day=date(2027, 11, 25))

    backlog.postpone(meeting_id, item_id, build.OFFICE)
    assert (TITLE in titles(meeting_id), TITLE in titles(following)) == (False, True)

    undo.undo(meeting_id, undo.steps_of(meeting_id)[0].id, "Miriam Voss")
    assert (TITLE in titles(meeting_id), TITLE in titles(following)) == (True, False)
    assert where(the_topic()) == meeting_id

    backlog.postpone(meeting_id, item_id, build.OFFICE)
    assert (TITLE in titles(meeting_id), titles(following).count(TITLE)) == (False, 1)


def test_when_the_target_is_called_off_the_topic_waits_and_goes_on(ctx, clock):
    target = build.a_planned_meeting(day=date(2027, 11, 25))
    meeting_id, item_id = a_held_meeting(clock)
    backlog.postpone(meeting_id, item_id, build.OFFICE)

    call_off(target, reason="Sturm", next_step="", actor=build.OFFICE)
    assert where(the_topic()) is None
    assert backlog.leave_called_off_meetings() == 0

    later = build.a_planned_meeting(day=date(2027, 12, 9))
    assert backlog.leave_called_off_meetings() == 1
    assert backlog.leave_called_off_meetings() == 0
    assert (where(the_topic()), titles(later).count(TITLE)) == (later, 1)


def test_a_topic_of_the_office_waits_until_the_office_puts_it_in(ctx):
    topic_id = a_topic()
    meeting_id = plan(date(2027, 11, 25))
    assert where(topic_id) is None

    for _ in range(2):
        backlog.put_into(topic_id, meeting_id, build.OFFICE)

    assert titles(meeting_id)[-2:][0] == "Klimastand beim Nachbarschaftsfest"
    assert titles(meeting_id).count("Klimastand beim Nachbarschaftsfest") == 1
    with pytest.raises(RuleBroken, match="steht am"):
        backlog.put_into(topic_id, build.a_planned_meeting(day=date(2027, 12, 2)), build.OFFICE)

    item_id = db.session.get(BacklogItem, topic_id).item_id
    actions.remove_item(meeting_id, item_id)
    assert where(topic_id) is None


def test_nothing_is_put_into_a_meeting_that_has_begun(ctx, clock):
    meeting_id, _ = a_held_meeting(clock)

    with pytest.raises(RuleBroken, match="begonnen"):
        backlog.put_into(a_topic(), meeting_id, build.OFFICE)


def test_a_copied_agenda_leaves_topics_behind(ctx, clock):
    meeting_id, item_id = a_held_meeting(clock)
    backlog.postpone(meeting_id, item_id, build.OFFICE)

    facts = series.Plan(
        title="Herbst", day=date(2027, 11, 25), begins=time(18, 0), capacity=50, venue_id=None
    )
    copy = Copy(meeting_id, frozenset({Part.AGENDA}))
    new = series.plan_meeting("vernetzung", facts, build.OFFICE, copy)

    assert titles(new).count(TITLE) == 1
    assert where(the_topic()) == new


def test_a_form_sent_twice_adds_one_topic_and_an_old_text_is_refused(ctx):
    text = backlog.TopicText(title="Hitze", kind="work", minutes=20)
    one = backlog.add_topic(text, "form-key-of-the-office", build.OFFICE)
    assert backlog.add_topic(text, "form-key-of-the-office", build.OFFICE) == one

    newer = backlog.TopicText(title="Hitze im Quartier", kind="work", minutes=20)
    backlog.change_topic(one, newer, 1, build.OFFICE)
    with pytest.raises(Conflict):
        backlog.change_topic(one, text, 1, build.OFFICE)


def test_a_dropped_topic_keeps_its_reason_and_can_be_taken_up(ctx):
    topic_id = a_topic()
    with pytest.raises(RuleBroken, match="Grund"):
        backlog.drop_topic(topic_id, "  ", build.OFFICE)

    backlog.drop_topic(topic_id, "Beim Stadtfest besprochen.", build.OFFICE)
    assert topics.topic_page(TopicFilter()).total == 0
    dropped = topics.topic_page(TopicFilter(state="dropped")).rows
    assert [one.row.dropped for one in dropped] == ["Beim Stadtfest besprochen."]

    backlog.take_up_again(topic_id, build.OFFICE)
    assert topics.topic_page(TopicFilter(search="nachbarschaft")).total == 1


def a_due_idea(title="Balkon-Solar-Lotsen", due=date(2027, 9, 1), **values):
    idea_id = build.an_idea(title=title, state=IdeaState.IN_PROGRESS, **values)
    with transaction():
        db.session.get(Idea, idea_id).report_due = due
    return idea_id


def due_titles(meeting_id):
    return [one.title for one in reports.due_ideas(meeting_by_id(meeting_id))]


def test_a_report_is_offered_once_and_stands_in_the_agenda(ctx):
    meeting_id, later = build.a_planned_meeting(), build.a_planned_meeting(day=date(2027, 12, 2))
    one, two = a_due_idea(public=True), a_due_idea("Lastenrad", date(2027, 11, 1))
    build.an_idea("Ohne Bericht")
    assert due_titles(meeting_id) == ["Balkon-Solar-Lotsen"]
    assert due_titles(later) == ["Balkon-Solar-Lotsen", "Lastenrad"]

    for _ in range(2):
        reports.add_reports(meeting_id, {one, two}, None, build.OFFICE)

    assert (due_titles(meeting_id), due_titles(later)) == ([], ["Lastenrad"])
    agenda = queries.agenda_of(meeting_id)
    (row,) = [row for row in agenda.rows if row.item.title == reports.TITLE]
    assert row.reports == ("Balkon-Solar-Lotsen",)
    (shown,) = [row for row in queries.public_rows(agenda) if row["title"] == reports.TITLE]
    assert shown["children"] == [{"time": "", "title": "Balkon-Solar-Lotsen", "by": ""}]

    reports.take_out(meeting_id, row.item.id, one, build.OFFICE)
    assert due_titles(meeting_id) == ["Balkon-Solar-Lotsen"]


def test_the_report_of_a_called_off_meeting_is_offered_again(ctx):
    meeting_id = build.a_planned_meeting()
    idea_id = a_due_idea()
    item_id = an_item(meeting_id, "Berichte", kind="report")
    reports.add_reports(meeting_id, {idea_id}, item_id, build.OFFICE)

    call_off(meeting_id, reason="Sturm", next_step="", actor=build.OFFICE)

    later = build.a_planned_meeting(day=date(2027, 12, 2))
    assert due_titles(later) == ["Balkon-Solar-Lotsen"]


def test_a_selected_project_reports_after_the_weeks_of_the_settings(ctx):
    idea_id = build.an_idea(state=IdeaState.REVIEW)
    ideas.move_idea(idea_id, IdeaState.SELECTED, MoveFacts(decision="B-1"), actor=build.OFFICE)
    due = date(2027, 12, 22)
    assert db.session.get(Idea, idea_id).report_due == due

    ideas.move_idea(idea_id, IdeaState.IN_PROGRESS, MoveFacts(), actor=build.OFFICE)
    assert db.session.get(Idea, idea_id).report_due == due

    ideas.move_idea(idea_id, IdeaState.DONE, MoveFacts(outcome="Fertig"), actor=build.OFFICE)
    assert db.session.get(Idea, idea_id).report_due is None


def test_an_item_of_the_kit_comes_back_to_its_place(ctx):
    meeting_id = build.a_planned_meeting()
    before = [one.title for one in queries.items_of(meeting_id)]
    meeting = meeting_by_id(meeting_id)
    assert sources.sources_of(meeting, programme_of(meeting)).kit == []
    for title in (before[0], before[4]):
        actions.remove_item(meeting_id, build.item_ids(meeting_id, title=title)[0])

    offered = sources.sources_of(meeting, programme_of(meeting)).kit
    assert [one.title for _, one in offered] == [before[0], before[4]]
    for number, _ in offered:
        assert sources.add_from_kit(meeting_id, number, "Miriam Voss")
        assert sources.add_from_kit(meeting_id, number, "Miriam Voss") is None

    assert [one.title for one in queries.items_of(meeting_id)] == before


def test_the_list_of_topics_takes_as_many_queries_with_thirty_as_with_one(
    ctx, count_queries, clock
):
    build.a_planned_meeting(day=date(2027, 11, 25))
    meeting_id, item_id = a_held_meeting(clock)
    backlog.postpone(meeting_id, item_id, build.OFFICE)
    a_topic()
    counted = []
    for more in (0, 30):
        for number in range(more):
            a_topic(f"Thema {number}")
        db.session.remove()
        with count_queries() as statements:
            page = topics.topic_page(TopicFilter(state="alle"))
            assert [one.postponed_at is not None for one in page.rows].count(True) == 1
        counted.append(len(statements))
    assert page.total == 32
    assert counted[0] == counted[1]


def test_the_first_draft_of_a_new_series_gets_what_waits(ctx, clock):
    meeting_id, item_id = a_held_meeting(clock)
    backlog.postpone(meeting_id, item_id, build.OFFICE)
    series_id = build.a_series()

    rows = db.session.scalars(select(SeriesMeeting).filter_by(series_id=series_id))
    days = {row.meeting_id: meeting_by_id(row.meeting_id).day for row in rows}
    assert where(the_topic()) == min(days, key=days.get)
    items = db.session.scalars(select(AgendaItem).filter_by(title=TITLE)).all()
    assert sorted(one.meeting_id for one in items) == sorted([meeting_id, where(the_topic())])
