"""Changes of the agenda are kept and taken back; nothing comes back twice, nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agenda import actions, queries, steps, undo
from app.agenda.decisions import Choice, prepare
from app.agenda.models import AgendaStep
from app.agenda.programme import decision_on
from app.agenda.rules import Decision, ItemText, Place
from app.core.db import db
from app.core.errors import Conflict
from app.kits.schema import Kind
from app.pitches.actions import withdraw
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")
MARKET, VOTE = "Marktplatz der Möglichkeiten", "Punktabfrage: Was soll zuerst Fahrt aufnehmen?"


@pytest.fixture
def meeting_id(ctx):
    return build.a_planned_meeting()


def first(meeting_id, title):
    return build.item_ids(meeting_id, title=title)[0]


def data(meeting_id):
    """The working copy without the numbers by which browsers know that something changed."""
    found = steps.items_as_data(queries.items_of(meeting_id))
    return [{name: value for name, value in one.items() if name != "version"} for one in found]


def last(meeting_id):
    return next((one for one in undo.steps_of(meeting_id) if not one.undone), None)


def take_back(meeting_id):
    return undo.undo(meeting_id, last(meeting_id).id, "Miriam Voss")


def change(meeting_id, item_id, **values):
    item = queries.item_of(meeting_id, item_id)
    text = ItemText(**vars(actions.text_of(item)) | values)
    return actions.change_item(meeting_id, item_id, text, item.version, "Cem Yıldırım")


def test_the_change_of_mod2_is_named_and_taken_back(meeting_id):
    before = data(meeting_id)
    actions.change_minutes(meeting_id, {first(meeting_id, MARKET): (35, 30)}, "Cem Yıldırım")
    actions.move_item(meeting_id, first(meeting_id, VOTE), up=False, by="Cem Yıldırım")

    names = [(one.what, one.by) for one in undo.steps_of(meeting_id)]
    words = [take_back(meeting_id), take_back(meeting_id)]

    assert words == [f"„{VOTE}“ von Stelle 7 an 8", f"„{MARKET}“ 35 → 30 Minuten"]
    assert names == [(one, "Cem Yıldırım") for one in words]
    assert (data(meeting_id), last(meeting_id)) == (before, None)


def test_two_people_undo_at_once_the_second_is_told(meeting_id):
    actions.change_minutes(meeting_id, {first(meeting_id, MARKET): (35, 30)})
    actions.change_minutes(meeting_id, {first(meeting_id, MARKET): (30, 25)})
    seen = last(meeting_id).id
    undo.undo(meeting_id, seen, "Miriam Voss")

    with pytest.raises(Conflict):
        undo.undo(meeting_id, seen, "Cem Yıldırım")

    assert db.session.get(actions.AgendaItem, first(meeting_id, MARKET)).minutes == 30


def test_a_removed_item_comes_back_with_its_number_and_its_pitches(meeting_id):
    pitches = [build.an_accepted_pitch(meeting_id, title=f"Projekt {n}") for n in range(3)]
    item_id = first(meeting_id, "Pitches 1 bis 4")
    before = data(meeting_id)
    lost = actions.remove_item(meeting_id, item_id)
    withdraw(edit_token(db.session.get(Pitch, pitches[1])))

    take_back(meeting_id)

    assert lost == 3
    came = next(one for one in data(meeting_id) if one["id"] == item_id)
    kept = next(one for one in before if one["id"] == item_id)
    assert came == kept | {"pitches": [[pitches[0], 0], [pitches[2], 2]]}


def test_a_pitch_that_got_another_time_meanwhile_stays_there(meeting_id):
    pitch_id = build.an_accepted_pitch(meeting_id)
    actions.remove_item(meeting_id, first(meeting_id, "Pitches 1 bis 4"))
    other = first(meeting_id, "Pitches 5 bis 8")
    build.places.accept_pitch(meeting_id, pitch_id, other, build.OFFICE)

    take_back(meeting_id)

    assert queries.spot_of(pitch_id) == (other, 0)


def test_a_pitch_that_closed_up_goes_back_to_its_slot(meeting_id):
    pitches = [build.an_accepted_pitch(meeting_id, title=f"Projekt {n}") for n in range(3)]
    item_id = first(meeting_id, "Pitches 1 bis 4")
    withdraw(edit_token(db.session.get(Pitch, pitches[0])))
    change(meeting_id, item_id, pitch_slots=2)
    closed_up = queries.spot_of(pitches[2])

    take_back(meeting_id)

    spots = [queries.spot_of(one) for one in pitches[1:]]
    assert (closed_up, spots) == ((item_id, 0), [(item_id, 1), (item_id, 2)])


def test_what_was_prepared_for_a_time_in_a_removed_item_has_that_time_again(meeting_id):
    pitch_id, item_id = build.a_pitch(meeting_id), first(meeting_id, "Pitches 1 bis 4")
    choice = Choice(kind=Decision.ACCEPT, spot=(item_id, 2))
    prepare(meeting_id, pitch_id, choice, build.OFFICE)
    actions.remove_item(meeting_id, item_id)

    take_back(meeting_id)

    decision = decision_on(pitch_id)
    assert (decision.item_id, decision.position) == (item_id, 2)


def test_an_item_that_was_added_goes_and_its_pitches_stay_accepted(meeting_id):
    text = ItemText(title="Noch mehr Pitches", kind=Kind.PITCH, minutes=10, pitch_slots=2)
    item_id = actions.add_item(meeting_id, text)
    pitch_id = build.a_pitch(meeting_id)
    build.places.accept_pitch(meeting_id, pitch_id, item_id, build.OFFICE)

    take_back(meeting_id)

    assert build.item_ids(meeting_id, title="Noch mehr Pitches") == []
    assert queries.spot_of(pitch_id) is None


def test_a_text_that_was_undone_does_not_win_over_an_older_page(meeting_id):
    item_id = first(meeting_id, MARKET)
    seen = queries.item_of(meeting_id, item_id).version
    change(meeting_id, item_id, title="Markt")
    take_back(meeting_id)
    item = queries.item_of(meeting_id, item_id)

    with pytest.raises(Conflict):
        actions.change_item(
            meeting_id, item_id, ItemText(title="Basar", kind=Kind.WORK, minutes=5), seen
        )
    assert item.title == MARKET


def test_after_an_undo_a_new_change_goes_on_from_there(meeting_id):
    item_id = first(meeting_id, MARKET)
    for shown, minutes in ((35, 30), (30, 25)):
        actions.change_minutes(meeting_id, {item_id: (shown, minutes)})
    take_back(meeting_id)
    actions.change_minutes(meeting_id, {item_id: (30, 40)})

    found = []
    while last(meeting_id):
        take_back(meeting_id)
        found.append(queries.item_of(meeting_id, item_id).minutes)

    assert found == [30, 35]


def test_what_changes_nothing_is_no_step(meeting_id):
    item_id = first(meeting_id, MARKET)
    actions.change_minutes(meeting_id, {item_id: (35, 35)})
    actions.move_item(meeting_id, first(meeting_id, "Begrüßung und Spielregeln"), up=True)
    actions.put_item(meeting_id, first(meeting_id, "Begrüßung und Spielregeln"), 1)
    change(meeting_id, item_id)

    assert undo.steps_of(meeting_id) == []


def test_fifty_steps_are_kept(meeting_id):
    item_id, other = first(meeting_id, MARKET), build.a_planned_meeting("vernetzung")
    actions.remove_item(other, build.item_ids(other)[0])
    for number in range(55):
        actions.change_minutes(meeting_id, {item_id: (35 + number, 36 + number)})

    assert len(undo.steps_of(meeting_id)) == 50
    assert len(undo.steps_of(other)) == 1


def test_a_very_long_list_of_changes_is_cut(meeting_id):
    text = ItemText(title="W" * 200, kind=Kind.WORK, minutes=5)
    ids = [actions.add_item(meeting_id, text) for _ in range(3)]
    actions.change_minutes(meeting_id, dict.fromkeys(ids, (5, 6)))

    assert len(last(meeting_id).what) == steps.LONGEST


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["minutes", "up", "down", "put", "remove", "add", "text"]),
        st.integers(0, 30),
        st.integers(1, 60),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None)
@given(CHANGES)
def test_taking_everything_back_gives_what_was_there(changes):
    meeting_id = build.a_planned_meeting()
    before = data(meeting_id)

    for kind, number, value in changes:
        items = queries.items_of(meeting_id)
        if items:
            apply(meeting_id, kind, items[number % len(items)], value)
    while last(meeting_id):
        take_back(meeting_id)

    assert data(meeting_id) == before
    assert db.session.query(AgendaStep).filter_by(meeting_id=meeting_id, undone=False).count() == 0


def apply(meeting_id, kind, item, value):
    if kind == "minutes":
        actions.change_minutes(meeting_id, {item.id: (item.minutes, value)})
    elif kind in ("up", "down"):
        actions.move_item(meeting_id, item.id, up=kind == "up")
    elif kind == "put":
        actions.put_item(meeting_id, item.id, value)
    elif kind == "remove":
        actions.remove_item(meeting_id, item.id)
    elif kind == "add":
        actions.add_item(
            meeting_id, ItemText(title="Neu", kind=Kind.WORK, minutes=value), after=item.id
        )
    else:
        place = list(Place)[value % 3]
        change(meeting_id, item.id, title=f"Titel {value}", place=place, parallel=value % 2 == 0)
