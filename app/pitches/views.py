"""Pitches of a meeting for the office: the list, one pitch, declining it."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.errors import RuleBroken
from app.core.links import link_to
from app.core.settings import current
from app.meetings.queries import meeting_by_id
from app.outbox.paragraphs import blocks
from app.pitches import actions, mails, queries, rules
from app.pitches.forms import DeclineForm

blueprint = staff_blueprint("pitches", __name__)


@blueprint.get("/treffen/<int:meeting_id>/pitches")
def index(meeting_id: int) -> Answer:
    """All pitches of the meeting, those to decide on first."""
    meeting = meeting_by_id(meeting_id)
    return render_template(
        "pitches/index.html",
        meeting=meeting,
        pitches=queries.pitches_of(meeting_id),
        link=link_to("pitches_public.submit", slug=meeting.slug),
        open_now=queries.takes_pitches(meeting),
        rules=rules,
    )


@blueprint.get("/treffen/<int:meeting_id>/pitches/<int:pitch_id>")
def pitch(meeting_id: int, pitch_id: int) -> Answer:
    """One pitch with what can be done about it."""
    found = queries.pitch_of(meeting_id, pitch_id)
    meeting = meeting_by_id(meeting_id)
    return render_template("pitches/pitch.html", meeting=meeting, pitch=found, rules=rules)


@blueprint.route(
    "/treffen/<int:meeting_id>/pitches/<int:pitch_id>/absagen", methods=["GET", "POST"]
)
def decline(meeting_id: int, pitch_id: int) -> Answer:
    """Ask for the reason, show the mail as it would leave, and send it on the second press."""
    found = queries.pitch_of(meeting_id, pitch_id)
    form, letter = DeclineForm(), None
    if form.accept():
        reason, next_step = form.reason.data or "", form.next_step.data or ""
        try:
            if "send" in request.form:
                actions.decline(pitch_id, reason, next_step, current_staff())
                flash("Die Absage liegt im Postausgang.", "success")  # no names in cookies (H-4)
                return redirect(url_for(".index", meeting_id=meeting_id), 303)
            rules.check_move(found.state, rules.PitchState.DECLINED)
            letter = mails.declined(found, reason, next_step)
        except RuleBroken as fault:
            form.blame(fault)
    meeting = meeting_by_id(meeting_id)
    page = render_template(
        "pitches/decline.html",
        form=form,
        letter=letter,
        blocks=blocks(letter.text, current().site.base_url) if letter else (),
        pitch=found,
        meeting=meeting,
    )
    return page, 422 if form.errors else 200
