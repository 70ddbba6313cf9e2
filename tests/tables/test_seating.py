"""Changes by hand: swap, move, group, lock, undo, and two moderators at once."""

from dataclasses import replace

import pytest

from app.access.actions import Actor
from app.core.db import transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.registrations import retention as registrations
from app.tables import actions, people, retention, searching, seating, steps, undoing
from app.tables.cards import card_is_right
from app.tables.planning import task_of
from app.tables.queries import plan_by_id, seats_of
from app.tables.rules.cost import cost, violations
from app.tables.seating import Choice, Locking
from app.tables.states import WishKind
from tests import build
from tests.tables.build import a_plan, a_wish, seen_now, tables_of

MIRIAM, CEM = build.OFFICE, Actor(7, "Cem Yıldırım", frozenset())
EIGHT = [[0, 0], [0, 0], [0, 1], [0, 1], [1, 0], [1, 0], [1, 1], [1, 1]]


def eight(*, in_force=False, held=0, tables=(4, 4)):
    """Two tables of four, two rounds; 0 to 7 sit as ``EIGHT`` says. Returns the plan's id."""
    plan_id = a_plan(tables=tables, rounds=2, seated=True)
    with transaction():
        plan = plan_by_id(plan_id)
        for seat, at in zip(seats_of(plan_id), EIGHT, strict=True):
            seat.tables, seat.printed = list(at), list(at) if in_force else []
        plan.rounds_held = held
        plan.in_force_at = plan.created_at if in_force else None
        task = task_of(plan)
        plan.cost = cost(task.instance, task.seated)
    return plan_id


def sitting(plan_id):
    return [list(seat.tables) for seat in seats_of(plan_id)]


def written(plan_id):
    """What the audit says about the plan, the earliest first."""
    return [(who, what) for who, what, about in build.audit() if about == f"seating_plan:{plan_id}"]


def swap(plan_id, one, other, *, round_=1, version=None, key="k" * 20, by=MIRIAM):
    ids = [seat.id for seat in seats_of(plan_id)]
    choice = Choice(round_, ids[one], partner_id=ids[other])
    seen = seen_now(plan_id, round_, key)
    if version is not None:
        seen = replace(seen, version=version)
    return seating.change_place(plan_id, choice, seen, by)


def move(plan_id, one, table, *, round_=1, key="m" * 20):
    choice = Choice(round_, seats_of(plan_id)[one].id, table=table)
    return seating.change_place(plan_id, choice, seen_now(plan_id, round_, key), CEM)


def lock(plan_id, *, round_=1, person=None, table=None, on=True):
    seat_id = None if person is None else seats_of(plan_id)[person].id
    wanted = Locking(round_, seat_id=seat_id, table=table, on=on)
    return seating.lock(plan_id, wanted, seen_now(plan_id, round_), MIRIAM)


def test_two_change_places_in_one_round_and_the_cost_follows(ctx):
    plan_id = eight()
    before = plan_by_id(plan_id).cost

    done = swap(plan_id, 0, 2)

    assert sitting(plan_id) == [[0, 1], [0, 0], [0, 0], *EIGHT[3:]]
    plan = plan_by_id(plan_id)
    task = task_of(plan)
    assert plan.cost == cost(task.instance, task.seated)
    assert plan.cost - before == done.option.price.cost
    assert [one.what for one in steps.steps_of(plan_id)] == [
        "Runde 2: Tausch zwischen Tisch 1 und Tisch 2"
    ]


def test_the_same_form_sent_twice_changes_places_once(ctx):
    plan_id = eight()
    version = plan_by_id(plan_id).version

    swap(plan_id, 0, 2, version=version)
    after = sitting(plan_id)

    assert swap(plan_id, 0, 2, version=version) is None
    assert sitting(plan_id) == after
    assert len(steps.steps_of(plan_id)) == 1


