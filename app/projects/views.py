"""The whole page of an idea for the team: what every room knows about it."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core.devices import known_key
from app.core.errors import RuleBroken
from app.core.tokens import random_token
from app.ideas import queries, rules
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.projects import asking, drafts, joining, news
from app.projects import queries as projects
from app.projects.forms import DraftForm, SupporterForm, ToldForm
from app.projects.models import IdeaDraft
from app.projects.panels import panels_of
from app.projects.rules import DraftState, text_pairs

blueprint = staff_blueprint("projects", __name__)


@blueprint.get("/ideen/<number>")
def idea(number: str) -> Answer:
    found = queries.idea_by_number(number)
    if found.merged_into is not None:
        flash(f"Die Idee {number} ist in {found.merged_into.number} aufgegangen.", "info")
        return _to_idea(found.merged_into.number)
    may_write = Role.OFFICE in current_staff().roles
    return render_template(
        "projects/idea.html",
        idea=found,
        moves=rules.MOVES[IdeaState(found.state)],
        notice=queries.notice_of(found.id) if may_write else None,
        may_write=may_write,
        is_overdue=rules.is_overdue,
        new_key=random_token,
        **panels_of(found, may_write=may_write),
    )


@blueprint.post("/ideen/<number>/link")
def send_link(number: str) -> Answer:
    """Send the contact person the link to the project's page."""
    found = queries.idea_by_number(number)
    key = known_key(request.form.get("submit_key"))
    address = asking.send_link(found.id, key, actor=current_staff())
    flash(f"Der Link zur Seite des Projekts geht an {address}.", "success")
    return _to_idea(number)


@blueprint.post("/ideen/<number>/fragen")
def ask(number: str) -> Answer:
    """Ask the contact person today how it is going."""
    asked = asking.ask_now(queries.idea_by_number(number).id, actor=current_staff())
    words = "Die Frage ist unterwegs." if asked else "In dieser Woche wurde schon gefragt."
    flash(words, "success" if asked else "info")
    return _to_idea(number, "rueckmeldungen")


@blueprint.route("/ideen/<number>/rueckmeldung", methods=["GET", "POST"])
def note_news(number: str) -> Answer:
    """What somebody told by phone."""
    found = queries.idea_by_number(number)
    form = ToldForm(data={"name": found.contact_name})
    if form.accept():
        try:
            news.note_told(
                found.id, form.progress, form.text.data or "", form.help_kind,
                form.submit_key.data or "", name=form.name.data or "", actor=current_staff(),
            )  # fmt: skip
            flash("Die Rückmeldung ist vermerkt.", "success")
            return _to_idea(number, "rueckmeldungen")
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("projects/note_news.html", form=form, idea=found)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/ideen/<number>/rueckmeldung/<int:news_id>/gelesen")
def news_seen(number: str, news_id: int) -> Answer:
    """The office has read it."""
    news.note_seen(queries.idea_by_number(number).id, news_id, actor=current_staff())
    return _to_idea(number, "rueckmeldungen")


@blueprint.route("/ideen/<number>/text/<int:draft_id>", methods=["GET", "POST"])
def draft(number: str, draft_id: int) -> Answer:
    """What the contact person wrote beside what stands there: take it over, or refuse."""
    found = queries.idea_by_number(number)
    written = projects.draft_by_id(found.id, draft_id)
    form = DraftForm()
    if written.state == DraftState.OPEN and form.accept():
        fault = _settle(found, written, form)
        if fault is None:
            flash("Die Ansprechperson bekommt Ihre Antwort per E-Mail.", "success")
            return _to_idea(number)
        form.blame(fault)
    pairs = text_pairs(projects.texts_of(found), written.seen, written.values)
    if request.method == "GET":
        form.names.data = [one.name for one in pairs if not one.moved]
    form.version.data = str(found.version)
    page = render_template("projects/draft.html", form=form, idea=found, draft=written, pairs=pairs)
    refused = 409 if request.method == "POST" else 200  # somebody was faster
    return page, 422 if form.errors or form.form_errors else refused


def _settle(found: Idea, written: IdeaDraft, form: DraftForm) -> RuleBroken | None:
    """What was wrong, or None."""
    answer, actor = form.answer.data or "", current_staff()
    try:
        if request.form.get("tun") == "ablehnen":
            drafts.refuse(found.id, written.id, answer, actor=actor)
        else:
            seen, names = form.seen_version, form.names.data or []
            drafts.accept(found.id, written.id, names, answer, seen_version=seen, actor=actor)
    except RuleBroken as fault:
        return fault
    return None


@blueprint.route("/ideen/<number>/mitmachende/neu", methods=["GET", "POST"])
def add_supporter(number: str) -> Answer:
    """Somebody who said so at a meeting or by phone."""
    found = queries.idea_by_number(number)
    form = SupporterForm()
    if form.accept():
        try:
            key = form.submit_key.data or ""
            joining.add(found.id, form.values(), key, actor=current_staff())
            flash("Die Person steht jetzt bei den Mitmachenden.", "success")
            return _to_idea(number, "mitmachende")
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("projects/add_supporter.html", form=form, idea=found)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/ideen/<number>/mitmachende/<int:supporter_id>/gemeldet")
def supporter_seen(number: str, supporter_id: int) -> Answer:
    """The office has spoken with somebody of whom the contact person does not know."""
    joining.note_seen(queries.idea_by_number(number).id, supporter_id, actor=current_staff())
    return _to_idea(number, "mitmachende")


@blueprint.route(
    "/ideen/<number>/mitmachende/<int:supporter_id>/entfernen", methods=["GET", "POST"]
)
def remove_supporter(number: str, supporter_id: int) -> Answer:
    """Take somebody out for good; the page before says what that means."""
    found = queries.idea_by_number(number)
    if request.method == "POST":
        joining.remove(found.id, supporter_id, actor=current_staff())
        flash("Die Person steht nicht mehr bei den Mitmachenden.", "success")
        return _to_idea(number, "mitmachende")
    supporter = projects.supporter_by_id(found.id, supporter_id)
    return render_template("projects/remove_supporter.html", idea=found, supporter=supporter)


def _to_idea(number: str, anchor: str | None = None) -> Answer:
    return redirect(url_for(".idea", number=number, _anchor=anchor), 303)
