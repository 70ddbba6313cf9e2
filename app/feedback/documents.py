"""The answers of a meeting as pictures and as a table."""

from collections.abc import Sequence

from app.core.charts import Bar, Drawing, Part, Row, bars
from app.core.tables import to_csv
from app.core.words import date_short
from app.feedback.models import Feedback
from app.feedback.rules import QUESTIONS, SCALE, Tally

HEAD = ("Tag", *QUESTIONS.values(), "Das hat gefallen", "Das geht besser")


def picture_of(tally: Tally) -> Drawing:
    """How many chose which answer, as lying bars."""
    rows = [
        Row(words, (Bar((Part(tally.counts[mark], "full"),), share_of(tally, mark)),))
        for mark, words in SCALE.items()
    ]
    return bars(rows, left=150)


def picture_says(tally: Tally) -> str:
    """What the picture tells somebody who does not see it."""
    return ", ".join(f"{words}: {tally.counts[mark]}" for mark, words in SCALE.items()) + "."


def share_of(tally: Tally, mark: int) -> str:
    """12 (40 %)"""
    return f"{tally.counts[mark]} ({tally.percent(mark)}\N{NO-BREAK SPACE}%)"


def answers_csv(answers: Sequence[Feedback]) -> bytes:
    """One line for each answer, marks as numbers from 1 to 5."""
    return to_csv(
        HEAD,
        (
            [
                date_short(one.on),
                *(one.marks.get(question) for question in QUESTIONS),
                one.good,
                one.better,
            ]
            for one in answers
        ),
    )
