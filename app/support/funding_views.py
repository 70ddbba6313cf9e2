"""Funding programmes and their deadlines."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint

blueprint = staff_blueprint("funding", __name__)


@blueprint.get("/foerderung")
def index() -> Answer:
    return render_template("support/funding.html")
