"""Opening, typing, and releasing minutes; ideas go to the register on the way."""

from datetime import date, time

import pytest
from sqlalchemy import select

from app.agenda import actions as agenda
from app.agenda.queries import items_of
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.ideas import actions as idea_actions
from app.ideas import queries as ideas
from app.ideas.queries import RegisterFilter
from app.ideas.rules import IdeaState, IdeaValues, MoveFacts
from app.meetings.rules import MeetingState
from app.minutes import actions, entries, queries
from app.minutes.models import Entry
from app.minutes.rules import EntryKind, EntryValues, HeadValues
from app.outbox.models import Message
from app.registrations.models import Registration
from tests import build
from tests.minutes.decided import a_decision
from tests.minutes.releasing import it_is_over, mark_of, release

KIND = EntryKind


def held_meeting(**values):
    """A meeting that is over, without people, with the agenda of its kit."""
    return build.a_planned_meeting(**{"kit": "vernetzung", "day": date(2027, 8, 26)} | values)


def texts(meeting_id):
    return [
        [(entry.kind, entry.number, entry.text) for entry in item.entries]
        for item in queries.opened_minutes(meeting_id).items
    ]


def test_opening_takes_the_public_items_over(ctx):
    meeting_id = held_meeting()

    actions.open_minutes(meeting_id, build.OFFICE)

    minutes = queries.opened_minutes(meeting_id)
    titles = [item.title for item in minutes.items]
    assert (minutes.began, minutes.ended) == (time(18, 0), time(20, 30))
    assert titles[0] == "Begrüßung, Ablauf und Spielregeln"
    wanted = [
        item.title for item in items_of(meeting_id)
        if item.place == "during" and item.public and item.kind not in ("break", "transition")
    ]  # fmt: skip
    assert titles == wanted


def test_opening_twice_finds_the_same_minutes(ctx):
    meeting_id = held_meeting()

    first = actions.open_minutes(meeting_id, build.OFFICE)

    assert actions.open_minutes(meeting_id, build.OFFICE) == first


def test_the_agenda_no_longer_changes_the_minutes(ctx):
    meeting_id = held_meeting()
    build.minutes_for(meeting_id)
    before = [item.title for item in queries.opened_minutes(meeting_id).items]

    agenda.remove_item(meeting_id, build.item_ids(meeting_id, place="during")[0])

    assert [item.title for item in queries.opened_minutes(meeting_id).items] == before


def test_a_called_off_meeting_has_no_minutes(ctx):
    meeting_id = held_meeting(state=MeetingState.CANCELLED)

    with pytest.raises(RuleBroken):
        actions.open_minutes(meeting_id, build.OFFICE)

    assert queries.minutes_of(meeting_id) is None


def test_entries_are_numbered_by_kind_over_all_meetings(ctx):
    one, two = held_meeting(), held_meeting(title="Pitch-Abend")
    first, second = build.minutes_for(one), build.minutes_for(two)

    build.an_entry(one, first[0], "agreement", "Die Wand bleibt stehen.")
    build.an_entry(one, first[0], "task", "Lager klären")
    build.an_entry(two, second[0], "task", "Betriebe fragen")
    build.an_entry(two, second[0], "information", "Elf Personen sind neu.")

    assert texts(one)[0] == [
        ("agreement", "V-2027-01", "Die Wand bleibt stehen."),
        ("task", "A-2027-01", "Lager klären"),
    ]
    assert texts(two)[0] == [
        ("task", "A-2027-02", "Betriebe fragen"),
        ("information", None, "Elf Personen sind neu."),
    ]


def test_nobody_types_changes_or_removes_a_decision(ctx):
    for meeting_id in (held_meeting(), held_meeting(kit="lenkungskreis")):
        item_id = build.minutes_for(meeting_id)[0]
        with pytest.raises(RuleBroken, match="Seite „Sitzung“"):
            build.an_entry(meeting_id, item_id, "decision", "Wir beschließen.")

    entry_id = a_decision(meeting_id, item_id, "Aufgenommen.", number="LK-2027-19")
    information = EntryValues(kind=EntryKind.INFORMATION, text="Anders.")
    with pytest.raises(RuleBroken, match="Seite „Sitzung“"):
        entries.change_entry(meeting_id, entry_id, information, seen_version=1, actor=build.OFFICE)
    with pytest.raises(RuleBroken, match="Seite „Sitzung“"):
        entries.remove_entry(meeting_id, entry_id, seen_version=1, actor=build.OFFICE)
    assert texts(meeting_id)[0] == [("decision", "LK-2027-19", "Aufgenommen.")]


