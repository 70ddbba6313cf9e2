"""The office's pages about venues, and the boxes of the checklist."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import RuleBroken
from app.meetings import actions, queries
from app.meetings.forms import VenueForm

blueprint = staff_blueprint("meetings", __name__)


@blueprint.post("/treffen/<int:meeting_id>/checkliste/<int:item_id>")
def tick(meeting_id: int, item_id: int) -> Answer:
    """Mark a point as done or open, and go back to where the box was."""
    actions.tick(item_id, done=request.form.get("erledigt") == "ja", actor=current_staff())
    if request.form.get("zurueck") == "heute":
        return redirect(url_for("desk.today") + "#checkliste", 303)
    return redirect(url_for("desk.meeting", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)


@blueprint.get("/orte")
def venues() -> Answer:
    return render_template("meetings/venues.html", venues=queries.venues())


@blueprint.route("/orte/neu", methods=["GET", "POST"])
def new_venue() -> Answer:
    form = VenueForm()
    return _save(form, None) or _form_page(form, "Ort anlegen")


@blueprint.route("/orte/<int:venue_id>", methods=["GET", "POST"])
def venue(venue_id: int) -> Answer:
    found = queries.venue_by_id(venue_id)
    form = VenueForm(data=VenueForm.values_of(found))
    return _save(form, venue_id) or _form_page(form, found.name)


def _save(form: VenueForm, venue_id: int | None) -> Answer | None:
    if not form.accept():
        return None
    try:
        actions.save_venue(venue_id, form.to_facts())
    except RuleBroken as fault:
        form.blame(fault)
        return None
    flash("Der Ort ist gespeichert.", "success")
    return redirect(url_for(".venues"), 303)


def _form_page(form: VenueForm, title: str) -> Answer:
    page = render_template("meetings/venue.html", form=form, title=title)
    return page, 422 if form.errors else 200
