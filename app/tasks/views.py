"""Tasks and decisions over all meetings, for the team: list, one task, answers, changes."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.actions import log
from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core import clock
from app.core.devices import known_key
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.core.tokens import random_token
from app.minutes.lists import line_of, lines_csv, lines_xlsx
from app.minutes.models import Entry
from app.minutes.task_queries import carried_tasks, task_by_id, texts_out
from app.tasks import actions, listing, queries, rules
from app.tasks.forms import ChangeForm, small_number, wanted_list

blueprint = staff_blueprint("tasks", __name__)
NARROWING = (
    "art", "status", "suche", "wer", "treffen", "reihe", "kit", "von", "bis", "sortierung",
)  # fmt: skip
"""Names in the address that links inside the list keep."""
TABLES: dict[str, Callable[..., bytes]] = {"csv": lines_csv, "xlsx": lines_xlsx}


@blueprint.app_context_processor
def for_minutes() -> dict[str, Any]:
    """``carried_tasks(meeting)`` for templates/minutes/_carried_tasks.html; asked only there."""
    return {"carried_tasks": lambda meeting: carried_tasks(meeting, clock.today())}


@blueprint.get("/aufgaben")
def index() -> Answer:
    """Tasks, decisions, agreements and open questions of all meetings, with search and filters."""
    wanted, today = wanted_list(request.args), clock.today()
    page = listing.list_page(wanted, today, request.args.get("seite", 1, type=int))
    return render_template(
        "tasks/index.html",
        wanted=wanted,
        page=page,
        texts=texts_out(page.rows),
        people=dict(queries.with_people(page.rows)),
        answers={one.entry_id: one for one in queries.waiting_for(page.rows)},
        counts=listing.counts(today),
        choices=listing.choices(wanted.tab),
        query=_narrowed(request.args),
        when=rules.when,
        may_see_addresses=_is_office(),
    )


@blueprint.post("/aufgaben.<any(csv, xlsx):kind>")
def export(kind: str) -> Answer:
    """The list as it is filtered, as a table; it is written down who took it."""
    wanted, today = wanted_list(request.form), clock.today()
    found = listing.whole_list(wanted, today)
    texts = texts_out(found)
    log(current_staff(), "task_list_exported", f"entries:{len(found)}")
    name = f"{today:%Y-%m-%d}-{wanted.tab.value.capitalize()}.{kind}"
    return file_answer(
        TABLES[kind]([line_of(entry, texts[entry.id], today) for entry in found]), name
    )


@blueprint.get("/aufgaben/<int:entry_id>")
def task(entry_id: int) -> Answer:
    """One task: who, until when, what was answered and changed."""
    return _task_page(task_by_id(entry_id))


def _task_page(found: Entry) -> str:
    who = queries.who_does(found)
    return render_template(
        "tasks/task.html",
        task=found,
        words=texts_out([found])[found.id],
        meeting=found.item.minutes.meeting,
        when=rules.when(found.due, found.done_on, clock.today()),
        who=who,
        answers=queries.answers_to([found.id]),
        changes=queries.changes_of(found.id),
        told=queries.told_about(found.id),
        may_change=_is_office(),
        new_key=random_token,
    )


@blueprint.route("/aufgaben/<int:entry_id>/aendern", methods=["GET", "POST"])
def change(entry_id: int) -> Answer:
    """Another person or another day."""
    found = task_by_id(entry_id)
    form, faster = ChangeForm() if request.method == "POST" else ChangeForm.of(found), None
    if form.accept():
        try:
            actions.change(
                entry_id, form.values(), seen_version=form.seen_version, actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
            faster = task_by_id(entry_id)
            form.version.data = str(faster.version)
        else:
            flash("Die Aufgabe ist geändert.", "success")
            return _to_task(entry_id)
    page = render_template("tasks/change.html", form=form, task=found, faster=faster)
    return page, Conflict.status if faster else 422 if form.errors else 200


@blueprint.post("/aufgaben/<int:entry_id>/erledigt")
def tick(entry_id: int) -> Answer:
    """Done, or open again, and back to the page where the button stands."""
    done, told_at = (
        request.form.get("erledigt") == "ja",
        small_number(request.form.get("treffen", "")),
    )
    told_at = told_at if request.form.get("zurueck") == "protokoll" else None
    actions.finish(entry_id, done=done, actor=current_staff(), meeting_id=told_at)
    return redirect(_page_before(entry_id, done=done, told_at=told_at), 303)


def _page_before(entry_id: int, *, done: bool, told_at: int | None) -> str:
    """Where the button was pressed: Heute, the minutes of a later meeting, the list, the task."""
    back = request.form.get("zurueck", "")
    if back == "heute":
        return url_for("desk.today") + "#checkliste"
    if told_at is not None:
        return url_for("minutes.edit", meeting_id=told_at, aufgaben="auf") + "#fruehere-aufgaben"
    flash("Die Aufgabe ist " + ("erledigt." if done else "wieder offen."), "success")
    if back == "ergebnis":
        minutes = task_by_id(entry_id).item.minutes
        return url_for("minutes.edit", meeting_id=minutes.meeting_id) + "#aufgaben"
    if back == "liste":
        return url_for(".index", **_narrowed(request.form))
    return url_for(".task", entry_id=entry_id)


@blueprint.post("/aufgaben/<int:entry_id>/antworten/<int:answer_id>/neuer-tag")
def take_new_day(entry_id: int, answer_id: int) -> Answer:
    """The office agrees to the day that the person asks for."""
    if actions.take_new_day(entry_id, answer_id, actor=current_staff()):
        flash("Der neue Tag gilt.", "success")
    else:
        flash("Dieser Wunsch gilt nicht mehr.", "info")
    return _to_task(entry_id)


@blueprint.post("/aufgaben/<int:entry_id>/antworten/<int:answer_id>/gesehen")
def note_seen(entry_id: int, answer_id: int) -> Answer:
    """Nothing more to do about an answer."""
    actions.note_seen(entry_id, answer_id, actor=current_staff())
    flash("Die Antwort ist zur Kenntnis genommen.", "success")
    return _to_task(entry_id)


@blueprint.post("/aufgaben/<int:entry_id>/senden")
def send_again(entry_id: int) -> Answer:
    """The person gets all their tasks once more."""
    try:
        key = known_key(request.form.get("submit_key"))
        address = actions.send_again(entry_id, key, actor=current_staff())
        flash(f"Die E-Mail an {address} ist unterwegs.", "success")
    except RuleBroken as fault:
        if fault.status == 404:
            raise
        flash(fault.message, "warning")
    return _to_task(entry_id)


def _narrowed(typed: Mapping[str, str]) -> dict[str, Any]:
    return {key: typed[key][:200] for key in NARROWING if typed.get(key)}


def _to_task(entry_id: int) -> Answer:
    return redirect(url_for(".task", entry_id=entry_id), 303)


def _is_office() -> bool:
    return Role.OFFICE in current_staff().roles
