"""The notes for the team: entries by form and as typed, headings, what others have written."""

from flask import flash, jsonify, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.contacts.finding import people_like
from app.core.errors import Conflict, RuleBroken
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.minutes import entries, entry_queries, headings, note_pages, queries
from app.minutes.entry_forms import EntryForm, HeadingForm, NoteForm, row_number
from app.minutes.models import Entry
from app.minutes.rules import EntryKind

blueprint = staff_blueprint("notes", __name__)
PLACE = "/treffen/<int:meeting_id>/protokoll"


@blueprint.post(f"{PLACE}/eintraege")
def save(meeting_id: int) -> Answer:
    """One entry as typed so far. A small answer, never a page."""
    form = NoteForm()
    if not form.accept():
        return note_pages.refused(RuleBroken(form.sentence, "text"))
    try:
        typed = form.typed(entry_queries.meeting_alone(meeting_id).day)
        entry = entries.save_entry(meeting_id, typed, actor=current_staff())
    except Conflict as fault:
        return note_pages.refused(fault, entry_queries.entry_by_key(form.schluessel.data or ""))
    except RuleBroken as fault:
        return note_pages.refused(fault)
    return jsonify(note_pages.as_data(entry))


@blueprint.get(f"{PLACE}/stand")
def news(meeting_id: int) -> Answer:
    """What others have written since ``seit``, a version of the minutes."""
    known, running = request.args.get("seit", ""), request.args.get("laeuft", "")
    return note_pages.news(entry_queries.meeting_alone(meeting_id), known, running)


@blueprint.get(f"{PLACE}/personen")
def people(meeting_id: int) -> Answer:
    """Known people for what is being typed: name and organisation, nothing else."""
    queries.minutes_id_of(meeting_id)
    found = people_like(request.args.get("q", "")[:200])
    return jsonify(
        [
            {
                "id": one.id,
                "name": one.full_name,
                "organisation": one.organisation.name if one.organisation else "",
            }
            for one in found
        ]
    )


@blueprint.post(f"{PLACE}/punkt/<int:item_id>")
def add_entry(meeting_id: int, item_id: int) -> Answer:
    """One result by the form of an item; the page comes back at this item."""
    minutes, item = queries.opened_minutes(meeting_id), queries.item_of(meeting_id, item_id)
    form = EntryForm(prefix=f"p{item.id}-")
    if form.accept():
        try:
            entries.add_entry(
                meeting_id, item_id, form.values(), actor=current_staff(), key=form.own_key
            )
        except RuleBroken as fault:
            form.blame(fault)
        else:
            return _back(meeting_id, item_id)
    return note_pages.notes_page(minutes, wrong=form, wrong_item=item_id), 422


@blueprint.route(f"{PLACE}/eintrag/<int:entry_id>", methods=["GET", "POST"])
def entry(meeting_id: int, entry_id: int) -> Answer:
    """Change or remove one entry; when somebody else was faster, both texts are shown."""
    found = queries.entry_of(meeting_id, entry_id)
    if found.kind == EntryKind.DECISION:
        return redirect(url_for("sessions.session", meeting_id=meeting_id), 303)
    meeting = meeting_by_id(meeting_id)
    form, faster = EntryForm(obj=found), None
    if form.accept():
        fault = _change_entry(meeting_id, found, form)
        if fault is None:
            return _back(meeting_id, found.item_id)
        form.blame(fault)
        faster = queries.entry_of(meeting_id, entry_id) if isinstance(fault, Conflict) else None
        form.version.data = str(faster.version) if faster else form.version.data
    page = _entry_page(form, found, meeting, faster)
    return page, Conflict.status if faster else 422 if form.errors else 200


def _entry_page(form: EntryForm, found: Entry, meeting: Meeting, faster: Entry | None) -> str:
    """``faster``: the entry as somebody else has written it meanwhile."""
    return render_template(
        "minutes/entry.html", form=form, entry=found, meeting=meeting, faster=faster
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


@blueprint.post(f"{PLACE}/eintrag/<int:entry_id>/entfernen")
def remove_entry(meeting_id: int, entry_id: int) -> Answer:
    """Only what was read goes: somebody else's newer text is shown first."""
    item_id = queries.entry_of(meeting_id, entry_id).item_id
    seen = row_number(request.form.get("version"))
    try:
        entries.remove_entry(meeting_id, entry_id, seen_version=seen, actor=current_staff())
    except Conflict as fault:
        meeting, now = meeting_by_id(meeting_id), queries.entry_of(meeting_id, entry_id)
        form = EntryForm(formdata=None, obj=now)
        form.blame(fault)
        return _entry_page(form, now, meeting, now), fault.status
    flash("Der Eintrag ist entfernt.", "success")
    return _back(meeting_id, item_id)


@blueprint.post(f"{PLACE}/eintrag/<int:entry_id>/verschieben")
def move_entry(meeting_id: int, entry_id: int) -> Answer:
    item_id = queries.entry_of(meeting_id, entry_id).item_id
    entries.move_entry(meeting_id, entry_id, up=request.form.get("richtung") == "hoch")
    return _back(meeting_id, item_id)


@blueprint.post(f"{PLACE}/punkte")
def add_heading(meeting_id: int) -> Answer:
    """One more heading; the page comes back there, ready to type."""
    minutes, form = queries.opened_minutes(meeting_id), HeadingForm()
    if form.accept():
        try:
            item_id = headings.add_heading(meeting_id, form.title.data or "", actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            return _back(meeting_id, item_id)
    return note_pages.notes_page(minutes, heading=form), 422


@blueprint.post(f"{PLACE}/punkt/<int:item_id>/entfernen")
def remove_heading(meeting_id: int, item_id: int) -> Answer:
    headings.remove_heading(meeting_id, item_id, actor=current_staff())
    flash("Der Punkt ist entfernt.", "success")
    return _back(meeting_id)


@blueprint.post(f"{PLACE}/punkt/<int:item_id>/vertagen")
def postpone(meeting_id: int, item_id: int) -> Answer:
    """An item that was not dealt with, or was after all."""
    postponed = request.form.get("vertagt") == "ja"
    headings.postpone(meeting_id, item_id, postponed=postponed, actor=current_staff())
    return _back(meeting_id, item_id)


def _back(meeting_id: int, item_id: int | None = None) -> Answer:
    """To the page of the minutes, at the item where the person was typing."""
    target = url_for("minutes.edit", meeting_id=meeting_id, punkt=item_id)
    return redirect(target + (f"#item-{item_id}" if item_id else ""), 303)
