"""The minutes for the team: typing results per item, the head, preview and release."""

from flask import Response, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core.errors import Conflict, RuleBroken
from app.meetings.queries import meeting_by_id
from app.minutes import actions, documents, entries, queries
from app.minutes.forms import EntryForm, HeadForm, head_form
from app.minutes.models import Entry, Minutes
from app.minutes.rules import MinutesState, file_name

blueprint = staff_blueprint("minutes", __name__)


@blueprint.get("/treffen/<int:meeting_id>/protokoll")
def edit(meeting_id: int) -> Answer:
    """The items with their results; before the minutes are opened, the button that opens them."""
    minutes = queries.minutes_of(meeting_id)
    if minutes is None:
        return render_template("minutes/unopened.html", meeting=meeting_by_id(meeting_id))
    if minutes.state == MinutesState.RELEASED:
        return render_template(
            "minutes/released.html", online=True, **documents.content_of(minutes)
        )
    return _edit_page(minutes, _entry_forms(minutes))


@blueprint.post("/treffen/<int:meeting_id>/protokoll/oeffnen", endpoint="open")
def open_minutes(meeting_id: int) -> Answer:
    actions.open_minutes(meeting_id, current_staff())
    return _back(meeting_id)


@blueprint.route("/treffen/<int:meeting_id>/protokoll/kopf", methods=["GET", "POST"])
def head(meeting_id: int) -> Answer:
    """Begin, end, people, summary; when somebody else was faster, both texts are shown."""
    minutes, faster = queries.opened_minutes(meeting_id), None
    form = head_form(minutes, queries.head_of(minutes))
    if form.accept():
        try:
            actions.change_head(
                meeting_id, form.values(), seen=form.seen.data or "", actor=current_staff()
            )
        except Conflict as fault:
            form.blame(fault)
            faster = _faster_head(form, meeting_id)
        else:
            flash("Der Kopf ist gespeichert.", "success")
            return _back(meeting_id)
    page = render_template("minutes/head.html", form=form, meeting=minutes.meeting, faster=faster)
    return page, Conflict.status if faster else 422 if form.errors else 200


@blueprint.post("/treffen/<int:meeting_id>/protokoll/punkt/<int:item_id>")
def add_entry(meeting_id: int, item_id: int) -> Answer:
    minutes = queries.opened_minutes(meeting_id)
    forms = _entry_forms(minutes, typed=queries.item_of(meeting_id, item_id).id)
    form = forms[item_id]
    if form.accept():
        try:
            entries.add_entry(meeting_id, item_id, form.values(), actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            return _back(meeting_id, item_id)
    return _edit_page(minutes, forms, item_id), 422


@blueprint.route("/treffen/<int:meeting_id>/protokoll/eintrag/<int:entry_id>",
                 methods=["GET", "POST"])  # fmt: skip
def entry(meeting_id: int, entry_id: int) -> Answer:
    """Change or remove one entry; when somebody else was faster, both texts are shown."""
    found = queries.entry_of(meeting_id, entry_id)
    meeting = meeting_by_id(meeting_id)
    form, faster = EntryForm(meeting.kit.minutes_type, obj=found), None
    if form.accept():
        fault = _change_entry(meeting_id, found, form)
        if fault is None:
            return _back(meeting_id, found.item_id)
        form.blame(fault)
        faster = queries.entry_of(meeting_id, entry_id) if isinstance(fault, Conflict) else None
        form.version.data = str(faster.version) if faster else form.version.data
    page = render_template(
        "minutes/entry.html", form=form, entry=found, meeting=meeting, faster=faster
    )
    return page, Conflict.status if faster else 422 if form.errors else 200


@blueprint.post("/treffen/<int:meeting_id>/protokoll/eintrag/<int:entry_id>/entfernen")
def remove_entry(meeting_id: int, entry_id: int) -> Answer:
    item_id = queries.entry_of(meeting_id, entry_id).item_id
    entries.remove_entry(meeting_id, entry_id, actor=current_staff())
    flash("Der Eintrag ist entfernt.", "success")
    return _back(meeting_id, item_id)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/eintrag/<int:entry_id>/verschieben")
def move_entry(meeting_id: int, entry_id: int) -> Answer:
    item_id = queries.entry_of(meeting_id, entry_id).item_id
    entries.move_entry(meeting_id, entry_id, up=request.form.get("richtung") == "hoch")
    return _back(meeting_id, item_id)


@blueprint.get("/treffen/<int:meeting_id>/protokoll/vorschau.pdf")
def preview_pdf(meeting_id: int) -> Answer:
    """The draft as it would look; the stored document once it is released."""
    minutes = queries.opened_minutes(meeting_id)
    released = minutes.state == MinutesState.RELEASED
    pdf = queries.released_pdf(meeting_id) if released else documents.minutes_pdf(minutes)
    name = file_name(minutes.meeting.day, minutes.meeting.title, minutes.meeting.kit.minutes_type)
    if not released:
        name = name.replace(".pdf", "_Entwurf.pdf")
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )


