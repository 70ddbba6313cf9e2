"""The office's pages about recurring meetings."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.words import count
from app.kits.shelf import shelf
from app.meetings.queries import venues
from app.series import actions, changing, outlook, plans, queries, rules
from app.series.forms import AddMeetingForm, ChangeSeriesForm, EndForm, SeriesForm
from app.series.models import Series
from app.series.outlook import Outlook, Scope
from app.series.plans import SeriesPlan
from app.series.queries import PreviewDate

blueprint = staff_blueprint("series", __name__)
NOTHING: dict[str, Any] = {"dates": [], "sentence": "", "note": ""}


@blueprint.get("/reihen")
def index() -> Answer:
    """All series."""
    found = queries.all_series(clock.today())
    return render_template("series/index.html", found=found, sentence=plans.sentence_of)


@blueprint.route("/reihen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """One sentence, all its dates, and then all its meetings at once."""
    form = _new_form()
    if request.method == "GET":
        return render_template("series/new.html", form=form, **_preview(form, fresh=True))
    shown = _preview(form) if form.accept() else NOTHING
    if "anlegen" in request.form and not form.errors and _seen(form, shown["dates"]):
        made = _created(form)
        if made:
            return redirect(url_for(".one", series_id=made), 303)
    page = render_template("series/new.html", form=form, **shown)
    return page, 422 if form.errors else 200


def _new_form() -> SeriesForm:
    kits = shelf().kits
    wanted = next((kit for kit in kits if kit.id == "vernetzung"), kits[0])
    form = SeriesForm(data=SeriesForm.suggestions(wanted, clock.today()))
    form.offer(kits, venues())
    return form


@blueprint.post("/reihen/neu/termine")
def preview() -> Answer:
    """The dates alone, for the page that shows them while one types."""
    form = _new_form()
    shown = _preview(form) if form.accept() else NOTHING
    return render_template("series/_dates.html", form=form, **shown)


def _preview(form: SeriesForm, *, fresh: bool = False) -> dict[str, Any]:
    """All dates and the rule in words; what is wrong stands at its field."""
    try:
        plan = form.to_plan()
        dates = plans.preview_of(plan)
        return {
            "dates": dates,
            "sentence": rules.sentence_of(plan.rule, plan.begins, plan.minutes),
            "note": plans.note_of(plan, dates),
        }
    except RuleBroken as fault:
        if not fresh:
            form.blame(fault)
        return NOTHING


def _seen(form: SeriesForm, dates: list[PreviewDate]) -> bool:
    """The office saw these very dates; otherwise they are shown first."""
    seen = request.form.getlist("termin")
    there = [one.slot.rule_day.isoformat() for one in dates]
    if seen and seen != there:
        form.blame(
            RuleBroken(
                "Die Termine haben sich geändert. Bitte prüfen Sie sie, bevor Sie sie anlegen."
            )
        )
    return not form.form_errors


def _created(form: SeriesForm) -> int | None:
    try:
        made = actions.create_series(form.to_plan(), form.submit_key.data or "", current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        return None
    flash(
        "Die Reihe ist angelegt. Alle Treffen sind Entwürfe mit Ablauf und Checkliste.", "success"
    )
    return made


@blueprint.get("/reihen/<int:series_id>")
def one(series_id: int) -> Answer:
    """One series with all its meetings."""
    found = queries.series_by_id(series_id)
    return render_template(
        "series/series.html",
        series=found,
        listed=queries.entries_of(found, clock.today()),
        sentence=plans.sentence_of(found),
        labels=outlook.LABELS,
    )


@blueprint.route("/reihen/<int:series_id>/aendern", methods=["GET", "POST"])
def change(series_id: int) -> Answer:
    """Another rule, time, place: first what it does to each meeting, then it is done."""
    found = queries.series_by_id(series_id)
    form = _change_form(found)
    if form.accept() and _goes_on():
        answer = _outlook_or_done(found, form)
        if answer:
            return answer
    page = render_template("series/change.html", form=form, series=found)
    return page, 422 if form.errors or form.form_errors else 200


def _goes_on() -> bool:
    """Not back to what was typed."""
    return "bestaetigt" in request.form or "zurueck" not in request.form


def _outlook_or_done(series: Series, form: ChangeSeriesForm) -> Answer | None:
    """What is wrong stands in the form, and then there is no answer."""
    scope, first = form.chosen()
    fault = ""
    try:
        plan = form.to_plan()
        if "bestaetigt" in request.form:
            try:
                return _change(series, plan, scope, first)
            except Conflict as conflict:
                fault = conflict.message
        ahead = outlook.outlook(series, plan, scope, first)
    except RuleBroken as broken:
        form.blame(broken)
        return None
    return _ask_first(series, ahead, "series.change", sorted(plan.skipped), fault)


def _change(series: Series, plan: SeriesPlan, scope: Scope, first: int | None) -> Answer:
    seen = request.form.get("gesehen", "")
    done = changing.change_series(
        series.id, plan, scope, first=first, seen=seen, actor=current_staff()
    )
    flash(_done(done), "success")
    return redirect(url_for(".one", series_id=series.id), 303)


def _change_form(series: Series) -> ChangeSeriesForm:
    first = request.args.get("ab", 0, type=int)
    scope = Scope.FOLLOWING if first else Scope.ALL
    form = ChangeSeriesForm(data=SeriesForm.values_of(series) | {"scope": scope, "first": first})
    form.offer(shelf().kits, venues())
    form.offer_meetings(queries.entries_of(series, clock.today()))
    return form


def _ask_first(
    series: Series, ahead: Outlook, endpoint: str, skipped: Sequence[date] = (), fault: str = ""
) -> Answer:
    """What was typed goes along; the dates left out have boxes of their own."""
    typed: MultiDict[str, str] = request.form.copy()
    for name in ("csrf_token", "bestaetigt", "ansehen", "gesehen"):
        typed.poplist(name)
    page = render_template(
        "series/outlook.html",
        series=series,
        ahead=ahead,
        typed=[pair for pair in typed.items(multi=True) if not pair[0].startswith("aus-")],
        skipped=skipped,
        fault=fault,
        action=url_for(endpoint, series_id=series.id),
    )
    return page, Conflict.status if fault else 200


def _done(done: Outlook) -> str:
    told = count(done.told, "Person bekommt", "Personen bekommen")
    return "Die Reihe ist geändert." + (f" {told} eine Nachricht." if done.told else "")


@blueprint.route("/reihen/<int:series_id>/beenden", methods=["GET", "POST"])
def end(series_id: int) -> Answer:
    """The last day, what it does, and then the end."""
    found = queries.series_by_id(series_id)
    form = EndForm(data={"last": clock.today()})
    if form.accept() and form.last.data and _goes_on():
        fault = ""
        if "bestaetigt" in request.form:
            try:
                return _end(series_id, form.last.data)
            except Conflict as conflict:
                fault = conflict.message
        ahead = outlook.outlook_of_end(found, form.last.data)
        return _ask_first(found, ahead, "series.end", fault=fault)
    page = render_template("series/end.html", form=form, series=found)
    return page, 422 if form.errors or form.form_errors else 200


def _end(series_id: int, last: date) -> Answer:
    seen = request.form.get("gesehen", "")
    changing.end_series(series_id, last, seen=seen, actor=current_staff())
    flash("Die Reihe ist beendet.", "success")
    return redirect(url_for(".one", series_id=series_id), 303)


@blueprint.route("/reihen/<int:series_id>/aufnehmen", methods=["GET", "POST"])
def add(series_id: int) -> Answer:
    """An existing meeting becomes one of the series."""
    found = queries.series_by_id(series_id)
    form = AddMeetingForm()
    form.offer(queries.free_meetings())
    if form.accept():
        try:
            actions.add_meeting(series_id, form.meeting_id.data, current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Das Treffen gehört jetzt zur Reihe.", "success")
            return redirect(url_for(".one", series_id=series_id), 303)
    page = render_template("series/add.html", form=form, series=found)
    return page, 422 if form.errors else 200


@blueprint.route("/reihen/<int:series_id>/treffen/<int:meeting_id>", methods=["GET", "POST"])
def take_out(series_id: int, meeting_id: int) -> Answer:
    """Say what happens, then take the meeting out of the series."""
    found, row = queries.series_by_id(series_id), queries.row_of(series_id, meeting_id)
    if request.method == "POST":
        actions.take_out(series_id, meeting_id, current_staff())
        flash("Das Treffen gehört nicht mehr zur Reihe. Es bleibt, wie es ist.", "success")
        return redirect(url_for(".one", series_id=series_id), 303)
    return render_template("series/take_out.html", series=found, meeting=row.meeting)


@blueprint.post("/reihen/<int:series_id>/oeffentlich")
def set_public(series_id: int) -> Answer:
    public = request.form.get("zeigen") == "ja"
    actions.set_public(series_id, public=public, actor=current_staff())
    words = "Die Reihe hat jetzt eine öffentliche Seite."
    flash(words if public else "Die öffentliche Seite der Reihe ist zu.", "success")
    return redirect(url_for(".one", series_id=series_id), 303)
