"""Instants are UTC, meetings keep their wall time, also on the two odd nights of a year (O-7)."""

from datetime import date

import pytest

from app.core import clock as app_clock


@pytest.mark.parametrize(
    ("day", "hour", "minute", "utc"),
    [
        (date(2027, 9, 16), 18, 0, "2027-09-16T16:00"),
        (date(2028, 2, 17), 18, 0, "2028-02-17T17:00"),
        (date(2027, 10, 31), 2, 30, "2027-10-31T00:30"),  # exists twice: the first one
        (date(2027, 10, 31), 3, 0, "2027-10-31T02:00"),
        (date(2028, 3, 26), 2, 30, "2028-03-26T01:30"),  # does not exist: half an hour on
        (date(2028, 3, 26), 3, 0, "2028-03-26T01:00"),
    ],
)
def test_wall_clock_times_as_moments(ctx, day, hour, minute, utc):
    assert app_clock.moment_of(day, hour, minute).isoformat()[:16] == utc


@pytest.mark.parametrize(
    ("wall", "moved", "expected"),
    [
        ("2027-10-30T23:30", {"hours": 1}, date(2027, 10, 31)),
        ("2027-10-31T00:30", {"hours": 24}, date(2027, 10, 31)),  # a day of 25 hours
        ("2028-03-26T00:30", {"hours": 23}, date(2028, 3, 27)),  # a day of 23 hours
    ],
)
def test_today_is_the_day_of_the_forum(ctx, clock, wall, moved, expected):
    clock.set(wall)
    clock.moment = clock.moment.astimezone(app_clock.UTC)
    clock.move(**moved)

    assert app_clock.today() == expected
