"""Builders for sessions, motions, votes and decisions."""

from datetime import date, timedelta

from app.core import clock
from app.core.db import db, transaction
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.meetings.queries import meeting_by_id
from app.steering import motions, sessions, votes
from app.steering.decisions import Cast, decide
from app.steering.models import Ballot, Member, Motion
from app.steering.rules import Choice, DecisionKind, Presence
from app.steering.session_queries import roll_call, values_of
from app.steering.vote_queries import token_of
from app.steering.vote_rules import MotionValues
from tests import build

TODAY = date(2027, 9, 1)
NAMES = ("Albrecht", "Brandt", "Çelik", "Đorđević", "Ebert", "Fuchs", "Głowacka")


def a_group(voting=5, advising=1, deputies=True, **values):
    """Members in office. Returns their ids, the voting ones first."""
    found = []
    facts = {"term_from": date(2027, 1, 1), "term_to": date(2028, 12, 31)} | values
    for number in range(voting + advising):
        person = build.a_person(first_name="Ida", last_name=NAMES[number % len(NAMES)] * 1)
        deputy = build.a_person(first_name="Udo", last_name=f"Vertretung {number}")
        with transaction():
            member = Member(
                person_id=person,
                deputy_id=deputy if deputies else None,
                voting=number < voting,
                **facts,
            )
            db.session.add(member)
            db.session.flush()
            found.append(member.id)
    return found


def a_session(day=TODAY, **values):
    """A session with the agenda of its kit. Returns its id."""
    return build.a_planned_meeting(kit="lenkungskreis", day=day, **values)


def call_roll(meeting_id, *present, deputies=(), excused=()):
    """These are there, all others are not."""
    call = roll_call(meeting_by_id(meeting_id))
    told = {seat.member_id: Presence.ABSENT for seat in call.seats}
    told |= dict.fromkeys(present, Presence.MEMBER)
    told |= dict.fromkeys(deputies, Presence.DEPUTY)
    told |= dict.fromkeys(excused, Presence.EXCUSED)
    return sessions.save_roll_call(meeting_id, told, seen=call.mark, actor=build.OFFICE)


def in_review(title="Klima-Küche", **values):
    return build.an_idea(title, state=IdeaState.REVIEW, **values)


def motion_values(*idea_ids, kind="select", **values):
    facts = {"wording": "Der Lenkungskreis empfiehlt die Klima-Küche.", "reason": "Träger da"}
    return MotionValues(kind=DecisionKind(kind), idea_ids=idea_ids, **facts | values)


def a_motion(meeting_id, *idea_ids, key=None, **values):
    """A motion of a session. Returns its id."""
    key = key or f"motion-{next(build._number):020}"
    return motions.prepare_motion(
        meeting_id, motion_values(*idea_ids, **values), key, actor=build.OFFICE
    )


def decided(meeting_id, motion_id, yes, no=0, abstain=0, biased=(), **values):
    """Store what a session decides. Returns the decision's id."""
    motion = db.session.get(Motion, motion_id)
    told = motion_values(*values_of(motion).idea_ids, kind=motion.kind, **values)
    cast = Cast(yes=yes, no=no, abstain=abstain, biased=tuple(biased))
    return decide(meeting_id, motion_id, told, cast, seen=motion.version, actor=build.OFFICE)


def a_decision(*idea_ids, kind="select", yes=4, no=0, members=None, **values):
    """A decision of a session in which four of five are there. Returns its id."""
    members = members or a_group()
    meeting_id = a_session()
    call_roll(meeting_id, *members[:4])
    motion_id = a_motion(meeting_id, *(idea_ids or (in_review(),)), kind=kind)
    return decided(meeting_id, motion_id, yes, no, abstain=4 - yes - no, **values)


def a_vote(*idea_ids, days=14, key=None, **values):
    """A written vote that runs. Returns its id."""
    key = key or f"vote-{next(build._number):020}"
    told = motion_values(*(idea_ids or (in_review(),)), **values)
    deadline = clock.now() + timedelta(days=days)
    return votes.open_vote(told, deadline, key, actor=build.OFFICE).motion_id


def links(motion_id):
    """The personal links of a written vote, in the order of the seats."""
    found = db.session.query(Ballot).filter_by(motion_id=motion_id).order_by(Ballot.id)
    return [token_of(ballot) for ballot in found]


def cast_all(motion_id, *choices):
    """Vote on the first seats in this order."""
    return [
        votes.vote_by_link(token, Choice(choice), "")
        for token, choice in zip(links(motion_id), choices, strict=False)
    ]


def a_world():
    """A session with a motion and a decision, and a written vote, as values for addresses."""
    members, session, idea_id = a_group(), a_session(), in_review("Reparatur-Treff")
    call_roll(session, *members)
    decision = decided(session, a_motion(session, in_review()), len(members) - 1)
    vote = a_vote(idea_id)
    return {
        "session_id": session,
        "session_motion_id": a_motion(session, kind="report"),
        "decision_id": decision,
        "vote_id": vote,
        "ballot_token": links(vote)[0],
        "ballot_idea": db.session.get(Idea, idea_id).number,
    }
