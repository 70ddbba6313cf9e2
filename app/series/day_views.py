"""Holidays and other special days: list, one of them, and reading them from a file."""

from collections import Counter

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import RuleBroken
from app.core.words import count
from app.meetings import day_files, special_days
from app.series.day_forms import DayForm, LoadForm

blueprint = staff_blueprint("days", __name__)
SHOWN = 50


@blueprint.get("/freie-tage")
def index() -> Answer:
    """All of them, or those of one year."""
    days, year = special_days.kept_days(), request.args.get("jahr", 0, type=int)
    return render_template(
        "series/days.html",
        days=[day for day in days if year in (0, day.start.year)],
        years=Counter(day.start.year for day in days),
        year=year,
        kinds=special_days.KINDS,
    )


@blueprint.route("/freie-tage/neu", methods=["GET", "POST"])
def new() -> Answer:
    form = DayForm()
    return _save(form, None) or _page(form, "Tag eintragen")


@blueprint.route("/freie-tage/<int:day_id>", methods=["GET", "POST"])
def day(day_id: int) -> Answer:
    found = special_days.day_by_id(day_id)
    form = DayForm(obj=found)
    return _save(form, day_id) or _page(form, found.name, day_id)


def _save(form: DayForm, day_id: int | None) -> Answer | None:
    if not form.accept():
        return None
    try:
        special_days.save_day(day_id, form.to_day(), current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        return None
    flash("Der Eintrag ist gespeichert.", "success")
    return redirect(url_for(".index"), 303)


def _page(form: DayForm, title: str, day_id: int | None = None) -> Answer:
    page = render_template("series/day.html", form=form, title=title, day_id=day_id)
    return page, 422 if form.errors else 200


@blueprint.post("/freie-tage/<int:day_id>/loeschen")
def delete(day_id: int) -> Answer:
    special_days.delete_day(day_id, current_staff())
    flash("Der Eintrag ist gelöscht. Kein Treffen hat sich dadurch geändert.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.route("/freie-tage/einlesen", methods=["GET", "POST"])
def load() -> Answer:
    """First what the file holds, then it is kept."""
    form = LoadForm()
    if request.method == "POST" and form.rows.data:
        return _keep(form.rows.data)
    read = _read(form) if form.accept() else None
    if read is None:
        page = render_template("series/load_days.html", form=form)
        return page, 422 if form.errors else 200
    new = special_days.new_ones(read.days)
    return render_template(
        "series/loaded_days.html",
        read=read,
        new=new,
        shown=SHOWN,
        kinds=special_days.KINDS,
        rows=special_days.as_text(new),
    )


def _read(form: LoadForm) -> day_files.Read | None:
    sent = request.files.get("file")
    try:
        return day_files.read_file(sent.read() if sent else b"", form.kind.data)
    except RuleBroken as fault:
        form.blame(fault)
        return None


def _keep(rows: str) -> Answer:
    added = special_days.add_days(special_days.from_text(rows), current_staff())
    flash(f"{count(added, 'Eintrag ist', 'Einträge sind')} dazugekommen.", "success")
    return redirect(url_for(".index"), 303)
