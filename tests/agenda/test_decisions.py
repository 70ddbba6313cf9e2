"""Decisions on pitches: prepared silently, sent together, moved to another meeting."""

from datetime import date

import pytest
from sqlalchemy import select

from app.agenda import actions, decisions, places, plans, programme, queries
from app.agenda.decisions import Choice
from app.agenda.rules import Decision
from app.core.db import db
from app.core.errors import Conflict, RuleBroken
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from app.pitches import actions as pitch_actions
from app.pitches import office
from app.pitches import queries as pitches
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")
YES = Choice(kind=Decision.ACCEPT)
NO = Choice(kind=Decision.DECLINE, reason="Der Abend ist voll.", next_step="Ein Stand.")


@pytest.fixture
def meeting_id(ctx):
    return build.a_planned_meeting(title="Pitch-Abend")


@pytest.fixture
def winter(ctx):
    return build.a_planned_meeting(title="Winter-Abend", day=date(2027, 11, 25))


def later(target_id):
    return Choice(kind=Decision.MOVE, target_id=target_id, reason="Der Abend ist voll.")


def pitch(pitch_id):
    return db.session.get(Pitch, pitch_id, populate_existing=True)


def prepare(meeting_id, pitch_id, choice):
    decisions.prepare(meeting_id, pitch_id, choice, build.OFFICE)


def mark(meeting_id):
    return plans.plan_of(meeting_by_id(meeting_id)).mark


def send(meeting_id):
    return decisions.send(meeting_id, mark(meeting_id), build.OFFICE)


def told():
    """(kind, to) of every mail but the receipts."""
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return [(row.kind, row.recipient) for row in rows if row.kind != "pitch_received"]


def sentences(pitch_id):
    return [row.what for row in pitches.history_of(pitch_id)]


def several(meeting_id, number):
    return [
        build.a_pitch(meeting_id, title=f"Projekt {n}", email=f"p{n}@example.org")
        for n in range(number)
    ]


def test_nobody_is_told_of_a_prepared_decision(meeting_id):
    pitch_id = build.a_pitch(meeting_id)

    prepare(meeting_id, pitch_id, YES)

    assert (pitch(pitch_id).state, told()) == (PitchState.SUBMITTED, [])
    assert sentences(pitch_id) == ["Eingereicht."]
    assert programme.programme_of(meeting_by_id(meeting_id)).undecided == []


def test_all_decisions_leave_together_and_a_second_press_sends_nothing(meeting_id, winter):
    yes, no, on = several(meeting_id, 3)
    for pitch_id, choice in ((yes, YES), (no, NO), (on, later(winter))):
        prepare(meeting_id, pitch_id, choice)
    seen = mark(meeting_id)

    first = decisions.send(meeting_id, seen, build.OFFICE)
    second = decisions.send(meeting_id, seen, build.OFFICE)

    assert (first, second) == (3, 0)
    assert [pitch(one).state for one in (yes, no, on)] == ["accepted", "declined", "submitted"]
    assert told() == [
        ("pitch_accepted", "p0@example.org"),
        ("pitch_declined", "p1@example.org"),
        ("pitch_moved", "p2@example.org"),
    ]


def test_what_was_read_is_what_is_sent(meeting_id):
    one = build.a_pitch(meeting_id)
    prepare(meeting_id, one, YES)
    read = [letter.text for letter in plans.plan_of(meeting_by_id(meeting_id)).letters]

    send(meeting_id)

    sent = db.session.scalars(select(Message).where(Message.kind == "pitch_accepted")).one()
    assert len(read) == 1
    assert "18:18 Uhr" in read[0]
    assert sent.subject == "Sie sind dabei: Klima-Bänke am 30.09.2027, 18:18 Uhr"


def test_a_change_after_reading_stops_the_sending(meeting_id):
    one = build.a_pitch(meeting_id)
    prepare(meeting_id, one, YES)
    seen = mark(meeting_id)
    first = build.item_ids(meeting_id, title="Begrüßung und Spielregeln")[0]
    actions.change_minutes(meeting_id, {first: (8, 15)})

    with pytest.raises(Conflict):
        decisions.send(meeting_id, seen, build.OFFICE)

    assert (pitch(one).state, told()) == (PitchState.SUBMITTED, [])


def test_chosen_times_come_first_and_the_others_take_what_is_left(meeting_id):
    one, two, three = several(meeting_id, 3)
    item = build.item_ids(meeting_id, title="Pitches 1 bis 4")[0]
    prepare(meeting_id, one, YES)
    prepare(meeting_id, two, Choice(kind=Decision.ACCEPT, spot=(item, 0)))
    prepare(meeting_id, three, Choice(kind=Decision.ACCEPT, spot=(item, 0)))

    send(meeting_id)

    assert [f"{queries.pitch_time(n):%H:%M}" for n in (one, two, three)] == [
        "18:24", "18:18", "18:30"
    ]  # fmt: skip


