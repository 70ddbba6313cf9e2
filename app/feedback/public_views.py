"""The form after an evening, for everybody who was there; nobody asks for a name."""

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, hide_unlisted, public_blueprint
from app.core.errors import RuleBroken
from app.core.language_choice import of_meeting
from app.feedback import actions, queries
from app.feedback.forms import FeedbackForm
from app.feedback.rules import Window, last_day
from app.meetings.queries import meeting_by_slug

blueprint = public_blueprint("feedback_public", __name__)


@blueprint.route("/treffen/<slug>/rueckmeldung", methods=["GET", "POST"])
def give(slug: str) -> Answer:
    """The questions; before and after their time a sentence that says so, and what was typed."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    found, until = queries.window_of(meeting), last_day(meeting.day)
    form = FeedbackForm()
    if found is not Window.OPEN:
        page = render_template(
            "feedback/closed.html", meeting=meeting, window=found, until=until, form=form
        )
        return page, 409 if request.method == "POST" else 200
    if form.accept() and _taken_in(meeting.id, form):
        return redirect(url_for(".thanks", slug=slug), 303)
    page = render_template("feedback/give.html", form=form, meeting=meeting, until=until)
    return page, 422 if form.errors else 200


def _taken_in(meeting_id: int, form: FeedbackForm) -> bool:
    """Whether the answer is kept; otherwise the form says why and keeps what was typed."""
    try:
        address = request.remote_addr or ""
        actions.give(meeting_id, form.answers(), form.submit_key.data or "", address)
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


@blueprint.get("/treffen/<slug>/rueckmeldung/danke")
def thanks(slug: str) -> Answer:
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    return render_template("feedback/thanks.html", meeting=meeting)
