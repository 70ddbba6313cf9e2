"""Written votes: opened by the office, cast by link or signed in, ended once and for all."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Gone, RuleBroken
from app.ideas import actions as ideas
from app.ideas.rules import IdeaState, check_move
from app.steering import vote_mails, vote_queries
from app.steering.ballots import ask, ask_new_seats, tell
from app.steering.decision_queries import waiting_recommendations
from app.steering.decisions import store
from app.steering.members import seat_of_staff, voting_seats
from app.steering.models import Ballot, Decision, Motion
from app.steering.motions import lock_ideas, write_motion
from app.steering.rules import Choice, MotionState
from app.steering.session_queries import ideas_by_ids, values_of
from app.steering.vote_queries import TERM_ENDED, counting, may_vote
from app.steering.vote_rules import (
    MOVES_TO,
    SHORTEST_VOTE,
    MotionValues,
    check_deadline,
    check_decidable,
    facts_for,
    has_quorum,
    votes_words,
)

log_of_room = logging.getLogger(__name__)
BY_ITSELF = Actor(0, "Automatisch", frozenset())
ONE_VOTE = "steering:votes"
"""Pressed twice at once, one vote is opened."""
FROM_HOUR = 8
"""Reminders leave from this hour on, local time."""
TOO_LATE = "Die Abstimmung ist beendet. Ihre Stimme ist nicht mehr angekommen."
TAKEN_UP = (
    "Über diese Empfehlung kann nicht abgestimmt werden: Sie ist schon aufgegriffen, abgelehnt "
    "oder nicht mehr da. Öffnen Sie den Beschluss und prüfen Sie, was daraus geworden ist."
)


@dataclass(frozen=True)
class Opened:
    """A vote that runs now, and names of those to whom no mail can go."""

    motion_id: int
    without_mail: list[str]


# what the office does


def open_vote(
    values: MotionValues,
    deadline: datetime,
    submit_key: str,
    *,
    actor: Actor,
    recommendation_id: int | None = None,
) -> Opened:
    """Ask every voting seat in writing until ``deadline`` (aware), each by a personal link.

    ``recommendation_id``: what a session without quorum recommended, and this vote takes up. The
    same ``submit_key`` finds the vote that runs. Raises ``RuleBroken`` naming the field, also for
    something else than a waiting recommendation.
    """
    now = clock.now()
    with transaction():
        one_at_a_time(ONE_VOTE)
        known = db.session.scalar(select(Motion.id).where(Motion.submit_key == submit_key))
        if known is not None:
            return Opened(known, [])
        check_decidable(values, clock.today())
        check_deadline(deadline, now)
        _check_movable(values)
        _check_waiting(recommendation_id)
        seats = voting_seats(clock.today())
        if not seats:
            raise RuleBroken(
                "Es ist kein stimmberechtigtes Mitglied im Amt. Niemand kann abstimmen."
            )
        motion = Motion(
            state=MotionState.OPEN, deadline=deadline, opened_at=now, submit_key=submit_key,
            recommendation_id=recommendation_id, at=now, by=actor.name,
        )  # fmt: skip
        write_motion(motion, values)
        ballots = [Ballot(motion_id=motion.id, member_id=seat.id) for seat in seats]
        db.session.add_all(ballots)
        db.session.flush()
        missed = [one.member.name for one in ballots if not ask(one, motion)]
        for one in ideas_by_ids(values.idea_ids):
            ideas.remember(one, actor, f"Schriftliche Abstimmung eröffnet: {values.kind.label}.")
        log(actor, "vote_opened", f"motion:{motion.id}")
        return Opened(motion.id, missed)


def _check_movable(values: MotionValues) -> None:
    """Raises ``RuleBroken``: nobody votes on what could not be done afterwards."""
    target = MOVES_TO.get(values.kind)
    for idea in ideas_by_ids(values.idea_ids) if target else ():
        try:
            facts = facts_for(values, "LK")
            check_move(IdeaState(idea.state), target or idea.state, facts, today=clock.today())
        except RuleBroken as fault:
            raise RuleBroken(
                f"Idee {idea.number} „{idea.title}“: {fault.message}", "ideas"
            ) from fault


def _check_waiting(recommendation_id: int | None) -> None:
    """Raises ``RuleBroken``: votes are opened one after the other, so nobody else takes it up."""
    waiting = () if recommendation_id is None else waiting_recommendations()
    if recommendation_id is not None and recommendation_id not in {one.id for one in waiting}:
        raise RuleBroken(TAKEN_UP)


def let_vote(motion_id: int, member_id: int, *, deputy: bool, actor: Actor) -> str:
    """The member cannot vote and the deputy does, or the other way round (domain.md 3.3).

    The link that was there closes, the other person gets one. Returns that person's name. A
    second press changes nothing. Raises ``RuleBroken`` when the seat has voted, ``NotFound``.
    """
    with transaction():
        motion = _running(motion_id)
        ballot = vote_queries.ballot_of(motion_id, member_id)
        name = ballot.member.deputy_name if deputy else ballot.member.name
        if ballot.by_deputy == deputy:
            return name
        if deputy and ballot.member.deputy is None:
            raise RuleBroken(f"Für {ballot.member.name} ist keine Vertretung benannt.")
        if ballot.choice is not None:
            raise RuleBroken(f"Auf dem Sitz von {ballot.member.name} ist schon abgestimmt.")
        ballot.by_deputy = deputy
        ballot.link_version += 1
        ask(ballot, motion)
        log(actor, "vote_by_deputy" if deputy else "vote_by_member", f"motion:{motion_id}")
        return name


def cancel_vote(motion_id: int, reason: str, *, actor: Actor) -> None:
    """End a vote without a result and say why. A second press changes nothing.

    Raises ``RuleBroken`` without a reason, or when it is over.
    """
    if not reason:
        raise RuleBroken("Grund: Bitte schreiben Sie, warum die Abstimmung endet.", "reason")
    with transaction():
        motion = locked(Motion, vote_queries.vote_by_id(motion_id).id)
        if motion.state == MotionState.WITHDRAWN:
            return
        if motion.state != MotionState.OPEN:
            raise RuleBroken("Diese Abstimmung ist schon beendet.")
        motion.closing_note = reason
        _end(motion, MotionState.WITHDRAWN, f"Die Geschäftsstelle hat sie zurückgezogen: {reason}")
        for one in motion.ideas:
            ideas.remember(one.idea, actor, f"Schriftliche Abstimmung zurückgezogen: {reason}")
        log(actor, "vote_cancelled", f"motion:{motion_id}")


# what members do


def vote_by_link(token: str, choice: Choice, comment: str) -> MotionState:
    """Take in the vote of the seat behind the link; until the end it can be changed.

    The last one that was missing ends the vote. Returns how it stands then. Raises ``Gone`` when
    it is over or the term has ended, ``NotFound`` for a wrong link.
    """
    with transaction():
        ballot = vote_queries.ballot_behind(token)
        return _cast(ballot.motion_id, ballot.id, choice, comment)


def vote_signed_in(motion_id: int, choice: Choice, comment: str, *, actor: Actor) -> MotionState:
    """The same for a member who is signed in. Raises ``RuleBroken`` for everybody else."""
    with transaction():
        seat = seat_of_staff(actor, clock.today())
        if seat is None or not seat.member.voting:
            raise RuleBroken(
                "Sie haben keinen stimmberechtigten Sitz. Abstimmen können Mitglieder."
            )
        ballot = vote_queries.ballot_of(motion_id, seat.member.id)
        if ballot.by_deputy != seat.as_deputy:
            raise RuleBroken(
                "Auf diesem Sitz stimmt zurzeit jemand anderes ab. Fragen Sie die Geschäftsstelle."
            )
        return _cast(motion_id, ballot.id, choice, comment)


def _cast(motion_id: int, ballot_id: int, choice: Choice, comment: str) -> MotionState:
    motion = _running(motion_id)
    ballot = locked(Ballot, ballot_id)
    if not may_vote(ballot, clock.today()):
        raise Gone(TERM_ENDED)
    if (ballot.choice, ballot.comment) != (choice, comment):
        ballot.choice, ballot.comment, ballot.at = choice, comment, clock.now()
        db.session.flush()
    _close_when_all_voted(motion)
    return MotionState(motion.state)


def _close_when_all_voted(motion: Motion) -> bool:
    """End it when nobody is left who could vote; who came into office since is asked before."""
    ballots = _ballots(motion)
    if ask_new_seats(motion) or not any(one.choice for one in ballots):
        return False
    if any(one.choice is None for one in counting(ballots, clock.today())):
        return False
    _close(motion)
    return True


def _running(motion_id: int) -> Motion:
    """The locked vote, not over yet. Raises ``Gone``, ``NotFound``."""
    motion = locked(Motion, vote_queries.vote_by_id(motion_id).id)
    if motion.state != MotionState.OPEN or motion.deadline is None:
        raise Gone(TOO_LATE)
    if motion.deadline <= clock.now():
        raise Gone(TOO_LATE)
    return motion


def _ballots(motion: Motion) -> list[Ballot]:
    """As they are now, whatever was read before the lock."""
    db.session.expire(motion, ["ballots"])
    return motion.ballots


# what happens by itself


def close_due() -> int:
    """End the votes whose deadline has come. Returns how many. The clockwork calls it."""
    return _each(_close_late, [(one,) for one in vote_queries.due_votes(clock.now())])


def follow_seats() -> int:
    """Ask new members, and end votes in which all others have left. Returns how many ended.

    The clockwork calls it.
    """
    return _each(_follow, [(one,) for one in vote_queries.votes_going_on(clock.now())])


def _follow(motion_id: int) -> bool:
    with transaction():
        motion = locked(Motion, motion_id)
        return motion.state == MotionState.OPEN and _close_when_all_voted(motion)


def _each(act: Callable[..., bool], found: Sequence[tuple[int, ...]]) -> int:
    """Each by itself: one that fails is logged, the others go on, and the clockwork hears of it."""
    done, faults = 0, []
    for ids in found:
        try:
            done += act(*ids)
        except Exception as fault:
            log_of_room.exception("%s%s: %s", act.__name__, ids, type(fault).__name__)
            faults.append(fault)
    if faults:
        raise faults[0]
    return done


def _close_late(motion_id: int) -> bool:
    with transaction():
        motion = locked(Motion, motion_id)
        if motion.state != MotionState.OPEN:
            return False
        _ballots(motion)
        _close(motion)
        return True


def _close(motion: Motion) -> None:
    """Store the result once: a decision when more than half took part, otherwise nothing."""
    lock_ideas(one.idea_id for one in motion.ideas)
    votes, seats = vote_queries.votes_of(motion), len(counting(motion.ballots, clock.today()))
    if not has_quorum(votes.total, seats):
        sentence = (
            f"Nur {votes.total} von {seats} Stimmberechtigten haben abgestimmt. Das ist nicht mehr "
            "als die Hälfte. Es gibt keinen Beschluss."
        )
        for one in motion.ideas:
            ideas.remember(
                one.idea, BY_ITSELF, f"Schriftliche Abstimmung ohne Beschluss. {sentence}"
            )
        _end(motion, MotionState.LAPSED, sentence)
        return
    values = values_of(motion)
    end = min(clock.now(), motion.deadline or clock.now())
    decision = store(
        motion, values, votes, clock.local(end).date(), recommendation=False, actor=BY_ITSELF
    )
    if decision.adopted:
        decision.not_moved = _move(decision, values)
    result = "angenommen" if decision.adopted else "abgelehnt"
    told = votes_words(votes).removesuffix(", abgelehnt")
    sentence = f"Der Antrag ist {result}: {told}. Beschluss {decision.number}."
    _end(motion, MotionState.DECIDED, sentence)


def _move(decision: Decision, values: MotionValues) -> str:
    """Move the ideas; what could not move, because it changed while people voted, in words."""
    target, left = MOVES_TO.get(values.kind), []
    for one in decision.ideas if target else ():
        try:
            facts = facts_for(values, decision.number)
            ideas.move_idea(one.idea_id, target or IdeaState.REVIEW, facts, actor=BY_ITSELF)
        except RuleBroken as fault:
            idea = ideas_by_ids((one.idea_id,))[0]
            words = f"Beschluss {decision.number} hat den Status nicht geändert. {fault.message}"
            ideas.remember(idea, BY_ITSELF, words)
            left.append(f"Idee {idea.number} „{idea.title}“: {fault.message}")
    return " ".join(left)


def _end(motion: Motion, state: MotionState, sentence: str) -> None:
    motion.state, motion.closed_at = state, clock.now()
    motion.seats = len(counting(motion.ballots, clock.today()))
    motion.version += 1
    for ballot in motion.ballots:
        _tell_end(ballot, motion, sentence)
    db.session.flush()


def _tell_end(ballot: Ballot, motion: Motion, sentence: str) -> None:
    if may_vote(ballot, clock.today()):
        tell(ballot, lambda person: vote_mails.tell_end(ballot, motion, person, sentence))


def remind_silent() -> int:
    """Ask once more, two days before the end, those who have not voted. Returns how many mails."""
    now = clock.now()
    if clock.local(now).hour < FROM_HOUR:
        return 0
    return _each(_remind, vote_queries.silent_ballots(now))


def _remind(motion_id: int, ballot_id: int) -> bool:
    """Looked at anew under the lock; somebody who was asked today is left in peace."""
    with transaction():
        motion, ballot = locked(Motion, motion_id), locked(Ballot, ballot_id)
        asked = motion.opened_at and motion.opened_at + SHORTEST_VOTE <= clock.now()
        if motion.state != MotionState.OPEN or ballot.choice or ballot.reminded_on or not asked:
            return False
        ballot.reminded_on = clock.today()
        return may_vote(ballot, clock.today()) and tell(
            ballot, lambda person: vote_mails.remind(ballot, motion, person)
        )
