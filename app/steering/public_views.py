"""What members do by their personal links: vote in writing.

Opening the link changes nothing; a button does (T-6).
"""

from flask import redirect, render_template, url_for

from app.access.guards import Answer, german_blueprint, personal_page
from app.core import clock
from app.core.errors import NotFound, RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.core.words import moment_brief
from app.ideas.documents import idea_document, sheet_name
from app.steering import vote_queries, votes
from app.steering.models import Ballot, Motion
from app.steering.vote_forms import BallotForm
from app.steering.vote_pages import shown

blueprint = german_blueprint("steering_public", __name__)


@blueprint.route("/abstimmung/<token>", methods=["GET", "POST"])
@personal_page
def vote(token: str) -> Answer:
    """Wording, deadline and the own vote; how it came out only after the end."""
    ballot = vote_queries.ballot_behind(token)
    form = BallotForm(data={"choice": ballot.choice, "comment": ballot.comment})
    if form.accept():
        try:
            votes.vote_by_link(token, *form.answer())
            return redirect(url_for(".vote", token=token) + "#stand", 303)
        except RuleBroken as fault:
            form.blame(fault)
            page = _vote_page(token, vote_queries.ballot_behind(token), form)
            return page, fault.status
    return _vote_page(token, ballot, form), 422 if form.errors else 200


def _vote_page(token: str, ballot: Ballot, form: BallotForm) -> str:
    motion = vote_queries.vote_by_id(ballot.motion_id)
    voter = vote_queries.voter(ballot)
    return render_template(
        "steering/ballot.html",
        token=token,
        ballot=ballot,
        name=voter.full_name if voter else "",
        motion=motion,
        shown=shown([motion])[0],
        form=form,
        deadline=moment_brief(clock.local(motion.deadline)) if motion.deadline else "",
        over=motion.deadline is None or motion.deadline <= clock.now(),
        voted_at=moment_brief(clock.local(ballot.at)) if ballot.at else "",
    )


@blueprint.get("/abstimmung/<token>/<number>.pdf")
@personal_page
def idea_pdf(token: str, number: str) -> Answer:
    """The sheet of an idea that the vote is about."""
    motion: Motion = vote_queries.vote_by_id(vote_queries.ballot_behind(token).motion_id)
    idea = next((one.idea for one in motion.ideas if one.idea.number == number), None)
    if idea is None:
        raise NotFound("Diese Idee gehört nicht zu der Abstimmung.")
    return file_answer(pdf_of(idea_document(idea)), sheet_name(idea))
