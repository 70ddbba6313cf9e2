"""What has to be done for ideas, projects and the steering group: their lines on Heute."""

from datetime import date

from sqlalchemy import select

from app.core.db import db
from app.desk.today_matching import matching_todos
from app.desk.today_projects import project_todos
from app.desk.today_steering import steering_todos
from app.desk.today_support import support_todos
from app.desk.todos import Todo
from app.ideas.models import Idea
from app.ideas.rules import IdeaState


def idea_todos(today: date, until: date) -> list[Todo]:
    """Everything up to ``until``, in no order."""
    return [
        *_next_steps(until),
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
            f"Idee {idea.number}: {idea.title}",
            "projects.idea",
            {"number": idea.number},
        )
        for idea in ideas_due(until)
    ]


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
