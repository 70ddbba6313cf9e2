"""What is read of written votes: the ballot behind a link, those that run, those that are over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.contacts.models import Person
from app.contacts.queries import survivor
from app.core import clock
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.core.paging import nearest_page
from app.core.tokens import digest, link_token
from app.steering.member_rules import in_office
from app.steering.models import Ballot, Decision, Member, Motion, MotionIdea
from app.steering.rules import MotionState
from app.steering.vote_rules import REMINDED, Votes, tally

UNKNOWN = "Diese schriftliche Abstimmung gibt es nicht."
WRONG_LINK = "Dieser Link gehört zu keiner Abstimmung. Der neueste Link steht in unserer E-Mail."
TERM_ENDED = "Ihre Amtszeit ist beendet. Mit diesem Link können Sie nicht mehr abstimmen."
OVER = (MotionState.DECIDED, MotionState.LAPSED, MotionState.WITHDRAWN)
PER_PAGE = 20


def token_of(ballot: Ballot) -> str:
    """The personal link of a seat in a written vote; a new version closes the old one."""
    return link_token("ballot", ballot.id, ballot.link_version)


def _whole() -> Select[Motion]:
    members = selectinload(Motion.ballots).joinedload(Ballot.member)
    return (
        select(Motion)
        .where(Motion.meeting_id.is_(None))
        .options(
            selectinload(Motion.ideas).joinedload(MotionIdea.idea),
            members.joinedload(Member.person),
            members.joinedload(Member.deputy),
        )
    )


def vote_by_id(motion_id: int) -> Motion:
    """A written vote with ideas and ballots; a fixed number of queries. Raises ``NotFound``."""
    found = db.session.scalar(_whole().where(Motion.id == motion_id))
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def ballot_behind(token: str) -> Ballot:
    """The ballot whose link this is. Raises ``NotFound``, ``Gone`` for somebody without a seat."""
    found = db.session.scalar(
        select(Ballot)
        .where(Ballot.digest == digest(token), Ballot.digest != "")
        .options(joinedload(Ballot.member))
    )
    if found is None:
        raise NotFound(WRONG_LINK)
    if not may_vote(found, clock.today()):
        raise Gone(TERM_ENDED)
    return found


def ballot_of(motion_id: int, member_id: int) -> Ballot:
    """The ballot of a seat. Raises ``NotFound``."""
    found = db.session.scalar(
        select(Ballot).where(Ballot.motion_id == motion_id, Ballot.member_id == member_id)
    )
    if found is None:
        raise NotFound("Dieser Sitz stimmt hier nicht ab.")
    return found


def voter(ballot: Ballot) -> Person | None:
    """Who votes on the seat: the member, or the deputy while the member cannot; None: erased."""
    person = ballot.member.deputy if ballot.by_deputy else ballot.member.person
    return survivor(person) if person else None


def may_vote(ballot: Ballot, day: date) -> bool:
    """Whether the seat is in office on that day, and whoever votes on it is still known."""
    member = ballot.member
    sits = member.person_id is not None and in_office(member.term_from, member.term_to, day)
    return sits and voter(ballot) is not None


def counting(ballots: Iterable[Ballot], day: date) -> list[Ballot]:
    """The one base of a written vote: ballots that were cast, and those that still can be."""
    return [one for one in ballots if one.choice is not None or may_vote(one, day)]


def votes_by_deputy(member_id: int) -> Sequence[int]:
    """Ids of open votes in which the deputy was asked for this seat."""
    statement = (
        select(Ballot.motion_id)
        .join(Ballot.motion)
        .where(Ballot.member_id == member_id, Ballot.by_deputy, Motion.state == MotionState.OPEN)
    )
    return db.session.scalars(statement.order_by(Ballot.motion_id)).all()


def votes_going_on(now: datetime) -> Sequence[int]:
    """Ids of open votes whose deadline has not come."""
    statement = select(Motion.id).where(Motion.state == MotionState.OPEN, Motion.deadline > now)
    return db.session.scalars(statement.order_by(Motion.id)).all()


def running_votes() -> Sequence[Motion]:
    """Open written votes, the nearest end first."""
    statement = _whole().where(Motion.state == MotionState.OPEN)
    return db.session.scalars(statement.order_by(Motion.deadline, Motion.id)).all()


@dataclass(frozen=True)
class Running:
    """An open written vote in short."""

    id: int
    wording: str
    deadline: datetime
    silent: int
    """Ballots without a vote."""


def votes_ahead(now: datetime) -> list[Running]:
    """Open written votes whose deadline has not come, the nearest end first; one query."""
    silent = (
        select(func.count())
        .where(Ballot.motion_id == Motion.id, Ballot.choice.is_(None))
        .correlate(Motion)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Motion.id, Motion.wording, Motion.deadline, silent)
        .where(Motion.meeting_id.is_(None), Motion.state == MotionState.OPEN, Motion.deadline > now)
        .order_by(Motion.deadline, Motion.id)
    )
    return [Running(one, words, end, number) for one, words, end, number in rows if end]


def ending_votes(until: datetime, day: date) -> list[tuple[int, datetime, str, int]]:
    """(id, deadline, wording, how many can still vote on that day); one query.

    Of open written votes that end by ``until``.
    """
    voter = case((Ballot.by_deputy, Member.deputy_id), else_=Member.person_id)
    silent = (
        select(func.count())
        .select_from(Ballot)
        .join(Ballot.member)
        .where(
            Ballot.motion_id == Motion.id,
            Ballot.choice.is_(None),
            Member.person_id.is_not(None),
            Member.term_from <= day,
            or_(Member.term_to.is_(None), Member.term_to >= day),
            voter.is_not(None),
        )
        .correlate(Motion)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Motion.id, Motion.deadline, Motion.wording, silent)
        .where(
            Motion.meeting_id.is_(None),
            Motion.state == MotionState.OPEN,
            Motion.deadline <= until,
        )
        .order_by(Motion.deadline, Motion.id)
    )
    return [(one, end, wording, number) for one, end, wording, number in rows if end]


def past_votes(page: int) -> tuple[Sequence[Motion], int]:
    """(those of one page, the newest first; number of pages)."""
    over = _whole().where(Motion.state.in_(OVER))
    counted = select(func.count()).select_from(
        select(Motion.id).where(Motion.meeting_id.is_(None), Motion.state.in_(OVER)).subquery()
    )
    page, pages = nearest_page(db.session.scalar(counted) or 0, page, PER_PAGE)
    newest = over.order_by(Motion.closed_at.desc(), Motion.id.desc())
    rows = db.session.scalars(newest.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return rows.all(), pages


def decisions_of_votes(motion_ids: Sequence[int]) -> dict[int, Decision]:
    """Motion id → what it has become."""
    found = db.session.scalars(select(Decision).where(Decision.motion_id.in_(motion_ids)))
    return {one.motion_id: one for one in found if one.motion_id}


def due_votes(now: datetime) -> Sequence[int]:
    """Ids of open votes whose deadline has come."""
    statement = select(Motion.id).where(Motion.state == MotionState.OPEN, Motion.deadline <= now)
    return db.session.scalars(statement.order_by(Motion.id)).all()


def silent_ballots(now: datetime) -> Sequence[tuple[int, int]]:
    """(motion, ballot) of those who have not voted two days before the end and were not asked
    again."""
    statement = (
        select(Ballot.motion_id, Ballot.id)
        .join(Ballot.motion)
        .where(
            Motion.state == MotionState.OPEN,
            Motion.deadline > now,
            Motion.deadline <= now + REMINDED,
            Ballot.choice.is_(None),
            Ballot.reminded_on.is_(None),
        )
        .order_by(Ballot.id)
    )
    return [(row.motion_id, row.id) for row in db.session.execute(statement)]


def votes_of(motion: Motion) -> Votes:
    """The ballots of a written vote, counted."""
    return tally([ballot.choice for ballot in motion.ballots])
