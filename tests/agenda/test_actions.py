"""Drafting and changing an agenda, and pitches in their slots."""

import pytest
from sqlalchemy import select

from app.agenda import actions, places, programme, queries
from app.agenda.rules import ItemText, Place
from app.core.db import db
from app.core.errors import Conflict, NotFound, RuleBroken
from app.kits.schema import Kind
from app.meetings.queries import meeting_by_id
from app.outbox.models import Message
from app.pitches import actions as pitch_actions
from app.pitches import office as pitch_office
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def meeting_id(ctx):
    return build.a_planned_meeting()


def clock_of(meeting_id):
    rows = queries.agenda_of(meeting_id).rows
    return [(f"{row.begin:%H:%M}", row.item.title) for row in rows]


def titles(meeting_id, place=Place.DURING):
    rows = queries.agenda_of(meeting_id).rows
    return [row.item.title for row in rows if row.item.place == place]


def first(meeting_id, title):
    return build.item_ids(meeting_id, title=title)[0]


def pitch_clock(meeting_id):
    return [
        (f"{slot.at:%H:%M}", slot.pitch.title)
        for row in queries.agenda_of(meeting_id).rows
        for slot in row.pitches
    ]


def accepted_mails():
    statement = select(Message.subject).where(Message.kind == "pitch_accepted")
    return list(db.session.scalars(statement.order_by(Message.id)))


def text_of(item_id, **values):
    item = db.session.get(actions.AgendaItem, item_id)
    fields = {name: getattr(item, name) for name in ItemText.__dataclass_fields__}
    return ItemText(**{**fields, "materials": tuple(item.materials)} | values)


def test_a_kickoff_begins_and_ends_as_the_kit_says():
    meeting_id = build.a_meeting(kit="auftakt")
    with actions.transaction():
        actions.locked(actions.Meeting, meeting_id).begins = meeting_by_id(
            meeting_id
        ).begins.replace(hour=17, minute=30)
    actions.draft_agenda(meeting_id)

    agenda = queries.agenda_of(meeting_id)

    spans = {row.item.title: f"{row.begin:%H:%M}–{row.end:%H:%M}" for row in agenda.rows}
    assert spans["Begrüßung und Ziel des Abends"] == "17:30–17:40"
    assert spans["Abschluss"] == "20:27–20:30"
    assert spans["Einlass und Marktplatz"] == "17:00–17:30"
    assert agenda.on_time


def test_an_agenda_is_drafted_once(meeting_id):
    with pytest.raises(RuleBroken):
        actions.draft_agenda(meeting_id)


def test_later_times_shift_when_an_item_gets_shorter(meeting_id):
    market = first(meeting_id, "Marktplatz der Möglichkeiten")

    changed = actions.change_minutes(meeting_id, {market: (35, 30)})

    agenda = queries.agenda_of(meeting_id)
    assert changed == 1
    assert agenda.drift == "5 Minuten vor dem geplanten Ende"
    assert f"{agenda.ends_at:%H:%M}" == "20:25"
    assert ("19:50", "Punktabfrage: Was soll zuerst Fahrt aufnehmen?") in clock_of(meeting_id)


def test_the_second_of_two_moderators_is_told_and_nothing_is_lost(meeting_id):
    market = first(meeting_id, "Marktplatz der Möglichkeiten")
    pause = first(meeting_id, "Kurze Pause")
    actions.change_minutes(meeting_id, {market: (35, 30)})

    with pytest.raises(Conflict):
        actions.change_minutes(meeting_id, {pause: (10, 15), market: (35, 40)})

    items = {one.id: one.minutes for one in queries.items_of(meeting_id)}
    assert (items[market], items[pause]) == (30, 10)


def test_two_moderators_may_change_different_items(meeting_id):
    market = first(meeting_id, "Marktplatz der Möglichkeiten")
    pause = first(meeting_id, "Kurze Pause")

    actions.change_minutes(meeting_id, {market: (35, 30), pause: (10, 10)})
    actions.change_minutes(meeting_id, {market: (35, 35), pause: (10, 15)})

    assert queries.agenda_of(meeting_id).on_time


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_impossible_minutes_are_refused(meeting_id, minutes):
    with pytest.raises(RuleBroken):
        actions.change_minutes(meeting_id, {first(meeting_id, "Kurze Pause"): (10, minutes)})


