"""The draft for the contact person after a move: reading, changing, sending or dropping it."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import RuleBroken
from app.core.forms import sent_number
from app.ideas import notices, queries
from app.ideas.forms import NoticeForm

blueprint = staff_blueprint("idea_notices", __name__)
PLACE = "/ideen/<number>/nachricht"


@blueprint.route(PLACE, methods=["GET", "POST"])
def notice(number: str) -> Answer:
    found = queries.idea_by_number(number)
    draft = queries.notice_of(found.id)
    if draft is None:
        flash(notices.SETTLED, "info")
        return _to_idea(number)
    form = NoticeForm(obj=draft)
    if form.accept():
        version = sent_number(form.version.data)
        words = (form.subject.data or "", form.text.data or "")
        try:
            notices.send(found.id, version, *words, actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash(
                f"Die E-Mail an {found.contact_name or found.contact_email} geht hinaus.", "success"
            )
            return _to_idea(number)
    page = render_template("ideas/notice.html", form=form, idea=found, notice=draft)
    return page, 422 if form.errors else 200


@blueprint.post(f"{PLACE}/nicht-senden")
def drop(number: str) -> Answer:
    found = queries.idea_by_number(number)
    try:
        notices.drop(found.id, sent_number(request.form.get("version")), actor=current_staff())
    except RuleBroken as fault:
        flash(fault.message, "info")
    else:
        flash("Es geht keine E-Mail hinaus. Der Verlauf hält das fest.", "success")
    return _to_idea(number)


def _to_idea(number: str) -> Answer:
    return redirect(url_for("projects.idea", number=number), 303)
