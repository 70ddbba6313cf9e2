"""What several pages of the floor share: a slip in a hand, and answers to a script."""

import re

from flask import request

from app.core.errors import RuleBroken
from app.core.language_choice import of_meeting
from app.floor import queries, rules
from app.floor.models import VotingSlip
from app.floor.rules import PollState
from app.meetings.queries import meeting_by_id

PRESS = re.compile(r"(\d{1,9}):(\d{1,2})", re.ASCII)


def press_of(text: str) -> tuple[int, int]:
    """(option id, points) of "12:3". Raises ``RuleBroken``."""
    found = PRESS.fullmatch(text)
    if found is None:
        raise RuleBroken("Das haben wir nicht verstanden. Laden Sie die Seite neu.")
    return int(found[1]), int(found[2])


def anchor() -> str:
    """The row that was pressed, where the page comes back to."""
    found = PRESS.fullmatch(request.form.get("punkte", ""))
    return f"option-{found[1]}" if found else "inhalt"


def slip_state(slip: VotingSlip) -> dict[str, object]:
    """How a slip stands, for a script: its points by option id, and what is left."""
    poll = queries.poll_by_id(slip.poll_id)
    return {
        "punkte": {str(one.id): slip.points.get(str(one.id), 0) for one in poll.options},
        "rest": poll.points_each - sum(slip.points.values()),
        "offen": poll.state == PollState.OPEN,
    }


def slip_view(slip: VotingSlip) -> dict[str, object]:
    """What the page of a slip shows."""
    poll = queries.poll_by_id(slip.poll_id)
    meeting = meeting_by_id(poll.meeting_id)
    of_meeting(meeting.languages)
    return {
        "meeting": meeting,
        "poll": poll,
        "points": slip.points,
        "left": poll.points_each - sum(slip.points.values()),
        "opinion": rules.OPINION,
    }
