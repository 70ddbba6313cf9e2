"""The evening: the plan that holds, who is missing, who came, and new seats for what is left."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.devices import known_key
from app.core.errors import RuleBroken
from app.core.forms import sent_number
from app.core.words import count
from app.tables import evening, remixing, rounds, undoing
from app.tables.evening_pages import evening_page, rounds_page, wish_from_form
from app.tables.planning import UNIT
from app.tables.queries import plan_by_id
from app.tables.remixing import Given, Wish

blueprint = staff_blueprint("remix", __name__)
PLAN = "/tische/<int:plan_id>"
EVENING = f"{PLAN}/abend"


def _to_plan(plan_id: int) -> Answer:
    return redirect(url_for("seating.plan", plan_id=plan_id, _anchor="gilt"), 303)


def _to_evening(plan_id: int) -> Answer:
    return redirect(url_for(".at_evening", plan_id=plan_id), 303)


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


@blueprint.get(EVENING)
def at_evening(plan_id: int) -> Answer:
    """Who is missing, who came, whose card changed."""
    return _page(plan_id)


def _page(plan_id: int, wish: Wish | None = None, fault: str = "") -> Answer:
    plan = plan_by_id(plan_id)
    page = render_template(
        "tables/evening.html",
        plan=plan,
        meeting=plan.meeting,
        page=evening_page(plan, wish),
        fault=fault,
    )
    return page, 409 if fault else 200


@blueprint.post(EVENING)
def mix(plan_id: int) -> Answer:
    """„Neu mischen“"""
    wish, key = wish_from_form(), known_key(request.form.get("schluessel"))
    try:
        remixing.remix(plan_id, wish, key, current_staff())
    except RuleBroken as fault:
        return _page(plan_id, wish, fault.message)
    flash("Neu gemischt. Einige Sekunden lang wird der Plan noch besser.", "success")
    return _to_evening(plan_id)


@blueprint.post(f"{EVENING}/platz")
def give_seat(plan_id: int) -> Answer:
    """One more person, at once."""
    person = sent_number(request.form.get("person"))
    try:
        flash(_said(remixing.give_seat(plan_id, person, current_staff())), "success")
    except RuleBroken as fault:
        flash(fault.message, "warning")
    return _to_evening(plan_id)


def _said(given: Given) -> str:
    """„Ayşe Yıldırım: Tisch 4. Keine Begegnung wiederholt sich.“"""
    again = round(given.repeats / UNIT)
    known = count(again, "Begegnung wiederholt", "Begegnungen wiederholen") if again else "Keine"
    tables = sorted({table + 1 for table in given.tables if table >= 0})
    where = ", ".join(f"Tisch {table}" for table in tables)
    return f"{given.name}: {where}. {known}{' sich' if again else ' Begegnung wiederholt sich'}."


@blueprint.post(f"{EVENING}/gegangen")
def leave_early(plan_id: int) -> Answer:
    """Somebody goes before the rounds to come."""
    name = remixing.leave_early(plan_id, sent_number(request.form.get("platz")), current_staff())
    said = f"{name} steht in den kommenden Runden nicht mehr im Plan."
    flash(f"{said} Wird ein Tisch zu klein, mischen Sie neu.", "success")
    return _to_evening(plan_id)


@blueprint.post(f"{EVENING}/karten")
def cards_given(plan_id: int) -> Answer:
    """The new cards are with their people."""
    cards = evening.cards_given(plan_id, current_staff())
    said = count(cards, "neue Karte ist", "neue Karten sind")
    flash(f"{said} ausgeteilt." if cards else "Alle haben schon ihre gültige Karte.", "success")
    return _to_evening(plan_id)


@blueprint.post(f"{EVENING}/zurueck")
def undo(plan_id: int) -> Answer:
    """Take the last change back."""
    what = undoing.undo(plan_id, sent_number(request.form.get("schritt")), current_staff())
    flash(f"Zurückgenommen: {what}.", "success")
    return _to_evening(plan_id)


@blueprint.route(f"{PLAN}/runden", methods=["GET", "POST"])
def agenda_rounds(plan_id: int) -> Answer:
    """Which item of the agenda each round is."""
    if request.method != "POST":
        return _rounds(plan_id)
    chosen = [sent_number(one) or None for one in request.form.getlist("punkt")]
    try:
        rounds.connect(plan_id, chosen, current_staff())
    except RuleBroken as fault:
        return _rounds(plan_id, chosen, fault.message)
    flash("Die Runden stehen in „Am Abend“ bei ihren Punkten.", "success")
    return redirect(url_for(".agenda_rounds", plan_id=plan_id), 303)


def _rounds(plan_id: int, chosen: list[int | None] | None = None, fault: str = "") -> Answer:
    plan = plan_by_id(plan_id)
    page = render_template(
        "tables/rounds.html",
        plan=plan,
        meeting=plan.meeting,
        page=rounds_page(plan, chosen),
        fault=fault,
    )
    return page, 409 if fault else 200


@blueprint.post(f"{PLAN}/runden/eintragen")
def write_rounds(plan_id: int) -> Answer:
    """One item of the agenda becomes as many as there are rounds."""
    item, between = sent_number(request.form.get("punkt")), request.form.get("wechsel", "")
    try:
        rounds.write_into_agenda(plan_id, item, sent_number(between), current_staff())
    except RuleBroken as fault:
        return _rounds(plan_id, None, fault.message)
    flash(
        "Die Runden stehen jetzt in der Tagesordnung. Veröffentlichen Sie sie, dann sehen auch "
        "Angemeldete die Zeiten.",
        "success",
    )
    return redirect(url_for(".agenda_rounds", plan_id=plan_id), 303)
