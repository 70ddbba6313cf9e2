"""Seats beside each other, terms, and when the office is told that they end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.steering.member_rules import (
    Seat,
    TermEnd,
    check_seat,
    ends_within,
    in_office,
    overlap,
    standing,
)

TODAY = date(2027, 9, 1)
SEAT = Seat(
    person=1, deputy=2, voting=True, term_from=date(2027, 1, 1), term_to=date(2028, 12, 31),
    name="Anna Weber",
)  # fmt: skip
DAYS = st.dates(date(2027, 1, 1), date(2027, 2, 20))


@st.composite
def terms(draw):
    begin = draw(DAYS)
    length = draw(st.one_of(st.none(), st.integers(0, 30)))
    end = None if length is None else begin + timedelta(days=length)
    return replace(SEAT, term_from=begin, term_to=end)


@given(terms(), terms())
def test_terms_overlap_when_a_day_lies_in_both(one, other):
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(90)]
    both = any(
        in_office(one.term_from, one.term_to, day)
        and in_office(other.term_from, other.term_to, day)
        for day in days
    )
    assert overlap(one, other) == overlap(other, one) == both


@pytest.mark.parametrize(
    ("seat", "others", "field", "words"),
    [
        ({"term_to": date(2026, 12, 31)}, [], "term_to", "liegt vor dem ersten Tag"),
        ({"deputy": 1}, [], "deputy", "nicht selbst vertreten"),
        ({}, [{"person": 1, "deputy": None}], "person", "hat schon einen Sitz"),
        ({}, [{"person": 2, "deputy": 9}], "deputy", "selbst stimmberechtigtes Mitglied"),
        ({}, [{"person": 8, "deputy": 2}], "deputy", "vertritt schon"),
        ({}, [{"person": 8, "deputy": 1}], "person", "nicht zugleich stimmberechtigt"),
    ],
)
def test_seats_that_cannot_be_beside_each_other(seat, others, field, words):
    there = [replace(SEAT, **other) for other in others]
    with pytest.raises(RuleBroken, match=words) as fault:
        check_seat(replace(SEAT, **seat), there)
    assert fault.value.field == field


@pytest.mark.parametrize(
    "other",
    [
        {"person": 8, "deputy": 9},
        {"person": 1, "deputy": 2, "term_from": date(2029, 1, 1), "term_to": None},
        {"person": 2, "deputy": 9, "voting": False},
        {"person": None, "deputy": None},
    ],
)
def test_seats_that_can(other):
    check_seat(SEAT, [replace(SEAT, **other)])


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (date(2027, 1, 1), None, "now"),
        (date(2027, 1, 1), date(2027, 10, 28), "now"),
        (date(2027, 1, 1), date(2027, 10, 27), "soon"),
        (date(2027, 1, 1), TODAY, "soon"),
        (date(2027, 1, 1), date(2027, 8, 31), "ended"),
        (date(2027, 9, 2), None, "coming"),
    ],
)
def test_where_a_term_stands(begin, end, words):
    assert standing(begin, end, TODAY) == words


def test_the_office_is_told_eight_weeks_before_seats_become_empty():
    ending = [replace(SEAT, person=number, term_to=date(2027, 10, 27)) for number in (1, 2, 3)]
    follower = replace(SEAT, person=4, term_from=date(2027, 10, 28))
    assert ends_within(ending, TODAY, TODAY) == [TermEnd(date(2027, 10, 27), 3, 3)]
    assert ends_within([*ending, follower], TODAY, TODAY) == [TermEnd(date(2027, 10, 27), 3, 2)]
    assert ends_within([ending[0], follower], TODAY, TODAY) == []
    assert ends_within(ending, TODAY - timedelta(days=1), TODAY - timedelta(days=1)) == []
    assert ends_within(ending, date(2027, 10, 28), date(2027, 10, 28)) == []
