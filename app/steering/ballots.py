"""Ballots of written votes: who is asked, by which link, when seats and deputies change."""

from collections.abc import Callable

from app.contacts.models import Person
from app.core import clock
from app.core.db import db, locked
from app.core.tokens import digest
from app.outbox.actions import put
from app.outbox.letter import Letter
from app.steering import vote_mails, vote_queries
from app.steering.members import voting_seats
from app.steering.models import Ballot, Member, Motion
from app.steering.rules import MotionState
from app.steering.vote_queries import counting, token_of, voter


def ask(ballot: Ballot, motion: Motion) -> bool:
    """Write to whoever votes on the seat, who is reminded anew. False: there is no address."""
    ballot.digest, ballot.reminded_on = digest(token_of(ballot)), None
    return tell(ballot, lambda person: vote_mails.ask(ballot, motion, person))


def tell(ballot: Ballot, letter: Callable[[Person], Letter]) -> bool:
    """Send this to whoever votes on the seat. False: nobody does, or there is no address."""
    person = voter(ballot)
    if person is None or not person.email:
        return False
    put(letter(person))
    return True


def ask_new_seats(motion: Motion) -> int:
    """Ballots for members who came into office while the vote runs. Returns how many.

    Nobody is asked for a seat on which the one before has voted: together there are never more
    votes than seats. Joins the transaction; the vote is locked.
    """
    seats, there = voting_seats(clock.today()), {one.member_id for one in motion.ballots}
    free = len(seats) - len(counting(motion.ballots, clock.today()))
    new = [seat for seat in seats if seat.id not in there][: max(free, 0)]
    for seat in new:
        ballot = Ballot(motion_id=motion.id, member_id=seat.id, member=seat)
        db.session.add(ballot)
        db.session.flush()
        ask(ballot, motion)
    db.session.expire(motion, ["ballots"])
    return len(new)


def follow_deputy(member: Member) -> None:
    """Another deputy than before: the link of the former closes, the new one is asked.

    Without a new one the member is. What was voted stays. Joins the transaction.
    """
    for motion_id in vote_queries.votes_by_deputy(member.id):
        motion = locked(Motion, motion_id)
        ballot = locked(Ballot, vote_queries.ballot_of(motion_id, member.id).id)
        if motion.state != MotionState.OPEN or not ballot.by_deputy:
            continue
        ballot.by_deputy = member.deputy is not None
        ballot.link_version += 1
        if ballot.choice is None:
            ask(ballot, motion)
        else:
            ballot.digest = digest(token_of(ballot))
