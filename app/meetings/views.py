"""The office's pages about venues, and about the checklist of a meeting."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.queries import staff_names
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.meetings import checklist, queries, venues
from app.meetings.forms import FaultForm, PointForm, VenueForm, people_for
from app.meetings.models import ChecklistItem, Venue

blueprint = staff_blueprint("meetings", __name__)


def _back_to_list(meeting_id: int, anchor: str) -> Answer:
    """To the page where the box was: Heute, the timeline or the meeting."""
    came_from = request.form.get("zurueck", "")
    if came_from == "heute":
        mine = "?" + urlencode({"wer": "ich"}) if request.form.get("wer") == "ich" else ""
        return redirect(url_for("desk.today") + mine + "#checkliste", 303)
    page = "desk.timeline" if came_from == "zeitplan" else "desk.meeting"
    return redirect(url_for(page, meeting_id=meeting_id) + anchor, 303)


@blueprint.post("/treffen/<int:meeting_id>/checkliste/<int:item_id>")
def tick(meeting_id: int, item_id: int) -> Answer:
    """Mark a point as done or open, and go back to where the box was."""
    queries.point_by_id(meeting_id, item_id)
    done = request.form.get("erledigt") == "ja"
    checklist.tick(item_id, done=done, actor=current_staff())
    return _back_to_list(meeting_id, f"#punkt-{item_id}")


@blueprint.route("/treffen/<int:meeting_id>/checkliste/neu", methods=["GET", "POST"])
def new_point(meeting_id: int) -> Answer:
    """A point of the office's own."""
    meeting = queries.meeting_by_id(meeting_id)
    form = PointForm()
    if form.accept():
        key = str(form.submit_key.data)
        item_id = checklist.add_point(meeting_id, form.to_point(), key, current_staff())
        flash("Der Punkt steht auf der Checkliste.", "success")
        return _back_to_list(meeting_id, f"#punkt-{item_id}")
    return _point_page(form, meeting_id=meeting.id, item=None)


@blueprint.route(
    "/treffen/<int:meeting_id>/checkliste/<int:item_id>/bearbeiten", methods=["GET", "POST"]
)
def point(meeting_id: int, item_id: int) -> Answer:
    """Words, day and person of one point."""
    item = queries.point_by_id(meeting_id, item_id)
    form = PointForm(data=PointForm.values_of(item))
    if form.accept():
        try:
            seen = form.version.data or 0
            checklist.change_point(item_id, form.to_point(), seen, current_staff())
        except Conflict as fault:
            form.blame(fault)
            form.take_version(queries.point_by_id(meeting_id, item_id).version)
        else:
            flash("Der Punkt ist gespeichert.", "success")
            return _back_to_list(meeting_id, f"#punkt-{item_id}")
    return _point_page(form, meeting_id=meeting_id, item=item)


def _point_page(form: PointForm, *, meeting_id: int, item: ChecklistItem | None) -> Answer:
    meeting = queries.meeting_by_id(meeting_id)
    page = render_template(
        "meetings/point.html",
        form=form,
        meeting=meeting,
        item=item,
        people=people_for(meeting, staff_names()),
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route(
    "/treffen/<int:meeting_id>/checkliste/<int:item_id>/entfernen", methods=["GET", "POST"]
)
def remove_point(meeting_id: int, item_id: int) -> Answer:
    """Say what goes, then take the office's own point off the list."""
    item = queries.point_by_id(meeting_id, item_id)
    if request.method == "POST":
        seen = request.form.get("stand", 0, type=int)
        checklist.remove_point(item_id, seen, current_staff())
        flash("Der Punkt steht nicht mehr auf der Checkliste.", "success")
        return _back_to_list(meeting_id, "#checkliste")
    meeting = queries.meeting_by_id(meeting_id)
    return render_template("meetings/remove_point.html", meeting=meeting, item=item)


@blueprint.get("/orte", endpoint="venues")
def all_venues() -> Answer:
    """All places with search and sorting."""
    search, order = request.args.get("suche", "")[:200], request.args.get("sortierung", "name")
    found = queries.venues(search, order)
    return render_template("meetings/venues.html", venues=found, search=search, order=order)


@blueprint.route("/orte/neu", methods=["GET", "POST"])
def new_venue() -> Answer:
    form = VenueForm()
    return _save(form, None) or _form_page(form, None)


@blueprint.get("/orte/<int:venue_id>")
def venue(venue_id: int) -> Answer:
    """One place: seats, access, what does not work, and the meetings there."""
    return _venue_page(venue_id, FaultForm(data={"known_since": clock.today()}))


def _venue_page(venue_id: int, form: FaultForm) -> Answer:
    today = clock.today()
    page = render_template(
        "meetings/venue.html",
        venue=queries.venue_by_id(venue_id),
        coming=queries.meetings_at(venue_id, today),
        used=bool(queries.meetings_at(venue_id)),
        form=form,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/orte/<int:venue_id>/bearbeiten", methods=["GET", "POST"])
def edit_venue(venue_id: int) -> Answer:
    found = queries.venue_by_id(venue_id)
    form = VenueForm(data=VenueForm.values_of(found))
    return _save(form, venue_id) or _form_page(form, found)


def _save(form: VenueForm, venue_id: int | None) -> Answer | None:
    if not form.accept():
        return None
    seen = form.version.data if venue_id else None
    try:
        saved = venues.save_venue(venue_id, form.to_facts(), seen)
    except RuleBroken as fault:
        form.blame(fault)
        if isinstance(fault, Conflict):
            form.take_version(queries.venue_by_id(venue_id or 0).version)
        return None
    flash("Der Ort ist gespeichert.", "success")
    return redirect(url_for(".venue", venue_id=saved), 303)


def _form_page(form: VenueForm, found: Venue | None) -> Answer:
    coming = queries.meetings_at(found.id, clock.today()) if found else []
    page = render_template("meetings/edit_venue.html", form=form, venue=found, coming=coming)
    return page, 422 if form.errors else 200


@blueprint.post("/orte/<int:venue_id>/maengel")
def add_fault(venue_id: int) -> Answer:
    """Note something that does not work there."""
    queries.venue_by_id(venue_id)
    form = FaultForm()
    if form.accept() and form.known_since.data:
        try:
            venues.add_fault(venue_id, form.text.data or "", form.known_since.data)
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Der Mangel ist notiert. Er steht auf den Seiten der Treffen dort.", "success")
            return redirect(url_for(".venue", venue_id=venue_id) + "#maengel", 303)
    return _venue_page(venue_id, form)


@blueprint.post("/orte/<int:venue_id>/maengel/<int:fault_id>/behoben")
def mend_fault(venue_id: int, fault_id: int) -> Answer:
    venues.mend_fault(venue_id, fault_id)
    flash("Der Mangel ist behoben.", "success")
    return redirect(url_for(".venue", venue_id=venue_id) + "#maengel", 303)


@blueprint.route("/orte/<int:venue_id>/loeschen", methods=["GET", "POST"])
def remove_venue(venue_id: int) -> Answer:
    """Ask, then delete; a place where a meeting was stays."""
    found = queries.venue_by_id(venue_id)
    if request.method == "POST":
        venues.remove_venue(venue_id, current_staff())
        flash("Der Ort ist gelöscht.", "success")
        return redirect(url_for(".venues"), 303)
    used = queries.meetings_at(venue_id)
    return render_template("meetings/remove_venue.html", venue=found, used=used)
