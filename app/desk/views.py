"""The office's home, its meetings, and what left by mail."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.agenda import queries as agenda
from app.agenda.programme import warnings_of as pitch_warnings_of
from app.agenda.published import unpublished_changes
from app.calendars.queries import clashes_with
from app.core import clock
from app.core.charts import sparkline
from app.core.errors import RuleBroken
from app.core.settings import current
from app.core.words import count
from app.desk import actions, figures, pictures, queries
from app.desk.forms import AddressForm, PlanForm
from app.desk.rules import GROUP_LABELS, KIND_LABELS, PROGRESS_LABELS
from app.desk.timeline import point_note, timeline
from app.desk.today import today_page
from app.ideas.queries import ideas_of_meeting
from app.kits.schema import Kit
from app.kits.shelf import shelf
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState, clashes
from app.minutes.queries import has_minutes, is_released
from app.outbox import queries as letters
from app.outbox.models import MessageState
from app.pitches import queries as pitches
from app.registrations import queries as registrations
from app.registrations.notices import outdated
from app.registrations.rules import Counts
from app.series import actions as series
from app.series import queries as series_queries

blueprint = staff_blueprint("desk", __name__)


@blueprint.get("/")
def today() -> Answer:
    """Heute: what is due, what comes next."""
    only_mine, reader = request.args.get("wer") == "ich", current_staff()
    return render_template(
        "desk/today.html",
        page=today_page(clock.today(), reader.name, only_mine=only_mine, roles=reader.roles),
        labels=GROUP_LABELS,
        only_mine=only_mine,
        delivery=queries.delivery(clock.now()),
    )


@blueprint.get("/treffen", endpoint="meetings")
def all_meetings() -> Answer:
    """All meetings with search and sorting."""
    search, order = request.args.get("suche", "")[:200], request.args.get("sortierung", "-datum")
    found = meetings.all_meetings(search, order, request.args.get("seite", 1, type=int))
    return render_template(
        "desk/meetings.html",
        page=found,
        counts=registrations.counts_of([meeting.id for meeting in found.rows]),
        search=search,
        order=order,
    )


@blueprint.route("/treffen/neu", methods=["GET", "POST"])
def plan() -> Answer:
    """First the kit, then date, begin, venue and places."""
    kits = shelf().kits
    chosen = next((kit for kit in kits if kit.id == request.args.get("kit")), None)
    if chosen is None:
        return render_template("desk/choose_kit.html", kits=kits)
    source = series_queries.meeting_to_copy(request.args.get("von", 0, type=int))
    form = PlanForm(data=PlanForm.suggestions(chosen, source))
    form.offer(chosen, meetings.venues())
    made = _planned(form, chosen, source) if form.accept() else None
    if made:
        flash("Das Treffen ist angelegt, mit Ablauf, Checkliste und E-Mails.", "success")
        return redirect(url_for(".meeting", meeting_id=made), 303)
    known = series_queries.earlier_meetings()
    page = render_template("desk/plan.html", form=form, kit=chosen, source=source, known=known)
    return page, 422 if form.errors else 200


def _planned(form: PlanForm, kit: Kit, source: Meeting | None) -> int | None:
    """The id of the new meeting; what is wrong stands at its field."""
    try:
        copy = form.to_copy(source)
        key = form.submit_key.data or ""
        return series.plan_meeting(kit.id, form.to_plan(), current_staff(), copy, submit_key=key)
    except RuleBroken as fault:
        form.blame(fault)
        return None


@blueprint.get("/treffen/<int:meeting_id>")
def meeting(meeting_id: int) -> Answer:
    """One meeting: where it stands, what to do next, its checklist and documents."""
    found = meetings.meeting_by_id(meeting_id)
    counts = registrations.counts(meeting_id)
    return render_template(
        "desk/meeting.html",
        meeting=found,
        warnings=_warnings(found, counts),
        counts=counts,
        pitch_counts=pitches.counts_of(meeting_id),
        takes_pitches=pitches.takes_pitches(found),
        drift=agenda.drift_of(found),
        unpublished=unpublished_changes([found]).get(meeting_id, 0),
        has_minutes=has_minutes(meeting_id),
        released=is_released(meeting_id),
        ideas=ideas_of_meeting(meeting_id),
        checklist=meetings.checklist_of(meeting_id),
        point_note=point_note,
        series=series_queries.series_of(meeting_id),
        outdated=len(outdated(found)),
    )


def _warnings(found: Meeting, counts: Counts) -> list[str]:
    """Why day or place might be bad ones, and pitches whose time is not (or no longer) right."""
    days = clashes(found.day, meetings.special_days(found.day, found.day))
    sentences = [f"Der Termin liegt hier: {day.sentence}" for day in days]
    if found.state != MeetingState.CANCELLED and found.day >= clock.today():
        sentences += clashes_with(found.begins_at, found.ends_at, found.venue_id)
    return sentences + found.room_warnings(counts.taken) + pitch_warnings_of(found)


@blueprint.get("/treffen/<int:meeting_id>/zeitplan", endpoint="timeline")
def one_timeline(meeting_id: int) -> Answer:
    """Everything dated about one meeting, in one list."""
    found = meetings.meeting_by_id(meeting_id)
    kind, only_open = request.args.get("art", ""), request.args.get("offen") == "ja"
    return render_template(
        "desk/timeline.html",
        meeting=found,
        line=timeline(found, clock.today(), kind, only_open=only_open),
        kinds=KIND_LABELS,
        marks=PROGRESS_LABELS,
        kind=kind,
        only_open=only_open,
    )


@blueprint.get("/treffen/<int:meeting_id>/zahlen", endpoint="figures")
def meeting_figures(meeting_id: int) -> Answer:
    """Places, registrations over time and sectors of one meeting, as pictures and tables."""
    found = meetings.meeting_by_id(meeting_id)
    numbers = figures.figures_of(found)
    return render_template(
        "desk/figures.html",
        meeting=found,
        figures=numbers,
        view=pictures.view_of(found, numbers, current().forum.sectors),
        share_words=pictures.share_words,
    )


@blueprint.get("/zahlen")
def all_figures() -> Answer:
    """The numbers of all published meetings, with search and sorting."""
    search, order = request.args.get("suche", "")[:200], request.args.get("sortierung", "-datum")
    number = request.args.get("seite", 1, type=int)
    return render_template(
        "desk/all_figures.html",
        page=figures.overview(search, order, number),
        search=search,
        order=order,
        small=sparkline,
        sentence=pictures.curve_sentence,
    )


@blueprint.post("/treffen/<int:meeting_id>/veroeffentlichen")
def publish(meeting_id: int) -> Answer:
    actions.publish_meeting(meeting_id, current_staff())
    flash("Das Treffen ist veröffentlicht. Den Link finden Sie auf dieser Seite.", "success")
    return redirect(url_for(".meeting", meeting_id=meeting_id), 303)


@blueprint.get("/postausgang")
def outbox() -> Answer:
    """Every mail with its state; without a mail server, this is where they are read."""
    search, wanted = request.args.get("suche", "")[:200], request.args.get("status", "")
    state = MessageState(wanted) if wanted in set(MessageState) else None
    number = request.args.get("seite", 1, type=int)
    return render_template("desk/outbox.html", **_outbox(state, search, number))


def _outbox(state: MessageState | None, search: str = "", number: int = 1) -> dict[str, Any]:
    counts = letters.counts()
    return {
        "page": letters.messages(search, state=state, page=number, known=counts),
        "counts": counts,
        "delivery": queries.delivery(clock.now()),
        "sends": bool(current().mail.smtp_host),
        "search": search,
        "state": state,
    }


@blueprint.get("/postausgang/<int:message_id>")
def message(message_id: int) -> Answer:
    """One mail, exactly as it leaves."""
    found = letters.message(message_id)
    letter, secret = letters.letter_view(found), found.kind in letters.KEYS
    return render_template("desk/message.html", message=found, letter=letter, secret=secret)


@blueprint.post("/postausgang/noch-einmal")
def resend_failed() -> Answer:
    """Send failed mails once more: those that are ticked, or all."""
    ticked = [int(one) for one in request.form.getlist("nachricht") if one.isdecimal()][:500]
    if not ticked and "alle" not in request.form:
        flash("Bitte wählen Sie mindestens eine E-Mail aus.", "warning")
        return render_template("desk/outbox.html", **_outbox(MessageState.FAILED)), 422
    chosen = None if "alle" in request.form else ticked
    number = actions.send_failed_again(chosen, current_staff())
    words = count(number, "E-Mail wird", "E-Mails werden")
    flash(f"{words} noch einmal gesendet.", "success" if number else "info")
    return redirect(url_for(".outbox"), 303)


@blueprint.route("/postausgang/testmail", methods=["GET", "POST"])
def test_mail() -> Answer:
    """One mail that shows whether mails leave."""
    form = AddressForm(data={"address": current().office.mail})
    if form.accept():
        actions.send_test_mail(form.address.data or "", current_staff())
        flash("Die Testmail ist unterwegs. Ihr Stand zeigt, ob sie angekommen ist.", "success")
        return redirect(url_for(".outbox"), 303)
    page = render_template("desk/test_mail.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/postausgang/<int:message_id>/quelltext")
def message_source(message_id: int) -> Answer:
    """The mail as a file for a mail program; never a link that is a key."""
    found = letters.message(message_id)
    if found.kind in letters.KEYS:
        abort(404)
    return Response(
        found.body or b"",
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="mail-{message_id}.eml"'},
    )


@blueprint.post("/postausgang/<int:message_id>/noch-einmal")
def resend(message_id: int) -> Answer:
    actions.send_again(message_id, current_staff())
    flash("Die E-Mail wird noch einmal gesendet.", "success")
    return redirect(url_for(".message", message_id=message_id), 303)
