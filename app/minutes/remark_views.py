"""The draft for corrections: handing it out, and answering what people ask to correct."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.settings import current
from app.core.words import date_long, number
from app.minutes import queries, remarks, review_queries
from app.minutes.forms import AnswerForm, ReviewForm
from app.minutes.rules import RemarkState

blueprint = staff_blueprint("remarks", __name__)


@blueprint.get("/treffen/<int:meeting_id>/protokoll/berichtigungen")
def index(meeting_id: int) -> Answer:
    """What people ask to correct, the open ones first, and the form that hands the draft out."""
    default = clock.today() + timedelta(days=current().minutes.review_days)
    return _page(meeting_id, ReviewForm(data={"until": default}))


@blueprint.post("/treffen/<int:meeting_id>/protokoll/durchsicht")
def hand_out(meeting_id: int) -> Answer:
    form = ReviewForm()
    until = form.until.data
    if not form.accept() or until is None:
        return _page(meeting_id, form), 422
    try:
        sent = remarks.hand_out(meeting_id, until, actor=current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        return _page(meeting_id, form), 422 if fault.field else fault.status
    people = "Eine Person bekommt" if sent == 1 else f"{number(sent)} Personen bekommen"
    mails = f"{people} eine E-Mail mit ihrem Link." if sent else "Es geht keine neue E-Mail hinaus."
    flash(f"Die Durchsicht läuft bis {date_long(until)}. {mails}", "success")
    return _back(meeting_id)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/durchsicht/beenden")
def end(meeting_id: int) -> Answer:
    remarks.end_review(meeting_id, actor=current_staff())
    flash("Die Durchsicht ist beendet.", "success")
    return _back(meeting_id)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/berichtigungen/<int:remark_id>")
def answer(meeting_id: int, remark_id: int) -> Answer:
    """Taken over or not, with an answer."""
    form = AnswerForm(prefix=f"r{remark_id}-")
    taken = request.form.get("urteil") == "ja"
    state = RemarkState.TAKEN if taken else RemarkState.DECLINED
    if form.accept():
        try:
            remarks.answer(
                meeting_id, remark_id, state, form.answer.data or "", actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Ihre Antwort ist gespeichert.", "success")
            return _back(meeting_id)
    review_queries.remark_of(meeting_id, remark_id)  # a stranger's number is not found
    return _page(meeting_id, ReviewForm(formdata=None), typed={remark_id: form}), 422


def _page(meeting_id: int, form: ReviewForm, typed: dict[int, AnswerForm] | None = None) -> str:
    minutes = queries.opened_minutes(meeting_id)
    found = review_queries.remarks_of(minutes.id)
    answers = {
        one.id: AnswerForm(formdata=None, prefix=f"r{one.id}-")
        for one in found
        if one.state == RemarkState.OPEN
    }
    return render_template(
        "minutes/remarks.html",
        minutes=minutes,
        meeting=minutes.meeting,
        form=form,
        remarks=found,
        answers=answers | (typed or {}),
        wrong=next(iter((typed or {}).values()), None),
        to_ask=len(review_queries.people_to_ask(minutes)),
        readers=review_queries.reader_count(minutes),
    )


def _back(meeting_id: int) -> Answer:
    return redirect(url_for(".index", meeting_id=meeting_id), 303)
