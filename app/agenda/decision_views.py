"""Deciding on many pitches: prepare silently, send together; new times; what was presented."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff
from app.agenda import decisions, mails, places, plans, programme, queries
from app.agenda.pitch_forms import DecisionForm
from app.agenda.pitch_views import shown
from app.agenda.rules import DECISION_LABELS
from app.core.errors import RuleBroken
from app.core.words import count
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.pitches import office, rules
from app.pitches import queries as pitches
from app.pitches.rules import PitchState
from app.pitches.views import blueprint


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/entscheiden", methods=["GET", "POST"]
)
def decide(meeting_id: int, pitch_id: int) -> Answer:
    """Prepare a decision on one pitch, then go on to the next that has none."""
    found, meeting = pitches.pitch_of(meeting_id, pitch_id), meeting_by_id(meeting_id)
    prepared = programme.decision_on(pitch_id)
    later = pitches.later_meetings(meeting)
    form = DecisionForm(
        queries.free_slots(meeting_id), later, data=DecisionForm.values_of(prepared)
    )
    if form.accept():
        try:
            decisions.prepare(meeting_id, pitch_id, form.choice(), current_staff())
            return _to_next(meeting)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "pitches/decide.html", form=form, pitch=found, meeting=meeting, prepared=prepared,
        left=len(programme.programme_of(meeting).undecided), later=later,
        drafts=pitches.later_drafts(meeting) if not later else (),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _to_next(meeting: Meeting) -> Answer:
    """The next pitch without a decision; when there is none, all of them together."""
    left = programme.programme_of(meeting).undecided
    if not left:
        flash("Vorgemerkt. Über alle Pitches ist entschieden. Es ist noch nichts gesendet.")
        return redirect(url_for(".decisions", meeting_id=meeting.id), 303)
    words = count(len(left), "Pitch ist", "Pitches sind")
    flash(f"Vorgemerkt. {words} noch ohne Entscheidung.")
    return redirect(url_for(".decide", meeting_id=meeting.id, pitch_id=left[0].id), 303)


@blueprint.post("/treffen/<int:meeting_id>/pitches/<int:pitch_id>/entscheidung-zuruecknehmen")
def undo(meeting_id: int, pitch_id: int) -> Answer:
    """Take back what was prepared."""
    decisions.undo(meeting_id, pitch_id, current_staff())
    flash("Die vorgemerkte Entscheidung ist zurückgenommen.", "success")
    return redirect(url_for(".decisions", meeting_id=meeting_id), 303)


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/entscheidungen",
    methods=["GET", "POST"],
    endpoint="decisions",
)
def all_decisions(meeting_id: int) -> Answer:
    """Everything that is prepared, with what each person will read; POST sends it."""
    fault = None
    if request.method == "POST":
        try:
            sent = decisions.send(meeting_id, request.form.get("stand", ""), current_staff())
            words = count(sent, "Entscheidung ist", "Entscheidungen sind")
            flash(f"{words} gesendet." if sent else "Es war nichts mehr zu senden.", "success")
            return redirect(url_for(".index", meeting_id=meeting_id), 303)
        except RuleBroken as broken:
            fault = broken
    meeting = meeting_by_id(meeting_id)
    plan = plans.plan_of(meeting)
    page = render_template(
        "pitches/decisions.html", meeting=meeting, plan=plan, fault=fault, labels=DECISION_LABELS,
        letters={row.pitch.id: shown(list(row.letters)) for row in plan.rows},
        undecided=programme.programme_of(meeting).undecided,
    )  # fmt: skip
    return page, fault.status if fault else 200


@blueprint.route("/treffen/<int:meeting_id>/pitches/uhrzeiten", methods=["GET", "POST"])
def times(meeting_id: int) -> Answer:
    """Old and new time of each pitch whose people know another one; POST tells them."""
    if request.method == "POST":
        told = places.tell_times(meeting_id, current_staff())
        flash(
            "Die neue Uhrzeit ist mitgeteilt." if told else "Alle kennen ihre Uhrzeit.", "success"
        )
        return redirect(url_for(".index", meeting_id=meeting_id), 303)
    meeting = meeting_by_id(meeting_id)
    rows = [
        (one, shown(mails.time_changed(one.pitch, one.before, one.now)))
        for one in programme.programme_of(meeting).retold
    ]
    return render_template("pitches/times.html", meeting=meeting, rows=rows)


@blueprint.route("/treffen/<int:meeting_id>/pitches/vorgestellt", methods=["GET", "POST"])
def presented(meeting_id: int) -> Answer:
    """After the meeting: which of the accepted pitches were presented."""
    meeting, fault = meeting_by_id(meeting_id), None
    if request.method == "POST":
        chosen = {int(one) for one in request.form.getlist("pitch") if one.isdecimal()}
        try:
            number = office.mark_presented(meeting_id, chosen, current_staff())
            words = count(number, "Pitch ist", "Pitches sind")
            flash(f"{words} als vorgestellt vermerkt.", "success")
            return redirect(url_for(".index", meeting_id=meeting_id), 303)
        except RuleBroken as broken:
            fault = broken
    found = [one for one in pitches.pitches_of(meeting_id) if one.state == PitchState.ACCEPTED]
    page = render_template(
        "pitches/presented.html", meeting=meeting, pitches=found, fault=fault, rules=rules,
        begun=pitches.has_begun(meeting), times=queries.agenda_for(meeting).pitch_times,
    )  # fmt: skip
    return page, fault.status if fault else 200
