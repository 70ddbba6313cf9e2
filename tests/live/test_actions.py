"""Pressing with a real database: two devices, late arrivals, changes of the agenda meanwhile."""

from datetime import date, datetime, time, timedelta

import pytest

from app.agenda.models import AgendaItem
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.live import queries
from app.live.course import Phase
from app.live.models import LivePress
from app.live.words import drift_minutes
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from tests.live.build import MINUTE, THREE, an_agenda, do


@pytest.fixture
def evening(ctx, clock):
    """Begrüßung 10, Berichte 20, Abschluss 5 minutes; it is 18:00 on the day."""
    clock.set("2027-09-01T18:00")
    return an_agenda(*THREE)


def state(meeting):
    return queries.evening_of(meeting_by_id(meeting), app_clock.now()).state


def late(meeting):
    """The drift in whole minutes: the clock of the tests moves on."""
    return drift_minutes(state(meeting).drift)


def kept():
    rows = db.session.query(LivePress).order_by(LivePress.id)
    return [(str(row.what), row.item, row.begins, row.title) for row in rows]


def change(model, row_id, **values):
    with transaction():
        for name, value in values.items():
            setattr(db.session.get(model, row_id), name, value)


def local(hour, minute, day=1):
    return datetime(2027, 9, day, hour, minute)


def test_a_whole_evening(evening, clock):
    meeting, (first, second, third) = evening
    clock.move(minutes=3)
    assert do(meeting, "start") == ""
    clock.move(minutes=12)
    assert do(meeting, "next", first) == ""
    clock.move(minutes=20)
    assert do(meeting, "next", second) == ""
    assert late(meeting) == 5
    clock.move(minutes=4)
    assert do(meeting, "next", third) == ""

    found = queries.times_of(meeting)
    assert (found.begin, found.end) == (local(18, 3), local(18, 39))
    assert found.items == {
        first: (local(18, 3), local(18, 15)),
        second: (local(18, 15), local(18, 35)),
        third: (local(18, 35), local(18, 39)),
    }
    assert kept() == [
        ("start", None, first, "Begrüßung"),
        ("next", first, second, "Berichte"),
        ("next", second, third, "Abschluss"),
        ("next", third, None, ""),
    ]


def test_times_of_an_evening_that_runs_or_never_began(evening, clock):
    meeting, (first, *_) = evening
    assert queries.times_of(meeting) == queries.Times(None, None, {})

    do(meeting, "start")

    found = queries.times_of(meeting)
    assert (found.begin, found.end) == (local(18, 0), None)
    assert found.items == {first: (local(18, 0), None)}


def test_the_same_key_again_is_one_press(evening):
    meeting, (first, second, _) = evening
    do(meeting, "start")

    assert do(meeting, "next", first, key="n" * 20) == ""
    assert do(meeting, "next", first, key="n" * 20) == ""

    assert state(meeting).current.item == second
    assert len(kept()) == 2


def test_the_slower_device_hears_who_was_faster_and_nothing_is_skipped(evening, clock):
    meeting, (first, second, _) = evening
    do(meeting, "start")
    clock.move(minutes=9)
    do(meeting, "next", first, key="a" * 20)
    clock.move(minutes=6)

    said = do(meeting, "next", first, key="b" * 20, age=timedelta(minutes=8))

    assert said == (
        "Miriam Voss war um 18:09\N{NO-BREAK SPACE}Uhr schneller. Es hat sich nichts geändert."
    )
    assert state(meeting).current.item == second
    assert do(meeting, "start", key="c" * 20).endswith("schneller. Es hat sich nichts geändert.")


def test_a_press_that_waited_counts_from_when_it_was_pressed(evening, clock):
    meeting, (first, *_) = evening
    do(meeting, "start")
    clock.move(minutes=15)

    do(meeting, "next", first, age=timedelta(minutes=4))

    assert queries.times_of(meeting).items[first] == (local(18, 0), local(18, 11))


