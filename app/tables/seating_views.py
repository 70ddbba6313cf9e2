"""A seating plan: who sits where, how good that is, and the search under way."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint
from app.tables.queries import plan_by_id

blueprint = staff_blueprint("seating", __name__)


@blueprint.get("/tische/<int:plan_id>")
def plan(plan_id: int) -> Answer:
    """The whole plan."""
    found = plan_by_id(plan_id)
    return render_template("tables/plan.html", plan=found, meeting=found.meeting)
