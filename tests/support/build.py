"""Builders for support: entries, requests, funding programmes."""

from datetime import date
from itertools import count

from app.core.db import db, transaction
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, SupportKind
from app.support.actions import log_support, open_case
from app.support.case_actions import close_case
from app.support.funding_actions import add_funding
from app.support.funding_rules import Programme
from app.support.models import SupportCase
from app.support.rules import EntryValues
from tests import build

_number = count(1)


def a_project(title="Balkon-Solar-Lotsen", *, state=IdeaState.IN_PROGRESS, **columns):
    """A project in work. ``columns``: of the idea. Returns its id."""
    facts = {"contact_name": "Nguyễn Thị Mai", "contact_email": "mai@example.org"}
    known = {
        name: columns.pop(name) for name in ("action_field", "organisation") if name in columns
    }
    idea_id = build.an_idea(title, state, **facts, **known)
    with transaction():
        for name, value in columns.items():
            setattr(db.session.get(Idea, idea_id), name, value)
    return idea_id


def number_of(idea_id):
    return db.session.get(Idea, idea_id).number


def values(**changed):
    facts = {"day": date(2027, 9, 1), "kind": SupportKind.NAVIGATION, "minutes": 25}
    return EntryValues(**facts | changed)


def an_entry(idea_id, *, key=None, **changed):
    """What was done for an idea. Returns the id."""
    key = key or f"support-entry-{next(_number):06}"
    return log_support(idea_id, values(**changed), key, actor=build.OFFICE).id


def a_case(idea_id, text="Wer entscheidet über die Dächer?", *, key=None, **changed):
    """A request that came in by link. Returns its id."""
    facts = {"kind": None, "asked_by": "Nguyễn Thị Mai", "source": "link"} | changed
    key = key or f"support-case-{next(_number):06}"
    return open_case(idea_id, text=text, submit_key=key, **facts).id


def a_world():
    """For the house tests: an entry that comes back, requests of both ends, what fits a project."""
    idea = a_project(action_field="EE")
    case, closed = a_case(idea), a_case(idea)
    close_case(closed, "Erledigt.", tell=False, seen_version=1, actor=build.OFFICE)
    entry = an_entry(idea, follow_up=date(2027, 9, 15), note="Geheime Notiz", case_id=case)
    with transaction():
        db.session.get(SupportCase, case).note = "Geheime Überlegung"
    return {
        "support_entry_id": entry,
        "case_id": case,
        "closed_case_id": closed,
        "funding_id": a_funding(),
    }


def a_funding(name="Energiefonds", *, key=None, **changed):
    """A programme with a deadline. Returns its id."""
    facts = {"deadline": date(2027, 10, 15), "eligible": "Vereine", "fields": ("EE",)} | changed
    key = key or f"support-fund-{next(_number):06}"
    return add_funding(Programme(name=name, **facts), key, actor=build.OFFICE).id