def test_the_second_moderator_hears_what_the_first_has_changed(ctx):
    plan_id = eight()
    seen = plan_by_id(plan_id).version
    swap(plan_id, 0, 2, version=seen, by=CEM)
    after = sitting(plan_id)

    with pytest.raises(Conflict) as fault:
        swap(plan_id, 1, 3, version=seen, key="z" * 20)

    assert fault.value.message == (
        "Inzwischen geändert: „Runde 2: Tausch zwischen Tisch 1 und Tisch 2“ (Cem Yıldırım). "
        "Ihre Änderung ist deshalb nicht gemacht. Hier steht der Plan, wie er jetzt ist."
    )
    assert sitting(plan_id) == after


def test_a_move_makes_tables_of_other_sizes_and_says_so(ctx):
    plan_id = eight()

    done = move(plan_id, 0, 1)

    assert done.option.sizes == ((0, 3), (1, 5))
    assert tables_of(plan_id)[1][1][0] == seats_of(plan_id)[0].registration.full_name
    with pytest.raises(RuleBroken, match="An Tisch 2 säßen dann 6 Personen, geplant sind 4"):
        move(plan_id, 1, 1, key="n" * 20)


def test_a_group_changes_places_as_a_whole(ctx):
    plan_id = eight()
    people = [seat.registration_id for seat in seats_of(plan_id)]
    a_wish(plan_id, "together", people[0], people[1])

    done = swap(plan_id, 0, 2)

    assert len(done.option.moves) == 4
    assert sitting(plan_id)[0] == sitting(plan_id)[1] == [0, 1]
    assert [at[1] for at in sitting(plan_id)].count(0) == 4


def test_people_who_must_be_apart_do_not_get_to_one_table(ctx):
    plan_id = eight()
    seats = seats_of(plan_id)
    a_wish(plan_id, "apart", seats[0].registration_id, seats[3].registration_id)

    with pytest.raises(RuleBroken, match="sollen getrennt sitzen"):
        swap(plan_id, 0, 2)

    assert sitting(plan_id) == EIGHT


def test_nothing_changes_a_round_that_was_held(ctx):
    plan_id = eight(held=1)

    for change in (
        lambda: swap(plan_id, 0, 4, round_=0),
        lambda: move(plan_id, 0, 1, round_=0),
        lambda: lock(plan_id, round_=0),
    ):
        with pytest.raises(RuleBroken, match="hat schon begonnen"):
            change()

    assert sitting(plan_id) == EIGHT


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"partner_id": 999_999}, seating.GONE),
        ({"table": 9}, "Wählen Sie einen Tisch dieses Plans."),
        ({}, "Wählen Sie einen Tisch dieses Plans."),
        ({"table": 0}, "Die Person sitzt schon an diesem Tisch."),
    ],
)
def test_nonsense_is_refused_in_words(ctx, choice, sentence):
    plan_id = eight()
    seen = seen_now(plan_id, 1, "n" * 20)

    with pytest.raises(RuleBroken) as fault:
        seating.change_place(plan_id, Choice(1, seats_of(plan_id)[0].id, **choice), seen, MIRIAM)

    assert fault.value.message == sentence


def test_people_of_another_plan_cannot_be_moved(ctx):
    plan_id, other_id = eight(), eight()
    stranger = seats_of(other_id)[0].id

    with pytest.raises(NotFound):
        seating.change_place(
            plan_id, Choice(1, stranger, table=1), seen_now(plan_id, 1, "x" * 20), CEM
        )


def test_a_locked_person_stays_and_unlocked_may_go(ctx):
    plan_id = eight()
    basis = plan_by_id(plan_id).basis

    assert lock(plan_id, person=0) == 1
    assert plan_by_id(plan_id).basis > basis
    assert lock(plan_id, person=0) == 0
    with pytest.raises(RuleBroken, match="ist gesperrt"):
        swap(plan_id, 2, 0)
    assert task_of(plan_by_id(plan_id)).instance.locked == {(1, 0): 0}
    assert lock(plan_id, person=0, on=False) == 1

    assert swap(plan_id, 2, 0) is not None


