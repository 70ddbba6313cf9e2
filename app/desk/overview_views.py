"""The state of everything in pictures, and the report for the committee."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint

blueprint = staff_blueprint("overview", __name__)


@blueprint.get("/ueberblick")
def index() -> Answer:
    return render_template("desk/overview.html")
