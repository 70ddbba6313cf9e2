"""Requests of projects for help, for the office: list, one request, taking it, closing it."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.ideas.rules import SupportKind
from app.support import actions, case_actions, listing, mails, queries, rules
from app.support.case_actions import TakeValues
from app.support.forms import CloseForm, NewCaseForm, TakeForm
from app.support.models import SupportCase

blueprint = staff_blueprint("support_cases", __name__)


@blueprint.get("/unterstuetzung/anliegen")
def index() -> Answer:
    """All requests, those not done first."""
    state, search = _narrowing(request.args)
    return render_template(
        "support/cases.html",
        page=listing.case_page(state, search, request.args.get("seite", 1, type=int)),
        counts=listing.case_counts(),
        states=listing.CASE_STATES,
        state=state,
        search=search,
        is_late=rules.is_late,
    )


def _narrowing(args: Mapping[str, str]) -> tuple[str, str]:
    state, search = args.get("status", ""), args.get("suche", "")
    return (state if state in listing.CASE_STATES else ""), search[:100].replace("\x00", "")


@blueprint.route("/unterstuetzung/anliegen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """A request that came by phone or in person."""
    form = NewCaseForm(data={"idea": request.args.get("idee", "")[:200]})
    if form.accept():
        try:
            case = _open(form)
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Das Anliegen ist aufgenommen.", "success")
            return _to_case(case.id)
    page = render_template("support/new_case.html", form=form, ideas=queries.suggested_ideas())
    return page, 422 if form.errors else 200


def _open(form: NewCaseForm) -> SupportCase:
    kind = (form.kind.data or "").strip()
    return actions.open_case(
        actions.idea_meant(form.idea.data or "").id,
        kind=SupportKind(kind) if kind else None,
        text=form.text.data or "",
        asked_by=form.asked_by.data or "",
        source="office",
        submit_key=form.submit_key.data or "",
        actor=current_staff(),
    )


@blueprint.get("/unterstuetzung/anliegen/<int:case_id>")
def case(case_id: int) -> Answer:
    """One request: what was asked, who takes care, what was done for it."""
    found = queries.case_by_id(case_id)
    late = rules.is_late(rules.CaseState(found.state), found.due, clock.today())
    return render_template("support/case.html", case=found, late=late, sources=rules.SOURCE_LABELS)


@blueprint.route("/unterstuetzung/anliegen/<int:case_id>/uebernehmen", methods=["GET", "POST"])
def take(case_id: int) -> Answer:
    """Who takes care and until when; the mail can be read before it leaves."""
    found = queries.case_by_id(case_id)
    form = TakeForm(data=_as_taken(found))
    fault = _take(found, form) if form.accept() else None
    if form.is_submitted() and not form.errors and fault is None:
        return _to_case(case_id)
    worker, due = form.worker.data or "", form.due.data
    draft = mails.taken_letter(found, worker or current_staff().name, due)
    return _step_page("support/take_case.html", case_id, form, fault, draft=draft)


def _as_taken(found: SupportCase) -> dict[str, Any]:
    return {
        "worker": found.worker or current_staff().name,
        "due": found.due,
        "kind": found.kind or "",
        "note": found.note,
        "tell": found.state == rules.CaseState.OPEN,
        "version": str(found.version),
    }


def _take(found: SupportCase, form: TakeForm) -> RuleBroken | None:
    """Keep the form's values; what was wrong, or None."""
    kind = (form.kind.data or "").strip()
    values = TakeValues(
        worker=form.worker.data or "",
        due=form.due.data or clock.today(),
        kind=SupportKind(kind) if kind else None,
        note=form.note.data or "",
    )
    try:
        told = case_actions.take_case(
            found.id, values, tell=bool(form.tell.data), seen_version=form.seen_version,
            actor=current_staff(),
        )  # fmt: skip
    except RuleBroken as fault:
        return _blamed(form, fault)
    flash("Das Anliegen ist übernommen." + _told(told), "success")
    return None


@blueprint.route("/unterstuetzung/anliegen/<int:case_id>/erledigen", methods=["GET", "POST"])
def close(case_id: int) -> Answer:
    """What came of it; the mail can be read before it leaves."""
    found = queries.case_by_id(case_id)
    form = CloseForm(data={"tell": True, "outcome": found.outcome, "version": str(found.version)})
    fault = _close(found, form) if form.accept() else None
    if form.is_submitted() and not form.errors and fault is None:
        return _to_case(case_id)
    draft = mails.closed_letter(found, form.outcome.data or "[Ihr Ergebnis]")
    return _step_page("support/close_case.html", case_id, form, fault, draft=draft)


def _close(found: SupportCase, form: CloseForm) -> RuleBroken | None:
    try:
        told = case_actions.close_case(
            found.id, form.outcome.data or "", tell=bool(form.tell.data),
            seen_version=form.seen_version, actor=current_staff(),
        )  # fmt: skip
    except RuleBroken as fault:
        return _blamed(form, fault)
    flash("Das Anliegen ist erledigt." + _told(told), "success")
    return None


@blueprint.post("/unterstuetzung/anliegen/<int:case_id>/oeffnen")
def reopen(case_id: int) -> Answer:
    """It was not done after all."""
    case_actions.reopen_case(case_id, actor=current_staff())
    flash("Das Anliegen ist wieder offen.", "success")
    return _to_case(case_id)


def _blamed(form: TakeForm | CloseForm, fault: RuleBroken) -> RuleBroken:
    form.blame(fault)
    return fault


def _told(told: bool) -> str:
    return " Die E-Mail ist unterwegs." if told else ""


def _step_page(
    template: str, case_id: int, form: TakeForm | CloseForm, fault: RuleBroken | None, **more: Any
) -> Answer:
    """The form; with what stands there now when somebody was faster (R-8)."""
    found = queries.case_by_id(case_id)
    conflict = isinstance(fault, Conflict)
    if conflict:
        form.version.data = str(found.version)
    page = render_template(
        template, case=found, form=form, faster=found if conflict else None, **more
    )
    return page, Conflict.status if conflict else 422 if form.errors else 200


def _to_case(case_id: int) -> Answer:
    return redirect(url_for(".case", case_id=case_id), 303)
