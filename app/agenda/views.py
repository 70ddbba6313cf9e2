"""The agenda for the team: times, order, items, undo, and the two papers."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.agenda import actions, documents, editor, places, queries, rules, undo
from app.agenda.forms import ItemForm, MinutesForm, NewItemForm, OrderForm
from app.agenda.published import unpublished_changes
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.core.words import count
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("agenda", __name__)
REMOVED = (
    "Dieser Punkt wurde inzwischen entfernt. Was Sie getippt haben, steht hier. "
    "Sie können es als neuen Punkt hinzufügen."
)


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung", methods=["GET", "POST"])
def edit(meeting_id: int) -> Answer:
    """The ordered list with clock times; POST sets the minutes of all items at once."""
    form = MinutesForm()
    if not form.accept():
        return _page(meeting_id)
    try:
        typed = form.typed(request.form)
        changed = actions.change_minutes(meeting_id, typed, current_staff().name)
    except RuleBroken as fault:
        return _page(meeting_id, fault)
    flash("Die Zeiten sind gespeichert." if changed else "Es war nichts zu ändern.")
    return redirect(url_for(".edit", meeting_id=meeting_id), 303)


def _page(meeting_id: int, fault: RuleBroken | None = None) -> Answer:
    meeting = meeting_by_id(meeting_id)
    page = render_template(
        "agenda/edit.html",
        form=MinutesForm(),
        fault=fault,
        meeting=meeting,
        editor=editor.editor_of(meeting),
        unpublished=unpublished_changes([meeting]).get(meeting_id, 0),
        time_words=editor.time_words,
        typed=request.form if fault else {},
    )
    return page, fault.status if fault else 200


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung/<int:item_id>", methods=["GET", "POST"])
def item(meeting_id: int, item_id: int) -> Answer:
    """All fields of one item; a conflict shows both texts side by side."""
    if request.method == "POST" and editor.is_gone(item_id):
        return _new(meeting_id, Conflict(REMOVED))
    found = queries.item_of(meeting_id, item_id)
    form = ItemForm.of(actions.text_of(found), found.version)
    if not form.accept():
        return _item_page(meeting_id, form, item_id)
    try:
        who = current_staff().name
        lost = actions.change_item(meeting_id, item_id, form.text(), form.seen_version, who)
    except Conflict as fault:
        return _conflict(meeting_id, form, item_id, fault)
    flash(f"„{form.title.data}“ ist gespeichert.", "success")
    _warn(lost)
    return redirect(url_for(".edit", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)


def _item_page(
    meeting_id: int, form: ItemForm, item_id: int, both: list[editor.Compared] | None = None
) -> Answer:
    page = render_template(
        "agenda/item.html",
        form=form,
        item=queries.item_of(meeting_id, item_id),
        both=both,
        meeting=meeting_by_id(meeting_id),
        roles=queries.roles_of(meeting_id),
    )
    return page, 409 if both else 422 if form.errors else 200


def _conflict(meeting_id: int, form: ItemForm, item_id: int, fault: Conflict) -> Answer:
    """Both texts; below them the own one, with what only somebody else has changed."""
    found, typed = queries.item_of(meeting_id, item_id), form.text()
    stored, seen = actions.text_of(found), editor.seen_text(meeting_id, item_id, form.seen_version)
    own = ItemForm.filled(rules.merged(seen, stored, typed) if seen else typed, found.version)
    own.blame(fault)
    return _item_page(meeting_id, own, item_id, editor.compared(stored, typed))


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung/neu", methods=["GET", "POST"])
def new_item(meeting_id: int) -> Answer:
    """Add an item."""
    return _new(meeting_id)


def _new(meeting_id: int, removed: Conflict | None = None) -> Answer:
    meeting = meeting_by_id(meeting_id)
    form = NewItemForm(
        queries.items_of(meeting_id),
        data={"minutes": 10, "kind": "input", "place": "during", "public": True, "pitch_slots": 0},
    )
    if removed is None and form.accept():
        who = current_staff().name
        item_id = actions.add_item(
            meeting_id, form.text(), after=form.after_id, by=who, submit_key=form.submit_key.data
        )
        flash(f"„{form.title.data}“ steht jetzt in der Tagesordnung.", "success")
        return redirect(url_for(".edit", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)
    page = render_template(
        "agenda/new_item.html",
        form=form,
        meeting=meeting,
        removed=removed,
        roles=queries.roles_of(meeting_id),
    )
    return page, removed.status if removed else 422 if form.errors else 200


@blueprint.post("/treffen/<int:meeting_id>/tagesordnung/<int:item_id>/verschieben")
def move(meeting_id: int, item_id: int) -> Answer:
    """One step up or down, or to a number."""
    form, who = OrderForm(), current_staff().name
    if not form.accept():
        return _page(meeting_id, RuleBroken(" ".join(form.number.errors)))
    if form.number.data is not None:
        actions.put_item(meeting_id, item_id, form.number.data, who)
    else:
        actions.move_item(meeting_id, item_id, up=request.form.get("direction") == "up", by=who)
    return redirect(url_for(".edit", meeting_id=meeting_id) + f"#punkt-{item_id}", 303)


@blueprint.post("/treffen/<int:meeting_id>/tagesordnung/zuruecknehmen")
def take_back(meeting_id: int) -> Answer:
    """Undo the last change, when it is still the one that was shown."""
    step = request.form.get("step", "")
    try:
        number = int(step) if step.isascii() and step.isdigit() and len(step) < 10 else 0
        what = undo.undo(meeting_id, number, current_staff().name)
    except RuleBroken as fault:
        return _page(meeting_id, fault)
    flash(f"Zurückgenommen: {what}", "success")
    return redirect(url_for(".edit", meeting_id=meeting_id), 303)


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
