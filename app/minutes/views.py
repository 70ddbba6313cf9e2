"""The minutes for the team: typing results per item, the head, preview and release."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.core.words import number
from app.meetings.queries import meeting_by_id
from app.minutes import actions, checks, documents, heads, queries, releases
from app.minutes.forms import HeadForm, ReleaseForm, head_form
from app.minutes.models import Minutes
from app.minutes.note_pages import notes_page
from app.minutes.pages import newest_shown
from app.minutes.rules import MinutesState

blueprint = staff_blueprint("minutes", __name__)


@blueprint.get("/treffen/<int:meeting_id>/protokoll")
def edit(meeting_id: int) -> Answer:
    """The items with their results; before the minutes are opened, the button that opens them."""
    minutes = queries.minutes_of(meeting_id)
    if minutes is None:
        return render_template("minutes/unopened.html", meeting=meeting_by_id(meeting_id))
    if minutes.state == MinutesState.RELEASED:
        return render_template(
            "minutes/released.html",
            minutes=minutes,
            releases=queries.releases_of(meeting_id),
            **newest_shown(minutes.meeting),
        )
    return notes_page(minutes)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/oeffnen", endpoint="open")
def open_minutes(meeting_id: int) -> Answer:
    actions.open_minutes(meeting_id, current_staff())
    return _back(meeting_id)


@blueprint.route("/treffen/<int:meeting_id>/protokoll/kopf", methods=["GET", "POST"])
def head(meeting_id: int) -> Answer:
    """Begin, end, people, summary; when somebody else was faster, both texts are shown."""
    minutes, faster = queries.opened_minutes(meeting_id), None
    form = head_form(minutes, queries.head_of(minutes))
    if wanted := request.form.get("uebernehmen", ""):
        return _head_page(minutes, form, taken=wanted)
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
    page = _head_page(minutes, form, faster)
    return page, Conflict.status if faster else 422 if form.errors else 200


def _head_page(
    minutes: Minutes, form: HeadForm, faster: Minutes | None = None, taken: str = ""
) -> str:
    """The form; ``taken``: from where it is filled in now. All else that was typed stays."""
    known = heads.known_of(minutes)
    heads.fill(form, known, taken)
    return render_template(
        "minutes/head.html",
        form=form,
        meeting=minutes.meeting,
        faster=faster,
        known=known,
        changes=heads.differences(form, known),
        taken=taken,
    )


@blueprint.get("/treffen/<int:meeting_id>/protokoll/vorschau.pdf")
def preview_pdf(meeting_id: int) -> Answer:
    """The draft as it would look; the stored document while there is nothing newer."""
    minutes = queries.opened_minutes(meeting_id)
    if minutes.state == MinutesState.RELEASED:
        pdf, name = queries.released_pdf(meeting_id), queries.newest_name(minutes.meeting)
    else:
        pdf, name = documents.minutes_pdf(minutes), documents.draft_name(minutes.meeting)
    return file_answer(pdf, name)


@blueprint.route("/treffen/<int:meeting_id>/protokoll/freigeben", methods=["GET", "POST"])
def release(meeting_id: int) -> Answer:
    """What is still missing, what follows, and the button."""
    form = ReleaseForm()
    if not form.accept():
        return _release_page(meeting_id, form, 422 if form.errors else 200)
    try:
        sent = releases.release(meeting_id, form.wish(), actor=current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        return _release_page(meeting_id, form, 422 if fault.field else fault.status)
    people = "Eine Person bekommt" if sent == 1 else f"{number(sent)} Personen bekommen"
    mails = f"{people} eine E-Mail." if sent else "Niemand bekommt eine E-Mail."
    flash(f"Das Protokoll ist freigegeben. {mails}", "success")
    return _back(meeting_id)


def _release_page(meeting_id: int, form: ReleaseForm, status: int) -> Answer:
    told = checks.release_page(meeting_id)
    if request.method == "GET":
        form.note.data = told["suggestion"]
    return render_template("minutes/release.html", form=form, **told), status


def _faster_head(form: HeadForm, meeting_id: int) -> Minutes:
    """The head as somebody else wrote it; saving again then means what was typed here."""
    minutes = queries.opened_minutes(meeting_id)
    form.seen.data = queries.head_mark_of(minutes)
    return minutes


def _back(meeting_id: int, item_id: int | None = None) -> Answer:
    """To the page of the minutes, at the item where the person was typing."""
    target = url_for(".edit", meeting_id=meeting_id, punkt=item_id)
    return redirect(target + (f"#item-{item_id}" if item_id else ""), 303)
