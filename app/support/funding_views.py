"""Funding programmes and their deadlines, for the team."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.forms import sent_number
from app.core.words import count
from app.support import funding_actions, funding_queries, funding_rules, mails
from app.support.funding_forms import FundingForm, wanted_funding
from app.support.models import Funding

blueprint = staff_blueprint("funding", __name__)
NARROWING = ("stand", "suche", "feld", "sortierung")


@blueprint.app_context_processor
def for_marks() -> dict[str, Any]:
    """How a deadline stands, for templates/support/_funding_parts.html."""
    return {"funding_when": funding_rules.when, "must_be_checked": funding_rules.must_be_checked}


@blueprint.get("/foerderung")
def index() -> Answer:
    """All programmes, the next deadline on top."""
    wanted, today = wanted_funding(request.args), clock.today()
    page = request.args.get("seite", 1, type=int)
    return render_template(
        "support/funding.html",
        wanted=wanted,
        page=funding_queries.funding_page(wanted, today, page),
        coming=funding_queries.next_deadlines(today),
        query={key: request.args[key][:200] for key in NARROWING if request.args.get(key)},
        may_write=_is_office(),
    )


@blueprint.route("/foerderung/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Another programme."""
    form = FundingForm()
    if form.accept():
        try:
            found = funding_actions.add_funding(
                form.values(), form.submit_key.data or "", actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash(f"Das Programm ist als {found.number} aufgenommen.", "success")
            return _to_funding(found.id)
    page = render_template("support/edit_funding.html", form=form, funding=None, faster=None)
    return page, 422 if form.errors else 200


@blueprint.get("/foerderung/<int:funding_id>")
def funding(funding_id: int) -> Answer:
    """One programme, and the ideas that it fits."""
    return _funding_page(funding_queries.funding_by_id(funding_id))


def _funding_page(found: Funding, fault: str = "") -> str:
    fitting = funding_queries.fitting_ideas(found)
    reachable = [(idea, how) for idea, how in fitting if idea.contact_email]
    draft = mails.funding_letter(found, *_first(reachable)) if reachable and _is_office() else None
    return render_template(
        "support/one_funding.html",
        funding=found,
        fitting=fitting,
        told=funding_queries.hints_about(found),
        draft=draft,
        fault=fault,
        may_write=_is_office(),
    )


def _first(fitting: list[Any]) -> Any:
    idea, how = fitting[0]
    return idea, how.reasons


@blueprint.route("/foerderung/<int:funding_id>/bearbeiten", methods=["GET", "POST"])
def edit(funding_id: int) -> Answer:
    """Other values, most often the next deadline."""
    found = funding_queries.funding_by_id(funding_id)
    form = FundingForm() if request.method == "POST" else FundingForm.of(found)
    faster = None
    if form.accept():
        try:
            funding_actions.change_funding(
                funding_id, form.values(), seen_version=form.seen_version, actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
            if isinstance(fault, Conflict):
                faster = funding_queries.funding_by_id(funding_id)
                form.version.data = str(faster.version)
        else:
            flash("Das Programm ist gespeichert.", "success")
            return _to_funding(funding_id)
    page = render_template("support/edit_funding.html", form=form, funding=found, faster=faster)
    return page, Conflict.status if faster else 422 if form.errors else 200


@blueprint.post("/foerderung/<int:funding_id>/geprueft")
def check(funding_id: int) -> Answer:
    """Somebody has looked at the programme's own page today."""
    funding_actions.note_checked(funding_id, actor=current_staff())
    flash("Heute geprüft.", "success")
    return _to_funding(funding_id)


@blueprint.post("/foerderung/<int:funding_id>/archiv")
def archive(funding_id: int) -> Answer:
    """Put it away, or bring it back."""
    archived = request.form.get("archiv") == "ja"
    funding_actions.archive_funding(funding_id, archived=archived, actor=current_staff())
    words = "im Archiv" if archived else "wieder in der Liste"
    flash(f"Das Programm ist {words}.", "success")
    return _to_funding(funding_id)


@blueprint.post("/foerderung/<int:funding_id>/hinweis")
def hint(funding_id: int) -> Answer:
    """Tell the contact persons of the chosen ideas."""
    chosen = {sent_number(one) for one in request.form.getlist("idee")[:200]} - {0}
    try:
        sent = funding_actions.send_hints(funding_id, chosen, actor=current_staff())
    except RuleBroken as fault:
        if fault.status == 404:
            raise
        return _funding_page(funding_queries.funding_by_id(funding_id), fault.message), 422
    if sent:
        flash(f"{count(sent, 'Hinweis ist', 'Hinweise sind')} unterwegs.", "success")
    else:
        flash("Diese Ansprechpersonen haben den Hinweis zu dieser Frist schon bekommen.", "info")
    return _to_funding(funding_id)


def _to_funding(funding_id: int) -> Answer:
    return redirect(url_for(".funding", funding_id=funding_id), 303)


def _is_office() -> bool:
    return Role.OFFICE in current_staff().roles
