"""The ideas that everybody may see."""

from flask import render_template, request

from app.access.guards import Answer, public_blueprint
from app.ideas import queries

blueprint = public_blueprint("ideas_public", __name__)


@blueprint.get("/ideen")
def register() -> Answer:
    field = request.args.get("feld", "")[:10]
    return render_template(
        "ideas/public_register.html",
        page=queries.public_ideas(field, request.args.get("seite", 1, type=int)),
        field=field,
        counts=queries.public_counts_by_field(),
    )


@blueprint.get("/ideen/<number>")
def idea(number: str) -> Answer:
    return render_template("ideas/public_idea.html", idea=queries.public_idea(number))
