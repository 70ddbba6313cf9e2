"""Confirming who is signed in, before the steps that ``FRESH`` names."""

from flask import flash, redirect, render_template, request, url_for

from app.access import actions, oidc, queries
from app.access.guards import (
    Answer,
    current_session,
    current_staff,
    local_target,
    personal_page,
    staff_blueprint,
)
from app.core import clock
from app.core.errors import NotFound, TooMany

blueprint = staff_blueprint("confirming", __name__)


@blueprint.route("/bestaetigen", methods=["GET", "POST"])
def ask() -> Answer:
    """Why it is asked, and a button that mails the link."""
    target = request.args.get("weiter", "")
    if request.method == "POST":
        if not actions.send_confirmation(current_session(), target):
            raise TooMany("Das waren sehr viele Links. Bitte versuchen Sie es in einer Stunde.")
        return redirect(url_for(".sent"), 303)
    return render_template(
        "access/confirm.html",
        target=target,
        staff_member=queries.member_by_id(current_staff().id),
        with_account=oidc.is_offered(),
    )


@blueprint.get("/bestaetigen/unterwegs")
def sent() -> Answer:
    return render_template("access/confirmation_sent.html")


@blueprint.route("/bestaetigen/<token>", methods=["GET", "POST"])
@personal_page
def enter(token: str) -> Answer:
    """GET shows a button, only POST uses the link up (T-6)."""
    if request.method == "POST":
        actions.confirm(current_session(), token, current_staff())
        flash("Danke. Sie haben bestätigt, dass Sie es sind.", "success")
        return redirect(local_target(request.form.get("weiter", "/buero/")), 303)
    if queries.open_confirmation(token, current_session(), clock.now()) is None:
        raise NotFound(actions.NO_CONFIRMATION)
    return render_template("access/confirmation.html", target=request.args.get("weiter", ""))
