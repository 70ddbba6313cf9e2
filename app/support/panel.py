"""What the page of an idea shows of its support."""

from collections.abc import Sequence
from typing import Any

from app.contacts.listing import organisation_names
from app.core import clock
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.support import funding_queries, queries, rules
from app.support.forms import EntryForm
from app.support.models import SupportCase


def panel_of(idea: Idea, *, may_write: bool) -> dict[str, Any]:
    """For ``templates/support/_idea_panel.html``; a constant number of queries.

    ``may_write``: the office gets the form for the next entry, and reads notes.
    """
    cases = queries.cases_of_idea(idea.id)
    entries = queries.entries_of_idea(idea.id)
    sums = rules.summed(
        rules.Group(
            SupportKind(one.kind),
            idea.action_field,
            (one.day.year, one.day.month),
            one.minutes,
            1,
        )
        for one in entries
    )
    return {
        "entries": entries,
        "cases": cases,
        "sums": sums,
        "warning": queries.warning_of(idea, sums.total.minutes, clock.today()),
        "is_late": rules.is_late,
        "form": _form(idea, cases) if may_write else None,
        "partners": organisation_names() if may_write else [],
        "quick": rules.QUICK_MINUTES,
    }


def _form(idea: Idea, cases: Sequence[SupportCase]) -> EntryForm:
    waiting = [case for case in cases if case.state != rules.CaseState.CLOSED]
    return EntryForm(cases=waiting, data={"idea": idea.number})


def funding_of(idea: Idea) -> dict[str, Any]:
    """For ``templates/support/_idea_funding_panel.html``; two queries."""
    return {
        "fitting": funding_queries.funding_of_idea(idea, clock.today()),
        "told": funding_queries.told_of_idea(idea.id),
    }
