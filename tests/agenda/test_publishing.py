"""What participants see of an agenda, and publishing it again."""

from datetime import date

import pytest
from sqlalchemy import select

from app.agenda import actions, published, publishing, queries, reports, roles
from app.agenda.backlog import postpone
from app.agenda.models import AgendaItem, PublishedAgenda
from app.agenda.spoken import spoken_rows
from app.core.db import db, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.language import speaking
from app.desk.actions import publish_meeting
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.mailings.queries import words_about
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.pitches import actions as pitch_actions
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from tests import build
from tests.agenda.build import publish_again

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def meeting_id(ctx):
    return build.a_planned_meeting()


def seen(meeting_id):
    """(time, title) of what participants read."""
    return [
        (row["time"], row["title"]) for row in published.public_agenda(meeting_by_id(meeting_id))
    ]


def change(item_id, **values):
    with transaction():
        item = db.session.get(AgendaItem, item_id)
        for name, value in values.items():
            setattr(item, name, value)


def count_of(meeting_id):
    return published.unpublished_changes([meeting_by_id(meeting_id)]).get(meeting_id, 0)


def versions(meeting_id):
    return [one.number for one in published.history(meeting_id)]


def test_participants_see_a_change_when_it_is_published(meeting_id):
    before = seen(meeting_id)
    (market,) = build.item_ids(meeting_id, title="Marktplatz der Möglichkeiten")
    actions.change_minutes(meeting_id, {market: (35, 30)})

    assert seen(meeting_id) == before
    assert count_of(meeting_id) == 1

    assert publish_again(meeting_id) == 2
    assert seen(meeting_id) != before
    assert seen(meeting_id)[-1][0] == "20:25"
    assert count_of(meeting_id) == 0


def test_a_second_press_publishes_nothing(meeting_id):
    change(build.item_ids(meeting_id)[3], title="Neu gedacht")
    stand = published.comparison_of(meeting_by_id(meeting_id)).stand

    assert publishing.publish_agenda(meeting_id, stand, build.OFFICE) == 2
    assert publishing.publish_agenda(meeting_id, stand, build.OFFICE) is None

    assert versions(meeting_id) == [2, 1]
    told = [what for _, what, _ in build.audit() if what == "agenda_published"]
    assert len(told) == 2


def test_what_nobody_has_looked_at_is_not_published(meeting_id):
    stand = published.comparison_of(meeting_by_id(meeting_id)).stand
    change(build.item_ids(meeting_id)[3], title="Inzwischen geändert")

    with pytest.raises(Conflict):
        publishing.publish_agenda(meeting_id, stand, build.OFFICE)

    assert versions(meeting_id) == [1]


def test_publishing_the_meeting_publishes_its_agenda(ctx):
    meeting_id = build.a_meeting(state="draft")
    actions.draft_agenda(meeting_id)
    working = seen(meeting_id)
    assert versions(meeting_id) == []

    publish_meeting(meeting_id, build.OFFICE)
    publish_meeting(meeting_id, build.OFFICE)

    assert versions(meeting_id) == [1]
    assert seen(meeting_id) == working


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_only_the_agenda_of_a_public_meeting_is_published(meeting_id, state):
    with transaction():
        db.session.get(Meeting, meeting_id).state = state
    change(build.item_ids(meeting_id)[3], title="Neu gedacht")

    with pytest.raises(RuleBroken):
        publish_again(meeting_id)

    assert count_of(meeting_id) == 0


def test_a_meeting_without_published_agenda_says_that_it_follows(ctx):
    meeting_id = build.a_meeting()
    actions.draft_agenda(meeting_id)

    assert seen(meeting_id) == []
    words = words_about(meeting_by_id(meeting_id))
    assert words["tagesordnung_kurz"] == "Die Tagesordnung folgt."


def test_pitches_are_those_of_now_at_the_time_that_is_published(meeting_id):
    pitch_id = build.an_accepted_pitch(meeting_id)
    (item_id,) = build.item_ids(meeting_id, title="Pitches 1 bis 4")
    opening = build.item_ids(meeting_id, place="during")[0]
    minutes = db.session.get(AgendaItem, opening).minutes
    actions.change_minutes(meeting_id, {opening: (minutes, minutes + 10)})

    agenda = published.published_agenda_for(meeting_by_id(meeting_id))
    assert [f"{at:%H:%M}" for at in agenda.pitch_times.values()] == ["18:18"]
    working = queries.agenda_of(meeting_id)
    assert [f"{at:%H:%M}" for at in working.pitch_times.values()] == ["18:28"]

    pitch_actions.withdraw(edit_token(db.session.get(Pitch, pitch_id)))
    assert published.published_agenda_for(meeting_by_id(meeting_id)).pitch_times == {}

    actions.remove_item(meeting_id, item_id)
    assert "Pitches 1 bis 4" in [title for _, title in seen(meeting_id)]


