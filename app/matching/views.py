"""Search and offer cards, suggestions and mediations, for the office."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint

blueprint = staff_blueprint("matching", __name__)


@blueprint.get("/suche-und-biete")
def index() -> Answer:
    return render_template("matching/index.html")
