"""A seating plan: who sits where, how good that is, and the search under way."""

from flask import flash, make_response, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.forms import sent_number
from app.tables import evening_pages, listing, print_pages, searching, seat_board
from app.tables.explaining import explained, explained_over
from app.tables.planning import task_of
from app.tables.queries import is_over, plan_by_id
from app.tables.search_pages import SECONDS, stand_of

blueprint = staff_blueprint("seating", __name__)
PLAN = "/tische/<int:plan_id>"


@blueprint.get(PLAN)
def plan(plan_id: int) -> Answer:
    """The whole plan."""
    found, asked = plan_by_id(plan_id), request.args
    task = task_of(found)
    shown = listing.rounds_shown(found.rounds)
    return render_template(
        "tables/plan.html",
        plan=found,
        meeting=found.meeting,
        people=len(task.seats),
        stand=stand_of(found),
        choices=SECONDS,
        explained=explained_over(found) if is_over(found) else explained(task, found.bound),
        board=seat_board.board_of(found, asked.get("runde", ""), asked.get("name", "")[:200]),
        evening=evening_pages.panel(found),
        papers=print_pages.panel(found),
        advice=listing.advice_for(len(task.seats), shown),
        rounds_shown=shown,
        words=listing.seats_words,
    )


@blueprint.get(f"{PLAN}/stand")
def progress(plan_id: int) -> Answer:
    """How far the search is. A script that watches is told to load the whole plan when it is over,

    or when there are first seats (``plaetze=0``: none were shown so far).
    """
    found = plan_by_id(plan_id)
    stand = stand_of(found)
    page = render_template(
        "tables/progress.html", plan=found, meeting=found.meeting, stand=stand, choices=SECONDS
    )
    answer = make_response(page)
    if not stand.searching or (stand.seated and request.args.get("plaetze") == "0"):
        answer.headers["HX-Refresh"] = "true"
    return answer


def _to_search(plan_id: int) -> Answer:
    return redirect(url_for(".plan", plan_id=plan_id, _anchor="suche"), 303)


@blueprint.post(f"{PLAN}/anhalten")
def stop(plan_id: int) -> Answer:
    """„Anhalten“"""
    searching.stop(plan_id)
    flash("Die Berechnung ist angehalten. Die Plätze bleiben, wie sie sind.", "success")
    return _to_search(plan_id)


@blueprint.post(f"{PLAN}/weiterrechnen")
def go_on(plan_id: int) -> Answer:
    """„Weiterrechnen“ from the seats that are there, for the first time from none."""
    seconds, keep = sent_number(request.form.get("sekunden")), "karten" in request.form
    searching.go_on(plan_id, seconds, current_staff(), keep_cards=keep)
    return _to_search(plan_id)


@blueprint.post(f"{PLAN}/neu-mischen")
def mix_anew(plan_id: int) -> Answer:
    """„Neu mischen“: other seats for everybody who is not locked."""
    searching.mix_anew(plan_id, sent_number(request.form.get("sekunden")), current_staff())
    return _to_search(plan_id)