def test_an_item_moves_behind_its_neighbour_and_back(meeting_id):
    vote = first(meeting_id, "Punktabfrage: Was soll zuerst Fahrt aufnehmen?")
    before = titles(meeting_id)

    actions.move_item(meeting_id, vote, up=False)
    moved = titles(meeting_id)
    actions.move_item(meeting_id, vote, up=True)

    assert moved.index("Punktabfrage: Was soll zuerst Fahrt aufnehmen?") == 7
    assert titles(meeting_id) == before


def test_the_first_item_cannot_leave_the_meeting_by_moving_up(meeting_id):
    before = clock_of(meeting_id)

    actions.move_item(meeting_id, first(meeting_id, "Begrüßung und Spielregeln"), up=True)

    assert clock_of(meeting_id) == before


def test_an_item_changes_in_all_its_fields(meeting_id):
    pause = first(meeting_id, "Kurze Pause")
    text = text_of(
        pause, title="Pause mit Suppe", minutes=12, materials=("Suppe", "Teller"),
        place=Place.AFTER, public=False,
    )  # fmt: skip

    actions.change_item(meeting_id, pause, text, 1)

    assert text_of(pause) == text
    assert titles(meeting_id, Place.AFTER) == ["Ausklang", "Pause mit Suppe"]


def test_an_item_changed_meanwhile_is_not_overwritten(meeting_id):
    pause = first(meeting_id, "Kurze Pause")
    actions.change_item(meeting_id, pause, text_of(pause, title="Pause"), 1)

    with pytest.raises(Conflict):
        actions.change_item(meeting_id, pause, text_of(pause, title="Unterbrechung"), 1)

    assert text_of(pause).title == "Pause"


def test_a_new_item_stands_behind_the_chosen_one(meeting_id):
    text = ItemText(title="Grußwort", kind=Kind.INPUT, minutes=5)

    actions.add_item(meeting_id, text, after=first(meeting_id, "Begrüßung und Spielregeln"))
    actions.add_item(meeting_id, ItemText(title="Foto", kind=Kind.SOCIAL, minutes=2))

    assert titles(meeting_id)[:3] == [
        "Begrüßung und Spielregeln", "Grußwort", "Wer sucht, wer bietet?"
    ]  # fmt: skip
    assert titles(meeting_id)[-1] == "Foto"


def test_an_item_of_another_meeting_is_out_of_reach(meeting_id):
    other = build.a_planned_meeting(kit="vernetzung")

    with pytest.raises(NotFound):
        actions.remove_item(other, first(meeting_id, "Kurze Pause"))


def test_accepted_pitches_fill_the_slots_one_after_the_other(meeting_id):
    for number in range(1, 6):
        build.an_accepted_pitch(meeting_id, title=f"Projekt {number}")

    assert pitch_clock(meeting_id) == [
        ("18:18", "Projekt 1"), ("18:24", "Projekt 2"), ("18:30", "Projekt 3"),
        ("18:36", "Projekt 4"), ("18:54", "Projekt 5"),
    ]  # fmt: skip
    assert accepted_mails()[4] == "Sie sind dabei: Projekt 5 am 30.09.2027, 18:54 Uhr"


def test_a_ninth_pitch_finds_no_time(meeting_id):
    for number in range(8):
        build.an_accepted_pitch(
            meeting_id, title=f"Projekt {number}", email=f"p{number}@example.org"
        )
    late = build.a_pitch(meeting_id, title="Zu spät", email="late@example.org")
    item_id = build.item_ids(meeting_id, title="Pitches 1 bis 4")[0]

    with pytest.raises(RuleBroken) as fault:
        places.accept_pitch(meeting_id, late, item_id, build.OFFICE)

    assert fault.value.message.startswith("Im Punkt „Pitches 1 bis 4“ ist keine Zeit mehr frei.")
    assert queries.free_slots(meeting_id) == []
    assert db.session.get(Pitch, late).state == PitchState.SUBMITTED
    assert len(accepted_mails()) == 8


def test_a_second_press_accepts_nothing_twice(meeting_id):
    pitch_id = build.an_accepted_pitch(meeting_id)
    item_id = build.item_ids(meeting_id, title="Pitches 1 bis 4")[0]

    places.accept_pitch(meeting_id, pitch_id, item_id, build.OFFICE)

    assert len(accepted_mails()) == 1


def test_a_withdrawn_pitch_makes_room_for_the_next_one(meeting_id):
    gone = build.an_accepted_pitch(meeting_id, title="Geht")
    build.an_accepted_pitch(meeting_id, title="Bleibt")
    pitch_actions.withdraw(edit_token(db.session.get(Pitch, gone)))

    build.an_accepted_pitch(meeting_id, title="Kommt")

    assert pitch_clock(meeting_id) == [("18:18", "Kommt"), ("18:24", "Bleibt")]
    assert queries.pitch_time(gone) is None


