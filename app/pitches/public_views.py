"""Handing in a pitch, withdrawing it, naming who presents as well (without an account).

The personal page itself shows the time in the agenda: agenda/pitch_public_views.py.
"""

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, hide_unlisted, personal_page, public_blueprint
from app.core.errors import RuleBroken
from app.core.language_choice import of_meeting
from app.pitches import actions, queries, rules
from app.pitches.forms import PresenterForm, SubmitForm
from app.pitches.models import Pitch

blueprint = public_blueprint("pitches_public", __name__)


@blueprint.route("/treffen/<slug>/pitch", methods=["GET", "POST"])
def submit(slug: str) -> Answer:
    """The form; after the deadline a friendly text and whom to ask."""
    meeting = queries.meeting_with_pitches(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    if request.method != "POST" and not queries.takes_pitches(meeting):
        return render_template("pitches/closed.html", meeting=meeting)
    form = SubmitForm()
    meeting_id = meeting.id
    if form.accept():
        try:
            proposal = form.proposal(form.email.data or "")
            key, sender = str(form.submit_key.data), request.remote_addr or ""
            actions.submit(meeting_id, proposal, key, sender)
            return redirect(url_for(".sent", slug=slug), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("pitches/submit.html", form=form, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.get("/treffen/<slug>/pitch/eingegangen")
def sent(slug: str) -> Answer:
    meeting = queries.meeting_with_pitches(slug)
    of_meeting(meeting.languages)
    return render_template("pitches/sent.html", meeting=meeting)


@blueprint.route("/pitch/<token>/zurueckziehen", methods=["GET", "POST"])
@personal_page
def withdraw(token: str) -> Answer:
    """GET asks, only POST takes the pitch back (T-6)."""
    pitch = _own(token)
    if request.method == "POST":
        actions.withdraw(token)
        return redirect(url_for(".edit", token=token), 303)
    return render_template("pitches/withdraw.html", pitch=pitch, token=token)


@blueprint.route("/pitch/<token>/vortragende", methods=["GET", "POST"])
@personal_page
def presenters(token: str) -> Answer:
    """Who presents as well: add somebody, until the deadline."""
    pitch = _own(token)
    form = PresenterForm()
    if form.accept():
        try:
            actions.add_presenter(token, form.facts(), request.remote_addr or "")
            return redirect(url_for(".presenters", token=token), 303)
        except RuleBroken as fault:
            form.blame(fault)
            pitch = queries.pitch_behind(token)
    open_now = rules.can_be_revised(pitch.state, open_now=queries.takes_pitches(pitch.meeting))
    page = render_template(
        "pitches/own_presenters.html", form=form, pitch=pitch, token=token, open_now=open_now
    )
    return page, 422 if form.errors else 200


@blueprint.post("/pitch/<token>/vortragende/<int:presenter_id>/entfernen")
@personal_page
def remove_presenter(token: str, presenter_id: int) -> Answer:
    """Take somebody out again; they are told."""
    _own(token)
    actions.remove_presenter(token, presenter_id)
    return redirect(url_for(".presenters", token=token), 303)


def _own(token: str) -> Pitch:
    """The pitch behind a personal link, in the language in which it was handed in."""
    pitch = queries.pitch_behind(token)
    of_meeting(pitch.meeting.languages, pitch.language)
    return pitch
