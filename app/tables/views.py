"""The seating plans of a meeting: list, new plan, people and wishes."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint
from app.meetings.queries import meeting_by_id
from app.tables.queries import plans_of

blueprint = staff_blueprint("tables", __name__)


@blueprint.get("/treffen/<int:meeting_id>/tische")
def index(meeting_id: int) -> Answer:
    """All seating plans of the meeting."""
    meeting = meeting_by_id(meeting_id)
    return render_template("tables/index.html", meeting=meeting, plans=plans_of(meeting_id))
