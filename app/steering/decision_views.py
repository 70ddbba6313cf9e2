"""Decisions of the steering group: the list, one of them, corrections."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.actions import log
from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.steering import decision_documents as documents
from app.steering import decision_queries as queries
from app.steering import decisions
from app.steering.decision_forms import RESULTS, WAYS, CorrectionForm, wanted_decisions
from app.steering.models import Decision
from app.steering.rules import KIND_LABELS, DecisionKind

blueprint = staff_blueprint("decisions", __name__)
NARROWING = ("suche", "art", "jahr", "idee", "weg", "ergebnis", "sortierung")
TABLES: dict[str, Callable[[Sequence[Decision]], bytes]] = {
    "csv": documents.decisions_csv,
    "xlsx": documents.decisions_xlsx,
}


@blueprint.app_context_processor
def for_ideas() -> dict[str, Any]:
    """``decisions_of(idea)`` for its page, ``newest_decisions()`` for the overview; asked there."""
    return {
        "decisions_of": lambda idea: queries.decisions_of_idea(idea.id),
        "newest_decisions": queries.newest,
    }


@blueprint.get("/lenkungskreis/beschluesse")
def index() -> Answer:
    """All decisions with search and filters."""
    wanted = wanted_decisions(request.args)
    return render_template(
        "steering/decisions.html",
        wanted=wanted,
        page=queries.list_page(wanted, request.args.get("seite", 1, type=int)),
        query=_narrowed(request.args),
        years=[(str(year), str(year)) for year in queries.years()],
        kinds=KIND_LABELS,
        ways=WAYS,
        results=RESULTS,
    )


@blueprint.post("/lenkungskreis/beschluesse.<any(csv, xlsx):kind>")
def export(kind: str) -> Answer:
    """The list as it is filtered, as a table."""
    found = queries.whole_list(wanted_decisions(request.form))
    log(current_staff(), "decisions_exported", f"decisions:{len(found)}")
    return file_answer(TABLES[kind](found), f"{clock.today():%Y-%m-%d}-Beschluesse.{kind}")


@blueprint.get("/lenkungskreis/beschluesse.pdf")
def list_pdf() -> Answer:
    """The same list on A4."""
    wanted = wanted_decisions(request.args)
    words = _in_words(request.args)
    pdf = documents.decision_list_document(queries.whole_list(wanted), clock.today(), words)
    return file_answer(pdf_of(pdf), f"{clock.today():%Y-%m-%d}-Beschluesse.pdf")


@blueprint.get("/lenkungskreis/beschluesse/<int:decision_id>")
def decision(decision_id: int) -> Answer:
    """One decision: wording, votes, ideas, corrections."""
    found = queries.decision_by_id(decision_id)
    return render_template(
        "steering/decision.html",
        decision=found,
        motion=queries.motion_with_ballots(found.motion_id),
    )


@blueprint.route(
    "/lenkungskreis/beschluesse/<int:decision_id>/berichtigen", methods=["GET", "POST"]
)
def correct(decision_id: int) -> Answer:
    """Correct a decision with day and reason; nothing else changes it."""
    found = queries.decision_by_id(decision_id)
    form, faster = CorrectionForm.of(found), None
    if request.method == "GET":
        form.day.data = clock.today()
    if form.accept():
        before = found.adopted
        try:
            decisions.correct(
                decision_id, form.correction(), seen=form.seen_number, actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
            faster = found if isinstance(fault, Conflict) else None
            form.seen.data = str(len(found.corrections))
        else:
            _say_corrected(queries.decision_by_id(decision_id), before=before)
            return redirect(url_for(".decision", decision_id=decision_id), 303)
    page = render_template("steering/correct.html", form=form, decision=found, faster=faster)
    return page, Conflict.status if faster else 422 if form.errors else 200


def _say_corrected(found: Decision, *, before: bool) -> None:
    flash("Der Beschluss ist berichtigt. Der alte Wortlaut bleibt darunter lesbar.", "success")
    if found.adopted != before and found.ideas:
        flash(decisions.turned_words(found), "warning")


def _narrowed(typed: Mapping[str, str]) -> dict[str, Any]:
    return {key: typed[key][:100] for key in NARROWING if typed.get(key)}


def _in_words(typed: Mapping[str, str]) -> str:
    """What the list on paper is narrowed to."""
    wanted = wanted_decisions(typed)
    told = [
        f"Suche „{wanted.search}“" if wanted.search else "",
        DecisionKind(wanted.kind).label if wanted.kind else "",
        str(wanted.year or ""),
        f"Idee {wanted.idea}" if wanted.idea else "",
        WAYS.get(wanted.way, ""),
        RESULTS.get(wanted.result, ""),
    ]
    return ", ".join(filter(None, told))