def test_a_new_begin_shifts_what_is_published(meeting_id):
    before = dict(map(reversed, seen(meeting_id)))
    with transaction():
        meeting = db.session.get(Meeting, meeting_id)
        meeting.begins = meeting.begins.replace(hour=meeting.begins.hour + 1)

    after = dict(map(reversed, seen(meeting_id)))
    assert (before["Einlass"], after["Einlass"]) == ("17:30", "18:30")


def test_the_comparison_says_what_is_other_in_words(meeting_id):
    items = build.item_ids(meeting_id, place="during", public=True)
    change(items[1], public_text="Drei Fragen an alle.")
    actions.remove_item(meeting_id, items[3])
    actions.move_item(meeting_id, items[-1], up=True)

    found = published.comparison_of(meeting_by_id(meeting_id))

    assert found.count == 3
    told = {one.kind: one for one in found.changes}
    ((label, _, new),) = told["changed"].fields
    assert (label, new) == ("Erklärung", "Drei Fragen an alle.")
    assert told["gone"].after == ""
    assert "moved" in told
    assert all(one.before != one.after for one in found.changes if one.kind == "time")


def test_notes_and_names_of_the_team_are_nothing_to_publish(meeting_id):
    for item_id in build.item_ids(meeting_id):
        change(item_id, notes="Mikrofon prüfen", person="Nguyễn Thị Mai", materials=["Gong"])

    assert count_of(meeting_id) == 0
    kept = db.session.scalars(select(PublishedAgenda.items)).one()
    assert "notes" not in kept[0]


def test_members_of_a_session_read_who_presents(ctx):
    meeting_id = build.a_planned_meeting(kit="lenkungskreis")
    (item_id, *_) = build.item_ids(meeting_id, place="during", public=True)

    change(item_id, person="Łukasz Krzyżanowski")

    assert count_of(meeting_id) == 1


def test_the_changes_of_many_meetings_take_as_many_queries_as_of_one(ctx, count_queries):
    ids = [build.a_planned_meeting(day=date(2027, 10, day)) for day in range(1, 9)]
    for meeting_id in ids:
        change(build.item_ids(meeting_id)[2], title="Anders")
    published.unpublished_changes([meeting_by_id(ids[0])])

    counted = []
    for some in (ids[:1], ids):
        db.session.remove()
        meetings = list(db.session.scalars(select(Meeting).where(Meeting.id.in_(some))).unique())
        with count_queries() as statements:
            assert published.unpublished_changes(meetings) == dict.fromkeys(some, 1)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_a_postponed_item_is_still_public_until_the_agenda_is_published(meeting_id):
    (item_id,) = build.item_ids(meeting_id, kind="vote")[:1]
    title = db.session.get(AgendaItem, item_id).title

    postpone(meeting_id, item_id, build.OFFICE)

    assert title in [one for _, one in seen(meeting_id)]
    publish_again(meeting_id)
    assert title not in [one for _, one in seen(meeting_id)]


def test_a_report_is_published_when_its_idea_is_public(meeting_id):
    shown, hidden = (
        build.an_idea(title, state=IdeaState.IN_PROGRESS, public=title == "Balkon-Solar")
        for title in ("Balkon-Solar", "Noch geheim")
    )
    with transaction():
        for idea_id in (shown, hidden):
            db.session.get(Idea, idea_id).report_due = date(2027, 9, 1)
    reports.add_reports(meeting_id, {shown, hidden}, None, build.OFFICE)
    publish_again(meeting_id)

    rows = published.public_agenda(meeting_by_id(meeting_id))
    told = [child["title"] for row in rows for child in row["children"]]
    assert told == ["Balkon-Solar"]


def test_members_read_the_names_that_a_session_was_published_with(ctx):
    session = build.a_planned_meeting(kit="lenkungskreis", listed=False)
    item = next(one for one in queries.items_of(session) if one.role and one.place == "during")
    role = next(one for one in queries.roles_of(session) if one.title == item.role)

    def who():
        rows = published.published_agenda_for(meeting_by_id(session)).rows
        return next(row.people for row in rows if row.item.id == item.id)

    roles.give_roles(session, {role.id: ([], ["Cem Yıldırım", "Zoë"])})
    before, waiting = who(), count_of(session)
    publish_again(session)

    assert (before, waiting > 0, who()) == ((), True, ("Cem Yıldırım", "Zoë"))


def test_items_named_as_in_the_kit_are_told_in_the_language_of_the_page(meeting_id):
    (market,) = build.item_ids(meeting_id, title="Marktplatz der Möglichkeiten")
    change(market, title="Markt im Foyer", public_text="Treffpunkt: Säule")
    publish_again(meeting_id)
    meeting = meeting_by_id(meeting_id)
    agenda = published.published_agenda_for(meeting)

    with speaking("en"):
        rows = spoken_rows(agenda, meeting.kit_id)

    told = {row["title"]: (row["text"], row["translated"]) for row in rows}
    assert told["Welcome and ground rules"][1] == ["title"]
    assert told["Markt im Foyer"] == ("Treffpunkt: Säule", [])
    assert len(rows) == len(queries.public_rows(agenda))
