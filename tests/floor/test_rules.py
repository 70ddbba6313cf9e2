"""When cards are taken, what a poll may be, ranks, possible sums, codes."""

from datetime import date

import pytest

from app.core.errors import RuleBroken
from app.floor import rules
from app.floor.rules import CardsState, Count, OptionFacts, PollFacts, PollKind
from tests.floor.build import poll_facts

DAY = date(2027, 9, 1)


@pytest.mark.parametrize(
    ("today", "allowed", "called_off", "state"),
    [
        (date(2027, 8, 31), True, False, CardsState.NOT_YET),
        (date(2027, 9, 1), True, False, CardsState.OPEN),
        (date(2027, 9, 2), True, False, CardsState.OPEN),
        (date(2027, 9, 3), True, False, CardsState.OVER),
        (date(2027, 9, 1), False, False, CardsState.SHUT),
        (date(2027, 9, 1), True, True, CardsState.CANCELLED),
    ],
)
def test_cards_are_taken_on_the_day_and_the_day_after(today, allowed, called_off, state):
    assert rules.cards_state(DAY, today, allowed=allowed, called_off=called_off) is state


@pytest.mark.parametrize(
    ("totals", "ranks"),
    [
        ([9, 7, 5, 5, 2], [1, 2, 3, 3, 5]),
        ([4, 4, 4], [1, 1, 1]),
        ([0, 0], [1, 1]),
        ([1, 8], [1, 2]),
    ],
)
def test_equal_points_share_a_rank_and_the_next_is_skipped(totals, ranks):
    lines = rules.ranked([Count(n, f"Idee {n}", total) for n, total in enumerate(totals, 1)])

    assert [line.rank for line in lines] == ranks
    assert [line.count.total for line in lines] == sorted(totals, reverse=True)


@pytest.mark.parametrize(
    ("options", "people", "points"), [(14, 75, 2), (14, 60, 2), (8, 1, 28), (2, 50, 1), (1, 9, 1)]
)
def test_the_suggestion_of_points_is_rounded_up(options, people, points):
    assert rules.suggested_points(options, people) == points


def test_more_dots_than_possible_need_a_comment():
    rules.check_counted(30, 10, 3, "")
    rules.check_counted(31, 10, 3, "Ein Punkt wurde doppelt geklebt.")

    with pytest.raises(RuleBroken, match="10 × 3 = 30") as fault:
        rules.check_counted(31, 10, 3, "")
    assert fault.value.field == "comment"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (poll_facts("Eine"), "options"),
        (poll_facts(*(f"Idee {n}" for n in range(41))), "options"),
        (poll_facts("Bänke", "bänke"), "options"),
        (poll_facts("a" * 301, "b"), "options"),
        (poll_facts(points=2, most=3), "most_each"),
    ],
)
def test_a_poll_needs_different_options_and_points_that_fit(facts, field):
    with pytest.raises(RuleBroken) as fault:
        rules.check_poll(facts)

    assert fault.value.field == field


def test_codes_are_the_same_for_the_same_form_and_for_no_other():
    first = rules.codes("geheim", 7, "formular-1", 3)

    assert rules.codes("geheim", 7, "formular-1", 3) == first
    others = [("anders", 7, "formular-1"), ("geheim", 8, "formular-1"), ("geheim", 7, "formular-2")]
    assert not set(first) & {code for one in others for code in rules.codes(*one, 3)}
    assert all(len(code) == 16 and set(code) <= set(rules.ALPHABET) for code in first)


def test_a_code_is_read_as_people_type_it():
    code = rules.codes("geheim", 7, "formular", 1)[0]

    assert rules.plain_code(f" {rules.grouped(code).lower()} ") == code
    assert rules.plain_code(rules.grouped(code).replace(" ", "-")) == code


def test_a_straw_poll_keeps_the_order_of_its_answers():
    lines = rules.ranked([Count(1, "dafür", 1), Count(2, "dagegen", 5), Count(3, "enthalten", 0)])

    assert [line.count.text for line in rules.shown_order(lines, PollKind.STRAW)] == [
        "dafür", "dagegen", "enthalten",
    ]  # fmt: skip


def test_a_straw_poll_is_a_poll():
    rules.check_poll(PollFacts(PollKind.STRAW, "Frage?", tuple(map(OptionFacts, "abc"))))
