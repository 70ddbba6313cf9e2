"""What has to be done for the support of projects: follow-ups, requests, agreements, deadlines."""

from datetime import date

from app.core.words import date_short, distance
from app.desk.todos import Todo
from app.ideas.rules import SupportKind
from app.support import funding_queries, queries
from app.support.funding_rules import reminded_on
from app.support.models import SupportCase
from app.support.rules import CaseState

LONGEST = 120


def support_todos(today: date, until: date) -> list[Todo]:
    """Everything up to ``until``, in no order; four queries."""
    return [*_follow_ups(until), *_cases(today, until), *_agreed(today), *_deadlines(today)]


def _follow_ups(until: date) -> list[Todo]:
    return [
        Todo(
            entry.follow_up,
            f"Wiedervorlage: {_brief(entry.what or SupportKind(entry.kind).label)}"
            + (f" ({entry.partner})" if entry.partner else ""),
            f"Idee {entry.idea.number}: {entry.idea.title}",
            "support.entry",
            {"entry_id": entry.id},
            tick=("support.follow_up", {"entry_id": entry.id}),
            who=entry.worker,
        )
        for entry in queries.follow_ups(until)
    ]


def _cases(today: date, until: date) -> list[Todo]:
    """New requests at once; those that somebody takes care of when their day comes."""
    return [
        Todo(
            case.due if case.state == CaseState.TAKEN else min(case.due or today, today),
            f"{_begin(case)}: {_brief(case.text)}",
            f"Idee {case.idea.number}: {case.idea.title}",
            "support_cases.case",
            {"case_id": case.id},
            who=case.worker,
        )
        for case in queries.open_cases()
        if case.state == CaseState.OPEN or case.due is None or case.due <= until
    ]


def _begin(case: SupportCase) -> str:
    return "Neues Anliegen" if case.state == CaseState.OPEN else "Anliegen"


def _agreed(today: date) -> list[Todo]:
    return [
        Todo(
            None,
            words,
            f"Idee {idea.number}: {idea.title}",
            "projects.idea",
            {"number": idea.number},
            "unterstuetzung",
        )
        for idea, words in queries.agreed_warnings(today)
    ]


def _deadlines(today: date) -> list[Todo]:
    """From 28 days before the deadline on, in its last week with its day."""
    return [
        Todo(
            reminded_on(one.deadline, today) if one.deadline else None,
            f"Förderfrist {one.number}: {one.name}",
            f"Frist {date_short(one.deadline)}, {distance(one.deadline, today)}"
            if one.deadline
            else "",
            "funding.funding",
            {"funding_id": one.id},
        )
        for one in funding_queries.deadlines_to_remember(today)
    ]


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2]} …"