def test_an_accepted_pitch_gets_another_time_and_a_new_mail(meeting_id):
    pitch_id = build.an_accepted_pitch(meeting_id)
    later = build.item_ids(meeting_id, title="Pitches 5 bis 8")[0]

    places.accept_pitch(meeting_id, pitch_id, later, build.OFFICE)

    assert pitch_clock(meeting_id) == [("18:54", "Klima-Bänke")]
    assert len(accepted_mails()) == 2


def test_a_declined_pitch_can_still_be_accepted_when_time_is_free(meeting_id):
    pitch_id = build.a_pitch(meeting_id)
    pitch_office.decline(pitch_id, "Voll", "Später", build.OFFICE)
    item_id = build.item_ids(meeting_id, title="Pitches 5 bis 8")[0]

    places.accept_pitch(meeting_id, pitch_id, item_id, build.OFFICE)

    assert f"{queries.pitch_time(pitch_id):%H:%M}" == "18:54"


def test_a_pitch_of_another_meeting_is_out_of_reach(meeting_id):
    other = build.a_planned_meeting(kit="vernetzung")
    item_id = build.item_ids(other, kind="pitch")[0]

    with pytest.raises(NotFound):
        places.accept_pitch(other, build.a_pitch(meeting_id), item_id, build.OFFICE)


def test_pitches_close_up_when_an_item_gets_fewer_slots_and_the_last_one_loses_its_time(meeting_id):
    for number in range(1, 4):
        build.an_accepted_pitch(meeting_id, title=f"Projekt {number}")
    item_id = build.item_ids(meeting_id, title="Pitches 1 bis 4")[0]
    first = queries.live_pitches(db.session.get(actions.AgendaItem, item_id))[0].pitch
    pitch_actions.withdraw(edit_token(first))

    lost = [
        actions.change_item(meeting_id, item_id, text_of(item_id, pitch_slots=slots), version)
        for version, slots in ((1, 2), (2, 1), (3, 0))
    ]

    assert lost == [0, 1, 1]
    assert pitch_clock(meeting_id) == []
    found = programme.programme_of(meeting_by_id(meeting_id))
    assert [pitch.title for pitch in found.without_slot] == ["Projekt 2", "Projekt 3"]
    assert found.warnings == ["2 angenommene Pitches haben keine Zeit in der Tagesordnung."]


def test_removing_an_item_leaves_its_pitches_accepted_and_warns(meeting_id):
    pitch_id = build.an_accepted_pitch(meeting_id)
    item_id = build.item_ids(meeting_id, title="Pitches 1 bis 4")[0]

    lost = actions.remove_item(meeting_id, item_id)

    assert lost == 1
    assert db.session.get(Pitch, pitch_id).state == PitchState.ACCEPTED
    assert queries.pitch_time(pitch_id) is None
    assert programme.warnings_of(meeting_by_id(meeting_id)) == [
        "1 angenommener Pitch hat keine Zeit in der Tagesordnung."
    ]


def test_an_item_whose_pitches_have_gone_can_be_removed(meeting_id):
    gone = build.an_accepted_pitch(meeting_id)
    pitch_actions.withdraw(edit_token(db.session.get(Pitch, gone)))

    actions.remove_item(meeting_id, build.item_ids(meeting_id, title="Pitches 1 bis 4")[0])

    assert "Pitches 1 bis 4" not in titles(meeting_id)


def test_participants_see_public_items_and_no_names_of_people(meeting_id):
    build.an_accepted_pitch(meeting_id)

    items = queries.public_rows(queries.agenda_of(meeting_id))

    assert items[0]["title"] == "Einlass"
    assert [item["title"] for item in items if item["time"] == "18:18"] == ["Pitches 1 bis 4"]
    assert [child for item in items for child in item["children"]] == [
        {"time": "18:18", "title": "Klima-Bänke", "by": "Werkhof e. V.", "language": "de"}
    ]
    assert "Łukaszewicz" not in str(items)


def test_the_agenda_takes_as_many_queries_with_eight_pitches_as_without(meeting_id, count_queries):
    db.session.remove()
    with count_queries() as without:
        queries.public_rows(queries.agenda_of(meeting_id))
    for number in range(8):
        build.an_accepted_pitch(meeting_id, title=f"P {number}", email=f"p{number}@example.org")
    db.session.remove()

    with count_queries() as with_pitches:
        queries.public_rows(queries.agenda_of(meeting_id))

    assert len(with_pitches) == len(without)
