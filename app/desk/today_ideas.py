"""What has to be done for ideas, projects and the steering group: their lines on Heute."""

from datetime import date

from sqlalchemy import select

from app.core.firsts import Firsts, firsts
from app.desk.today_matching import matching_todos
from app.desk.today_projects import project_todos
from app.desk.today_steering import steering_todos
from app.desk.today_support import support_todos
from app.desk.todos import Line, Todo, hidden
from app.ideas import queries
from app.ideas.models import Idea
from app.ideas.rules import IdeaState


def idea_todos(today: date, until: date, reader: str = "") -> list[Line]:
    """Everything up to ``until``, in no order; of what old lines pile up, only the first.

    ``reader``: of these only the reader's own.
    """
    return [
        *_next_steps(today, until, reader),
        *_reviews(today, until, reader),
        *_notices(today),
        *support_todos(today, until, reader),
        *matching_todos(today, until, reader),
        *project_todos(today),
        *steering_todos(today, until),
    ]


def _next_steps(today: date, until: date, reader: str) -> list[Line]:
    found = ideas_due(today, until, reader)
    return hidden("projects.idea", found.left) + [
        Todo(
            idea.next_step_due or until,
            idea.next_step or "Nächster Schritt",
            _name(idea),
            "projects.idea",
            {"number": idea.number},
        )
        for idea in found.rows
    ]


def _reviews(today: date, until: date, reader: str) -> list[Line]:
    found = queries.to_review(today, until, reader)
    return hidden("projects.idea", found.left) + [
        Todo(
            idea.review_on or until,
            "Zurückgestellte Idee wieder vorlegen",
            _name(idea),
            "projects.idea",
            {"number": idea.number},
        )
        for idea in found.rows
    ]


def _notices(today: date) -> list[Todo]:
    return [
        Todo(
            today,
            "Nachricht an die Ansprechperson lesen und senden",
            _name(one.idea),
            "idea_notices.notice",
            {"number": one.idea.number},
        )
        for one in queries.notices()
    ]


def _name(idea: Idea) -> str:
    return f"Idee {idea.number}: {idea.title}"


def ideas_due(today: date, until: date, reader: str = "") -> Firsts[Idea]:
    """Ideas in work whose next step is due, the oldest first. Two queries."""
    closed = (IdeaState.DONE, IdeaState.DROPPED)
    return firsts(
        select(Idea)
        .where(
            Idea.next_step_due <= until,
            Idea.state.not_in(closed),
            Idea.merged_into_id.is_(None),
        )
        .order_by(Idea.next_step_due, Idea.id),
        Idea.next_step_due,
        today,
        reader=reader,
        options=(queries.NAMED,),
    )
