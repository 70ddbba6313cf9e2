"""The form after an evening: a few sentences to agree with, and two free texts."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from app.core.forms import PublicForm, many_lines
from app.core.language import N_
from app.core.language import gettext as _
from app.feedback.rules import LONGEST_TEXT, QUESTIONS, SCALE, Answers


class FeedbackForm(PublicForm):
    """Everything in it is voluntary. The questions are added from ``rules.QUESTIONS``."""

    good = many_lines(N_("Was hat Ihnen gefallen?"), longest=LONGEST_TEXT, rows=4)
    better = many_lines(N_("Was können wir besser machen?"), longest=LONGEST_TEXT, rows=4)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for field in self.questions():
            field.choices = [(str(mark), _(words)) for mark, words in SCALE.items()]

    def questions(self) -> list[Any]:
        """The fields of the questions, in order."""
        return [self[question] for question in QUESTIONS]

    def answers(self) -> Answers:
        """What was filled in, as plain data."""
        chosen = {question: (self[question].data or "").strip() for question in QUESTIONS}
        return Answers(
            marks={
                question: int(mark) for question, mark in chosen.items() if mark and mark.strip()
            },
            good=self.good.data or "",
            better=self.better.data or "",
        )


for _question, _sentence in QUESTIONS.items():
    _field = RadioField(_sentence, validators=[Optional()])
    setattr(FeedbackForm, _question, _field)
