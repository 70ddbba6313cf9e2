"""The whole page of an idea for the team: what every room knows about it."""

from flask import render_template

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.ideas import mails, queries, rules
from app.ideas.rules import IdeaState
from app.projects.panels import panels_of

blueprint = staff_blueprint("projects", __name__)


@blueprint.get("/ideen/<number>")
def idea(number: str) -> Answer:
    found = queries.idea_by_number(number)
    may_write = Role.OFFICE in current_staff().roles
    return render_template(
        "projects/idea.html",
        idea=found,
        targets=rules.targets(IdeaState(found.state)),
        draft=mails.reason_draft(found) if may_write else None,
        verbs=rules.MOVE_VERBS,
        may_write=may_write,
        is_overdue=rules.is_overdue,
        **panels_of(found, may_write=may_write),
    )
