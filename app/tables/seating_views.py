"""A seating plan: who sits where, how good that is, and the search under way."""

from flask import render_template, request

from app.access.guards import Answer, staff_blueprint
from app.tables import seat_board
from app.tables.queries import plan_by_id

blueprint = staff_blueprint("seating", __name__)


@blueprint.get("/tische/<int:plan_id>")
def plan(plan_id: int) -> Answer:
    """The whole plan."""
    found = plan_by_id(plan_id)
    board = seat_board.board_of(
        found, request.args.get("runde", ""), request.args.get("name", "")[:200]
    )
    return render_template("tables/plan.html", plan=found, meeting=found.meeting, board=board)
