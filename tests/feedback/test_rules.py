"""When the form is open, and what answers add up to."""

from datetime import date, datetime

import pytest

from app.core.errors import RuleBroken
from app.feedback import rules
from app.feedback.rules import Answers, Window

BEGIN = datetime(2027, 6, 17, 18, 0)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2027, 6, 17, 17, 59), Window.EARLY),
        (datetime(2027, 6, 17, 18, 0), Window.OPEN),
        (datetime(2027, 7, 15, 23, 59), Window.OPEN),
        (datetime(2027, 7, 16, 0, 0), Window.OVER),
    ],
)
def test_the_form_is_open_from_the_begin_for_four_weeks(now, found):
    assert rules.window(BEGIN, now, cancelled=False) is found
    assert rules.window(BEGIN, now, cancelled=True) is Window.CANCELLED


def test_the_last_day_stands_on_the_page():
    assert rules.last_day(date(2027, 6, 17)) == date(2027, 7, 15)


def test_marks_are_counted_question_by_question():
    found = {
        tally.question: tally
        for tally in rules.tallies([{"content": 5, "again": 1}, {"content": 4}, {"content": 5}, {}])
    }

    assert dict(found["content"].counts) == {5: 2, 4: 1, 3: 0, 2: 0, 1: 0}
    assert (found["content"].number, found["content"].percent(5)) == (3, 67)
    assert rules.mean_words(found["content"].mean) == "4,7"
    assert (found["flow"].mean, rules.mean_words(found["flow"].mean)) == (None, "–")


def test_an_empty_form_is_no_answer():
    with pytest.raises(RuleBroken, match="noch leer"):
        rules.check_answers(Answers(marks={}))
    rules.check_answers(Answers(marks={}, better="Mehr Zeit."))
