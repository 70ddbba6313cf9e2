"""The support log for the team: list with sums, entering, changing, follow-ups."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.contacts.listing import organisation_names
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.ideas.queries import idea_by_id
from app.ideas.rules import SupportKind
from app.support import actions, documents, listing, pictures, queries, rules
from app.support.forms import EntryForm, wanted_log
from app.support.models import SupportEntry

blueprint = staff_blueprint("support", __name__)
NARROWING = ("art", "feld", "idee", "wer", "von", "bis", "suche", "sortierung")
"""Names in the address that links inside the log keep."""
TABLES = {"csv": documents.log_csv, "xlsx": documents.log_xlsx}


@blueprint.app_template_filter("hours")
def hours_words(minutes: int) -> str:
    """9 Std. 45 Min."""
    return rules.hours(minutes)


@blueprint.app_template_filter("support_kind")
def kind_words(kind: str) -> str:
    """Lotsenfunktion in Politik und Verwaltung"""
    return SupportKind(kind).label


@blueprint.app_template_filter("case_state")
def case_words(state: str) -> str:
    """In Arbeit"""
    return rules.CaseState(state).label


@blueprint.get("/unterstuetzung")
def index() -> Answer:
    """The log as it is narrowed, and its sums; moderators read it without notes."""
    wanted = wanted_log(request.args)
    sums = listing.log_sums(wanted)
    page = request.args.get("seite", 1, type=int)
    return render_template(
        "support/index.html",
        wanted=wanted,
        sums=sums,
        picture=pictures.kinds_picture(sums),
        page=listing.log_page(wanted, sums.total.entries, page),
        workers=queries.workers(),
        cases=listing.case_counts(),
        query=_narrowed(request.args),
        may_write=_is_office(),
    )


@blueprint.post("/unterstuetzung.<any(csv, xlsx):kind>")
def export(kind: str) -> Answer:
    """The log as it is narrowed, with notes; it is written down who took it."""
    found = listing.whole_log(wanted_log(request.form))
    actions.log_export(len(found), actor=current_staff())
    return file_answer(TABLES[kind](found), f"{clock.today():%Y-%m-%d}-Unterstuetzung.{kind}")


@blueprint.route("/unterstuetzung/neu", methods=["GET", "POST"])
def new() -> Answer:
    """An entry; the page of an idea sends its form here, too."""
    form = _new_form()
    if form.accept():
        try:
            idea = actions.idea_meant(form.idea.data or "")
            entry = actions.log_support(
                idea.id, form.values(), form.submit_key.data or "", actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
        else:
            minutes, kind = rules.hours(entry.minutes), kind_words(entry.kind)
            flash(f"Eingetragen: {minutes} {kind}.", "success")
            return _after(entry)
    return _form_page("support/new.html", form)


def _new_form() -> EntryForm:
    """With the idea and the request that the address names, where it does."""
    typed = (request.form.get("u-idea", "") or request.args.get("idee", ""))[:200]
    found = queries.ideas_meant(typed.replace("\x00", "")) if typed.strip() else []
    cases = queries.cases_of_idea(found[0].id) if len(found) == 1 else []
    asked = {"idea": typed, "case_id": request.args.get("anliegen", "")[:10]}
    return EntryForm(cases=cases, data=asked)


def _form_page(template: str, form: EntryForm, status: int = 422, **more: Any) -> Answer:
    page = render_template(
        template, form=form, ideas=queries.suggested_ideas(), partners=organisation_names(),
        quick=rules.QUICK_MINUTES, **more,
    )  # fmt: skip
    return page, status if form.errors else 200


@blueprint.route("/unterstuetzung/<int:entry_id>", methods=["GET", "POST"])
def entry(entry_id: int) -> Answer:
    """One entry, to change it."""
    found = queries.entry_by_id(entry_id)
    cases = queries.cases_of_idea(found.idea_id)
    form = EntryForm(cases=cases) if request.method == "POST" else EntryForm.of(found, cases)
    if form.accept():
        fault = _change(found.id, form)
        if fault is None:
            flash("Der Eintrag ist geändert.", "success")
            return _after(queries.entry_by_id(entry_id))
        form.blame(fault)
        if isinstance(fault, Conflict):
            faster = queries.entry_by_id(entry_id)
            form.version.data = str(faster.version)
            return _form_page("support/entry.html", form, 409, entry=faster, faster=faster)
    return _form_page("support/entry.html", form, entry=found, faster=None)


def _change(entry_id: int, form: EntryForm) -> RuleBroken | None:
    """Keep the form's values; what was wrong, or None."""
    try:
        idea = actions.idea_meant(form.idea.data or "")
        actions.change_entry(
            entry_id, idea.id, form.values(), seen_version=form.seen_version, actor=current_staff()
        )
    except RuleBroken as fault:
        return fault
    return None


@blueprint.route("/unterstuetzung/<int:entry_id>/loeschen", methods=["GET", "POST"])
def remove(entry_id: int) -> Answer:
    """Says what is gone afterwards, then does it."""
    found = queries.entry_by_id(entry_id)
    if request.method == "POST":
        idea = idea_by_id(actions.remove_entry(entry_id, actor=current_staff()))
        flash("Der Eintrag ist gelöscht.", "success")
        return redirect(url_for("projects.idea", number=idea.number) + "#unterstuetzung", 303)
    return render_template(
        "support/remove.html", entry=found, total=queries.sums_of_idea(found.idea_id).total
    )


@blueprint.post("/unterstuetzung/<int:entry_id>/wiedervorlage")
def follow_up(entry_id: int) -> Answer:
    """The follow-up is done, or open again; back to the page where the button stands."""
    done = request.form.get("erledigt") == "ja"
    actions.finish_follow_up(entry_id, done=done, actor=current_staff())
    if request.form.get("zurueck") == "heute":
        who = "ich" if request.form.get("wer") == "ich" else None
        return redirect(url_for("desk.today", wer=who) + "#checkliste", 303)
    flash("Die Wiedervorlage ist " + ("erledigt." if done else "wieder offen."), "success")
    return _after(queries.entry_by_id(entry_id))


def _after(entry: SupportEntry) -> Answer:
    """Back to the log, or to the panel of the idea."""
    if request.form.get("zurueck") == "liste":
        return redirect(url_for(".index", **_narrowed(request.form)), 303)
    return redirect(url_for("projects.idea", number=entry.idea.number) + "#unterstuetzung", 303)


def _narrowed(typed: Mapping[str, str]) -> dict[str, Any]:
    return {key: typed[key][:200] for key in NARROWING if typed.get(key)}


def _is_office() -> bool:
    return Role.OFFICE in current_staff().roles