def test_a_table_and_a_whole_round_are_locked(ctx):
    plan_id = eight()

    assert lock(plan_id, table=0) == 4
    assert [seat.locked for seat in seats_of(plan_id)] == [[1], [1], [], [], [1], [1], [], []]
    assert lock(plan_id) == 4
    assert lock(plan_id, on=False) == 8
    assert {tuple(seat.locked) for seat in seats_of(plan_id)} == {()}


def test_more_people_than_a_table_has_seats_are_not_locked(ctx):
    plan_id = eight()
    person = seats_of(plan_id)[2]
    choice = Choice(1, person.id, table=0)
    seating.change_place(plan_id, choice, seen_now(plan_id, 1, "z" * 20), CEM)

    for places in ({"table": 0}, {}):
        with pytest.raises(RuleBroken, match="Tisch 1 hat 4 Plätze, dort sitzen aber in Runde 2 5"):
            lock(plan_id, **places)
    assert {tuple(seat.locked) for seat in seats_of(plan_id)} == {()}
    assert lock(plan_id, table=1) == 3
    assert [lock(plan_id, person=one) for one in (0, 1, 2, 4)] == [1] * 4
    with pytest.raises(RuleBroken, match="Setzen Sie zuerst eine Person an einen anderen Tisch"):
        lock(plan_id, person=5)

    searching.ask(plan_id, 1, MIRIAM)
    searching.work_off(lambda: False)
    plan = plan_by_id(plan_id)
    assert (plan.fault, sitting(plan_id)[5][1]) == ("", 1)


def test_several_steps_are_taken_back_one_after_the_other(ctx):
    plan_id = eight()
    swap(plan_id, 0, 2)
    lock(plan_id, person=3)
    swap(plan_id, 4, 6, key="y" * 20)
    three, two, one = steps.steps_of(plan_id)

    with pytest.raises(Conflict):
        undoing.undo(plan_id, one.id, MIRIAM)
    assert undoing.undo(plan_id, three.id, MIRIAM) == "Runde 2: Tausch zwischen Tisch 1 und Tisch 2"
    with pytest.raises(Conflict):
        undoing.undo(plan_id, three.id, MIRIAM)
    assert undoing.undo(plan_id, two.id, MIRIAM) == "Runde 2: ein Platz gesperrt"
    undoing.undo(plan_id, one.id, MIRIAM)

    assert sitting(plan_id) == EIGHT
    assert {tuple(seat.locked) for seat in seats_of(plan_id)} == {()}
    task = task_of(plan_by_id(plan_id))
    assert plan_by_id(plan_id).cost == cost(task.instance, task.seated)


def last(plan_id):
    return steps.last_step(plan_id)


def test_changed_settings_are_taken_back_as_a_whole(ctx):
    plan_id = eight()
    plan = plan_by_id(plan_id)
    before = actions.options_of(plan)
    wanted = replace(before, title="Anders", rounds=3, with_sectors=False)
    seen = actions.settings_version(plan)
    actions.change(plan_id, wanted, actions.tables_of(plan), 3, seen, MIRIAM)
    assert (len(plan.tables), plan.rounds) == (3, 3)

    undoing.undo(plan_id, last(plan_id).id, MIRIAM)

    assert (actions.options_of(plan), len(plan.tables)) == (before, 2)
    assert sitting(plan_id) == EIGHT


def test_what_was_before_another_list_or_wish_is_not_taken_back(ctx):
    plan_id = eight()
    swap(plan_id, 0, 2)
    build.a_registration(plan_by_id(plan_id).meeting_id)
    old = last(plan_id)
    people.match_list(plan_id, MIRIAM)

    assert last(plan_id) is None
    with pytest.raises(Conflict):
        undoing.undo(plan_id, old.id, MIRIAM)
    assert {str(one.before) for one in steps.steps_of(plan_id)} == {"{}"}

    move(plan_id, 0, 0)
    old = last(plan_id)
    ids = [seat.registration_id for seat in seats_of(plan_id)]
    people.add_wish(plan_id, WishKind.APART, ids[:2], MIRIAM)
    assert (old.what, last(plan_id)) == ("Runde 2: von Tisch 2 zu Tisch 1", None)
    assert [one.what for one in steps.steps_of(plan_id)][::2] == [
        "Wünsche geändert",
        "Liste angeglichen: 1 Person ist neu dazugekommen.",
    ]


