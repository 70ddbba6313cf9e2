"""The office's pages of other people's calendars."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.calendars import actions, queries
from app.calendars.forms import CalendarForm
from app.calendars.models import ForeignCalendar
from app.calendars.rules import KINDS
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.meetings.queries import venues

blueprint = staff_blueprint("calendars", __name__)


@blueprint.get("/andere-kalender")
def index() -> Answer:
    """All of them with search."""
    search = request.args.get("suche", "")[:200]
    return render_template(
        "calendars/index.html",
        found=queries.all_calendars(search),
        search=search,
        kinds=KINDS,
    )


@blueprint.route("/andere-kalender/neu", methods=["GET", "POST"])
def new() -> Answer:
    form = CalendarForm()
    return _save(form, None) or _form_page(form, None)


@blueprint.get("/andere-kalender/<int:calendar_id>")
def calendar(calendar_id: int) -> Answer:
    """One of them: how it stands, and what comes."""
    search = request.args.get("suche", "")[:200]
    number = request.args.get("seite", 1, type=int)
    return render_template(
        "calendars/calendar.html",
        calendar=queries.calendar_by_id(calendar_id),
        page=queries.entries_page(calendar_id, search, number),
        search=search,
        kinds=KINDS,
        hours=current().calendar.fetch_hours,
    )


@blueprint.route("/andere-kalender/<int:calendar_id>/bearbeiten", methods=["GET", "POST"])
def edit(calendar_id: int) -> Answer:
    found = queries.calendar_by_id(calendar_id)
    form = CalendarForm(data=CalendarForm.values_of(found))
    return _save(form, calendar_id) or _form_page(form, found)


def _save(form: CalendarForm, calendar_id: int | None) -> Answer | None:
    form.offer(venues())
    if not form.accept():
        return None
    sent = request.files.get("file")
    try:
        facts = form.to_facts(sent.read() if sent else b"")
        saved = actions.save(calendar_id, facts, current_staff(), form.version.data)
    except RuleBroken as fault:
        form.blame(fault)
        if isinstance(fault, Conflict):
            form.take_version(queries.calendar_by_id(calendar_id or 0).version)
        return None
    flash("Der Kalender ist gespeichert. Er wird in den nächsten Sekunden gelesen.", "success")
    return redirect(url_for(".calendar", calendar_id=saved), 303)


def _form_page(form: CalendarForm, found: ForeignCalendar | None) -> Answer:
    page = render_template("calendars/edit.html", form=form, calendar=found)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/andere-kalender/<int:calendar_id>/lesen")
def read_again(calendar_id: int) -> Answer:
    actions.read_again(calendar_id)
    flash("Der Kalender wird in den nächsten Sekunden neu gelesen.", "success")
    return redirect(url_for(".calendar", calendar_id=calendar_id), 303)


@blueprint.route("/andere-kalender/<int:calendar_id>/loeschen", methods=["GET", "POST"])
def remove(calendar_id: int) -> Answer:
    """Say what goes with it, then forget it."""
    found = queries.calendar_by_id(calendar_id)
    if request.method == "POST":
        actions.remove(calendar_id, current_staff())
        flash("Der Kalender ist gelöscht. Kein Treffen hat sich dadurch geändert.", "success")
        return redirect(url_for(".index"), 303)
    number = queries.number_of_entries(calendar_id)
    return render_template("calendars/remove.html", calendar=found, number=number)
