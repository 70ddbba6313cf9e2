"""Pitches of a meeting for the office, with their times: list, one pitch, single decisions.

These pages hang on the blueprint of the room of pitches, which does not know the agenda.
"""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff
from app.agenda import decisions, documents, places, programme, queries
from app.agenda.pitch_forms import MoveForm, PlaceForm
from app.agenda.rules import DECISION_LABELS
from app.core.errors import RuleBroken
from app.core.file_answers import file_answer
from app.core.links import link_to
from app.core.settings import current
from app.ideas.queries import idea_of_pitch
from app.meetings.queries import meeting_by_id
from app.meetings.rules import file_name
from app.outbox.letter import Letter
from app.outbox.paragraphs import Block, blocks
from app.pitches import mails, office, rules
from app.pitches import queries as pitches
from app.pitches.forms import DeclineForm
from app.pitches.rules import PitchState
from app.pitches.views import blueprint

TABLES = {"csv": documents.pitches_as_csv, "xlsx": documents.pitches_as_xlsx}


def shown(letters: list[Letter]) -> list[tuple[Letter, list[Block]]]:
    """Letters with their text as blocks, for a page that shows them before they leave."""
    return [(letter, blocks(letter.text, current().site.base_url)) for letter in letters]


@blueprint.get("/treffen/<int:meeting_id>/pitches")
def index(meeting_id: int) -> Answer:
    """The pitches of the meeting, those to decide on first, with their times and what is wrong."""
    meeting = meeting_by_id(meeting_id)
    found = programme.programme_of(meeting)
    search, sort = request.args.get("suche", "")[:100], request.args.get("sortierung", "")[:20]
    wanted = request.args.get("status", "")
    state = PitchState(wanted) if wanted in set(PitchState) else None
    number = request.args.get("seite", 1, type=int)
    page = pitches.list_page(
        meeting_id, search, state=state, sort=sort, page=number, times=found.times
    )
    return render_template(
        "pitches/index.html", meeting=meeting, found=found, page=page, search=search, sort=sort,
        state=state, counts=pitches.counts_of(meeting_id), moved=pitches.moved_away(meeting_id),
        link=link_to("pitches_public.submit", slug=meeting.slug), rules=rules,
        open_now=pitches.takes_pitches(meeting), begun=pitches.has_begun(meeting),
        decision_labels=DECISION_LABELS,
    )  # fmt: skip


@blueprint.post("/treffen/<int:meeting_id>/pitches.<any(csv, xlsx):kind>")
def export(meeting_id: int, kind: str) -> Answer:
    """All pitches of the meeting as a table, with addresses; it is written down who took it."""
    meeting = meeting_by_id(meeting_id)
    office.log_export(meeting_id, current_staff())
    name = file_name(meeting.day, meeting.title, "Pitches", kind)
    return file_answer(TABLES[kind](programme.programme_of(meeting)), name)


@blueprint.get("/treffen/<int:meeting_id>/pitches/<int:pitch_id>")
def pitch(meeting_id: int, pitch_id: int) -> Answer:
    """One pitch with what can be done about it."""
    found, meeting = pitches.pitch_of(meeting_id, pitch_id), meeting_by_id(meeting_id)
    return render_template(
        "pitches/pitch.html",
        meeting=meeting,
        begun=pitches.has_begun(meeting),
        pitch=found,
        rules=rules,
        at=queries.pitch_time(pitch_id),
        decision=programme.decision_on(pitch_id),
        decision_labels=DECISION_LABELS,
        history=pitches.history_of(pitch_id),
        idea=idea_of_pitch(pitch_id),
    )


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/annehmen", methods=["GET", "POST"]
)
def accept(meeting_id: int, pitch_id: int) -> Answer:
    """Choose the time at which a pitch has its turn, and tell its people at once."""
    found = pitches.pitch_of(meeting_id, pitch_id)
    form = PlaceForm(
        queries.free_slots(meeting_id, for_pitch=pitch_id), chosen=queries.spot_of(pitch_id)
    )
    if form.accept():
        try:
            item_id, position = form.spot
            places.accept_pitch(meeting_id, pitch_id, item_id, current_staff(), position=position)
            flash("Der Pitch ist angenommen. Die Zusage liegt im Postausgang.", "success")
            return redirect(url_for(".index", meeting_id=meeting_id), 303)
        except RuleBroken as fault:
            form.blame(fault)
    meeting = meeting_by_id(meeting_id)
    page = render_template("pitches/accept.html", form=form, pitch=found, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/absagen", methods=["GET", "POST"]
)
def decline(meeting_id: int, pitch_id: int) -> Answer:
    """Ask for the reason, show the mail as it would leave, and send it on the second press."""
    found = pitches.pitch_of(meeting_id, pitch_id)
    form, letters = DeclineForm(), None
    if form.accept():
        reason, next_step = form.reason.data or "", form.next_step.data or ""
        try:
            if "send" in request.form:
                decisions.decline(meeting_id, pitch_id, reason, next_step, current_staff())
                flash("Der Pitch ist abgesagt.", "success")
                return redirect(url_for(".index", meeting_id=meeting_id), 303)
            rules.check_move(found.state, PitchState.DECLINED)
            letters = shown(mails.declined(found, reason, next_step))
        except RuleBroken as fault:
            form.blame(fault)
    meeting = meeting_by_id(meeting_id)
    page = render_template(
        "pitches/decline.html", form=form, letters=letters, pitch=found, meeting=meeting
    )
    return page, 422 if form.errors else 200


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/verschieben", methods=["GET", "POST"]
)
def move(meeting_id: int, pitch_id: int) -> Answer:
    """Move a pitch to another meeting at once; without one, say what to do."""
    found, meeting = pitches.pitch_of(meeting_id, pitch_id), meeting_by_id(meeting_id)
    form = MoveForm(pitches.later_meetings(meeting))
    if form.accept():
        try:
            reason, who = form.reason.data or "", current_staff()
            places.move_pitch(meeting_id, pitch_id, form.target_id, reason, who)
            flash("Der Pitch ist verschoben. Die Nachricht liegt im Postausgang.", "success")
            return redirect(url_for(".index", meeting_id=meeting_id), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "pitches/move.html", form=form, pitch=found, meeting=meeting,
        drafts=pitches.later_drafts(meeting), rules=rules,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/treffen/<int:meeting_id>/pitches/<int:pitch_id>/reihenfolge")
def shift(meeting_id: int, pitch_id: int) -> Answer:
    """One slot earlier or later."""
    up = request.form.get("direction") == "up"
    if not places.shift_pitch(meeting_id, pitch_id, up=up, actor=current_staff()):
        flash("Dort ist keine andere Uhrzeit. Es wurde nichts geändert.")
    return redirect(url_for(".index", meeting_id=meeting_id) + "#ablauf", 303)


@blueprint.post("/treffen/<int:meeting_id>/pitches/<int:pitch_id>/doch-nicht-vorgestellt")
def not_presented(meeting_id: int, pitch_id: int) -> Answer:
    """Mend a slip."""
    pitches.pitch_of(meeting_id, pitch_id)
    office.not_presented(pitch_id, current_staff())
    flash("Der Pitch ist wieder angenommen und nicht vorgestellt.", "success")
    return redirect(url_for(".pitch", meeting_id=meeting_id, pitch_id=pitch_id), 303)
