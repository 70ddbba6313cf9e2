"""What speaks against a time and a place: rooms when times overlap, all else on the day."""

from datetime import date, datetime

import pytest

from app.calendars.rules import Entry, Kind, clashes

DAY = date(2027, 9, 30)
BEGINS, ENDS = datetime(2027, 9, 30, 18), datetime(2027, 9, 30, 20, 30)


def entry(kind=Kind.VENUE, begins="17:00", ends="19:00", venue_id=7, day=DAY, **values):
    hours = {
        name: clock and datetime.fromisoformat(f"{day}T{clock}")
        for name, clock in (("begins", begins), ("ends", ends))
    }
    facts = {"summary": "Chorprobe", "first_day": day, "last_day": day} | hours | values
    return Entry("Alte Spulerei", kind, venue_id, **facts)


def test_a_sentence_names_what_when_and_whose_calendar():
    assert clashes(BEGINS, ENDS, 7, [entry()]) == [
        "Der Raum ist belegt: Chorprobe, Do., 30.09.2027, 17:00–19:00 Uhr "
        "(Kalender „Alte Spulerei“)"
    ]
    council = entry(Kind.COUNCIL, "09:00", "11:00", summary="Rat")
    assert clashes(BEGINS, ENDS, 7, [council]) == [
        "Am selben Tag: Rat, Do., 30.09.2027, 09:00–11:00 Uhr (Kalender „Alte Spulerei“)"
    ]


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (entry(begins="16:00", ends="18:00"), False),
        (entry(begins="16:00", ends="18:01"), True),
        (entry(begins="20:30", ends="22:00"), False),
        (entry(begins="20:29", ends="22:00"), True),
        (entry(venue_id=8), False),
        (entry(busy=False), False),
        (entry(begins=None, ends=None), True),
        (entry(begins=None, ends=None, first_day=date(2027, 9, 28)), True),
        (entry(day=date(2027, 10, 1)), False),
        (entry(Kind.COUNCIL, venue_id=None), True),
        (entry(Kind.COUNCIL, venue_id=None, busy=False), False),
        (entry(Kind.HOLIDAYS, venue_id=None, begins=None, ends=None, busy=False), True),
        (entry(Kind.OTHER, venue_id=None, day=date(2027, 10, 1)), False),
    ],
)
def test_which_entries_count(one, counts):
    assert bool(clashes(BEGINS, ENDS, 7, [one])) == counts


def test_without_a_room_no_room_is_taken():
    assert clashes(BEGINS, ENDS, None, [entry(venue_id=None)]) == []


def test_a_meeting_past_midnight_meets_the_next_day_as_well():
    late = datetime(2027, 9, 30, 22), datetime(2027, 10, 1, 1)
    council = entry(Kind.COUNCIL, "09:00", "11:00", day=date(2027, 10, 1))

    assert len(clashes(*late, 7, [council])) == 1
