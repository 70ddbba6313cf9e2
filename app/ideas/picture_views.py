"""Board and map of the ideas, ideas like what is typed, a part that becomes an idea of its own."""

from flask import flash, jsonify, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.contacts.finding import people_like
from app.core.errors import Conflict, NotFound, RuleBroken
from app.ideas import pictures, queries, rules, splitting
from app.ideas.forms import SplitForm
from app.ideas.models import Idea

blueprint = staff_blueprint("idea_views", __name__)


@blueprint.get("/ideen/brett")
def board() -> Answer:
    """All ideas by state, a column each."""
    field = request.args.get("feld", "")[:10]
    return render_template(
        "ideas/board.html",
        columns=pictures.board(field),
        field=field,
        moves=rules.MOVES,
        is_overdue=rules.is_overdue,
    )


@blueprint.get("/ideen/karte")
def field_map() -> Answer:
    """All ideas by field of work, drawn and as a table."""
    return render_template("ideas/map.html", rows=pictures.field_map(), states=rules.IdeaState)


@blueprint.post("/ideen/aehnliche")
def similar() -> Answer:
    """Ideas like the one that is being typed; changes nothing."""
    title, summary = (request.form.get(name, "")[:4000] for name in ("title", "summary"))
    but = _known(request.form.get("nicht", ""))
    found = pictures.similar_ideas(title, summary, but.id if but else None)
    return render_template("ideas/_similar.html", similar=found)


@blueprint.get("/ideen/personen")
def people() -> Answer:
    """Known people for the name that is being typed: name and organisation, nothing else."""
    found = people_like(request.args.get("q", "")[:200])
    return jsonify(
        [
            {
                "id": one.id,
                "name": one.full_name,
                "organisation": one.organisation.name if one.organisation else "",
            }
            for one in found
        ]
    )


@blueprint.route("/ideen/<number>/teilen", methods=["GET", "POST"])
def split(number: str) -> Answer:
    found = queries.idea_by_number(number)
    shown = {"rest": found.summary, "rest_seeking": found.seeking, "version": found.version}
    form = SplitForm(data=shown | {"action_field": found.action_field})
    if form.accept():
        try:
            part = splitting.split_idea(found.id, form.split(), actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
            if isinstance(fault, Conflict):
                form.version.data = str(found.version)
                return render_template("ideas/split.html", form=form, idea=found), Conflict.status
        else:
            flash(f"Der Teil ist jetzt die Idee {part.number}.", "success")
            return redirect(url_for("projects.idea", number=part.number), 303)
    page = render_template("ideas/split.html", form=form, idea=found)
    return page, 422 if form.errors else 200


def _known(number: str) -> Idea | None:
    try:
        return queries.idea_by_number(number) if number else None
    except NotFound:
        return None
