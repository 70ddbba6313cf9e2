"""The report for the committee as the address asks for it: its numbers, examples and sentences."""

from collections.abc import Sequence
from datetime import date

from app.desk.overview import coming_meetings, reports_due
from app.desk.report import field_label
from app.desk.report_rules import Report
from app.desk.report_words import Ahead, Block, Example, blocks
from app.desk.wording import names
from app.ideas.models import Idea
from app.ideas.rules import IdeaState


def report_blocks(
    found: Report, public: Sequence[Idea], chosen: Sequence[str], need: str, today: date
) -> list[Block]:
    """The sentences; of the chosen numbers only those of public projects are told."""
    meetings = coming_meetings(today)
    until = meetings[0][1] if meetings else today
    examples = [_example(idea) for idea in public if idea.number in set(chosen)]
    ahead = Ahead(tuple(meetings), reports_due(until) if meetings else 0)
    return blocks(found, names(), sorted(examples, key=lambda one: one.number), ahead, need)


def _example(idea: Idea) -> Example:
    return Example(
        idea.number,
        idea.title,
        field_label(idea.action_field) if idea.action_field else "",
        IdeaState(idea.state),
        idea.summary,
        idea.outcome,
    )