def test_an_undo_names_its_press_by_key_and_two_undos_are_one(evening):
    meeting, (first, *_) = evening
    do(meeting, "start", key="s" * 20)
    do(meeting, "next", first, key="n" * 20)

    assert do(meeting, "undo", undoes="n" * 20, key="u" * 20) == ""
    said = do(meeting, "undo", undoes="n" * 20, key="v" * 20)

    assert said == "Das wurde schon zurückgenommen oder es kam etwas danach."
    assert state(meeting).current.item == first
    assert do(meeting, "undo", undoes="never-heard-of-this-key", key="w" * 20) == said


def test_also_the_end_can_be_taken_back(evening):
    meeting, items = evening
    do(meeting, "start")
    for item in items:
        do(meeting, "next", item)
    assert state(meeting).phase is Phase.OVER

    do(meeting, "undo", undoes=queries.presses_of(meeting)[-1].key)

    assert state(meeting).current.item == items[-1]


def test_an_item_gives_what_it_can_and_not_more(evening):
    meeting, (_first, second, third) = evening
    do(meeting, "start")

    assert do(meeting, "give", second, minutes=10) == ""
    assert do(meeting, "give", second, minutes=10, key="g" * 20) == (
        "Das gilt schon. Es hat sich nichts geändert."
    )
    for item, minutes in ((second, 11), (third, 1), (999_999, 1)):
        with pytest.raises(RuleBroken, match="kann jetzt höchstens"):
            do(meeting, "give", item, minutes=minutes, key=f"too-much-{item:012}")

    assert late(meeting) == -10
    do(meeting, "give", second, minutes=0, key="b" * 20)
    assert late(meeting) == 0


def test_a_gift_that_waited_on_a_device_is_judged_by_when_it_was_pressed(evening, clock):
    meeting, (first, second, _) = evening
    do(meeting, "start")
    do(meeting, "next", first)
    clock.move(minutes=17, seconds=30)  # half a minute in hand: the test's clock runs
    with pytest.raises(RuleBroken, match="höchstens 2 Minuten abgeben"):
        do(meeting, "give", second, minutes=8)

    assert do(meeting, "give", second, minutes=8, key="k" * 20, age=10 * MINUTE) == ""


def test_the_plan_may_change_during_the_evening(evening, clock):
    meeting, (first, second, third) = evening
    do(meeting, "start")
    clock.move(minutes=10)
    do(meeting, "next", first)
    with transaction():
        db.session.delete(db.session.get(AgendaItem, first))
        db.session.get(AgendaItem, second).position = 9

    now = state(meeting)
    assert [one.title for one in now.turns] == ["Begrüßung", "Berichte", "Abschluss"]
    do(meeting, "next", second)
    assert state(meeting).current.item == third
    assert queries.times_of(meeting).items[first] == (local(18, 0), local(18, 10))


def test_what_runs_side_by_side_is_one_turn(ctx, clock):
    clock.set("2027-09-01T18:00")
    meeting, (first, tables, beside, last) = an_agenda(
        ("Begrüßung", "welcome", 10),
        ("Thementische", "work", 30),
        ("Beirat", "work", 40, {"parallel": True}),
        ("Abschluss", "closing", 5),
        duration_minutes=55,
    )
    do(meeting, "start")
    do(meeting, "next", first)
    found = state(meeting)
    assert (found.current.title, found.current.minutes) == ("Thementische / Beirat", 40)
    clock.move(minutes=40)
    do(meeting, "next", tables)

    assert state(meeting).current.item == last
    times = queries.times_of(meeting).items
    assert times[tables] == times[beside] == (local(18, 0), local(18, 40))


