"""A project's page by its personal link, and joining in.

Opening a link changes nothing, ever: mail scanners open links. A button does (T-6).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core.errors import NotFound, RuleBroken
from app.core.language import N_, offered_languages
from app.core.language import gettext as _
from app.core.language_choice import of_meeting
from app.core.settings import current
from app.ideas.models import Idea
from app.ideas.queries import public_idea
from app.projects import drafts, joining, news, pages, queries
from app.projects.forms import CONSENT, AnswerForm, JoinForm, TextForm
from app.projects.rules import DraftState, HandedIn, Progress
from app.registrations.languages import language_of

blueprint = public_blueprint("projects_public", __name__)
NEWS = {
    "antwort": N_("Danke! Ihre Antwort ist angekommen."),
    "hilfe": N_("Danke! Ihr Anliegen ist angekommen. Die Geschäftsstelle meldet sich bei Ihnen."),
    HandedIn.NEW: N_(
        "Danke! Ihr Text ist angekommen. Er gilt, sobald die Geschäftsstelle zustimmt."
    ),
    HandedIn.SAME: N_("Sie haben nichts geändert. Alles bleibt, wie es ist."),
    HandedIn.TAKEN_BACK: N_("Ihr neuer Text ist zurückgenommen. Es gilt weiter, was hier steht."),
}
"""What was just done, said on the page that follows."""


def _by_link(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """A page behind a personal link; one that opens nothing (any more) says whom to ask."""

    @personal_page
    @wraps(view)
    def guarded(*args: Any, **kw: Any) -> Answer:
        try:
            return view(*args, **kw)
        except NotFound as fault:
            return render_template("projects/link_gone.html"), fault.status

    return guarded


def _idea(token: str) -> Idea:
    """The project behind a link, and its contact person's language. Raises ``NotFound``."""
    found = queries.idea_behind(token)
    of_meeting(offered_languages(), language_of(found.contact_email))
    return found


@blueprint.get("/projekt/<token>")
@_by_link
def project(token: str) -> Answer:
    """The project as its contact person may see it."""
    idea = _idea(token)
    return render_template(
        "projects/project.html",
        token=token,
        page=pages.project_page(idea),
        news=_(NEWS.get(request.args.get("neu", ""), "")),
    )


@blueprint.route("/projekt/<token>/antwort", methods=["GET", "POST"])
@_by_link
def answer(token: str) -> Answer:
    """How it is going; a link of the mail chooses the answer, the button sends it."""
    idea = _idea(token)
    chosen = request.args.get("antwort", "")
    form = AnswerForm(data={"what": chosen if chosen in list(Progress) else None})
    if form.accept():
        try:
            what, key = form.progress, form.submit_key.data or ""
            news.answer(token, what, form.text.data or "", form.help_kind, key)
            done = "hilfe" if what is Progress.HELP else "antwort"
            return redirect(url_for(".project", token=token, neu=done), 303)
        except NotFound:
            raise
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "projects/answer.html", form=form, token=token, idea=idea, open=queries.is_open(idea)
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/projekt/<token>/bearbeiten", methods=["GET", "POST"])
@_by_link
def edit(token: str) -> Answer:
    """The public text; what is written counts when the office agrees."""
    idea = _idea(token)
    own = queries.own_draft_of(idea)
    waiting = own if own and own.state == DraftState.OPEN else None
    form = TextForm(data=queries.texts_of(idea) | (waiting.values if waiting else {}))
    if form.accept():
        try:
            done = drafts.hand_in(token, form.texts(), form.submit_key.data or "")
            return redirect(url_for(".project", token=token, neu=done), 303)
        except NotFound:
            raise
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "projects/edit.html", form=form, token=token, idea=idea, waiting=waiting,
        open=queries.is_open(idea),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/ideen/<number>/mitmachen", methods=["GET", "POST"])
def join(number: str) -> Answer:
    """Ich mache mit: what is kept is pending until the mailed link was used."""
    idea = public_idea(number)
    if not queries.takes_part(idea):
        page = render_template("projects/join_closed.html", idea=idea)
        return page, 409 if request.method == "POST" else 200
    form = JoinForm()
    if form.accept():
        try:
            key, sender = form.submit_key.data or "", request.remote_addr or ""
            joining.join(idea.id, form.values(), _(CONSENT), key, sender)
            return redirect(url_for(".sent", number=number), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("projects/join.html", form=form, idea=idea)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/ideen/<number>/mitmachen/unterwegs")
def sent(number: str) -> Answer:
    """A mail is on its way: the same words for everybody (T-8)."""
    hours = current().retention.unconfirmed_hours
    return render_template("projects/join_sent.html", idea=public_idea(number), hours=hours)


@blueprint.route("/mitmachen/<token>", methods=["GET", "POST"], endpoint="joining")
@_by_link
def joining_page(token: str) -> Answer:
    """The page behind the mailed link: confirm with a button, later leave with another."""
    fault, supporter = None, queries.supporter_behind(token)
    of_meeting(offered_languages(), supporter.language)
    if request.method == "POST":
        try:
            joining.confirm(token)
            return redirect(url_for(".joining", token=token), 303)
        except NotFound:
            raise
        except RuleBroken as why:
            fault = why
    page = render_template(
        "projects/joining.html",
        token=token,
        supporter=supporter,
        late=joining.is_late,
        fault=fault,
    )
    return page, fault.status if fault else 200


@blueprint.post("/mitmachen/<token>/beenden")
@_by_link
def leave(token: str) -> Answer:
    """They do not join in any more."""
    joining.leave(token)
    return redirect(url_for(".joining", token=token), 303)
