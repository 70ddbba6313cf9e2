"""Clock times: the evening as the office knows it, and what always holds."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules import (
    Place,
    drift_sentence,
    pitch_times,
    place_of,
    slot_length,
    spread_slots,
)
from app.agenda.timetable import timetable
from app.kits.shelf import load_shelf
from tests.agenda.build import Item, total_minutes

KITS = Path(__file__).resolve().parents[2] / "meeting_kits"
SHELF = load_shelf(KITS)
SIX = datetime(2027, 9, 16, 18, 0)


def items_of(kit):
    return [Item(item.minutes, place_of(item)) for item in kit.agenda]


def pitch_clock(kit_id):
    kit = SHELF.kit(kit_id)
    begin = datetime.combine(date(2027, 9, 16), kit.start_time)
    slots = timetable(items_of(kit), begin)
    return [
        f"{at:%H:%M}"
        for item, slot, places in zip(kit.agenda, slots, spread_slots(kit), strict=True)
        for at in pitch_times(item.minutes, places, slot.begin)
    ]


def test_pitch_times_of_a_pitch_evening():
    expected = ["18:18", "18:24", "18:30", "18:36", "18:54", "19:00", "19:06", "19:12"]
    assert pitch_clock("pitch-abend") == expected


def test_pitch_times_of_a_networking_meeting():
    assert pitch_clock("vernetzung") == ["18:52", "18:57", "19:02", "19:07"]


def test_eight_pitches_in_a_quarter_of_an_hour_get_ninety_seconds_each():
    assert slot_length(15, 8) == timedelta(seconds=90)
    assert len(pitch_clock("auftakt")) == 8


def test_a_kit_without_pitch_items_discusses_pitches_in_its_work_phases():
    kit = SHELF.kit("projektwerkstatt")

    takers = [item.title for item, n in zip(kit.agenda, spread_slots(kit), strict=True) if n]

    assert takers == ["Erster Fall", "Zweiter Fall"]


def test_a_kit_without_pitches_has_no_places():
    assert sum(spread_slots(SHELF.kit("themenwerkstatt"))) == 0


@pytest.mark.parametrize("kit", SHELF.kits, ids=lambda kit: kit.id)
def test_every_kit_has_room_for_all_its_pitches_and_fills_its_time(kit):
    assert sum(spread_slots(kit)) == kit.pitch_slots
    assert total_minutes(items_of(kit), SIX) == kit.duration_minutes


def test_items_before_the_meeting_end_at_its_begin():
    items = [Item(90, Place.BEFORE), Item(30, Place.BEFORE), Item(60), Item(45, Place.AFTER)]

    clock = [f"{slot.begin:%H:%M}–{slot.end:%H:%M}" for slot in timetable(items, SIX)]

    assert clock == ["16:00–17:30", "17:30–18:00", "18:00–19:00", "19:00–19:45"]


def test_an_evening_may_end_after_midnight():
    slots = timetable([Item(400)], SIX)

    assert slots[0].end == datetime(2027, 9, 17, 0, 40)


@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        (150, "Die Punkte füllen genau die geplante Zeit."),
        (145, "5 Minuten vor dem geplanten Ende"),
        (162, "12 Minuten über der geplanten Zeit"),
        (149, "1 Minute vor dem geplanten Ende"),
    ],
)
def test_drift_in_words(total, sentence):
    assert drift_sentence(total, 150) == sentence


@given(st.integers(1, 240), st.integers(1, 20))
def test_pitches_never_overlap(minutes, slots):
    times = pitch_times(minutes, slots, SIX)

    length = slot_length(minutes, slots)
    assert all(b - a == length for a, b in pairwise(times))
    if minutes * 2 >= slots:
        assert times[-1] + length <= SIX + timedelta(minutes=minutes)