def test_what_ran_beside_a_removed_item_does_not_come_on_again(ctx, clock):
    clock.set("2027-09-01T18:00")
    meeting, (tables, beside, last) = an_agenda(
        ("Thementische", "work", 30),
        ("Beirat", "work", 40, {"parallel": True}),
        ("Abschluss", "closing", 5),
    )
    do(meeting, "start")
    with transaction():
        db.session.delete(db.session.get(AgendaItem, tables))
        db.session.get(AgendaItem, beside).parallel = False

    assert [one.title for one in state(meeting).turns] == ["Beirat", "Abschluss"]
    clock.move(minutes=40)
    do(meeting, "next", tables)
    assert state(meeting).current.item == last
    assert queries.times_of(meeting).items[beside] == (local(18, 0), local(18, 40))


def test_only_around_its_day_and_not_when_it_is_called_off(evening, clock):
    meeting, _ = evening
    clock.set("2027-08-30T18:00")
    with pytest.raises(RuleBroken, match="Am Tag vor dem Treffen"):
        do(meeting, "start")
    clock.set("2027-09-03T18:00")
    with pytest.raises(RuleBroken, match="ist vorbei"):
        do(meeting, "start")
    clock.set("2027-09-01T18:00")
    change(Meeting, meeting, state=MeetingState.CANCELLED)
    with pytest.raises(RuleBroken, match="fällt aus"):
        do(meeting, "start")
    assert kept() == []


def test_without_items_there_is_nothing_to_begin(ctx, clock):
    clock.set("2027-09-01T18:00")
    meeting, _ = an_agenda(duration_minutes=60)
    with pytest.raises(RuleBroken, match="noch keine Punkte"):
        do(meeting, "start")


def test_past_midnight(ctx, clock):
    clock.set("2027-09-01T23:30")
    meeting, (first, second, third) = an_agenda(*THREE, begins=time(23, 30))
    do(meeting, "start")
    clock.move(minutes=15)
    do(meeting, "next", first)
    clock.move(minutes=20)
    do(meeting, "next", second)
    clock.move(minutes=5)
    do(meeting, "next", third)

    found = queries.times_of(meeting)
    assert (found.end, late(meeting)) == (local(0, 10, day=2), 5)
    assert found.items[second] == (local(23, 45), local(0, 5, day=2))


@pytest.mark.parametrize(
    ("day", "drift", "end"),
    [
        (date(2027, 3, 28), 60, datetime(2027, 3, 28, 5, 0)),
        (date(2027, 10, 31), -60, datetime(2027, 10, 31, 3, 0)),
    ],
)
def test_in_the_night_when_the_clocks_change_minutes_are_real_and_the_end_is_as_announced(
    ctx, clock, day, drift, end
):
    """23:00 and five hours: announced until 4 o'clock on the wall, which are four or six hours."""
    eve = day - timedelta(days=1)
    clock.set(f"{eve}T23:00")
    meeting, (only,) = an_agenda(
        ("Lange Nacht", "work", 300), day=eve, registration_closes=eve, begins=time(23, 0)
    )
    do(meeting, "start")

    assert late(meeting) == drift

    app_clock.start_at(state(meeting).current.begin + timedelta(hours=5))
    do(meeting, "next", only)
    found = queries.times_of(meeting)
    assert (found.end, late(meeting)) == (end, drift)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_on_the_day_after_the_clocks_changed_all_is_as_usual(ctx, clock, day):
    clock.set(f"{day}T18:00")
    meeting, (first, *_) = an_agenda(*THREE, day=day, registration_closes=day)
    do(meeting, "start")

    assert late(meeting) == 0
    assert queries.times_of(meeting).begin == datetime(day.year, day.month, day.day, 18, 0)
    assert state(meeting).current.item == first


@pytest.mark.parametrize("items", [1, 30])
def test_the_number_of_queries_does_not_grow(ctx, clock, count_queries, items):
    clock.set("2027-09-01T18:00")
    meeting, ids = an_agenda(*((f"Punkt {n}", "report", 5) for n in range(items)))
    do(meeting, "start")
    for item in ids[:-1]:
        do(meeting, "next", item)
    db.session.remove()

    with count_queries() as seen:
        queries.times_of(meeting)
    selects = [one for one in seen if one.startswith("SELECT")]
    assert len(selects) == 4, selects
