"""Pitches of a meeting for the office: writing them down, mending them, who presents as well.

Pages that show times of the agenda hang on the same blueprint: agenda/pitch_views.py.
"""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import RuleBroken
from app.meetings.queries import meeting_by_id
from app.pitches import office, queries
from app.pitches.forms import OfficeForm, PresenterForm

blueprint = staff_blueprint("pitches", __name__)


@blueprint.route("/treffen/<int:meeting_id>/pitches/neu", methods=["GET", "POST"])
def new(meeting_id: int) -> Answer:
    """Register a pitch for somebody, for example by phone."""
    meeting = meeting_by_id(meeting_id)
    form = OfficeForm()
    if form.accept():
        try:
            key = str(form.submit_key.data)
            pitch_id = office.take_in(meeting_id, form.facts(), key, current_staff())
            flash("Der Pitch ist aufgenommen.", "success")  # no names in cookies (H-4)
            return _to_pitch(meeting_id, pitch_id)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("pitches/new.html", form=form, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/aendern", methods=["GET", "POST"]
)
def change(meeting_id: int, pitch_id: int) -> Answer:
    """Mend the text, the names, or the address to which mails go."""
    pitch = queries.pitch_of(meeting_id, pitch_id)
    form = OfficeForm(obj=pitch, kept_field=pitch.action_field)
    if form.accept():
        try:
            office.change(pitch_id, form.facts(), form.seen_version, current_staff())
            flash("Der Pitch ist gespeichert.", "success")
            return _to_pitch(meeting_id, pitch_id)
        except RuleBroken as fault:
            form.blame(fault)
            form.version.data = str(queries.pitch_of(meeting_id, pitch_id).version)
    meeting = meeting_by_id(meeting_id)
    page = render_template("pitches/change.html", form=form, pitch=pitch, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/vortragende", methods=["GET", "POST"]
)
def presenters(meeting_id: int, pitch_id: int) -> Answer:
    """Who presents as well: add somebody."""
    pitch = queries.pitch_of(meeting_id, pitch_id)
    form = PresenterForm()
    if form.accept():
        try:
            office.add_presenter(pitch_id, form.facts(), current_staff())
            flash("Die Person ist eingetragen.", "success")
            return redirect(url_for(".presenters", meeting_id=meeting_id, pitch_id=pitch_id), 303)
        except RuleBroken as fault:
            form.blame(fault)
            pitch = queries.pitch_of(meeting_id, pitch_id)
    meeting = meeting_by_id(meeting_id)
    page = render_template("pitches/presenters.html", form=form, pitch=pitch, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/vortragende/<int:presenter_id>",
    methods=["GET", "POST"],
)
def remove_presenter(meeting_id: int, pitch_id: int, presenter_id: int) -> Answer:
    """GET asks, POST takes the person out and tells them."""
    pitch = queries.pitch_of(meeting_id, pitch_id)
    if request.method == "POST":
        office.remove_presenter(pitch_id, presenter_id, current_staff())
        flash("Die Person stellt nicht mehr mit vor.", "success")
        return redirect(url_for(".presenters", meeting_id=meeting_id, pitch_id=pitch_id), 303)
    return render_template(
        "pitches/remove_presenter.html",
        pitch=pitch,
        meeting=meeting_by_id(meeting_id),
        presenter=queries.presenter_or_gone(pitch, presenter_id),
    )


def _to_pitch(meeting_id: int, pitch_id: int) -> Answer:
    return redirect(url_for("pitches.pitch", meeting_id=meeting_id, pitch_id=pitch_id), 303)
