"""The backlog (Themenspeicher), and what the editor of an agenda takes from it and puts there."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.agenda import backlog, queries, reports, sources, topics
from app.agenda.backlog_forms import DropForm, TopicForm
from app.agenda.carrying import STATE_LABELS, TopicState
from app.agenda.places import in_programme
from app.agenda.topics import Topic, TopicFilter
from app.core.errors import Conflict, RuleBroken
from app.core.words import count, date_short
from app.meetings.queries import meeting_by_id
from app.pitches.queries import has_begun

blueprint = staff_blueprint("backlog", __name__)


@blueprint.get("/themen")
def index() -> Answer:
    """What waits for a meeting; also what stands in one, and what was dropped."""
    wanted = TopicFilter(
        search=request.args.get("suche", "")[:200],
        state=request.args.get("stand", TopicState.WAITING),
        sort=request.args.get("sortierung", "titel"),
        page=request.args.get("seite", 1, type=int),
    )
    query = {key: value for key, value in request.args.items() if value and key != "seite"}
    return render_template(
        "agenda/topics.html", page=topics.topic_page(wanted), wanted=wanted, query=query,
        empty=topics.is_empty(), states=STATE_LABELS, circles=dict(topics.circles()),
        page_url=lambda number: url_for(".index") + "?" + urlencode(query | {"seite": number}),
    )  # fmt: skip


@blueprint.route("/themen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """A topic that waits."""
    form = TopicForm(topics.circles(), data={"minutes": 15, "kind": "plenary", "public": True})
    if form.accept():
        try:
            backlog.add_topic(form.text(), str(form.submit_key.data), current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash(f"„{form.title.data}“ wartet jetzt auf ein Treffen.", "success")
            return redirect(url_for(".index"), 303)
    return _topic_page(form, None)


@blueprint.route("/themen/<int:topic_id>", methods=["GET", "POST"])
def topic(topic_id: int) -> Answer:
    """One topic: its fields, where it was, where it can go."""
    found = topics.topic_of(topic_id)
    form, conflict = TopicForm(topics.circles(), data=TopicForm.values_of(found.row)), False
    if form.accept():
        try:
            seen = form.version.data or 0
            backlog.change_topic(topic_id, form.text(), seen, current_staff())
            flash(f"„{form.title.data}“ ist gespeichert.", "success")
            return redirect(url_for(".topic", topic_id=topic_id), 303)
        except RuleBroken as fault:
            form.blame(fault)
            conflict = isinstance(fault, Conflict)
            found = topics.topic_of(topic_id)
            form.version.data = found.row.version
    return _topic_page(form, found, conflict=conflict)


def _topic_page(form: TopicForm, found: Topic | None, *, conflict: bool = False) -> Answer:
    page = render_template(
        "agenda/topic.html", form=form, topic=found, conflict=conflict, states=STATE_LABELS,
        meetings=topics.coming_meetings(found.row.circle) if found else [],
    )  # fmt: skip
    return page, 409 if conflict else 422 if form.errors else 200


@blueprint.route("/themen/<int:topic_id>/streichen", methods=["GET", "POST"])
def drop(topic_id: int) -> Answer:
    """GET asks why, POST takes the topic off."""
    found, form = topics.topic_of(topic_id), DropForm()
    if form.accept():
        try:
            backlog.drop_topic(topic_id, form.reason.data or "", current_staff())
            flash(f"„{found.row.title}“ ist gestrichen.", "success")
            return redirect(url_for(".index"), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("agenda/drop_topic.html", form=form, topic=found)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/themen/<int:topic_id>/wieder-aufnehmen")
def take_up(topic_id: int) -> Answer:
    backlog.take_up_again(topic_id, current_staff())
    flash("Das Thema wartet wieder auf ein Treffen.", "success")
    return redirect(url_for(".topic", topic_id=topic_id), 303)


@blueprint.post("/themen/<int:topic_id>/einplanen")
def place(topic_id: int) -> Answer:
    """Put a topic into the agenda of a meeting."""
    meeting = request.form.get("treffen", "")
    meeting_id = int(meeting) if _is_id(meeting) else 0
    try:
        backlog.put_into(topic_id, meeting_id, current_staff())
        flash(f"„{topics.topic_of(topic_id).row.title}“ steht jetzt in der Tagesordnung.")
    except RuleBroken as fault:
        flash(fault.message, "warning")
        return redirect(url_for(".topic", topic_id=topic_id), 303)
    return redirect(_editor(meeting_id), 303)


def _editor(meeting_id: int) -> str:
    return url_for("agenda.edit", meeting_id=meeting_id)


@blueprint.route(
    "/treffen/<int:meeting_id>/tagesordnung/<int:item_id>/vertagen", methods=["GET", "POST"]
)
def postpone(meeting_id: int, item_id: int) -> Answer:
    """GET says where the item goes, POST brings it there."""
    meeting, fault = meeting_by_id(meeting_id), None
    if request.method == "POST":
        try:
            done = backlog.postpone(meeting_id, item_id, current_staff())
            flash(_where(done), "success")
            if done.lost:
                words = count(done.lost, "angenommener Pitch hat", "angenommene Pitches haben")
                flash(f"{words} jetzt keine Zeit mehr in der Tagesordnung.", "warning")
            return redirect(_editor(meeting_id), 303)
        except RuleBroken as broken:
            fault = broken
    item = queries.item_of(meeting_id, item_id)
    page = render_template(
        "agenda/postpone.html", meeting=meeting, item=item, fault=fault,
        begun=has_begun(meeting), losing=in_programme(item),
        target=backlog.next_after(meeting),
    )  # fmt: skip
    return page, fault.status if fault else 200


def _where(done: backlog.Postponed) -> str:
    if done.target is None:
        return "Der Punkt wartet im Themenspeicher auf das nächste Treffen."
    day = date_short(done.target.day)
    return f"Der Punkt steht jetzt in der Tagesordnung von „{done.target.title}“ am {day}."


@blueprint.post("/treffen/<int:meeting_id>/tagesordnung/vorlage")
def from_kit(meeting_id: int) -> Answer:
    """Put an item of the kit back."""
    number = request.form.get("nummer", -1, type=int)
    title = sources.add_from_kit(meeting_id, number, current_staff().name)
    flash(f"„{title}“ steht wieder in der Tagesordnung." if title else "Der Punkt steht schon da.")
    return redirect(_editor(meeting_id), 303)


@blueprint.post("/treffen/<int:meeting_id>/tagesordnung/berichte")
def add_reports(meeting_id: int) -> Answer:
    """Let the chosen ideas report."""
    chosen = {int(one) for one in request.form.getlist("idee")[:100] if _is_id(one)}
    item = request.form.get("punkt", "")
    number = reports.add_reports(
        meeting_id, chosen, int(item) if _is_id(item) else None, current_staff()
    )
    if not chosen:
        flash("Bitte wählen Sie mindestens einen Bericht aus.", "warning")
    elif number:
        words = count(number, "Bericht steht", "Berichte stehen")
        flash(f"{words} jetzt in der Tagesordnung.", "success")
    else:
        flash("Diese Berichte stehen schon in einer Tagesordnung.")
    return redirect(_editor(meeting_id), 303)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@blueprint.post("/treffen/<int:meeting_id>/tagesordnung/<int:item_id>/bericht-herausnehmen")
def remove_report(meeting_id: int, item_id: int) -> Answer:
    idea_id = request.form.get("idee", 0, type=int)
    reports.take_out(meeting_id, item_id, idea_id, current_staff())
    flash("Der Bericht steht nicht mehr in der Tagesordnung.")
    return redirect(_editor(meeting_id), 303)
