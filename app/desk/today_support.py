"""What has to be done for the support of projects: follow-ups, requests, agreements, deadlines."""

from datetime import date

from app.core.words import date_short, distance
from app.desk.todos import Line, Todo, hidden
from app.ideas.rules import SupportKind
from app.support import funding_queries, queries
from app.support.funding_rules import reminded_on
from app.support.models import SupportCase
from app.support.rules import CaseState

LONGEST = 120


def support_todos(today: date, until: date, reader: str = "") -> list[Line]:
    """Everything up to ``until``, in no order; six queries."""
    return [
        *_follow_ups(today, until, reader),
        *_cases(today, until, reader),
        *_agreed(today),
        *_deadlines(today),
    ]


def _follow_ups(today: date, until: date, reader: str) -> list[Line]:
    found = queries.follow_ups(today, until, reader)
    return hidden("support.entry", found.left) + [
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
        for entry in found.rows
    ]


def _cases(today: date, until: date, reader: str) -> list[Line]:
    """New requests at once; those that somebody takes care of when their day comes."""
    found = queries.due_cases(today, until, reader)
    return hidden("support_cases.case", found.left) + [
        Todo(
            case.due if case.state == CaseState.TAKEN else min(case.due or today, today),
            f"{_begin(case)}: {_brief(case.text)}",
            f"Idee {case.idea.number}: {case.idea.title}",
            "support_cases.case",
            {"case_id": case.id},
            who=case.worker,
        )
        for case in found.rows
    ]


def _begin(case: SupportCase) -> str:
    return "Neues Anliegen" if case.state == CaseState.OPEN else "Anliegen"


def _agreed(today: date) -> list[Todo]:
    return [
        Todo(
            None,
            words,
            f"Idee {number}: {title}",
            "projects.idea",
            {"number": number},
            "unterstuetzung",
        )
        for number, title, words in queries.agreed_warnings(today)
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
