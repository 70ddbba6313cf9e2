"""Asking for a sign-in link and entering with it."""

from flask import redirect, render_template, request, url_for
from flask import session as form_session

from app.access import actions, queries
from app.access.forms import SignInForm
from app.access.guards import (
    Answer,
    cookie_name,
    give_cookie,
    local_target,
    personal_page,
    public_blueprint,
)
from app.core import clock
from app.core.limits import form_may_be_sent

blueprint = public_blueprint("access_public", __name__)


@blueprint.route("/einloggen", methods=["GET", "POST"])
def ask() -> Answer:
    """Ask for the address; the answer is the same for known and unknown ones."""
    form, target = SignInForm(), request.args.get("weiter", "")
    if form.accept():
        form_may_be_sent(request.remote_addr or "")
        actions.send_link(form.email.data or "", target)
        return redirect(url_for(".asked"), 303)
    page = render_template("access/ask.html", form=form, target=target)
    return page, 422 if form.errors else 200


@blueprint.get("/einloggen/unterwegs")
def asked() -> Answer:
    return render_template("access/asked.html")


@blueprint.route("/einloggen/<token>", methods=["GET", "POST"])
@personal_page
def enter(token: str) -> Answer:
    """GET shows a button, only POST uses the link up (T-6)."""
    if request.method == "POST":
        old = request.cookies.get(cookie_name(), "")
        session = actions.sign_in(token)
        actions.sign_out(old)
        form_session.clear()  # what a form was worth before signing in, it is not afterwards
        answer = redirect(local_target(request.form.get("weiter", "/buero/")), 303)
        give_cookie(answer, session)
        return answer
    link = queries.open_link(token, clock.now())
    target = request.args.get("weiter", "")
    return render_template("access/enter.html", link=link, target=target), 200 if link else 410