def test_an_entry_goes_below_headings_of_its_own_meeting_only(ctx):
    one, two = held_meeting(), held_meeting()
    foreign = build.minutes_for(one)[0]
    build.minutes_for(two)

    with pytest.raises(NotFound):
        build.an_entry(two, foreign)


def test_an_idea_enters_the_register_at_once(ctx):
    meeting_id = held_meeting()
    item_id = build.minutes_for(meeting_id)[0]

    build.an_entry(meeting_id, item_id, "idea", "Klima-Bänke\nIm Schatten.", person="Cem Yıldırım")

    [idea] = ideas.ideas_of_meeting(meeting_id)
    assert (idea.number, idea.title, idea.summary) == ("2027-001", "Klima-Bänke", "Im Schatten.")
    assert (idea.contact_name, idea.source, idea.submitted_on) == (
        "Cem Yıldırım", "meeting", date(2027, 8, 26),
    )  # fmt: skip


def change(meeting_id, entry_id, version=1, **values):
    told = EntryValues(**{"kind": KIND.IDEA, "text": "Kühle Bänke"} | values)
    entries.change_entry(meeting_id, entry_id, told, seen_version=version, actor=build.OFFICE)


def test_an_idea_follows_its_entry_where_nobody_edited_it(ctx):
    meeting_id = held_meeting()
    entry_id = build.an_entry(meeting_id, build.minutes_for(meeting_id)[0], "idea", "Klima-Bänke")
    [idea] = ideas.ideas_of_meeting(meeting_id)
    idea_actions.change_idea(
        idea.id, IdeaValues(title="Klima-Bänke", summary="Zehn Stück."), seen_version=1,
        actor=build.OFFICE,
    )  # fmt: skip

    change(meeting_id, entry_id, text="Kühle Bänke\nIm Schatten.")

    [idea] = ideas.ideas_of_meeting(meeting_id)
    assert (idea.title, idea.summary) == ("Kühle Bänke", "Zehn Stück.")


def test_an_entry_that_turns_out_to_be_no_idea_takes_the_untouched_idea_back(ctx):
    meeting_id = held_meeting()
    entry_id = build.an_entry(meeting_id, build.minutes_for(meeting_id)[0], "idea", "Klima-Bänke")

    change(meeting_id, entry_id, kind=KIND.TASK, text="Bänke zählen")

    assert ideas.register(RegisterFilter()) == []
    assert texts(meeting_id)[0] == [("task", "A-2027-01", "Bänke zählen")]


def test_removing_an_entry_keeps_an_idea_that_somebody_worked_on(ctx):
    meeting_id = held_meeting()
    item_id = build.minutes_for(meeting_id)[0]
    kept = build.an_entry(meeting_id, item_id, "idea", "Klima-Bänke")
    gone = build.an_entry(meeting_id, item_id, "idea", "Doppelt")
    first = ideas.ideas_of_meeting(meeting_id)[0].id
    idea_actions.move_idea(first, IdeaState.REVIEW, MoveFacts(), actor=build.OFFICE)

    for entry_id in (kept, gone):
        entries.remove_entry(meeting_id, entry_id, seen_version=1, actor=build.OFFICE)

    assert [idea.title for idea in ideas.register(RegisterFilter())] == ["Klima-Bänke"]
    assert texts(meeting_id)[0] == []


def test_the_second_of_two_writers_is_told(ctx):
    meeting_id = held_meeting()
    entry_id = build.an_entry(meeting_id, build.minutes_for(meeting_id)[0])
    change(meeting_id, entry_id, kind=KIND.INFORMATION, text="Erste Fassung")

    with pytest.raises(Conflict):
        change(meeting_id, entry_id, kind=KIND.INFORMATION, text="Zweite Fassung")

    assert texts(meeting_id)[0] == [("information", None, "Erste Fassung")]


