"""Bringing two together, for the office: which words each gets, the answers, what came of it."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.ideas.models import Idea
from app.ideas.queries import idea_by_id, idea_by_number
from app.matching import mediating, mediation_queries, parties, queries, rules, suggestions
from app.matching.forms import HelperForm, MediationForm, SettleForm, wanted_plan, wanted_state
from app.matching.models import Mediation
from app.matching.parties import Plan
from app.matching.rules import MediationState

blueprint = staff_blueprint("mediations", __name__)


@blueprint.get("/vermittlungen")
def index() -> Answer:
    """All mediations, the newest first."""
    state = wanted_state(request.args.get("status", ""))
    return render_template(
        "matching/mediations.html",
        page=mediation_queries.mediation_page(state, request.args.get("seite", 1, type=int)),
        counts=mediation_queries.counts_by_state(),
        state=state,
    )


@blueprint.route("/vermittlungen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """What both sides would read, before they are asked."""
    plan = parties.going_on(wanted_plan(request.args))
    both, ideas = parties.parties_of(plan), _ideas_of(plan)
    obstacle = rules.obstacle(both[0].side, both[1].side)
    form = _form(ideas, plan)
    if form.accept():
        try:
            found = mediating.suggest(
                _filled(plan, form), form.submit_key.data or "", actor=current_staff()
            )
            flash("Beide Seiten sind gefragt. Jede bekommt eine E-Mail mit ihrem Link.", "success")
            return redirect(url_for(".mediation", mediation_id=found), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "matching/suggest.html", form=form, parties=both, obstacle=obstacle, ideas=ideas,
        back=_back(plan),
        earlier=mediation_queries.between(both[0].side.email, both[1].side.email),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _ideas_of(plan: Plan) -> list[Idea]:
    """Projects that it may help: the one that was chosen, or those of whoever seeks."""
    if plan.idea_id is not None:
        return [idea_by_id(plan.idea_id)]
    return queries.ideas_of(queries.card_by_id(plan.search_id or 0))


def _form(ideas: list[Idea], plan: Plan) -> MediationForm:
    own = next((str(idea.id) for idea in ideas), "")
    form = MediationForm(data={"minutes": 15, "idea": own, "reason": suggestions.why(plan)})
    none = [] if plan.search_id is None else [("", "Keines, kein Eintrag in der Unterstützung")]
    form.idea.choices = [(str(idea.id), f"{idea.number} {idea.title}") for idea in ideas] + none
    return form


def _filled(plan: Plan, form: MediationForm) -> Plan:
    chosen = form.idea.data or ""
    return Plan(
        search_id=plan.search_id,
        offer_id=plan.offer_id,
        person_id=plan.person_id,
        idea_id=int(chosen) if chosen else plan.idea_id,
        reason=form.reason.data or "",
        minutes=form.minutes.data or 0,
    )


def _back(plan: Plan) -> str:
    card_id = plan.search_id or plan.offer_id
    if plan.search_id is None and plan.idea_id is not None:
        return url_for("projects.idea", number=idea_by_id(plan.idea_id).number)
    return url_for("matching.card", card_id=card_id)


@blueprint.route("/ideen/<number>/kontakt", methods=["GET", "POST"])
def helper(number: str) -> Answer:
    """Which known person could help this project."""
    idea, form = idea_by_number(number), HelperForm()
    if form.accept():
        person = queries.known_as(form.person.data or "")
        if person:
            return redirect(url_for(".new", idee=idea.id, person=person.id), 303)
        form.blame(
            RuleBroken(
                "Person: Diesen Namen gibt es in den Kontakten nicht oder mehrmals. Prüfen Sie "
                "die Schreibweise, oder legen Sie die Person zuerst an.",
                "person",
            )
        )
    page = render_template("matching/helper.html", form=form, idea=idea)
    return page, 422 if form.errors else 200


@blueprint.get("/vermittlungen/<int:mediation_id>")
def mediation(mediation_id: int) -> Answer:
    """One mediation: who answered what and when, what was passed on."""
    return _page(mediation_queries.mediation_by_id(mediation_id), SettleForm(), 200)


def _page(found: Mediation, form: SettleForm, status: int) -> Answer:
    page = render_template(
        "matching/mediation.html",
        mediation=found,
        form=form,
        text_of=mediation_queries.text_of,
        lapses=clock.local(found.at + rules.LAPSES_AFTER).date(),
        is_asked=found.state == MediationState.ASKED,
        is_passed=found.state == MediationState.PASSED,
    )
    return page, status


@blueprint.post("/vermittlungen/<int:mediation_id>/zurueckziehen")
def withdraw(mediation_id: int) -> Answer:
    """The office takes the suggestion back before both have agreed."""
    try:
        mediating.withdraw(mediation_id, actor=current_staff())
        flash("Die Anfrage ist zurückgezogen. Beide Seiten bekommen eine E-Mail.", "success")
    except RuleBroken as fault:
        if fault.status == 404:
            raise
        flash(fault.message, "warning")
    return redirect(url_for(".mediation", mediation_id=mediation_id), 303)


@blueprint.post("/vermittlungen/<int:mediation_id>/ergebnis")
def settle(mediation_id: int) -> Answer:
    """What came of it, also for the support log."""
    found, form = mediation_queries.mediation_by_id(mediation_id), SettleForm()
    if not form.accept():
        return _page(found, form, 422)
    try:
        mediating.settle(
            mediation_id, worked=form.told(), outcome=form.outcome.data or "",
            reopen=bool(form.reopen.data), actor=current_staff(),
        )  # fmt: skip
    except RuleBroken as fault:
        form.blame(fault)
        return _page(mediation_queries.mediation_by_id(mediation_id), form, 409)
    flash("Das Ergebnis ist festgehalten.", "success")
    return redirect(url_for(".mediation", mediation_id=mediation_id), 303)
