"""The personal pages of a pitch that show its time in the agenda.

They hang on the blueprint of the room of pitches, which does not know the agenda.
"""

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, personal_page
from app.agenda.queries import pitch_time
from app.core.errors import RuleBroken
from app.core.language_choice import of_meeting
from app.pitches import actions, queries, rules
from app.pitches.forms import ReviseForm
from app.pitches.models import Pitch, PitchPresenter
from app.pitches.public_views import blueprint


@blueprint.route("/pitch/<token>", methods=["GET", "POST"])
@personal_page
def edit(token: str) -> Answer:
    """The own pitch: to be changed until the deadline, afterwards to be read."""
    pitch = _own(token)
    if request.method != "POST" and not _can_be_revised(pitch):
        return _own_page(token, pitch)
    form = ReviseForm.of(pitch)
    if form.accept():
        try:
            actions.revise(token, form.proposal(pitch.email), form.seen_version)
            return redirect(url_for("pitches_public.saved", token=token), 303)
        except RuleBroken as fault:
            form.blame(fault)
            pitch = queries.pitch_behind(token)
            form.version.data = str(pitch.version)
    page = render_template(
        "pitches/edit.html", form=form, pitch=pitch, token=token, rules=rules,
        at=pitch_time(pitch.id), takes=queries.takes_pitches(pitch.meeting),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/pitch/<token>/gespeichert")
@personal_page
def saved(token: str) -> Answer:
    return _own_page(token, _own(token), saved=True)


def _own_page(token: str, pitch: Pitch, *, saved: bool = False) -> Answer:
    return render_template(
        "pitches/own.html", pitch=pitch, token=token, rules=rules, saved=saved,
        at=pitch_time(pitch.id), takes=queries.takes_pitches(pitch.meeting),
    )  # fmt: skip


@blueprint.get("/pitch/lesen/<token>")
@personal_page
def read(token: str) -> Answer:
    """The pitch for somebody who presents as well: to read, and to take oneself out."""
    presenter = _presenter(token)
    pitch = presenter.pitch
    return render_template(
        "pitches/read.html", pitch=pitch, presenter=presenter, token=token, rules=rules,
        at=pitch_time(pitch.id), takes=queries.takes_pitches(pitch.meeting),
    )  # fmt: skip


@blueprint.route("/pitch/lesen/<token>/austragen", methods=["GET", "POST"])
@personal_page
def leave(token: str) -> Answer:
    """GET asks, only POST takes the person out (T-6)."""
    presenter = _presenter(token)
    if request.method == "POST":
        actions.leave(token)
        return redirect(url_for("pitches_public.left"), 303)
    return render_template("pitches/leave.html", presenter=presenter, token=token)


@blueprint.get("/pitch/ausgetragen")
def left() -> Answer:
    return render_template("pitches/left.html")


def _can_be_revised(pitch: Pitch) -> bool:
    return rules.can_be_revised(pitch.state, open_now=queries.takes_pitches(pitch.meeting))


def _own(token: str) -> Pitch:
    """The pitch behind a personal link, in the language in which it was handed in."""
    pitch = queries.pitch_behind(token)
    of_meeting(pitch.meeting.languages, pitch.language)
    return pitch


def _presenter(token: str) -> PitchPresenter:
    """Who reads a pitch, in the language in which it was handed in."""
    presenter = queries.presenter_behind(token)
    of_meeting(presenter.pitch.meeting.languages, presenter.pitch.language)
    return presenter
