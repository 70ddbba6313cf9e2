"""Ranks, sums and allowed distributions, whatever people do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.core.errors import RuleBroken
from app.floor import rules
from app.floor.rules import Count

totals = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=40)


@given(totals)
def test_ranks_order_all_and_skip_after_ties(numbers):
    counts = [Count(n, str(n), *pair) for n, pair in enumerate(numbers, 1)]

    lines = rules.ranked(counts)

    assert sorted(line.count.number for line in lines) == [one.number for one in counts]
    for line in lines:
        better = sum(1 for one in counts if one.total > line.count.total)
        assert line.rank == better + 1
    assert [line.rank for line in lines] == sorted(line.rank for line in lines)


@given(st.integers(0, 400), st.integers(0, 5000), st.integers(1, 20))
def test_a_sum_is_refused_exactly_when_it_is_more_than_possible(people, counted, each):
    surplus = rules.too_many(counted, people, each)

    assert surplus == max(0, counted - people * each)
    if surplus:
        with pytest.raises(RuleBroken):
            rules.check_counted(counted, people, each, "")
    else:
        rules.check_counted(counted, people, each, "")
    rules.check_counted(counted, people, each, "Ein Grund.")


@given(st.integers(2, 40), st.integers(1, 400))
def test_the_suggestion_gives_enough_dots_and_not_one_more(options, people):
    points = rules.suggested_points(options, people)

    assert points * people >= options * (options - 1) / 2 or points == 1
    assert points == 1 or (points - 1) * people < options * (options - 1) / 2


class Slip(RuleBasedStateMachine):
    """Two phones with the same slip: whatever they ask for, the slip never gives too much."""

    @initialize(points=st.integers(1, 20), options=st.integers(2, 8), data=st.data())
    def begin(self, points, options, data):
        self.each = points
        self.most = data.draw(st.integers(1, points))
        self.options = list(range(1, options + 1))
        self.points = {}

    @rule(option=st.integers(0, 9), wanted=st.integers(0, 99))
    def press(self, option, wanted):
        new = rules.given(self.points, option, wanted)
        try:
            rules.check_points(new, self.options, points_each=self.each, most_each=self.most)
        except RuleBroken:
            others = sum(n for key, n in self.points.items() if key != str(option))
            assert wanted > self.most or others + wanted > self.each or option not in self.options
            return
        self.points = new
        assert new.get(str(option), 0) == wanted
        assert rules.given(new, option, wanted) == new

    @invariant()
    def never_too_much(self):
        points = getattr(self, "points", {})
        assert sum(points.values()) <= getattr(self, "each", 0)
        assert all(0 < number <= self.most for number in points.values())


TestSlip = Slip.TestCase
