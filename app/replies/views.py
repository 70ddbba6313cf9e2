"""The office's page about answers of calendars: list, files handed in, what is to be clarified."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.settings import current
from app.core.words import count
from app.replies import actions, queries
from app.replies.forms import AnswersForm
from app.replies.models import Way
from app.replies.rules import ANSWER_WORDS, Standing

blueprint = staff_blueprint("replies", __name__)
MOST_FILES = 50


@blueprint.get("/antworten")
def index() -> Answer:
    """All answers with search, filter and sorting; those to be clarified first."""
    return _page(AnswersForm(formdata=None))


def _page(form: AnswersForm) -> Answer:
    search, wanted = request.args.get("suche", "")[:100], request.args.get("status", "")
    order = request.args.get("sortierung", "-eingang")[:20]
    mailbox = current().mailbox
    page = render_template(
        "replies/index.html",
        form=form,
        page=queries.answer_page(search, wanted, order, request.args.get("seite", 1, type=int)),
        search=search,
        wanted=wanted if wanted in queries.FILTERS else "",
        order=order,
        declined=queries.declined_with_place(clock.today()),
        mailbox=mailbox,
        mark=queries.mark_of(mailbox) if mailbox.host else None,
        words=ANSWER_WORDS,
        can_take_over=actions.can_take_over,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/antworten")
def upload() -> Answer:
    """Take in files; what cannot be read is listed with the reason."""
    form = AnswersForm()
    files = [file for file in request.files.getlist("files") if file.filename][:MOST_FILES]
    if not files:
        form.blame(RuleBroken("Dateien: Wählen Sie mindestens eine Datei aus.", "files"))
        return _page(form)
    for file in files:
        outcome = actions.receive(file.read(), Way.UPLOAD)
        _tell(file.filename or "", outcome)
    return redirect(url_for(".index"), 303)


def _tell(name: str, outcome: actions.Outcome | None) -> None:
    if outcome is None:
        flash(f"{name}: Darin steht keine Antwort eines Kalenders.", "warning")
    elif outcome.repeated:
        flash(f"{name}: Diese Antwort war schon da.", "info")
    else:
        good = outcome.standing == Standing.TAKEN
        flash(f"{name}: {outcome.reason}", "success" if good else "warning")


@blueprint.post("/antworten/<int:answer_id>/uebernehmen")
def take_over(answer_id: int) -> Answer:
    """The office knows that this answer is genuine."""
    try:
        actions.take_over(answer_id, current_staff())
        flash("Die Antwort steht jetzt an der Anmeldung.", "success")
    except RuleBroken as fault:
        if fault.status == 404:
            raise
        flash(fault.message, "warning")
    return redirect(url_for(".index", status="offen"), 303)


@blueprint.post("/antworten/<int:answer_id>/erledigt")
def settle(answer_id: int) -> Answer:
    """Nothing is left to do about it."""
    actions.settle(answer_id, current_staff())
    left = queries.open_answers()
    more = f"{count(left, 'Antwort ist', 'Antworten sind')} noch zu klären." if left else ""
    flash(f"Erledigt. {more}".strip(), "success")
    return redirect(url_for(".index", status="offen"), 303)