def test_more_yes_than_slots_sends_nothing_at_all(meeting_id):
    ids = several(meeting_id, 9)
    for pitch_id in ids:
        prepare(meeting_id, pitch_id, YES)

    with pytest.raises(RuleBroken) as fault:
        send(meeting_id)

    assert "„Projekt 8“: In der Tagesordnung ist keine Zeit mehr frei." in fault.value.message
    assert {pitch(one).state for one in ids} == {PitchState.SUBMITTED}
    assert told() == []


def test_a_decision_can_be_changed_and_taken_back(meeting_id):
    one = build.a_pitch(meeting_id)
    prepare(meeting_id, one, YES)
    prepare(meeting_id, one, NO)
    kept = programme.decision_on(one).kind

    decisions.undo(meeting_id, one, build.OFFICE)
    decisions.undo(meeting_id, one, build.OFFICE)

    assert kept == Decision.DECLINE
    assert programme.decision_on(one) is None
    assert send(meeting_id) == 0


def test_a_pitch_withdrawn_meanwhile_is_left_alone_and_forgotten(meeting_id):
    gone, stays = several(meeting_id, 2)
    for pitch_id in (gone, stays):
        prepare(meeting_id, pitch_id, YES)
    pitch_actions.withdraw(edit_token(pitch(gone)))

    sent = send(meeting_id)

    assert sent == 1
    assert pitch(gone).state == PitchState.WITHDRAWN
    assert programme.decisions_of(meeting_id) == []
    assert ("pitch_accepted", "p0@example.org") not in told()


@pytest.mark.parametrize("at_once", ["accept", "decline", "move"])
def test_a_single_decision_at_once_replaces_what_was_prepared(meeting_id, winter, at_once):
    one = build.a_pitch(meeting_id)
    prepare(meeting_id, one, YES)
    item = build.item_ids(meeting_id, title="Pitches 1 bis 4")[0]

    if at_once == "accept":
        places.accept_pitch(meeting_id, one, item, build.OFFICE)
    elif at_once == "decline":
        decisions.decline(meeting_id, one, "Voll.", "Später.", build.OFFICE)
    else:
        places.move_pitch(meeting_id, one, winter, "Voll.", build.OFFICE)

    assert programme.decision_on(one) is None
    assert send(meeting_id) == 0


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (Choice(kind=Decision.DECLINE, next_step="Ein Stand."), "reason"),
        (Choice(kind=Decision.DECLINE, reason="Voll."), "next_step"),
        (Choice(kind=Decision.MOVE, reason="Voll.", target_id=999), "target"),
        (Choice(kind=Decision.ACCEPT, spot=(999, 0)), "spot"),
    ],
)
def test_what_is_missing_is_said_at_its_field(meeting_id, choice, field):
    one = build.a_pitch(meeting_id)

    with pytest.raises(RuleBroken) as fault:
        prepare(meeting_id, one, choice)

    assert fault.value.field == field
    assert programme.decision_on(one) is None


def test_a_moved_pitch_keeps_its_row_link_and_history(meeting_id, winter):
    one = build.an_accepted_pitch(meeting_id)
    link, token = pitch(one).edit_digest, edit_token(pitch(one))

    places.move_pitch(meeting_id, one, winter, "Der Abend ist voll.", build.OFFICE)
    places.move_pitch(meeting_id, one, winter, "Der Abend ist voll.", build.OFFICE)

    moved = pitch(one)
    assert (moved.meeting_id, moved.state, moved.edit_digest) == (winter, "submitted", link)
    assert pitches.pitch_behind(token).id == one
    assert queries.pitch_time(one) is None
    assert len(queries.free_slots(meeting_id)) == 8
    assert sentences(one)[-1] == (
        "Verschoben: vom Treffen „Pitch-Abend“ am Do., 30.09.2027 "
        "zum Treffen „Winter-Abend“ am Do., 25.11.2027."
    )
    assert told().count(("pitch_moved", "jadwiga@example.org")) == 1


def test_the_old_meeting_knows_where_a_pitch_went(meeting_id, winter):
    one = build.a_pitch(meeting_id)
    places.move_pitch(meeting_id, one, winter, "Voll.", build.OFFICE)

    assert [row.pitch.id for row in pitches.moved_away(meeting_id)] == [one]
    assert pitches.pitches_of(meeting_id) == []

    places.move_pitch(winter, one, meeting_id, "Doch Platz.", build.OFFICE)

    assert pitches.moved_away(meeting_id) == []
    assert [row.pitch.id for row in pitches.moved_away(winter)] == [one]


