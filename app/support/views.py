"""The support log and requests of projects, for the team."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint

blueprint = staff_blueprint("support", __name__)


@blueprint.get("/unterstuetzung")
def index() -> Answer:
    return render_template("support/index.html")
