"""Reading a list in: upload, preview line by line, questions, taking over."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.contacts import imports, listing
from app.contacts.forms import TakeOverForm, UploadForm
from app.contacts.import_rules import ANSWERS, FIELDS, VERDICT_LABELS, Verdict
from app.contacts.pages import number_of
from app.contacts.rules import LABEL_LENGTH
from app.contacts.spreadsheets import MOST_ROWS
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.core.words import count

blueprint = staff_blueprint("imports", __name__)


@blueprint.route("/kontakte/import", methods=["GET", "POST"])
def index() -> Answer:
    """Choose a file; nothing of it counts before it is taken over."""
    form = UploadForm()
    if form.accept():
        try:
            waiting = imports.upload(*_sent(form), actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            return _to_preview(waiting.id)
    page = render_template(
        "contacts/imports.html",
        form=form,
        waiting=listing.waiting_imports(),
        most=MOST_ROWS,
        kilobytes=current().limits.body_kilobytes,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _sent(form: UploadForm) -> tuple[bytes, str]:
    """The file, or the pasted lines, with a name for them."""
    file = request.files.get("file")
    if file and file.filename:
        return file.read(), file.filename
    return (form.lines.data or "").encode(), "Eingefügte Liste"


@blueprint.get("/kontakte/import/<int:import_id>")
def preview(import_id: int) -> Answer:
    """What would become of each line; questions are answered here."""
    return _preview(import_id)


def _preview(
    import_id: int, problem: str = "", status: int = 200, form: TakeOverForm | None = None
) -> Answer:
    waiting = listing.import_by_id(import_id)
    verdict = request.args.get("zeilen", "")
    verdict = verdict if verdict in list(Verdict) else ""
    rows, page = listing.import_rows(import_id, verdict, number_of(request.args.get("seite"), 1))
    return render_template(
        "contacts/preview.html",
        waiting=waiting,
        rows=[(row, dict(zip(waiting.mapping, row.cells, strict=False))) for row in rows],
        page=page,
        counts=listing.import_counts(import_id),
        verdict=verdict,
        labels=VERDICT_LABELS,
        questions=ANSWERS,
        fields=FIELDS,
        example=rows[0].cells if rows else [],
        problem=problem,
        form=form or TakeOverForm(formdata=None, label=request.args.get("label", "")),
        page_url=lambda number: (
            url_for(".preview", import_id=import_id)
            + "?"
            + urlencode({"zeilen": verdict, "seite": number})
        ),
    ), status


@blueprint.post("/kontakte/import/<int:import_id>/zuordnung")
def mapping(import_id: int) -> Answer:
    """Which column holds what, and whether consents are proved."""
    header = listing.import_by_id(import_id).header
    chosen = [request.form.get(f"spalte-{index}", "") for index in range(len(header))]
    try:
        proof = request.form.get("nachweis") == "ja"
        imports.set_mapping(import_id, chosen, proof=proof, actor=current_staff())
    except RuleBroken as fault:
        return _preview(import_id, fault.message, fault.status)
    flash("Die Spalten sind zugeordnet. Alle Zeilen sind neu geprüft.", "success")
    return _to_preview(import_id)


@blueprint.post("/kontakte/import/<int:import_id>/antworten")
def answers(import_id: int) -> Answer:
    """Answers to the questions of one page."""
    listing.import_by_id(import_id)
    imports.answer(import_id, _given(), actor=current_staff())
    flash("Ihre Antworten sind gespeichert.", "success")
    place = {name: request.form.get(name, "")[:10] for name in ("zeilen", "seite")}
    if label := request.form.get("label", "")[:LABEL_LENGTH]:
        place["label"] = label  # typed for taking over, which comes after
    return redirect(url_for(".preview", import_id=import_id) + "?" + urlencode(place), 303)


def _given() -> dict[int, str]:
    """What was ticked on this page, by line."""
    return {
        number_of(name.removeprefix("antwort-")): value
        for name, value in request.form.items()
        if name.startswith("antwort-")
    }


@blueprint.post("/kontakte/import/<int:import_id>/uebernehmen")
def take_over(import_id: int) -> Answer:
    """Now it counts, with what was ticked on the page."""
    listing.import_by_id(import_id)
    if given := _given():
        imports.answer(import_id, given, actor=current_staff())
    form = TakeOverForm()
    if not form.accept():
        return _preview(import_id, status=422, form=form)
    try:
        told = imports.take_over(import_id, label=form.label.data or "", actor=current_staff())
    except Conflict as fault:
        imports.judge_again(import_id)
        return _preview(import_id, fault.message, fault.status, form)
    flash(
        f"{count(told['new'], 'Person ist', 'Personen sind')} neu im Adressbuch. "
        f"{count(told['known'], 'Zeile war', 'Zeilen waren')} schon da, "
        f"{count(told['left'], 'Zeile wurde', 'Zeilen wurden')} nicht übernommen.",
        "success",
    )
    return redirect(url_for("contacts.index", sortierung="-geaendert"), 303)


@blueprint.post("/kontakte/import/<int:import_id>/verwerfen")
def discard(import_id: int) -> Answer:
    """Forget the list."""
    listing.import_by_id(import_id)
    imports.discard(import_id, actor=current_staff())
    flash("Die Liste ist verworfen. Im Adressbuch hat sich nichts geändert.", "success")
    return redirect(url_for(".index"), 303)


def _to_preview(import_id: int) -> Answer:
    return redirect(url_for(".preview", import_id=import_id), 303)
