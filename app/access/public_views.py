"""Asking for a sign-in link and entering with it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask import session as form_session

from app.access import actions, oidc, queries
from app.access.devices import device_of
from app.access.forms import SignInForm
from app.access.guards import (
    Answer,
    cookie_name,
    german_blueprint,
    give_cookie,
    local_target,
    personal_page,
)
from app.core import clock
from app.core.limits import form_may_be_sent
from app.core.links import link_to

blueprint = german_blueprint("access_public", __name__)


@blueprint.route("/einloggen", methods=["GET", "POST"])
def ask() -> Answer:
    """Ask for the address; the answer is the same for known and unknown ones."""
    form, target = SignInForm(), request.args.get("weiter", "")
    if form.accept():
        form_may_be_sent(request.remote_addr or "")
        actions.send_link(form.email.data or "", target)
        return redirect(url_for(".asked"), 303)
    page = render_template(
        "access/ask.html", form=form, target=target, with_account=oidc.is_offered()
    )
    return page, 422 if form.errors else 200


@blueprint.get("/einloggen/konto")
def leave() -> Answer:
    """To the provider of the city's accounts."""
    if not oidc.is_offered():
        abort(404)
    anew = "neu" in request.args
    form_session["after_account"], form_session["anew"] = request.args.get("weiter", ""), anew
    return oidc.leave(link_to("access_public.come_back"), anew=anew)


@blueprint.get("/einloggen/konto/abmelden")
def leave_provider() -> Answer:
    """To the provider's own sign-out; ours is over by then."""
    if not oidc.is_offered():
        abort(404)
    return oidc.sign_out(link_to("access_public.left"))


@blueprint.get("/einloggen/abgemeldet")
def left() -> Answer:
    return render_template("access/left.html", with_account=oidc.is_offered())


@blueprint.get("/einloggen/konto/zurueck")
@personal_page
def come_back() -> Answer:
    """From the provider. It comes by GET; what it does needs the cookie with which one left."""
    if not oidc.is_offered():
        abort(404)
    target, anew = form_session.get("after_account", ""), form_session.get("anew", False)
    account = oidc.come_back()
    answer = _entered(actions.sign_in_with_account(account, _device()), target)
    if anew and not account.just_asked:
        flash(
            "Das Konto-System hat nicht neu gefragt. Bitte nutzen Sie den Link per E-Mail.",
            "warning",
        )
    return answer


@blueprint.get("/einloggen/unterwegs")
def asked() -> Answer:
    return render_template("access/asked.html")


@blueprint.route("/einloggen/<token>", methods=["GET", "POST"])
@personal_page
def enter(token: str) -> Answer:
    """GET shows a button, only POST uses the link up (T-6)."""
    if request.method == "POST":
        return _entered(actions.sign_in(token, _device()), request.form.get("weiter", "/buero/"))
    link = queries.open_link(token, clock.now())
    target = request.args.get("weiter", "")
    return render_template("access/enter.html", link=link, target=target), 200 if link else 410


def _entered(session: str, target: str) -> Answer:
    """To the page that was wanted, with the cookie of the new session."""
    actions.sign_out(request.cookies.get(cookie_name(), ""))
    form_session.clear()  # what a form was worth before signing in, it is not afterwards
    answer = redirect(local_target(target), 303)
    give_cookie(answer, session)
    return answer


def _device() -> str:
    return device_of(request.headers.get("User-Agent", ""))
