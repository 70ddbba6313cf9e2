"""The door from plain values: when it is open, which mark counts, who is meant by a name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.door.rules import (
    DoorState,
    Entry,
    Numbers,
    by_letter,
    check_door,
    check_places,
    counts_now,
    door_state,
    matches,
    pressed_at,
    read_paper,
    split_name,
)
from app.registrations.rules import Attendance

NOW = datetime(2027, 6, 17, 15, 40, tzinfo=UTC)
DAY = date(2027, 6, 17)


def an_entry(number, name, organisation=""):
    first, _, last = name.rpartition(" ")
    return Entry(number, first, last, organisation, False, False, Attendance.UNKNOWN)


GUESTS = [
    an_entry(1, "Cem Yıldırım"),
    an_entry(2, "Agnieszka Krzyżanowska"),
    an_entry(3, "Nguyễn Thị Mai"),
    an_entry(4, "Jürgen Müller"),
    an_entry(5, "Heike Müller"),
    an_entry(6, "Änne Süß-Łukaszewicz"),
]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 6, 15), DoorState.NOT_YET),
        (date(2027, 6, 16), DoorState.OPEN),
        (date(2027, 6, 17), DoorState.OPEN),
        (date(2027, 6, 18), DoorState.OPEN),
        (date(2027, 6, 19), DoorState.OVER),
    ],
)
def test_the_door_is_open_from_the_day_before_to_the_day_after(today, state):
    assert door_state(DAY, today, called_off=False) is state
    assert door_state(DAY, today, called_off=True) is DoorState.CANCELLED


def test_afterwards_only_the_team_may_mark():
    check_door(DoorState.OVER, team=True)
    for state, team in (
        (DoorState.OVER, False),
        (DoorState.NOT_YET, True),
        (DoorState.CANCELLED, True),
    ):
        with pytest.raises(RuleBroken):
            check_door(state, team=team)


def test_a_device_says_how_long_ago_not_when():
    assert pressed_at(NOW, timedelta(minutes=5)) == NOW - timedelta(minutes=5)
    assert pressed_at(NOW, timedelta(minutes=-5)) == NOW
    assert pressed_at(NOW, timedelta(days=400)) == NOW - timedelta(days=2)


@given(st.permutations([0, 1, 2, 3, 4]))
def test_in_whatever_order_marks_arrive_the_newest_press_decides(order):
    presses = [(NOW + timedelta(seconds=n), n) for n in range(5)]
    newest, decided = None, None
    for pressed, what in (presses[n] for n in order):
        if counts_now(pressed, newest):
            newest, decided = pressed, what

    assert decided == 4


def test_numbers_add_up():
    numbers = Numbers(expected=80, present=53, excused=4, absent=3, guests=2)

    assert (numbers.open, numbers.there, numbers.seats_needed) == (20, 55, 75)


@pytest.mark.parametrize(
    ("present", "absent", "more", "minutes", "allowed"),
    [
        (10, 0, False, 0, False),
        (9, 1, False, 0, True),
        (10, 0, True, 0, True),
        (10, 0, False, 2, True),
    ],
)
def test_guests_come_in_while_a_place_is_free_or_when_they_are_in_already(
    present, absent, more, minutes, allowed
):
    numbers = Numbers(expected=10, present=present, absent=absent)
    if allowed:
        check_places(10, numbers, more=more, age=timedelta(minutes=minutes))
    else:
        with pytest.raises(RuleBroken, match="Alle Plätze sind besetzt"):
            check_places(10, numbers, more=more, age=timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Cem Yıldırım", ("Cem", "Yıldırım")),
        ("Mai, Nguyễn Thị", ("Nguyễn Thị", "Mai")),
        ("Cher", ("", "Cher")),
        (", Mai", ("", "Mai")),
        ("Mai,", ("", "Mai")),
        ("  Anna  Maria   Süß ", ("Anna  Maria", "Süß")),
    ],
)
def test_a_name_in_one_field_becomes_first_name_and_surname(typed, parts):
    assert split_name(typed) == parts


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("Yildirim", [1]),
        ("yıldırım cem", [1]),
        ("Krzyzanowska, A", [2]),
        ("nguyen thi mai", [3]),
        ("Müller", [4, 5]),
        ("H. Müller", []),
        ("H Müller", [5]),
        ("suss luk", [6]),
        ("Niemand", []),
        ("", []),
        ("müller müller", []),
    ],
)
def test_who_is_meant_by_a_name(typed, numbers):
    assert [one.id for one in matches(typed, GUESTS)] == numbers


def test_the_whole_name_beats_the_beginning_of_a_longer_one():
    both = [an_entry(1, "Anna Berg"), an_entry(2, "Anna Bergmann")]

    assert [one.id for one in matches("Anna Berg", both)] == [1]


def test_letters_head_the_list_in_german_order():
    groups = by_letter([an_entry(1, "A Öztürk"), an_entry(2, "B Otto"), an_entry(3, "C 3001")])

    assert [(letter, [one.id for one in rows]) for letter, rows in groups] == [
        ("O", [1, 2]),
        ("#", [3]),
    ]


def test_a_paper_list_is_read_line_by_line_and_each_name_once():
    lines = read_paper("- Cem Yıldırım\n\n  Müller \r\nCem Yıldırım\nGast Neu", GUESTS)

    assert [(line.text, len(line.found), line.sure) for line in lines] == [
        ("Cem Yıldırım", 1, True),
        ("Müller", 2, False),
        ("Gast Neu", 0, False),
    ]


def test_the_beginning_of_a_name_is_asked_about():
    lines = read_paper("Krzyżan\nKrzyzanowska", GUESTS)

    assert [(len(line.found), line.sure) for line in lines] == [(1, False), (1, True)]


@pytest.mark.parametrize("text", ["", " \n-\n", "x" * 201, "\n".join(map(str, range(401)))])
def test_a_paper_list_that_cannot_be_one_is_refused_at_its_field(text):
    with pytest.raises(RuleBroken, match=r"^Namen: ") as fault:
        read_paper(text, GUESTS)

    assert fault.value.field == "names"
