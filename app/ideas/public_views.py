"""The ideas that everybody may see."""

from flask import render_template, request

from app.access.guards import Answer, public_blueprint
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.ideas import documents, queries, sheets

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
    found = queries.public_idea(number)
    source = sheets.public_source(found)
    return render_template("ideas/public_idea.html", idea=found, source=source)


@blueprint.get("/ideen/<number>/steckbrief.pdf")
def idea_pdf(number: str) -> Answer:
    """The sheet of a public idea, for paper; its twin is the page above."""
    found = queries.public_idea(number)
    return file_answer(pdf_of(documents.idea_document(found)), documents.sheet_name(found))
