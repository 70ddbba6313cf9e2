"""The seating plans of a meeting: list, new plan, settings, deleting."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.agenda.queries import items_of
from app.core.errors import Conflict, RuleBroken
from app.core.words import count, listing
from app.meetings.queries import meeting_by_id
from app.tables import actions
from app.tables import listing as lists
from app.tables.forms import NewPlanForm, SettingsForm, settings_form
from app.tables.models import SeatingPlan
from app.tables.queries import plan_by_id, seats_of
from app.tables.states import Included

blueprint = staff_blueprint("tables", __name__)
START = {
    "title": "Kennenlernen", "item_id": "", "included": Included.CONFIRMED, "rounds": 3, "seed": 1,
    "with_sectors": True, "with_organisations": True, "with_memory": True, "with_interests": False,
}  # fmt: skip


@blueprint.get("/treffen/<int:meeting_id>/tische")
def index(meeting_id: int) -> Answer:
    """All seating plans of the meeting."""
    meeting = meeting_by_id(meeting_id)
    titles = {item.id: item.title for item in items_of(meeting_id)}
    return render_template(
        "tables/index.html", meeting=meeting, lines=lists.plan_lines(meeting, titles)
    )


@blueprint.route("/treffen/<int:meeting_id>/tische/neu", methods=["GET", "POST"])
def new(meeting_id: int) -> Answer:
    """A new plan, with what numbers of tables mean for the people who are in."""
    meeting = meeting_by_id(meeting_id)
    numbers = lists.numbers_of(meeting)
    advised = _advised()
    number = lists.suggested_tables(numbers[advised])
    form = NewPlanForm(
        data=START | {"included": advised, "tables": number, "suggested": number or ""}
    )
    form.offer(items_of(meeting_id))
    form.offer_people(numbers)
    plan_id = _made(meeting_id, form) if form.accept() else None
    if plan_id:
        flash("Der Tischplan ist angelegt. Die Plätze werden jetzt berechnet.", "success")
        return redirect(url_for("seating.plan", plan_id=plan_id), 303)
    page = render_template(
        "tables/new.html",
        meeting=meeting,
        form=form,
        numbers=numbers,
        **_advice(advised, numbers[advised], form.rounds.data or 0),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _advised() -> Included:
    """For whom the numbers of tables are reckoned."""
    wanted = request.form.get("included") or request.args.get("wer")
    return Included.PRESENT if wanted == Included.PRESENT else Included.CONFIRMED


def _advice(included: Included, people: int, rounds: int) -> dict[str, Any]:
    shown = lists.rounds_shown(rounds)
    return {
        "advised": included,
        "suggested": lists.suggested_tables(people),
        "advice": lists.advice_for(people, shown),
        "sentence": lists.advice_sentence(people),
        "words": lists.seats_words,
        "rounds_shown": shown,
    }


def _made(meeting_id: int, form: NewPlanForm) -> int | None:
    """The id of the plan; None when the form says why there is none."""
    try:
        return actions.create(
            meeting_id, form.to_options(), Included(form.included.data),
            tables=form.tables.data or 0, seats=form.seats.data or 0, seed=form.seed.data or 0,
            submit_key=form.submit_key.data, actor=current_staff(),
        )  # fmt: skip
    except RuleBroken as fault:
        form.blame(fault)
        return None


@blueprint.route("/tische/<int:plan_id>/einstellungen", methods=["GET", "POST"])
def settings(plan_id: int) -> Answer:
    """Rounds, tables and their titles, and what the search looks at."""
    plan = plan_by_id(plan_id)
    form = settings_form(
        actions.options_of(plan), actions.tables_of(plan), actions.settings_version(plan)
    )
    form.offer(items_of(plan.meeting_id), plan.item_id)
    status = 200
    if form.accept():
        try:
            _tell_fitted(actions.change(
                plan_id, form.to_options(), form.to_tables(), form.number.data or 1,
                form.seen.data or "", current_staff(),
            ))  # fmt: skip
            return redirect(url_for(".settings", plan_id=plan_id), 303)
        except RuleBroken as fault:
            status = _show_again(plan, form, fault)
    return _settings_page(plan, form), 422 if form.errors and status == 200 else status


def _show_again(plan: SeatingPlan, form: SettingsForm, fault: RuleBroken) -> int:
    """What was typed stays; saved once more it counts. Returns the status."""
    form.blame(fault)
    if isinstance(fault, Conflict):
        form.seen.data = actions.settings_version(plan)
        return 409
    return 422


def _settings_page(plan: SeatingPlan, form: SettingsForm) -> str:
    seats = seats_of(plan.id)
    return render_template(
        "tables/settings.html", plan=plan, meeting=plan.meeting, form=form,
        people=sum(not seat.left_out for seat in seats), faults=lists.faults_of(plan),
    )  # fmt: skip


def _tell_fitted(moved: list[int]) -> None:
    flash("Die Einstellungen sind gespeichert.", "success")
    if moved:
        tables = listing([str(number) for number in moved])
        words = "Tisch" if len(moved) == 1 else "den Tischen"
        flash(f"An {words} {tables} sind die Plätze angepasst: Alle sollen sitzen können.", "info")


@blueprint.route("/tische/<int:plan_id>/loeschen", methods=["GET", "POST"])
def delete(plan_id: int) -> Answer:
    """GET says what it touches, POST deletes."""
    plan = plan_by_id(plan_id)
    if request.method == "POST":
        actions.delete(plan_id, current_staff())
        flash("Der Tischplan ist gelöscht.", "success")
        return redirect(url_for(".index", meeting_id=plan.meeting_id), 303)
    cards = sum(bool(seat.printed) for seat in seats_of(plan_id))
    return render_template(
        "tables/delete.html", plan=plan, meeting=plan.meeting, cards=cards,
        people=count(len(seats_of(plan_id)), "Person", "Personen"),
    )  # fmt: skip
