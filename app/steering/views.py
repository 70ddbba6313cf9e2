"""The steering group at a glance, its members and decisions."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint

blueprint = staff_blueprint("steering", __name__)


@blueprint.get("/lenkungskreis")
def index() -> Answer:
    return render_template("steering/index.html")