def test_the_head_knows_whether_somebody_was_faster(ctx):
    meeting_id = held_meeting()
    build.minutes_for(meeting_id)
    seen = queries.head_mark_of(queries.opened_minutes(meeting_id))
    head = HeadValues(began=time(18), ended=time(20, 34), attendance={"politik": 3, "": 0})
    actions.change_head(meeting_id, head, seen=seen, actor=build.OFFICE)

    with pytest.raises(Conflict):
        actions.change_head(meeting_id, head, seen=seen, actor=build.OFFICE)

    minutes = queries.opened_minutes(meeting_id)
    assert (minutes.ended, minutes.attendance) == (time(20, 34), {"politik": 3})


def test_entries_change_places(ctx):
    meeting_id = held_meeting()
    item_id = build.minutes_for(meeting_id)[0]
    one, _, three = [build.an_entry(meeting_id, item_id, text=text) for text in "ABC"]

    entries.move_entry(meeting_id, three, up=True)
    entries.move_entry(meeting_id, one, up=True)

    assert [text for _, _, text in texts(meeting_id)[0]] == ["A", "C", "B"]


def ready_to_release(**values):
    """Minutes with one result, a confirmed person, a guest without address, and a cancelled one."""
    meeting_id = build.a_meeting(**values)
    build.a_registration(
        meeting_id, first_name="Cem", last_name="Yıldırım", email="cem@example.org"
    )
    build.a_registration(meeting_id, confirmed=False, email="pending@example.org")
    it_is_over(meeting_id)
    build.an_entry(meeting_id, build.minutes_for(meeting_id)[0])
    return meeting_id


def thank_letters():
    found = db.session.scalars(select(Message).where(Message.kind == "thanks_minutes"))
    return [(letter.recipient, letter.subject) for letter in found]


@pytest.mark.pdf
def test_a_release_keeps_the_document_and_thanks_everybody_once(ctx):
    meeting_id = ready_to_release()

    sent = release(meeting_id)

    assert sent == 1
    assert thank_letters() == [
        ("cem@example.org", "Danke! Protokoll vom 26.08.2027 und Ihre Aufgaben")
    ]
    assert queries.released_pdf(meeting_id).startswith(b"%PDF")
    assert queries.is_released(meeting_id)


@pytest.mark.pdf
def test_released_minutes_are_read_only_and_released_once(ctx):
    meeting_id = ready_to_release()
    item_id = queries.opened_minutes(meeting_id).items[0].id
    release(meeting_id)

    for attempt in (
        lambda: release(meeting_id),
        lambda: build.an_entry(meeting_id, item_id),
        lambda: change(meeting_id, db.session.scalar(select(Entry.id))),
        lambda: entries.remove_entry(
            meeting_id, db.session.scalar(select(Entry.id)), seen_version=1, actor=build.OFFICE
        ),
    ):
        with pytest.raises(RuleBroken):
            attempt()

    assert len(thank_letters()) == 1


@pytest.mark.pdf
def test_a_draft_that_changed_since_it_was_checked_is_not_released(ctx):
    meeting_id = ready_to_release()
    seen = mark_of(meeting_id)
    build.an_entry(meeting_id, queries.opened_minutes(meeting_id).items[0].id, text="Noch etwas")

    with pytest.raises(Conflict):
        release(meeting_id, seen=seen)

    assert not queries.is_released(meeting_id)
    assert thank_letters() == []


def test_empty_minutes_are_not_released(ctx):
    meeting_id = held_meeting()
    build.minutes_for(meeting_id)

    with pytest.raises(RuleBroken):
        release(meeting_id)


def test_attendance_comes_from_the_door_list(ctx):
    meeting_id = build.a_meeting()
    build.a_registration(meeting_id, sector="politik")
    with transaction():
        db.session.scalar(select(Registration)).attendance = "present"

    build.minutes_for(meeting_id)

    assert queries.opened_minutes(meeting_id).attendance == {"politik": 1}
