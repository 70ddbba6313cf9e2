"""The agenda for the team: times, items, and the two papers."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.agenda import actions, documents, places, programme, queries
from app.agenda.forms import ItemForm, MinutesForm, NewItemForm
from app.core import clock
from app.core.errors import RuleBroken
from app.core.file_answers import file_answer
from app.core.words import count
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("agenda", __name__)


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung", methods=["GET", "POST"])
def edit(meeting_id: int) -> Answer:
    """The ordered list with clock times; POST sets the minutes of all items at once."""
    form, fault = MinutesForm(), None
    if form.accept():
        try:
            changed = actions.change_minutes(meeting_id, form.seen(request.form))
            flash("Die Zeiten sind gespeichert." if changed else "Es war nichts zu ändern.")
            return redirect(url_for(".edit", meeting_id=meeting_id), 303)
        except RuleBroken as broken:
            fault = broken
    meeting = meeting_by_id(meeting_id)
    agenda = queries.agenda_for(meeting, names=True)
    page = render_template(
        "agenda/edit.html", form=form, fault=fault, meeting=meeting, agenda=agenda,
        pitch_warnings=programme.programme_of(meeting, agenda).warnings, typed=request.form,
    )  # fmt: skip
    return page, fault.status if fault else 200


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung/<int:item_id>", methods=["GET", "POST"])
def item(meeting_id: int, item_id: int) -> Answer:
    """All fields of one item; a conflict shows both versions side by side."""
    form, conflict = ItemForm.of(queries.item_of(meeting_id, item_id)), False
    if form.accept():
        try:
            who = current_staff().name
            lost = actions.change_item(meeting_id, item_id, form.text(), form.seen_version, who)
            flash(f"„{form.title.data}“ ist gespeichert.", "success")
            _warn(lost)
            return redirect(url_for(".edit", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)
        except RuleBroken as fault:
            form.blame(fault)
            conflict = fault.field is None
    found = queries.item_of(meeting_id, item_id)
    if conflict:
        form.version.data = str(found.version)
    page = render_template(
        "agenda/item.html", form=form, item=found, conflict=conflict,
        meeting=meeting_by_id(meeting_id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung/neu", methods=["GET", "POST"])
def new_item(meeting_id: int) -> Answer:
    """Add an item."""
    meeting = meeting_by_id(meeting_id)
    form = NewItemForm(
        queries.items_of(meeting_id),
        data={"minutes": 10, "kind": "input", "place": "during", "public": True, "pitch_slots": 0},
    )
    if form.accept():
        item_id = actions.add_item(meeting_id, form.text(), after=form.after_id)
        flash(f"„{form.title.data}“ steht jetzt in der Tagesordnung.", "success")
        return redirect(url_for(".edit", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)
    page = render_template("agenda/new_item.html", form=form, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.post("/treffen/<int:meeting_id>/tagesordnung/<int:item_id>/verschieben")
def move(meeting_id: int, item_id: int) -> Answer:
    """One place up or down."""
    actions.move_item(meeting_id, item_id, up=request.form.get("direction") == "up")
    return redirect(url_for(".edit", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)


@blueprint.route(
    "/treffen/<int:meeting_id>/tagesordnung/<int:item_id>/entfernen", methods=["GET", "POST"]
)
def remove(meeting_id: int, item_id: int) -> Answer:
    """GET asks, POST removes."""
    found = queries.item_of(meeting_id, item_id)
    if request.method == "POST":
        title = found.title
        lost = actions.remove_item(meeting_id, item_id, current_staff().name)
        flash(f"„{title}“ ist entfernt.", "success")
        _warn(lost)
        return redirect(url_for(".edit", meeting_id=meeting_id), 303)
    return render_template(
        "agenda/remove.html",
        item=found,
        meeting=meeting_by_id(meeting_id),
        losing=places.in_programme(found),
    )


def _warn(lost: int) -> None:
    """Say at once that accepted pitches have no time any more."""
    if lost:
        words = count(lost, "angenommener Pitch hat", "angenommene Pitches haben")
        flash(f"{words} jetzt keine Zeit mehr in der Tagesordnung.", "warning")


@blueprint.get("/treffen/<int:meeting_id>/tagesordnung.pdf")
def agenda_pdf(meeting_id: int) -> Answer:
    meeting = meeting_by_id(meeting_id)
    return file_answer(documents.agenda_pdf(meeting), documents.agenda_name(meeting))


@blueprint.get("/treffen/<int:meeting_id>/regieplan.pdf")
def run_sheet_pdf(meeting_id: int) -> Answer:
    meeting = meeting_by_id(meeting_id)
    data = documents.run_sheet_pdf(meeting, clock.local(clock.now()))
    return file_answer(data, documents.run_sheet_name(meeting))
