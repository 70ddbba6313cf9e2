"""Rounds in which the members rate ideas."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint

blueprint = staff_blueprint("ratings", __name__)


@blueprint.get("/lenkungskreis/bewertungen")
def index() -> Answer:
    return render_template("steering/ratings.html")
