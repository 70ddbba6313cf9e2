"""Changes by hand: move, swap, lock, undo."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import RuleBroken
from app.core.forms import sent_number
from app.core.words import count
from app.tables import seat_places, seating, undoing
from app.tables.queries import plan_by_id
from app.tables.seat_forms import LockForm, PlaceForm

blueprint = staff_blueprint("seats", __name__)
PLAN = "/tische/<int:plan_id>"


def _to_board(plan_id: int, round_: object, anchor: str = "plaetze") -> Answer:
    return redirect(url_for("seating.plan", plan_id=plan_id, runde=round_, _anchor=anchor), 303)


@blueprint.route(f"{PLAN}/platz/<int:seat_id>", methods=["GET", "POST"])
def place(plan_id: int, seat_id: int) -> Answer:
    """All possibilities of one person in one round, each with its price; POST takes one."""
    form = PlaceForm()
    if not form.accept():
        return _place(plan_id, seat_id, request.args.get("runde", ""))
    try:
        choice = form.choice(seat_id)
        done = seating.change_place(plan_id, choice, form.seen(), current_staff())
    except RuleBroken as fault:
        return _place(plan_id, seat_id, form.round.data or "", fault)
    flash(seat_places.done_words(done) if done else "Das ist schon geändert.", "success")
    return _to_board(plan_id, choice.round + 1)


def _place(plan_id: int, seat_id: int, round_: str, fault: RuleBroken | None = None) -> Answer:
    plan = plan_by_id(plan_id)
    name = request.args.get("name", "")
    found = seat_places.place_of(plan, seat_id, round_, name)
    page = render_template(
        "tables/place.html",
        plan=plan,
        meeting=plan.meeting,
        place=found,
        form=PlaceForm(formdata=None),
        fault=fault,
        wanted=request.form.get("choice", ""),
    )
    return page, fault.status if fault else 200


@blueprint.post(f"{PLAN}/sperren")
def lock(plan_id: int) -> Answer:
    """Lock or unlock a person, a table, or a round."""
    form = LockForm()
    wanted = form.locking()
    number = seating.lock(plan_id, wanted, form.seen(), current_staff())
    done = "gesperrt" if wanted.on else "wieder frei"
    words = f"{count(number, 'Platz ist', 'Plätze sind')} {done}."
    flash(words if number else f"Da war nichts zu ändern: schon {done}.", "success")
    return _to_board(plan_id, wanted.round + 1)


@blueprint.post(f"{PLAN}/zuruecknehmen")
def take_back(plan_id: int) -> Answer:
    """Undo the last change, when it is still the one that was shown."""
    what = undoing.undo(plan_id, sent_number(request.form.get("step")), current_staff())
    flash(f"Zurückgenommen: {what}", "success")
    return _to_board(plan_id, request.form.get("round", "")[:5])
