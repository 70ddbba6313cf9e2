"""Who gets a place, from plain values: examples of the office and properties that always hold."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.registrations.rules import (
    LIVE,
    MOVES,
    Counts,
    LinkState,
    RegistrationState,
    Window,
    check_capacity,
    link_state,
    move,
    needs_are_late,
    offer_ends,
    offers_to_make,
    place_for_next,
    registration_window,
)

S = RegistrationState
BERLIN = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2027, 9, 16, 18, 0)
SUBMITTED = datetime(2027, 9, 1, 7, 0, tzinfo=UTC)
numbers = st.integers(0, 300)


def window(now, cancelled=False):
    return registration_window(
        cancelled=cancelled,
        opens=date(2027, 8, 1),
        closes=date(2027, 9, 14),
        begins_at=BEGIN,
        now=now,
    )


def test_live_states_are_those_of_people_who_still_want_to_come():
    assert set(S) - LIVE == {S.OFFER_LAPSED, S.CANCELLED}


def test_every_state_can_be_left_and_reached():
    reached = {new for targets in MOVES.values() for new in targets}

    assert set(MOVES) == set(S)
    assert reached == set(S)


@pytest.mark.parametrize("old", list(S))
@pytest.mark.parametrize("new", list(S))
def test_only_listed_moves_are_made(old, new):
    if new in MOVES[old]:
        assert move(old, new) is new
    else:
        with pytest.raises(RuleBroken):
            move(old, new)


@given(capacity=numbers, taken=numbers, waiting=numbers)
def test_nobody_passes_the_queue_and_no_place_is_given_twice(capacity, taken, waiting):
    place = place_for_next(capacity, taken, waiting)

    assert (place is S.CONFIRMED) == (taken < capacity and waiting == 0)


@given(capacity=numbers, taken=numbers, waiting=numbers)
def test_offers_fill_the_meeting_but_never_more(capacity, taken, waiting):
    offers = offers_to_make(capacity, taken, waiting, closed=False)

    assert 0 <= offers <= waiting
    assert taken + offers <= max(capacity, taken)
    assert offers == waiting or taken + offers >= capacity
    assert offers_to_make(capacity, taken, waiting, closed=True) == 0


@given(st.lists(st.sampled_from(["register", "cancel", "answer", "lapse", "raise"]), max_size=80))
def test_any_order_of_events_keeps_places_and_queue_right(events):
    capacity, confirmed, offered, waiting = 3, 0, 0, 0

    for event in events:
        if event == "register":
            place = place_for_next(capacity, confirmed + offered, waiting)
            confirmed += place is S.CONFIRMED
            waiting += place is S.WAITLISTED
        elif event == "cancel" and confirmed:
            confirmed -= 1
        elif event == "answer" and offered:
            offered, confirmed = offered - 1, confirmed + 1
        elif event == "lapse" and offered:
            offered -= 1
        elif event == "raise":
            capacity += 1
        offers = offers_to_make(capacity, confirmed + offered, waiting, closed=False)
        offered, waiting = offered + offers, waiting - offers

        assert confirmed + offered <= capacity
        assert waiting == 0 or confirmed + offered == capacity


def test_window_follows_the_days_of_the_meeting():
    assert window(datetime(2027, 7, 31, 23, 59)) is Window.NOT_YET
    assert window(datetime(2027, 8, 1, 0, 0)) is Window.OPEN
    assert window(datetime(2027, 9, 14, 23, 59)) is Window.OPEN
    assert window(datetime(2027, 9, 15, 0, 0)) is Window.CLOSED
    assert window(BEGIN - timedelta(minutes=1)) is Window.CLOSED
    assert window(BEGIN) is Window.OVER
    assert window(datetime(2027, 8, 2), cancelled=True) is Window.CANCELLED


@given(st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1)))
def test_window_is_open_only_between_its_days(now):
    expected = date(2027, 8, 1) <= now.date() <= date(2027, 9, 14)

    assert (window(now) is Window.OPEN) == expected


def link(hours_later, state=S.PENDING, window=Window.OPEN):
    now = SUBMITTED + timedelta(hours=hours_later)
    return link_state(state=state, submitted=SUBMITTED, hours=48, window=window, now=now)


def test_link_to_confirm_is_valid_for_its_hours():
    assert link(0) is LinkState.OPEN
    assert link(47.99) is LinkState.OPEN
    assert link(48) is LinkState.EXPIRED


def test_link_to_confirm_says_what_happened_meanwhile():
    assert link(1, window=Window.CLOSED) is LinkState.OPEN
    assert link(1, window=Window.OVER) is LinkState.OVER
    assert link(1, window=Window.CANCELLED) is LinkState.CALLED_OFF
    assert link(100, state=S.CONFIRMED) is LinkState.USED


def test_needs_are_late_from_the_27th_day_before():
    assert not needs_are_late(date(2027, 9, 29), date(2027, 9, 1))
    assert needs_are_late(date(2027, 9, 28), date(2027, 9, 1))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def end_of(made, hours, begins="2099-01-01T18:00", closed=()):
    end = offer_ends(local(made), hours, local(begins), zone=BERLIN, closed=closed)
    return end.astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("made", "hours", "end"),
    [
        ("2027-09-01T09:00", 12, "2027-09-02T08:00"),  # 21:00 is night
        ("2027-09-01T08:00", 12, "2027-09-01T20:00"),
        ("2027-09-01T19:00", 12, "2027-09-02T08:00"),  # 7:00 is early
        ("2027-09-01T09:00", 48, "2027-09-03T09:00"),
        ("2027-09-03T09:00", 48, "2027-09-06T08:00"),  # a Sunday waits for Monday
        ("2027-10-29T10:00", 48, "2027-11-02T08:00"),  # Sunday, then All Saints' Day
        ("2027-03-27T09:00", 24, "2027-03-30T08:00"),  # Easter, and the clock goes forward
        ("2027-10-30T09:30", 23, "2027-11-02T08:00"),  # the clock goes back
    ],
)
def test_an_offer_ends_by_day_and_never_on_sundays_or_holidays(made, hours, end):
    holidays = {date(2027, 3, 28), date(2027, 3, 29), date(2027, 11, 1)}

    assert end_of(made, hours, closed=holidays) == end


def test_an_offer_ends_at_the_begin_at_the_latest():
    assert end_of("2027-09-01T09:00", 48, "2027-09-02T18:00") == "2027-09-02T18:00"
    assert end_of("2027-09-04T09:00", 48, "2027-09-05T11:00") == "2027-09-05T11:00"


@given(
    made=st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    hours=st.integers(0, 720),
    to_begin=st.integers(1, 60 * 24 * 60),
    closed=st.sets(st.dates(date(2026, 1, 1), date(2029, 3, 1)), max_size=5),
)
@example(datetime(2027, 3, 27, 22, 30, tzinfo=UTC), 2, 10_000, {date(2027, 3, 29)})
@example(datetime(2027, 10, 30, 22, 30, tzinfo=UTC), 3, 10_000, set())
def test_offers_keep_their_hours_and_end_when_people_are_awake(made, hours, to_begin, closed):
    begins = made + timedelta(minutes=to_begin)

    end = offer_ends(made, hours, begins, zone=BERLIN, closed=closed)

    assert end <= begins
    if end == begins:
        return
    wall = end.astimezone(BERLIN)
    assert end - made >= timedelta(hours=hours)
    assert time(8) <= wall.time() <= time(20)
    assert wall.isoweekday() != 7 and wall.date() not in closed
    if end - made > timedelta(hours=hours):  # moved, then to the first morning that is possible
        between = (made + timedelta(hours=hours)).astimezone(BERLIN)
        day, first = between.date(), wall.date()
        skipped = [day + timedelta(days=n) for n in range((first - day).days)]
        late = between.time() > time(20)
        assert all(d.isoweekday() == 7 or d in closed or (d == day and late) for d in skipped)
        assert wall.time() == time(8)


def test_capacity_below_places_given_is_refused_with_the_number():
    check_capacity(3, None, Counts(confirmed=2, offered=1, online=900))

    with pytest.raises(RuleBroken) as fault:
        check_capacity(2, None, Counts(confirmed=2, offered=1, walk_ins=9, guests=4, online=9))

    assert fault.value.message == (
        "Plätze: 3 Plätze sind schon vergeben, davon 1 angeboten. Bitte geben Sie mindestens 3 "
        "an. Sollen es weniger sein, melden Sie zuerst Personen ab oder zu einem anderen "
        "Treffen um."
    )
    assert fault.value.field == "capacity"


def test_places_online_are_checked_apart():
    with pytest.raises(RuleBroken) as fault:
        check_capacity(50, 1, Counts(online=1, online_offered=1))

    assert fault.value.field == "online_capacity"
    check_capacity(50, 2, Counts(online=1, online_offered=1, online_waiting=9))
