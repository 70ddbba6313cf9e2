"""The office's pages about the people of one meeting: list, export, cancel, change, call off."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.file_answers import file_answer
from app.core.links import link_to
from app.core.words import count
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id, venues
from app.meetings.rules import file_name
from app.registrations import documents, lists, notices, office, queries
from app.registrations.notices import PlannedChange
from app.registrations.office_forms import CallOffForm, ChangeForm
from app.registrations.rules import KIND_WORDS, LABELS, Window, check_capacity

blueprint = staff_blueprint("registrations", __name__)
TABLES = {"csv": documents.as_csv, "xlsx": documents.as_xlsx}


@blueprint.get("/treffen/<int:meeting_id>/anmeldungen")
def index(meeting_id: int) -> Answer:
    """Who comes, who waits, who needs what."""
    meeting = meeting_by_id(meeting_id)
    wanted = {
        "search": request.args.get("suche", "")[:100],
        "state": request.args.get("status", ""),
        "order": request.args.get("sortierung", "name"),
    }
    return render_template(
        "registrations/index.html",
        meeting=meeting,
        counts=queries.counts(meeting_id),
        found=queries.all_places(meeting),
        kinds=KIND_WORDS,
        page=lists.page_of(meeting_id, _page_number(), **wanted),
        needing=lists.needing(meeting_id),
        tallies=lists.tallies(meeting),
        is_late=documents.needs_came_late,
        sectors=queries.sectors(meeting_id),
        labels=LABELS,
        wanted=wanted,
        over=queries.window_of(meeting, clock.now()) is Window.OVER,
        link=link_to("registrations_public.register", slug=meeting.slug),
    )


def _page_number() -> int:
    wanted = request.args.get("seite", "1")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1


@blueprint.post("/treffen/<int:meeting_id>/anmeldungen.<any(csv, xlsx):kind>")
def export(meeting_id: int, kind: str) -> Answer:
    """The whole list as a table; it is written down who took it."""
    meeting = meeting_by_id(meeting_id)
    office.log_export(meeting_id, current_staff())
    name = file_name(meeting.day, meeting.title, "Anmeldungen", kind)
    return file_answer(TABLES[kind](meeting, lists.listing(meeting_id)), name)


@blueprint.route("/anmeldungen/<int:registration_id>/abmelden", methods=["GET", "POST"])
def cancel(registration_id: int) -> Answer:
    """Say who it is and what happens, then cancel for them."""
    found = queries.by_id(registration_id)
    if request.method == "POST":
        office.cancel(registration_id, current_staff())
        flash("Die Person ist abgemeldet.", "success")  # no names in cookies (H-4)
        return redirect(url_for(".index", meeting_id=found.meeting_id), 303)
    return render_template(
        "registrations/cancel.html",
        registration=found,
        meeting=found.meeting,
        counts=queries.counts(found.meeting_id),
        labels=LABELS,
    )


@blueprint.route("/treffen/<int:meeting_id>/aendern", methods=["GET", "POST"])
def change(meeting_id: int) -> Answer:
    """Change a meeting; when people must be told, first show what they would read."""
    meeting = meeting_by_id(meeting_id)
    form = ChangeForm(obj=meeting if request.method == "GET" else None)
    form.offer(venues())
    plan = _plan(meeting, form) if form.accept() else None
    if plan and (not plan.asks or "bestaetigt" in request.form):
        if _changed(meeting_id, form):
            return redirect(url_for("desk.meeting", meeting_id=meeting_id), 303)
        plan = None
    if plan and "zurueck" not in request.form:
        return _ask_first(meeting, plan)
    page = render_template("registrations/change.html", meeting=meeting, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _plan(meeting: Meeting, form: ChangeForm) -> PlannedChange | None:
    new = form.to_change()
    try:
        check_capacity(new.capacity, new.online_capacity, queries.counts(meeting.id))
        return notices.planned_change(meeting, new, keep_dates=bool(form.keep_dates.data))
    except RuleBroken as fault:
        form.blame(fault)
        return None


def _ask_first(meeting: Meeting, plan: PlannedChange) -> Answer:
    typed: MultiDict[str, str] = request.form.copy()
    typed.poplist("csrf_token")
    return render_template(
        "registrations/change_preview.html",
        meeting=meeting,
        plan=plan,
        typed=list(typed.items(multi=True)),
    )


def _changed(meeting_id: int, form: ChangeForm) -> bool:
    """Whether the change is kept; otherwise the form says why."""
    try:
        told = office.change_meeting(
            meeting_id,
            form.to_change(),
            seen_version=form.version.data or 0,
            actor=current_staff(),
            keep_dates=bool(form.keep_dates.data),
        )
    except RuleBroken as fault:
        form.blame(fault)
        form.take_version(meeting_by_id(meeting_id).version)
        return False
    message = f" {count(told, 'Person bekommt', 'Personen bekommen')} eine Nachricht."
    flash("Das Treffen ist geändert." + (message if told else ""), "success")
    return True


@blueprint.route("/treffen/<int:meeting_id>/aenderung-mitteilen", methods=["GET", "POST"])
def announce(meeting_id: int) -> Answer:
    """Say who would read what, then tell them; or keep a mere spelling to ourselves."""
    if request.method != "POST":
        meeting = meeting_by_id(meeting_id)
        plan = notices.planned_notice(meeting)
        return render_template("registrations/announce.html", meeting=meeting, plan=plan)
    if "schreibweise" in request.form:
        office.keep_spelling(meeting_id, current_staff())
        flash("Niemand bekommt eine Nachricht. Die Kalender gelten als richtig.", "success")
    else:
        told = office.announce(meeting_id, current_staff())
        words = count(told, "Person bekommt", "Personen bekommen")
        flash(f"Die Änderung ist mitgeteilt. {words} eine Nachricht.", "success")
    return redirect(url_for("desk.meeting", meeting_id=meeting_id), 303)


@blueprint.route("/treffen/<int:meeting_id>/absagen", methods=["GET", "POST"])
def call_off(meeting_id: int) -> Answer:
    """Say how many people get a cancellation, then call the meeting off."""
    meeting = meeting_by_id(meeting_id)
    form = CallOffForm()
    if form.accept():
        reason, next_step = form.reason.data or "", form.next_step.data or ""
        told = office.call_off(
            meeting_id, reason=reason, next_step=next_step, actor=current_staff()
        )
        words = count(told, "Person bekommt", "Personen bekommen")
        flash(f"Das Treffen ist abgesagt. {words} eine Absage.", "success")
        return redirect(url_for("desk.meeting", meeting_id=meeting_id), 303)
    page = render_template(
        "registrations/call_off.html",
        meeting=meeting,
        form=form,
        counts=queries.counts(meeting_id),
        plan=notices.planned_end(meeting),
    )
    return page, 422 if form.errors else 200
