"""The register of ideas for the team: list, changing an idea, moving it on."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core import clock
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.file_answers import file_answer
from app.core.forms import sent_number
from app.core.printing import pdf_of
from app.ideas import actions, documents, pictures, queries, rules
from app.ideas.forms import IdeaForm, MoveForm, NewIdeaForm
from app.ideas.models import Idea
from app.ideas.queries import RegisterFilter
from app.ideas.rules import IdeaState
from app.pitches.queries import pitch_of

blueprint = staff_blueprint("ideas", __name__)
NARROWING = ("suche", "status", "feld", "treffen", "nur", "sortierung")
"""Names in the address that links inside the register keep."""
TABLES = {"csv": documents.ideas_csv, "xlsx": documents.ideas_xlsx}


@blueprint.get("/ideen")
def register() -> Answer:
    wanted = _wanted(request.args)
    return render_template(
        "ideas/register.html",
        page=queries.register_page(wanted, request.args.get("seite", 1, type=int)),
        wanted=wanted,
        counts=queries.counts_by_state(),
        meetings=queries.source_meetings(),
        query={key: request.args[key] for key in NARROWING if request.args.get(key)},
        may_write=_may_write(),
        is_overdue=rules.is_overdue,
        only=queries.ONLY,
    )


@blueprint.post("/ideen.<any(csv, xlsx):kind>")
def export(kind: str) -> Answer:
    """The register as it is filtered, as a table with addresses; it is written down who took it."""
    found = queries.register(_wanted(request.form))
    make = TABLES[kind]
    actions.log_export(len(found), actor=current_staff())
    name = f"{clock.today():%Y-%m-%d}-Ideenspeicher.{kind}"
    return file_answer(make(found), name)


@blueprint.route("/ideen/neu", methods=["GET", "POST"])
def new() -> Answer:
    form = NewIdeaForm()
    if form.accept():
        try:
            key = form.submit_key.data or ""
            idea = actions.note_idea(form.values(), actor=current_staff(), submit_key=key)
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash(f"Die Idee {idea.number} steht jetzt im Ideenspeicher.", "success")
            _tell_similar(idea)
            return _to_idea(idea.number)
    return render_template("ideas/new.html", form=form), 422 if form.errors else 200


def _tell_similar(idea: Idea) -> None:
    """For those without script: after saving the same hint that appears while typing."""
    found = pictures.similar_ideas(idea.title, idea.summary, idea.id)
    if found:
        listed = ", ".join(f"{one.number} „{one.title}“" for one in found)
        flash(
            f"Ähnliche Ideen gibt es schon: {listed}. Unten können Sie sie zusammenlegen.", "info"
        )


@blueprint.post("/treffen/<int:meeting_id>/pitches/<int:pitch_id>/idee")
def from_pitch(meeting_id: int, pitch_id: int) -> Answer:
    """Note a presented pitch as an idea with one press."""
    pitch = pitch_of(meeting_id, pitch_id)
    idea = actions.note_pitch(pitch.id, actor=current_staff())
    flash(f"Der Pitch steht als Idee {idea.number} im Ideenspeicher.", "success")
    return _to_idea(idea.number)


@blueprint.get("/ideen/<number>/steckbrief.pdf")
def idea_pdf(number: str) -> Answer:
    """The sheet of the idea, the same as everybody may get when the idea is public."""
    found = queries.idea_by_number(number)
    return file_answer(pdf_of(documents.idea_document(found)), documents.sheet_name(found))


@blueprint.route("/ideen/<number>/bearbeiten", methods=["GET", "POST"])
def edit(number: str) -> Answer:
    found = queries.idea_by_number(number)
    form = IdeaForm(obj=found)
    if form.accept():
        fault = _change(found, form)
        if fault is None:
            flash("Die Idee ist gespeichert.", "success")
            return _to_idea(number)
        form.blame(fault)
        if isinstance(fault, Conflict):
            return _edit_conflict(number, form)
    return (
        render_template("ideas/edit.html", form=form, idea=found, differences=[]),
        422 if form.errors else 200,
    )


def _change(found: Idea, form: IdeaForm) -> RuleBroken | None:
    """Keep the form's values; what was wrong, or None."""
    try:
        actions.change_idea(
            found.id,
            form.values(),
            seen_version=sent_number(form.version.data),
            actor=current_staff(),
        )
    except RuleBroken as fault:
        return fault
    return None


def _edit_conflict(number: str, form: IdeaForm) -> Answer:
    """Show both texts (R-8); saving again then means the typed one."""
    found = queries.idea_by_number(number)
    typed = form.values()
    form.version.data = str(found.version)
    rows = rules.differences(queries.values_of(found), typed, queries.field_names())
    page = render_template("ideas/edit.html", form=form, idea=found, differences=rows)
    return page, Conflict.status


@blueprint.route("/ideen/<number>/status/<target>", methods=["GET", "POST"])
def move(number: str, target: str) -> Answer:
    found = queries.idea_by_number(number)
    state = _state(target)
    moves = rules.MOVES[IdeaState(found.state)]
    if state not in moves:
        flash(f"Die Idee ist inzwischen im Status „{found.state_label}“.", "warning")
        return _to_idea(number)
    form = MoveForm(moves[state], data={"decision": found.decision, "outcome": found.outcome})
    if form.accept():
        try:
            actions.move_idea(found.id, state, form.facts(), actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash(f"Die Idee ist jetzt im Status „{state.label}“.", "success")
            return _to_idea(number)
    page = render_template(
        "ideas/move.html", form=form, idea=found, target=state, move=moves[state]
    )
    return page, 422 if form.errors else 200


@blueprint.post("/ideen/<number>/oeffentlich")
def set_public(number: str) -> Answer:
    public = request.form.get("zeigen") == "ja"
    actions.set_public(queries.idea_by_number(number).id, public=public, actor=current_staff())
    words = (
        "Die Idee steht jetzt auf der öffentlichen Seite."
        if public
        else ("Die Idee steht nicht mehr auf der öffentlichen Seite.")
    )
    flash(words, "success")
    return _to_idea(number)


def _wanted(args: MultiDict[str, str] | Mapping[str, str]) -> RegisterFilter:
    """The filter of the address; what makes no sense narrows nothing."""
    state = args.get("status", "")
    return RegisterFilter(
        state=IdeaState(state) if state in list(IdeaState) else None,
        field=args.get("feld", "")[:10],
        only=args.get("nur", "") if args.get("nur", "") in queries.ONLY else "",
        meeting_id=sent_number(args.get("treffen")) or None,
        search=args.get("suche", "").strip()[:200],
        sort=args.get("sortierung", queries.DEFAULT_SORT),
    )


def _state(target: str) -> IdeaState:
    if target not in list(IdeaState):
        raise NotFound("Diesen Status gibt es nicht.")
    return IdeaState(target)


def _may_write() -> bool:
    return Role.OFFICE in current_staff().roles


def _to_idea(number: str) -> Answer:
    return redirect(url_for("projects.idea", number=number), 303)