def test_a_moved_pitch_is_edited_until_the_deadline_of_its_new_meeting(meeting_id, winter, clock):
    one = build.a_pitch(meeting_id)
    token = edit_token(pitch(one))
    places.move_pitch(meeting_id, one, winter, "Voll.", build.OFFICE)
    clock.set("2027-11-01T09:00")

    pitch_actions.revise(token, build.a_proposal(title="Neu"), pitch(one).version)

    assert pitch(one).title == "Neu"


@pytest.mark.parametrize(
    "values",
    [
        {"state": MeetingState.DRAFT},
        {"state": MeetingState.CANCELLED},
        {"pitch_deadline": None},
        {"pitch_deadline": date(2027, 8, 31)},
        {"day": date(2027, 8, 31)},
    ],
)
def test_a_pitch_moves_only_to_a_meeting_that_takes_pitches(meeting_id, values):
    target = build.a_planned_meeting(title="Anderes", **{"day": date(2027, 11, 25)} | values)
    one = build.a_pitch(meeting_id)

    with pytest.raises(RuleBroken):
        places.move_pitch(meeting_id, one, target, "Voll.", build.OFFICE)

    assert (pitch(one).meeting_id, told()) == (meeting_id, [])


def test_the_target_that_closed_meanwhile_stops_the_sending(meeting_id, winter, clock):
    one = build.a_pitch(meeting_id)
    prepare(meeting_id, one, later(winter))
    clock.set("2027-11-20T09:00")

    with pytest.raises(RuleBroken) as fault:
        send(meeting_id)

    assert "Das gewählte Treffen nimmt keine Pitches mehr auf." in fault.value.message
    assert pitch(one).meeting_id == meeting_id


def test_everybody_with_an_address_is_told_once(meeting_id):
    one = build.a_pitch(meeting_id)
    build.a_presenter(one, email="zoe@example.org")
    build.a_presenter(one, email="", first_name="Anna")
    prepare(meeting_id, one, YES)

    send(meeting_id)

    assert told() == [
        ("presenter_added", "zoe@example.org"),
        ("pitch_accepted", "jadwiga@example.org"),
        ("pitch_accepted", "zoe@example.org"),
    ]


def test_a_pitch_without_an_address_is_decided_without_a_mail(meeting_id):
    one = office.take_in(meeting_id, build.a_proposal(email=""), "k" * 27, build.OFFICE)
    prepare(meeting_id, one, NO)

    assert send(meeting_id) == 1
    assert (pitch(one).state, told()) == (PitchState.DECLINED, [])


def test_the_announced_time_is_told_anew_once_when_it_moves_by_more_than_five_minutes(meeting_id):
    one = build.an_accepted_pitch(meeting_id)
    greeting = build.item_ids(meeting_id, title="Begrüßung und Spielregeln")[0]
    before = db.session.get(actions.AgendaItem, greeting).minutes
    actions.change_minutes(meeting_id, {greeting: (before, before + 5)})
    slight = places.tell_times(meeting_id, build.OFFICE)
    actions.change_minutes(meeting_id, {greeting: (before + 5, before + 6)})

    first = places.tell_times(meeting_id, build.OFFICE)
    second = places.tell_times(meeting_id, build.OFFICE)

    assert (slight, first, second) == (0, 1, 0)
    assert told()[1:] == [("pitch_time_changed", "jadwiga@example.org")]
    assert sentences(one)[-1] == "Neue Uhrzeit mitgeteilt: 18:24 Uhr."


def test_a_time_that_comes_back_is_told_again(meeting_id):
    build.an_accepted_pitch(meeting_id)
    greeting = build.item_ids(meeting_id, title="Begrüßung und Spielregeln")[0]
    minutes = db.session.get(actions.AgendaItem, greeting).minutes
    later = minutes + 10
    for shown, now in ((minutes, later), (later, minutes), (minutes, later)):
        actions.change_minutes(meeting_id, {greeting: (shown, now)})
        places.tell_times(meeting_id, build.OFFICE)

    assert told().count(("pitch_time_changed", "jadwiga@example.org")) == 3


def test_pitches_change_places_across_items_and_nobody_is_told(meeting_id):
    ids = [build.an_accepted_pitch(meeting_id, title=f"P{n}") for n in range(5)]

    moved = places.shift_pitch(meeting_id, ids[4], up=True, actor=build.OFFICE)
    edge = places.shift_pitch(meeting_id, ids[0], up=True, actor=build.OFFICE)

    assert (moved, edge) == (True, False)
    assert list(queries.agenda_of(meeting_id).pitch_times) == [*ids[:3], ids[4], ids[3]]
    assert [kind for kind, _ in told()] == ["pitch_accepted"] * 5


def test_a_pitch_goes_into_the_free_slot_beside_it(meeting_id):
    one = build.an_accepted_pitch(meeting_id)

    places.shift_pitch(meeting_id, one, up=False, actor=build.OFFICE)

    assert f"{queries.pitch_time(one):%H:%M}" == "18:24"
