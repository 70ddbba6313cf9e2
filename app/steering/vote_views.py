"""Written votes, for office and members who are signed in."""

from datetime import time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.forms import sent_number
from app.core.words import listing, moment_brief
from app.steering import session_queries, vote_queries, votes
from app.steering.decision_queries import decision_by_id
from app.steering.members import seat_of_staff
from app.steering.models import Ballot, Motion
from app.steering.rules import DecisionKind
from app.steering.vote_forms import BallotForm, CancelForm, VoteForm
from app.steering.vote_pages import Shown, shown
from app.steering.wordings import proposal_for

blueprint = staff_blueprint("votes", __name__)
PLACE = "/lenkungskreis/abstimmungen"
USUAL = timedelta(days=14)


@blueprint.app_context_processor
def for_overview() -> dict[str, Any]:
    """``open_votes()`` for the page of the steering group; asked only there."""
    return {"open_votes": lambda: shown(vote_queries.running_votes())}


@blueprint.get(PLACE)
def index() -> Answer:
    """Those that run, and those that are over."""
    past, pages = vote_queries.past_votes(request.args.get("seite", 1, type=int))
    return render_template(
        "steering/votes.html",
        running=shown(vote_queries.running_votes()),
        past=shown(past),
        page=max(1, min(request.args.get("seite", 1, type=int), pages)),
        pages=pages,
    )


@blueprint.route(f"{PLACE}/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Open a written vote; ``aus`` is a recommendation that it takes up."""
    form = _vote_form()
    opened = _opened(form) if form.accept() else None
    if opened:
        missed = (
            f" Ohne E-Mail-Adresse: {listing(opened.without_mail)}." if opened.without_mail else ""
        )
        flash(
            f"Die Abstimmung läuft. Alle Stimmberechtigten bekommen ihren Link.{missed}", "success"
        )
        return redirect(url_for(".vote", motion_id=opened.motion_id), 303)
    page = render_template("steering/vote_new.html", form=form)
    return page, 422 if form.errors else 200


def _vote_form() -> VoteForm:
    start: dict[str, Any] = {"kind": DecisionKind.SELECT, "until": time(18, 0)}
    start["day"] = clock.today() + USUAL
    if asked := sent_number(request.args.get("idee")):
        start["ideas"] = [asked]
    if source := sent_number(request.args.get("aus")):
        found = decision_by_id(source)
        start |= {
            "source": str(source),
            "kind": found.kind,
            "wording": found.wording,
            "reason": found.reason,
        }
        start["ideas"] = [one.idea_id for one in found.ideas]
        start["review_on"] = found.motion.review_on if found.motion else None
    form = VoteForm(data=start)
    form.offer(session_queries.ideas_to_choose(start.get("ideas", [])))
    return form


def _opened(form: VoteForm) -> votes.Opened | None:
    """Open the vote, or propose its words; None: the page is shown again."""
    try:
        values = form.values(session_queries.idea_ids_of(form.more_numbers))
        if request.form.get("knopf") == "vorschlagen":
            form.wording.data = proposal_for(values)
            return None
        key = form.submit_key.data or ""
        return votes.open_vote(
            values, form.deadline, key, actor=current_staff(), recommendation_id=form.source_id
        )
    except RuleBroken as fault:
        form.blame(fault)
        return None


@blueprint.get(f"{PLACE}/<int:motion_id>")
def vote(motion_id: int) -> Answer:
    """One written vote: wording, deadline, who has voted, afterwards the result."""
    found = vote_queries.vote_by_id(motion_id)
    own = _own_ballot(found)
    form = BallotForm(data=_said(own)) if own else None
    return _vote_page(found, own, form, CancelForm(formdata=None))


@blueprint.post(f"{PLACE}/<int:motion_id>/stimme", endpoint="cast")
def cast(motion_id: int) -> Answer:
    """A member who is signed in votes."""
    found, form = vote_queries.vote_by_id(motion_id), BallotForm()
    if form.accept():
        choice, comment = form.answer()
        try:
            votes.vote_signed_in(motion_id, choice, comment, actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Ihre Stimme ist gespeichert.", "success")
            return redirect(url_for(".vote", motion_id=motion_id), 303)
    return _vote_page(found, _own_ballot(found), form, CancelForm(formdata=None)), 422


@blueprint.post(f"{PLACE}/<int:motion_id>/vertretung")
def let_vote(motion_id: int) -> Answer:
    """The member cannot vote: the link goes to the deputy, or back."""
    member_id = sent_number(request.form.get("sitz"))
    deputy = request.form.get("wer") == "vertretung"
    try:
        name = votes.let_vote(motion_id, member_id, deputy=deputy, actor=current_staff())
        flash(f"{name} bekommt den Link. Der frühere Link ist geschlossen.", "success")
    except RuleBroken as fault:
        if fault.status == 404:
            raise
        flash(fault.message, "warning")
    return redirect(url_for(".vote", motion_id=motion_id) + "#sitze", 303)


@blueprint.post(f"{PLACE}/<int:motion_id>/zurueckziehen")
def cancel(motion_id: int) -> Answer:
    """End a vote without a result, with a reason."""
    found, form = vote_queries.vote_by_id(motion_id), CancelForm()
    if form.accept():
        try:
            votes.cancel_vote(motion_id, form.reason.data or "", actor=current_staff())
        except RuleBroken as fault:
            form.blame(fault)
        else:
            flash("Die Abstimmung ist zurückgezogen.", "success")
            return redirect(url_for(".vote", motion_id=motion_id), 303)
    own = _own_ballot(found)
    ballot = BallotForm(formdata=None, data=_said(own)) if own else None
    return _vote_page(found, own, ballot, form), 422


def _own_ballot(found: Motion) -> Ballot | None:
    """The ballot of whoever is signed in, while they vote on that seat."""
    seat = seat_of_staff(current_staff(), clock.today())
    if seat is None:
        return None
    return next(
        (
            one
            for one in found.ballots
            if one.member_id == seat.member.id and one.by_deputy == seat.as_deputy
        ),
        None,
    )


def _said(ballot: Ballot) -> dict[str, Any]:
    return {"choice": ballot.choice, "comment": ballot.comment}


def _vote_page(
    found: Motion, own: Ballot | None, form: BallotForm | None, cancelling: CancelForm
) -> str:
    one: Shown = shown([found])[0]
    return render_template(
        "steering/vote.html",
        shown=one,
        motion=found,
        own=own,
        form=form,
        cancelling=cancelling,
        deadline=moment_brief(clock.local(found.deadline)) if found.deadline else "",
        over=found.deadline is None or found.deadline <= clock.now(),
    )
