"""Handing in a pitch, and its personal page: change, withdraw (without an account)."""

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, hide_unlisted, personal_page, public_blueprint
from app.core.errors import RuleBroken
from app.pitches import actions, queries, rules
from app.pitches.forms import ReviseForm, SubmitForm
from app.pitches.models import Pitch

blueprint = public_blueprint("pitches_public", __name__)


@blueprint.route("/treffen/<slug>/pitch", methods=["GET", "POST"])
def submit(slug: str) -> Answer:
    """The form; after the deadline a friendly text and whom to ask."""
    meeting = queries.meeting_with_pitches(slug)
    hide_unlisted(meeting.listed)
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
    return render_template("pitches/sent.html", meeting=queries.meeting_with_pitches(slug))


@blueprint.route("/pitch/<token>", methods=["GET", "POST"])
@personal_page
def edit(token: str) -> Answer:
    """The own pitch: to be changed until the deadline, afterwards to be read."""
    pitch = queries.pitch_behind(token)
    if request.method != "POST" and not _can_be_revised(pitch):
        return render_template("pitches/own.html", pitch=pitch, token=token, rules=rules)
    form = ReviseForm.of(pitch)
    if form.accept():
        try:
            actions.revise(token, form.proposal(pitch.email), form.seen_version)
            return redirect(url_for(".saved", token=token), 303)
        except RuleBroken as fault:
            form.blame(fault)
            form.version.data = str(queries.pitch_behind(token).version)
    page = render_template("pitches/edit.html", form=form, pitch=pitch, token=token, rules=rules)
    return page, 422 if form.errors else 200


@blueprint.get("/pitch/<token>/gespeichert")
@personal_page
def saved(token: str) -> Answer:
    pitch = queries.pitch_behind(token)
    return render_template("pitches/own.html", pitch=pitch, token=token, rules=rules, saved=True)


@blueprint.route("/pitch/<token>/zurueckziehen", methods=["GET", "POST"])
@personal_page
def withdraw(token: str) -> Answer:
    """GET asks, only POST takes the pitch back (T-6)."""
    if request.method == "POST":
        actions.withdraw(token)
        return redirect(url_for(".edit", token=token), 303)
    pitch = queries.pitch_behind(token)
    return render_template("pitches/withdraw.html", pitch=pitch, token=token)


def _can_be_revised(pitch: Pitch) -> bool:
    return rules.can_be_revised(pitch.state, open_now=queries.takes_pitches(pitch.meeting))
