"""The course of an evening from plain values: drift, new end, late presses, what can give time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.errors import RuleBroken
from app.live import rules, words
from app.live.course import Phase, TurnState, course
from app.live.rules import OpenState, history, least_minutes, open_state
from tests.live.build import BEGIN, MINUTE, a_plan, on, press, start


def at(minutes):
    return BEGIN + minutes * MINUTE


def spans(state):
    """(item, begin, end) in minutes from the begin."""
    in_minutes = [(one.begin - BEGIN, one.end - BEGIN, one.item) for one in state.turns]
    return [(item, begin / MINUTE, end / MINUTE) for begin, end, item in in_minutes]


def test_before_the_begin_the_plan_is_expected_and_later_it_moves_on():
    plan = a_plan()

    early, late = course(plan, [], at(-60)), course(plan, [], at(7))

    assert (early.phase, early.drift, early.current) == (Phase.BEFORE, timedelta(), None)
    assert spans(early)[:2] == [(1, 0, 10), (2, 10, 30)]
    assert (late.drift, late.following.item) == (7 * MINUTE, 1)


def test_while_the_time_of_an_item_lasts_nothing_is_late():
    state = course(a_plan(), [start()], at(4))

    assert (state.spent, state.remaining) == (4 * MINUTE, 6 * MINUTE)
    assert (state.drift, state.current.item, state.following.item) == (timedelta(), 1, 2)


def test_over_its_time_everything_after_it_moves():
    state = course(a_plan(), [start()], at(13))

    assert state.remaining == -3 * MINUTE
    assert (state.drift, state.ends_at) == (3 * MINUTE, at(78))
    assert spans(state)[:2] == [(1, 0, 13), (2, 13, 33)]


def test_an_early_begin_and_an_early_end_bring_time():
    state = course(a_plan(), [start(-5), on(2, 3, 1)], at(4))

    assert spans(state)[:2] == [(1, -5, 3), (2, 3, 23)]
    assert state.drift == -7 * MINUTE


def test_in_a_pause_the_plan_moves_on_and_the_clock_of_the_item_stands():
    pause = press(2, "pause", 4, item=1)
    state = course(a_plan(), [start(), pause], at(9))
    assert (state.phase, state.spent, state.remaining) == (
        Phase.PAUSED,
        4 * MINUTE,
        6 * MINUTE,
    )
    assert state.drift == 5 * MINUTE

    state = course(a_plan(), [start(), pause, press(3, "resume", 9, item=1)], at(11))

    assert (state.phase, state.spent, state.drift) == (Phase.RUNNING, 6 * MINUTE, 5 * MINUTE)


def test_a_fixed_begin_waits_and_is_late_only_when_there_is_no_time_left():
    plan = a_plan(("welcome", 10), ("break", 20), fixed={1: 15})

    assert spans(course(plan, [start(-3)], at(0)))[1] == (2, 15, 35)
    assert spans(course(plan, [start()], at(13)))[1] == (2, 15, 35)
    assert spans(course(plan, [start()], at(17)))[1] == (2, 17, 37)


def test_buffers_give_way_so_that_a_fixed_begin_holds():
    plan = a_plan(("welcome", 10), ("buffer", 10), ("break", 20), fixed={2: 20})

    state = course(plan, [start()], at(14))
    assert spans(state) == [(1, 0, 14), (2, 14, 20), (3, 20, 40)]
    assert state.drift == timedelta()

    state = course(plan, [start()], at(22))
    assert spans(state) == [(1, 0, 22), (2, 22, 22), (3, 22, 42)]
    assert (state.turns[1].state, state.following.item) == (TurnState.DROPPED, 3)


def test_time_that_an_item_gives_brings_the_end_nearer():
    give = press(2, "give", 13, item=2, minutes=3)
    state = course(a_plan(), [start(), give], at(13))

    assert state.drift == timedelta()
    assert [(one.item, one.minutes, one.given) for one in state.turns][:2] == [
        (1, 10, 0),
        (2, 17, 3),
    ]
    able = [(one.item, one.can_give) for one in state.turns if one.can_give]
    assert able == [(2, 5), (4, 10)]


def test_only_whole_minutes_that_are_left_can_be_taken_from_the_current_item():
    plan = a_plan(("input", 20), ("closing", 5))

    assert course(plan, [start()], at(0)).current.can_give == 8
    assert course(plan, [start()], at(17.5)).current.can_give == 2
    assert course(plan, [start()], at(25)).current.can_give == 0


def test_what_should_not_shrink_gives_nothing():
    assert {kind: least_minutes(kind, 20) for kind in ("work", "break", "pitch", "decision")} == {
        "work": 20, "break": 20, "pitch": 20, "decision": 20,
    }  # fmt: skip
    assert (least_minutes("welcome", 10), least_minutes("welcome", 5)) == (5, 3)
    assert (least_minutes("report", 2), least_minutes("buffer", 10)) == (2, 0)


def test_the_last_press_ends_the_meeting():
    plan = a_plan(("welcome", 10), ("closing", 5))
    state = course(plan, [start(), on(2, 12, 1), on(3, 18, 2, last=True)], at(500))

    assert (state.phase, state.ends_at, state.drift) == (Phase.OVER, at(18), 3 * MINUTE)
    assert spans(state) == [(1, 0, 12), (2, 12, 18)]


def test_of_two_devices_the_first_counts_and_no_item_is_skipped():
    presses = [start(), on(2, 10, 1), on(3, 10.1, 1), on(4, 9, 1)]

    assert history(presses) == history(presses[:2])


def test_a_late_press_never_makes_times_run_backwards():
    presses = [start(), press(2, "pause", 8, item=1), press(3, "resume", 9, item=1), on(4, 5, 1)]

    assert spans(course(a_plan(), presses, at(20)))[:2] == [(1, 0, 9), (2, 9, 29)]


def test_an_undo_takes_back_what_it_names_and_only_once():
    presses = [start(), on(2, 10, 1), press(3, "undo", 11, undoes=2)]
    assert history(presses) == history(presses[:1])

    second = press(4, "undo", 11, undoes=2)
    assert history([*presses, second]) == history(presses[:1])


def test_a_press_that_came_too_late_does_not_count_after_an_undo_either():
    late = [start(), on(2, 10, 1), on(3, 10, 1), press(4, "undo", 11, undoes=2)]

    assert history(late).current.item == 1


def test_an_item_that_was_removed_keeps_its_times_and_its_title():
    plan = a_plan()
    kept = type(plan)(plan.steps[1:], plan.begins_at, plan.ends_at)
    state = course(kept, [start(), on(2, 12, 1)], at(15))

    assert [(one.item, one.title) for one in state.turns][:2] == [(1, "Punkt 1"), (2, "Punkt 2")]
    assert (state.turns[0].step, state.current.item) == (None, 2)


def test_an_item_that_comes_in_during_the_evening_has_its_turn_and_nothing_has_two():
    plan = a_plan()
    moved = type(plan)((plan.steps[2], *plan.steps[:2], *plan.steps[3:]), BEGIN, plan.ends_at)

    assert course(moved, [start(), on(2, 12, 1)], at(15)).following.item == 3


@pytest.mark.parametrize(
    ("day", "called_off", "state"),
    [
        (date(2027, 8, 30), False, OpenState.NOT_YET),
        (date(2027, 8, 31), False, OpenState.OPEN),
        (date(2027, 9, 2), False, OpenState.OPEN),
        (date(2027, 9, 3), False, OpenState.OVER),
        (date(2027, 9, 1), True, OpenState.CANCELLED),
    ],
)
def test_when_something_can_be_pressed(day, called_off, state):
    found = open_state(date(2027, 9, 1), day, called_off=called_off)
    assert found is state
    if state is not OpenState.OPEN:
        with pytest.raises(RuleBroken):
            rules.check_open(found)


def test_how_long_a_press_waited_has_a_bound():
    now = datetime(2027, 9, 1, 18, 0, tzinfo=UTC)

    assert rules.pressed_at(now, timedelta(days=400)) == now - timedelta(hours=12)
    assert rules.pressed_at(now, -timedelta(minutes=5)) == now


@pytest.mark.parametrize(
    ("seconds", "said", "digits", "look"),
    [
        (600, "noch 10 Minuten", "10:00", "fine"),
        (181, "noch 4 Minuten", "3:01", "fine"),
        (120, "noch 2 Minuten", "2:00", "soon"),
        (0.4, "noch 1 Minute", "0:01", "soon"),
        (0, "Zeit ist um", "0:00", "over"),
        (-59, "Zeit ist um", "+0:59", "over"),
        (-60, "1 Minute darüber", "+1:00", "over"),
        (-3725, "62 Minuten darüber", "+1:02:05", "over"),
    ],
)
def test_the_words_of_the_remaining_time(seconds, said, digits, look):
    remaining = timedelta(seconds=seconds)
    found = (words.remaining_words(remaining), words.digits(remaining), words.look_of(remaining))
    assert found == (said, digits, look)


@pytest.mark.parametrize(
    ("seconds", "drift", "end"),
    [
        (0, "im Zeitplan", "Ende 20:30\N{NO-BREAK SPACE}Uhr"),
        (29, "im Zeitplan", "Ende 20:30\N{NO-BREAK SPACE}Uhr"),
        (30, "1 Minute später als geplant", "Ende 20:31 statt 20:30\N{NO-BREAK SPACE}Uhr"),
        (380, "6 Minuten später als geplant", "Ende 20:36 statt 20:30\N{NO-BREAK SPACE}Uhr"),
        (-90, "1 Minute früher als geplant", "Ende 20:29 statt 20:30\N{NO-BREAK SPACE}Uhr"),
    ],
)
def test_the_words_of_the_drift_agree_with_those_of_the_end(ctx, seconds, drift, end):
    planned = datetime(2027, 9, 1, 18, 30, tzinfo=UTC)
    late = timedelta(seconds=seconds)
    assert (words.drift_words(late), words.end_words(planned + late, planned)) == (drift, end)
