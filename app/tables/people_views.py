"""The people of a plan: fixed places, who is left out, wishes, the objection to the memory."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import may_enter
from app.core.errors import RuleBroken
from app.core.forms import sent_number
from app.tables import actions, objections, people
from app.tables import listing as lists
from app.tables.forms import PlaceForm, table_words
from app.tables.models import Seat, SeatingPlan
from app.tables.queries import plan_by_id, seat_of, seats_of, wishes_of
from app.tables.states import WishKind

blueprint = staff_blueprint("plan_people", __name__)
KINDS = {"zusammen": WishKind.TOGETHER, "getrennt": WishKind.APART}
MANY = 40
"""People who can be chosen at once."""


@blueprint.get("/tische/<int:plan_id>/personen")
def index(plan_id: int) -> Answer:
    """Everybody in the plan."""
    plan, seats = plan_by_id(plan_id), seats_of(plan_id)
    wanted = {
        "search": request.args.get("suche", "")[:100],
        "order": request.args.get("sortierung", "name"),
    }
    change = people.difference(plan)
    tables = actions.tables_of(plan)
    return render_template(
        "tables/people.html", plan=plan, meeting=plan.meeting, wanted=wanted, change=change,
        lines=lists.person_lines(seats, change.gone, **wanted), total=len(seats),
        objected=objections.objected_among([seat.registration_id for seat in seats])
        if _keeps_memory() else (),
        faults=lists.faults_of(plan),
        tables=[table_words(n, one) for n, one in enumerate(tables, start=1)],
    )  # fmt: skip


@blueprint.post("/tische/<int:plan_id>/personen/angleichen")
def match(plan_id: int) -> Answer:
    """Bring in who came since, drop who left."""
    words = people.match_list(plan_id, current_staff()).words
    flash(words or "Die Liste ist schon auf dem neuesten Stand.", "success" if words else "info")
    return redirect(url_for(".index", plan_id=plan_id), 303)


@blueprint.route("/tische/<int:plan_id>/personen/<int:seat_id>", methods=["GET", "POST"])
def person(plan_id: int, seat_id: int) -> Answer:
    """One person: fixed place, lead, left out."""
    plan, seat = plan_by_id(plan_id), seat_of(plan_id, seat_id)
    fixed = "" if seat.fixed_table is None else str(seat.fixed_table + 1)
    form = PlaceForm(data={"table": fixed, "leads": seat.leads, "left_out": seat.left_out})
    form.offer(actions.tables_of(plan))
    if form.accept():
        try:
            people.place(plan_id, seat_id, form.to_place(), current_staff())
            flash("Die Angaben zur Person sind gespeichert.", "success")
            return redirect(url_for(".index", plan_id=plan_id), 303)
        except RuleBroken as fault:
            form.blame(fault)
    return _person_page(plan, seat, form), 422 if form.errors or form.form_errors else 200


def _person_page(plan: SeatingPlan, seat: Seat, form: PlaceForm) -> str:
    return render_template(
        "tables/person.html", plan=plan, meeting=plan.meeting, seat=seat, form=form,
        wishes=_wishes(plan, seats_of(plan.id), only=seat.registration_id),
        objected=objections.has_objected(seat.registration) if _keeps_memory() else None,
    )  # fmt: skip


def _keeps_memory() -> bool:
    """Whether who looks may know who objected."""
    return may_enter("plan_people.remember", current_staff().roles)


@blueprint.post("/tische/<int:plan_id>/personen/<int:seat_id>/erinnerung")
def remember(plan_id: int, seat_id: int) -> Answer:
    """Whether it may be kept with whom the person sat."""
    seat = seat_of(plan_id, seat_id)
    if request.form.get("merken") == "ja":
        objections.withdraw_objection(seat.registration_id, current_staff())
        flash("Ab jetzt zählt wieder mit, mit wem die Person zusammensaß.", "success")
    else:
        objections.object_to_memory(seat.registration_id, current_staff())
        flash("Mit wem die Person zusammensaß, zählt nicht mehr mit.", "success")
    return redirect(url_for("plan_people.index", plan_id=plan_id), 303)


@blueprint.route("/tische/<int:plan_id>/wuensche", methods=["GET", "POST"])
def wishes(plan_id: int) -> Answer:
    """Who shall sit together or apart; people are chosen from a list that can be searched."""
    plan = plan_by_id(plan_id)
    if request.method != "POST":
        return _wishes_page(plan, request.args.getlist("wahl"), request.args.get("suche", ""))
    chosen, search = request.form.getlist("wahl"), request.form.get("suche", "")[:100]
    kind = KINDS.get(request.form.get("knopf", ""))
    if kind is None:
        wahl = _ids(chosen)
        return redirect(url_for(".wishes", plan_id=plan_id, wahl=wahl, suche=search), 303)
    try:
        if people.add_wish(plan_id, kind, _ids(chosen), current_staff()):
            flash("Der Wunsch ist gespeichert.", "success")
        else:
            flash("Diesen Wunsch gibt es schon.", "info")
        return redirect(url_for(".wishes", plan_id=plan_id), 303)
    except RuleBroken as fault:
        return _wishes_page(plan, chosen, search, fault), fault.status


def _ids(chosen: list[str]) -> list[int]:
    return sorted({sent_number(one) for one in chosen[:MANY]} - {0})


def _wishes_page(
    plan: SeatingPlan, chosen: list[str], search: str, fault: RuleBroken | None = None
) -> str:
    seats = [seat for seat in seats_of(plan.id) if not seat.left_out]
    ids, search = _ids(chosen), search[:100]
    return render_template(
        "tables/wishes.html", plan=plan, meeting=plan.meeting, search=search, fault=fault,
        chosen=[seat for seat in seats if seat.registration_id in ids],
        found=[
            line.seat
            for line in lists.person_lines(seats, (), search=search)
            if line.seat.registration_id not in ids
        ],
        wishes=_wishes(plan, seats_of(plan.id)), faults=lists.faults_of(plan), kinds=WishKind,
    )  # fmt: skip


def _wishes(
    plan: SeatingPlan, seats: Sequence[Seat], only: int | None = None
) -> list[tuple[people.Wish, str]]:
    """Each wish with the names of its people; ``only``: those of one person."""
    return [
        (wish, people.names_of(wish, seats))
        for wish in people.grouped(wishes_of(plan.id))
        if only is None or only in wish.people
    ]


@blueprint.post("/tische/<int:plan_id>/wuensche/<int:wish_id>/entfernen")
def remove_wish(plan_id: int, wish_id: int) -> Answer:
    people.remove_wish(plan_id, wish_id, current_staff())
    flash("Der Wunsch ist zurückgenommen.", "success")
    return redirect(url_for(".wishes", plan_id=plan_id), 303)
