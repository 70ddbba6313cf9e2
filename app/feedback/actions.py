"""Taking an answer in: nothing of who gave it is kept."""

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.limits import form_may_be_sent
from app.feedback import queries
from app.feedback.models import Feedback
from app.feedback.rules import Answers, check_answers, check_window
from app.meetings.models import Meeting


def give(meeting_id: int, answers: Answers, submit_key: str, network_address: str) -> None:
    """Keep one answer with its day and no more. The same form twice is one answer (R-7).

    Raises ``RuleBroken`` for an empty one or outside of the weeks after the meeting, ``TooMany``.
    """
    check_answers(answers)
    form_may_be_sent(network_address)
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if queries.is_known(submit_key):
            return
        check_window(queries.window_of(meeting))
        db.session.add(
            Feedback(
                meeting_id=meeting_id,
                marks=dict(answers.marks),
                good=answers.good,
                better=answers.better,
                submit_key=submit_key,
                on=clock.today(),
            )
        )
