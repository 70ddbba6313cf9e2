"""What always holds of the clock times, whatever people type."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules import Place
from app.agenda.timetable import ends_at, timetable
from app.kits.schema import Kind
from tests.agenda.build import Item, total_minutes

SIX = datetime(2027, 9, 16, 18, 0)

CLOCK = st.one_of(st.none(), st.times().map(lambda one: one.replace(second=0, microsecond=0)))
KINDS = st.sampled_from([Kind.WORK, Kind.BUFFER])
ITEMS = st.builds(Item, st.integers(1, 240), st.sampled_from(Place), KINDS, CLOCK, st.booleans())
LISTS = st.lists(ITEMS, max_size=20)
PLAIN = st.lists(st.builds(Item, st.integers(1, 240), st.sampled_from(Place)), max_size=20)


def of_place(items, place):
    """The groups of a place: the first item with its slot, and the end of the longest."""
    pairs = zip(items, timetable(items, SIX), strict=True)
    groups = []
    for item, slot in (pair for pair in pairs if pair[0].place == place):
        if slot.parallel:
            assert slot.begin == groups[-1][1].begin
            groups[-1][2] = max(groups[-1][2], slot.end)
        else:
            groups.append([item, slot, slot.end])
    return groups


@given(LISTS)
def test_what_follows_begins_when_everything_before_is_over(items):
    for place in Place:
        for (_, _, over), (_, following, _) in pairwise(of_place(items, place)):
            assert following.begin == over + timedelta(minutes=following.gap)
            assert following.gap >= 0


@given(LISTS)
def test_the_meeting_begins_on_time_and_its_neighbours_keep_clear_of_it(items):
    before, during, after = (of_place(items, place) for place in Place)
    end = ends_at(items, timetable(items, SIX), SIX)

    assert all(over <= SIX for _, _, over in before)
    assert all(slot.begin >= SIX for _, slot, _ in during)
    assert all(slot.begin >= end for _, slot, _ in after)
    assert total_minutes(items, SIX) == (end - SIX).total_seconds() // 60


@given(LISTS)
def test_every_item_lasts_as_long_as_typed_but_a_buffer_that_gives(items):
    for item, slot in zip(items, timetable(items, SIX), strict=True):
        assert slot.minutes == item.minutes - slot.given
        assert slot.minutes >= 0
        assert not slot.given or item.kind == Kind.BUFFER


@given(LISTS)
def test_a_fixed_begin_holds_when_what_is_before_fits(items):
    for place in (Place.DURING, Place.AFTER):
        for number, (item, slot, _) in enumerate(of_place(items, place)):
            if item.starts is None:
                assert slot.late == 0
            elif slot.late:
                assert slot.late > 0
                assert number == 0 or slot.gap == 0
            else:
                assert slot.begin.time() == item.starts


@given(LISTS)
def test_before_the_meeting_a_fixed_begin_gives_way_only_to_what_follows(items):
    groups = of_place(items, Place.BEFORE)
    nexts = [slot.begin for _, slot, _ in groups[1:]] + [SIX]
    for (item, slot, over), following in zip(groups, nexts, strict=False):
        assert slot.late <= 0
        if item.starts is not None and slot.late:
            assert over == following
        elif item.starts is not None:
            assert slot.begin.time() == item.starts
        else:
            assert over == following


@given(LISTS)
def test_a_begin_is_missed_only_when_the_buffers_before_it_have_given_everything(items):
    for place in (Place.DURING, Place.AFTER):
        left = timedelta()
        for item, slot, over in of_place(items, place):
            if slot.late:
                assert left == timedelta()
            lone = item.kind == Kind.BUFFER and item.starts is None and is_lone(items, slot)
            left = timedelta() if item.starts else left + (over - slot.begin) * lone


def is_lone(items, slot):
    """Nothing runs parallel to it."""
    slots = timetable(items, SIX)
    here = next(number for number, one in enumerate(slots) if one == slot)
    later = [
        one
        for item, one in zip(items[here + 1 :], slots[here + 1 :], strict=True)
        if item.place == items[here].place
    ]
    return not (later and later[0].parallel)


@given(PLAIN, st.randoms(use_true_random=False))
def test_without_fixed_begins_another_order_never_changes_the_sum(items, random):
    shuffled = random.sample(items, len(items))

    assert total_minutes(shuffled, SIX) == total_minutes(items, SIX)
    assert total_minutes(items, SIX) == sum(
        item.minutes for item in items if item.place == Place.DURING
    )


@given(PLAIN, st.integers(0, 19), st.integers(1, 60))
def test_a_longer_item_shifts_only_what_comes_after_it(items, number, more):
    if number >= len(items) or items[number].place != Place.DURING:
        return
    longer = [*items]
    longer[number] = replace(items[number], minutes=items[number].minutes + more)

    for n, (old, new) in enumerate(zip(timetable(items, SIX), timetable(longer, SIX), strict=True)):
        moves = items[n].place == Place.AFTER or (items[n].place == Place.DURING and n > number)
        assert new.begin - old.begin == (timedelta(minutes=more) if moves else timedelta())


@given(LISTS)
def test_the_same_items_give_the_same_times(items):
    assert timetable(items, SIX) == timetable(items, SIX)
