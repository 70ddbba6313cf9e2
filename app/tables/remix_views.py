"""The evening: the plan that holds, who is missing, who came, and new seats for what is left."""

from flask import flash, redirect, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.words import count
from app.tables import evening
from app.tables.queries import plan_by_id

blueprint = staff_blueprint("remix", __name__)
PLAN = "/tische/<int:plan_id>"


def _to_plan(plan_id: int) -> Answer:
    return redirect(url_for("seating.plan", plan_id=plan_id, _anchor="gilt"), 303)


@blueprint.post(f"{PLAN}/gilt")
def put_in_force(plan_id: int) -> Answer:
    """„Plan gilt“"""
    replaced = evening.put_in_force(plan_id, current_staff())
    also = f" „{replaced.title}“ gilt nicht mehr." if replaced else ""
    flash(f"Der Plan gilt. Sie können die Karten drucken.{also}", "success")
    return _to_plan(plan_id)


@blueprint.post(f"{PLAN}/entwurf")
def take_back(plan_id: int) -> Answer:
    """The plan is a draft again."""
    evening.take_back(plan_id, current_staff())
    flash("Der Plan ist wieder ein Entwurf.", "success")
    return _to_plan(plan_id)


@blueprint.post(f"{PLAN}/karten")
def cards_given(plan_id: int) -> Answer:
    """The new cards are with their people."""
    cards = evening.cards_given(plan_id, current_staff())
    said = count(cards, "neue Karte ist", "neue Karten sind")
    flash(f"{said} ausgeteilt." if cards else "Alle haben schon ihre gültige Karte.", "success")
    return _to_plan(plan_id)


@blueprint.post(f"{PLAN}/zeigen")
def show(plan_id: int) -> Answer:
    """Whether people see their tables on their own page."""
    shown = request.form.get("zeigen") == "ja"
    evening.show_on_own_pages(plan_by_id(plan_id).meeting_id, shown, current_staff())
    flash(
        "Angemeldete sehen ihre Tische auf ihrer persönlichen Seite."
        if shown
        else "Auf den persönlichen Seiten stehen keine Tische mehr.",
        "success",
    )
    return _to_plan(plan_id)
