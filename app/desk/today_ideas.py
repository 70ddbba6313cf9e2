"""What has to be done for ideas, projects and the steering group: their lines on Heute."""

from datetime import date

from sqlalchemy import select

from app.core.db import db
from app.desk.today_matching import matching_todos
from app.desk.today_projects import project_todos
from app.desk.today_steering import steering_todos
from app.desk.today_support import support_todos
from app.desk.todos import Todo
from app.ideas import queries
from app.ideas.models import Idea
from app.ideas.rules import IdeaState


def idea_todos(today: date, until: date) -> list[Todo]:
    """Everything up to ``until``, in no order."""
    return [
        *_next_steps(until),
        *_reviews(until),
        *_notices(today),
        *support_todos(today, until),
        *matching_todos(today, until),
        *project_todos(today),
        *steering_todos(today, until),
    ]


def _next_steps(until: date) -> list[Todo]:
    return [
        Todo(
            idea.next_step_due or until,
            idea.next_step or "Nächster Schritt",
            _name(idea),
            "projects.idea",
            {"number": idea.number},
        )
        for idea in ideas_due(until)
    ]


def _reviews(until: date) -> list[Todo]:
    return [
        Todo(
            idea.review_on or until,
            "Zurückgestellte Idee wieder vorlegen",
            _name(idea),
            "projects.idea",
            {"number": idea.number},
        )
        for idea in queries.to_review(until)
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


def ideas_due(until: date) -> list[Idea]:
    """Ideas in work whose next step is due, the oldest first."""
    closed = (IdeaState.DONE, IdeaState.DROPPED)
    return list(
        db.session.scalars(
            select(Idea)
            .where(
                Idea.next_step_due <= until,
                Idea.state.not_in(closed),
                Idea.merged_into_id.is_(None),
            )
            .order_by(Idea.next_step_due, Idea.id)
        ).unique()
    )