def test_undo_seats_those_who_are_there_by_now(ctx):
    plan_id = eight()
    swap(plan_id, 0, 2)
    gone = seats_of(plan_id)[7].registration_id
    registrations.erase(gone, MIRIAM)
    retention.forget_seats()

    undoing.undo(plan_id, last(plan_id).id, MIRIAM)

    plan = plan_by_id(plan_id)
    assert sum(table["seats"] for table in plan.tables) == 7
    assert violations(task_of(plan).instance, task_of(plan).seated) == []


def test_undo_ends_a_search_that_would_seat_everybody_anew(ctx):
    plan_id = eight()
    searching.mix_anew(plan_id, 10, MIRIAM)

    undoing.undo(plan_id, last(plan_id).id, MIRIAM)

    plan = plan_by_id(plan_id)
    assert (plan.search, plan.afresh, searching.work_off(lambda: False)) == ("idle", False, 0)
    assert sitting(plan_id) == EIGHT


def test_undo_leaves_rounds_that_began_meanwhile(ctx):
    plan_id = eight()
    swap(plan_id, 0, 4, round_=0)
    swap(plan_id, 1, 3, key="y" * 20)
    with transaction():
        plan_by_id(plan_id).rounds_held = 1
    last, first = steps.steps_of(plan_id)

    undoing.undo(plan_id, last.id, MIRIAM)
    undoing.undo(plan_id, first.id, MIRIAM)

    assert sitting(plan_id)[0] == [1, 0]
    assert [at[1] for at in sitting(plan_id)] == [at[1] for at in EIGHT]


def test_undo_brings_back_seats_of_before_a_search(ctx):
    plan_id = eight()
    with transaction():
        steps.remember_step(plan_by_id(plan_id), "Neu gemischt", MIRIAM.name)
        for seat in seats_of(plan_id):
            seat.tables = [1 - seat.tables[0], seat.tables[1]]

    undoing.undo(plan_id, steps.steps_of(plan_id)[0].id, MIRIAM)

    assert sitting(plan_id) == EIGHT


def test_only_the_last_steps_are_kept(ctx):
    plan_id = eight()
    with transaction():
        for number in range(steps.KEPT + 3):
            steps.remember_step(plan_by_id(plan_id), f"Schritt {number}", MIRIAM.name)

    kept = [one.what for one in steps.steps_of(plan_id)]
    assert (len(kept), kept[0]) == (steps.KEPT, f"Schritt {steps.KEPT + 2}")


def test_each_change_by_hand_is_written_down_for_good(ctx):
    plan_id = eight()

    swap(plan_id, 0, 2)
    lock(plan_id, person=3)
    lock(plan_id, person=3)
    lock(plan_id, person=3, on=False)
    undoing.undo(plan_id, steps.steps_of(plan_id)[0].id, CEM)

    assert written(plan_id) == [
        ("Miriam Voss", "seats_exchanged"),
        ("Miriam Voss", "seats_locked"),
        ("Miriam Voss", "seats_unlocked"),
        ("Cem Yıldırım", "seating_undone"),
    ]


def test_a_change_of_a_plan_in_force_counts_the_cards_it_spoils(ctx):
    plan_id = eight(in_force=True)

    assert swap(plan_id, 0, 2).cards == 2
    assert swap(plan_id, 0, 4, key="y" * 20).cards == 1
    plan = plan_by_id(plan_id)
    wrong = [card_is_right(plan, seat) for seat in seats_of(plan_id)].count(False)

    assert wrong == 2
