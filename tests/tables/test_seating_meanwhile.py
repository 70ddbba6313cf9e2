"""Changes by hand while a search is under way."""

from dataclasses import replace

import pytest

from app.core.db import transaction
from app.core.errors import Conflict
from app.tables import seating
from app.tables.queries import plan_by_id, seats_of
from app.tables.seating import Choice, Locking
from app.tables.states import SearchState
from tests.tables.build import a_wish, seen_now
from tests.tables.test_seating import CEM, MIRIAM, eight, lock, sitting, swap, written


def searched_meanwhile(plan_id, *people):
    """The search under way sits two people at the table of the other one in the second round."""
    with transaction():
        one, other = (seats_of(plan_id)[n] for n in people)
        first, second = one.tables[1], other.tables[1]
        one.tables, other.tables = [one.tables[0], second], [other.tables[0], first]


def test_seats_that_a_search_finds_do_not_stand_in_the_way(ctx):
    plan_id = eight()
    seen = seen_now(plan_id, 1, "k" * 20)
    searched_meanwhile(plan_id, 5, 7)
    ids = [seat.id for seat in seats_of(plan_id)]

    assert seating.change_place(plan_id, Choice(1, ids[0], partner_id=ids[2]), seen, MIRIAM)
    seen = replace(seen, version=seen.version + 1)
    assert seating.lock(plan_id, Locking(1, ids[1]), seen, MIRIAM) == 1

    assert [at[1] for at in sitting(plan_id)] == [1, 0, 0, 1, 0, 1, 1, 0]


def test_whom_the_search_has_moved_is_not_moved_unseen(ctx):
    plan_id = eight()
    people = [seat.registration_id for seat in seats_of(plan_id)]
    a_wish(plan_id, "together", people[1], people[3])
    seen = seen_now(plan_id, 1, "k" * 20)
    searched_meanwhile(plan_id, 1, 3)
    ids = [seat.id for seat in seats_of(plan_id)]
    after = sitting(plan_id)

    for change in (
        lambda: seating.change_place(plan_id, Choice(1, ids[1], partner_id=ids[0]), seen, CEM),
        lambda: seating.lock(plan_id, Locking(1, ids[1]), seen, CEM),
        lambda: seating.lock(plan_id, Locking(1, table=0), seen, CEM),
        lambda: seating.lock(plan_id, Locking(1), seen, CEM),
    ):
        with pytest.raises(Conflict) as fault:
            change()
        assert fault.value.message == seating.MOVED

    assert (sitting(plan_id), written(plan_id)) == (after, [])


def test_a_change_by_hand_ends_a_search_and_a_lock_does_not(ctx):
    plan_id = eight()
    with transaction():
        plan_by_id(plan_id).search = SearchState.WAITING

    lock(plan_id, person=7)
    assert plan_by_id(plan_id).search == SearchState.WAITING
    swap(plan_id, 0, 2)

    assert plan_by_id(plan_id).search == SearchState.IDLE