@blueprint.route("/treffen/<int:meeting_id>/protokoll/freigeben", methods=["GET", "POST"])
def release(meeting_id: int) -> Answer:
    """What is still missing, what follows, and the button."""
    if request.method == "POST":
        seen = request.form.get("version", "", type=str)
        version = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
        sent = actions.release(meeting_id, seen_version=version, actor=current_staff())
        people = "Eine Person bekommt" if sent == 1 else f"{sent} Personen bekommen"
        flash(f"Das Protokoll ist freigegeben. {people} eine E-Mail.", "success")
        return _back(meeting_id)
    minutes = queries.opened_minutes(meeting_id)
    return render_template(
        "minutes/release.html",
        minutes=minutes,
        meeting=minutes.meeting,
        findings=queries.findings_of(minutes),
        entry_count=queries.entry_count(minutes),
        people=queries.thanks_count(meeting_id),
    )


def _entry_forms(minutes: Minutes, typed: int | None = None) -> dict[int, EntryForm]:
    """An empty form for each item; ``typed`` is the item whose form this request sent."""
    kind = minutes.meeting.kit.minutes_type
    return {
        item.id: EntryForm(kind, prefix=f"p{item.id}-")
        if item.id == typed
        else EntryForm(kind, formdata=None, prefix=f"p{item.id}-")
        for item in minutes.items
    }


@blueprint.post("/treffen/<int:meeting_id>/protokoll/eintrag/<int:entry_id>/erledigt")
def finish_task(meeting_id: int, entry_id: int) -> Answer:
    """Tick a task off, from Heute or from the minutes, and go back there."""
    done = request.form.get("erledigt") == "ja"
    actions.finish_task(meeting_id, entry_id, done=done, actor=current_staff())
    if request.form.get("zurueck") == "heute":
        return redirect(url_for("desk.today") + "#checkliste", 303)
    return redirect(url_for(".edit", meeting_id=meeting_id) + "#aufgaben", 303)


def _edit_page(minutes: Minutes, forms: dict[int, EntryForm], wrong: int | None = None) -> str:
    here = request.args.get("punkt", "")
    return render_template(
        "minutes/edit.html",
        minutes=minutes,
        meeting=minutes.meeting,
        forms=forms,
        wrong=forms.get(wrong) if wrong else None,
        current=wrong or (int(here) if here.isdecimal() and len(here) < 9 else 0),
        people=documents.people_in_words(minutes.attendance),
        may_release=Role.OFFICE in current_staff().roles,
    )


def _change_entry(meeting_id: int, found: Entry, form: EntryForm) -> RuleBroken | None:
    """Keep the form's values; what was wrong, or None."""
    try:
        entries.change_entry(
            meeting_id,
            found.id,
            form.values(),
            seen_version=form.seen_version,
            actor=current_staff(),
        )
    except RuleBroken as fault:
        return fault
    return None


def _faster_head(form: HeadForm, meeting_id: int) -> Minutes:
    """The head as somebody else wrote it; saving again then means what was typed here."""
    minutes = queries.opened_minutes(meeting_id)
    form.seen.data = queries.head_mark_of(minutes)
    return minutes


def _back(meeting_id: int, item_id: int | None = None) -> Answer:
    """To the page of the minutes, at the item where the person was typing."""
    target = url_for(".edit", meeting_id=meeting_id, punkt=item_id)
    return redirect(target + (f"#item-{item_id}" if item_id else ""), 303)
