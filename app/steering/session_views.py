"""Sessions: who is there, quorum, motions and decisions."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.forms import sent_number
from app.meetings.models import Meeting
from app.steering import decisions, motions, sessions
from app.steering import session_queries as queries
from app.steering.models import Motion
from app.steering.rules import DecisionKind, Presence
from app.steering.session_forms import DecideForm, MotionForm, presences_in
from app.steering.vote_rules import has_quorum, quorum_words
from app.steering.wordings import proposal_for

blueprint = staff_blueprint("sessions", __name__)
PLACE = "/treffen/<int:meeting_id>/sitzung"
MOTION = f"{PLACE}/antraege/<int:motion_id>"


@blueprint.app_context_processor
def for_meetings() -> dict[str, Any]:
    """``is_session(meeting)`` for the tabs of a meeting, ``coming_sessions()`` for the overview."""
    return {
        "is_session": queries.is_session,
        "coming_sessions": lambda: queries.coming_sessions(clock.today()),
    }


@blueprint.get(PLACE)
def session(meeting_id: int) -> Answer:
    """Roll call, quorum, motions, decisions: all that a session needs, on one page."""
    return _session_page(queries.session_by_id(meeting_id))


@blueprint.post(f"{PLACE}/anwesenheit")
def roll_call(meeting_id: int) -> Answer:
    """Who sits on which seat; „Alle da“ notes every member as present."""
    meeting = queries.session_by_id(meeting_id)
    told = presences_in(request.form, queries.roll_call(meeting).seats)
    try:
        seen = request.form.get("stand", "")[:64]
        call = sessions.save_roll_call(meeting_id, told, seen=seen, actor=current_staff())
    except RuleBroken as fault:
        status = fault.status if isinstance(fault, Conflict) else 422
        return _session_page(meeting, told=told, wrong=fault.message), status
    flash(f"{quorum_words(call.present, call.votes)}.", "success")
    return redirect(url_for(".session", meeting_id=meeting_id) + "#antraege", 303)


def _session_page(
    meeting: Meeting, told: dict[int, Presence] | None = None, wrong: str = ""
) -> str:
    """``told``: what was just chosen and could not be kept."""
    call, found = queries.roll_call(meeting), queries.motions_of(meeting.id)
    return render_template(
        "steering/session.html",
        meeting=meeting,
        call=call,
        chosen={seat.member_id: seat.presence for seat in call.seats} | (told or {}),
        wrong=wrong,
        quorum=has_quorum(call.present, call.votes),
        quorum_words=quorum_words(call.present, call.votes),
        waiting=[one for one in found if one.state == "prepared"],
        withdrawn=[one for one in found if one.state == "withdrawn"],
        decisions=queries.decisions_of_session(meeting.id),
        items={item.id: (n, item) for n, item in enumerate(queries.agenda_choices(meeting.id), 1)},
        begun=meeting.day <= clock.today(),
    )


@blueprint.route(f"{PLACE}/antraege/neu", methods=["GET", "POST"])
def new_motion(meeting_id: int) -> Answer:
    """Prepare a motion; „Wortlaut vorschlagen“ fills the words from kind and ideas."""
    meeting = queries.session_by_id(meeting_id)
    form = _motion_form(meeting, None)
    made = _kept(meeting, form, None) if form.accept() else None
    return made or _motion_page(meeting, form, None)


@blueprint.route(MOTION, methods=["GET", "POST"])
def motion(meeting_id: int, motion_id: int) -> Answer:
    """Change a motion; when somebody else was faster, both are shown."""
    meeting, found = queries.session_by_id(meeting_id), queries.motion_of(meeting_id, motion_id)
    form = _motion_form(meeting, found)
    made = _kept(meeting, form, found) if form.accept() else None
    return made or _motion_page(meeting, form, found)


def _motion_form(meeting: Meeting, found: Motion | None) -> MotionForm:
    items = queries.agenda_choices(meeting.id)
    asked = sent_number(request.args.get("idee"))
    chosen = [one.idea_id for one in found.ideas] if found else [asked] if asked else []
    start = {
        "kind": found.kind if found else DecisionKind.SELECT,
        "ideas": chosen,
        "agenda_item": (found.agenda_item if found else queries.usual_item(items)) or 0,
        "version": str(found.version) if found else "",
    }
    form = MotionForm(data=start | (_words(found) if found else {}))
    form.offer(queries.ideas_to_choose(chosen))
    form.place(items)
    return form


def _words(found: Motion) -> dict[str, Any]:
    return {"wording": found.wording, "reason": found.reason, "review_on": found.review_on}


def _kept(meeting: Meeting, form: MotionForm, found: Motion | None) -> Answer | None:
    """Keep the motion, or propose its words; None: the page is shown again."""
    try:
        values = form.motion(queries.idea_ids_of(form.more_numbers))
        if request.form.get("knopf") == "vorschlagen":
            form.wording.data = proposal_for(values)
            return None
        if found is None:
            key = form.submit_key.data or ""
            motions.prepare_motion(meeting.id, values, key, actor=current_staff())
        else:
            motions.change_motion(
                meeting.id, found.id, values, seen=form.seen_version, actor=current_staff()
            )
    except RuleBroken as fault:
        form.blame(fault)
        return None
    flash("Der Antrag ist gespeichert.", "success")
    return redirect(url_for(".session", meeting_id=meeting.id) + "#antraege", 303)


def _motion_page(meeting: Meeting, form: MotionForm, found: Motion | None) -> Answer:
    faster = None
    if found and form.is_submitted() and form.seen_version != found.version:
        faster = found
        form.version.data = str(found.version)
    page = render_template(
        "steering/motion.html", meeting=meeting, form=form, motion=found, faster=faster
    )
    return page, Conflict.status if faster else 422 if form.errors else 200


@blueprint.post(f"{MOTION}/zurueckziehen")
def withdraw(meeting_id: int, motion_id: int) -> Answer:
    """Nobody decides about it any more."""
    motions.withdraw_motion(meeting_id, motion_id, actor=current_staff())
    flash("Der Antrag ist zurückgezogen.", "success")
    return redirect(url_for(".session", meeting_id=meeting_id) + "#antraege", 303)


@blueprint.post(f"{MOTION}/verschieben")
def move(meeting_id: int, motion_id: int) -> Answer:
    """One place up or down."""
    motions.move_motion(meeting_id, motion_id, up=request.form.get("richtung") == "hoch")
    return redirect(url_for(".session", meeting_id=meeting_id) + f"#antrag-{motion_id}", 303)


@blueprint.route(f"{MOTION}/beschluss", methods=["GET", "POST"])
def decide(meeting_id: int, motion_id: int) -> Answer:
    """Enter the votes and store the decision."""
    meeting, found = queries.session_by_id(meeting_id), queries.motion_of(meeting_id, motion_id)
    if stored := queries.decision_of_motion(motion_id):
        return redirect(url_for("decisions.decision", decision_id=stored.id), 303)
    call = queries.roll_call(meeting)
    form = DecideForm(data=_words(found) | {"version": str(found.version)})
    form.offer(call.seats)
    fault = _decided(meeting_id, found, form, call) if form.accept() else None
    if form.is_submitted() and not form.errors and fault is None:
        return redirect(url_for(".session", meeting_id=meeting_id) + "#beschluesse", 303)
    faster = found if isinstance(fault, Conflict) else None
    form.version.data = str(found.version)
    page = render_template(
        "steering/decide.html", meeting=meeting, form=form, motion=found, call=call,
        faster=faster, quorum=has_quorum(call.present, call.votes),
        quorum_words=quorum_words(call.present, call.votes),
    )  # fmt: skip
    return page, Conflict.status if faster else 422 if form.is_submitted() else 200


def _decided(
    meeting_id: int, found: Motion, form: DecideForm, call: queries.RollCall
) -> RuleBroken | None:
    """Store the decision; what was wrong, or None."""
    cast = form.cast(call.present, unanimous=request.form.get("knopf") == "einstimmig")
    try:
        decisions.decide(
            meeting_id, found.id, form.motion(found), cast,
            seen=form.seen_version, actor=current_staff(),
        )  # fmt: skip
    except RuleBroken as fault:
        form.blame(fault)
        return fault
    flash("Der Beschluss ist gespeichert.", "success")
    return None
