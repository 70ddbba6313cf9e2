"""Averages, spread and order of ratings against a slow recount, for any sheets."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.steering.rating_rules import (
    Marks,
    Merged,
    decimal,
    empty_marks,
    fitting,
    merged,
    results,
)

POINTS = st.one_of(st.none(), st.integers(0, 3))


@st.composite
def rounds(draw):
    """(ids of ideas, number of criteria, sheets that were handed in)"""
    criteria = draw(st.integers(1, 5))
    ideas = draw(st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True))
    one = st.builds(
        Marks,
        st.tuples(*[POINTS] * criteria),
        st.booleans(),
        st.sampled_from(["", "Träger fehlt.", "ändern", "Zug"]),
    )
    sheet = st.dictionaries(st.sampled_from(ideas), one)
    return ideas, criteria, draw(st.lists(sheet, max_size=8))


def slow_totals(idea, sheets):
    said = [sheet[idea] for sheet in sheets if idea in sheet]
    return sorted(sum(one.points) for one in said if not one.biased and None not in one.points)


@given(rounds())
def test_averages_and_spread_equal_a_slow_recount(drawn):
    ideas, criteria, sheets = drawn
    found = {one.idea: one for one in results(ideas, criteria, sheets)}
    assert sorted(found) == sorted(ideas)
    for idea in ideas:
        result, totals = found[idea], slow_totals(idea, sheets)
        assert list(result.totals) == totals
        assert result.number == len(totals)
        assert result.average == (Fraction(sum(totals), len(totals)) if totals else None)
        if totals:
            assert result.deviation == pytest.approx(statistics.pstdev(totals))
        else:
            assert result.deviation is None and result.rank is None
        for place in range(criteria):
            given_points = [
                sheet[idea].points[place]
                for sheet in sheets
                if idea in sheet
                and not sheet[idea].biased
                and sheet[idea].points[place] is not None
            ]
            wanted = Fraction(sum(given_points), len(given_points)) if given_points else None
            assert result.of_criteria[place] == wanted


@given(rounds())
def test_biased_members_are_told_and_never_counted(drawn):
    ideas, criteria, sheets = drawn
    without = [{idea: one for idea, one in sheet.items() if not one.biased} for sheet in sheets]
    for one, other in zip(
        results(ideas, criteria, sheets), results(ideas, criteria, without), strict=True
    ):
        assert (one.idea, one.totals, one.of_criteria) == (
            other.idea, other.totals, other.of_criteria
        )  # fmt: skip
        assert one.biased == sum(sheet[one.idea].biased for sheet in sheets if one.idea in sheet)


@given(rounds(), st.randoms())
def test_the_order_is_by_average_and_does_not_depend_on_the_sheets_order(drawn, chance):
    ideas, criteria, sheets = drawn
    found = results(ideas, criteria, sheets)
    shuffled = chance.sample(sheets, len(sheets))
    assert results(ideas, criteria, shuffled) == found
    rated = [one for one in found if one.average is not None]
    assert found == rated + [one for one in found if one.average is None]
    averages = [one.average for one in rated]
    assert averages == sorted(averages, reverse=True)
    for one in rated:
        assert one.rank == 1 + sum(other.average > one.average for other in rated)
    for average in set(averages):
        tied = [one.idea for one in rated if one.average == average]
        assert tied == [idea for idea in ideas if idea in tied]


@given(st.tuples(POINTS, POINTS), st.booleans(), st.text(max_size=20), st.booleans())
def test_what_is_kept_has_no_points_of_biased_or_advising_members(points, biased, comment, rates):
    kept = fitting(Marks(points, biased, comment), 2, rates=rates)
    assert kept.comment == comment
    assert kept.biased == (biased and rates)
    assert kept.points == (points if rates and not biased else (None, None))
    assert fitting(kept, 2, rates=rates) == kept


@given(st.tuples(POINTS, POINTS), st.tuples(POINTS, POINTS), st.tuples(POINTS, POINTS))
def test_three_states_are_merged_without_losing_a_change(seen, stored, typed):
    outcome = merged(Marks(seen).fingerprint, Marks(stored), Marks(typed))
    if typed in (seen, stored):
        assert outcome is Merged.UNTOUCHED
    elif stored == seen:
        assert outcome is Merged.SAVE
    else:
        assert outcome is Merged.CONFLICT


@given(st.integers(0, 150), st.integers(1, 40))
def test_decimals_are_german_and_rounded_half_up(above, below):
    words = decimal(Fraction(above, below))
    assert abs(Fraction(words.replace(",", ".")) - Fraction(above, below)) <= Fraction(1, 20)
    assert decimal(None) == "–"
    assert decimal(Fraction(1, 20)) == "0,1"


def test_nothing_said_is_not_complete_and_no_zero():
    assert empty_marks(3).total is None
    assert not empty_marks(3).is_complete
    assert Marks((None, None), biased=True).is_complete
