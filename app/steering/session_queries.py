"""What is read of a session: who is there, what is to be decided, what was."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.agenda.models import AgendaItem
from app.contacts.queries import survivor
from app.core.db import db
from app.core.errors import NotFound, RuleBroken
from app.ideas.models import Idea
from app.ideas.queries import idea_by_number
from app.ideas.rules import IdeaState
from app.kits.schema import Kind, MinutesType
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.minutes.queries import agenda_with_results
from app.steering.members import members_on
from app.steering.models import Decision, DecisionIdea, Member, Motion, MotionIdea, SessionSeat
from app.steering.rules import DecisionKind, MotionState, Presence
from app.steering.vote_rules import MotionValues, RollSeat, all_votes, present_votes

MOST_IDEAS = 60
"""So many ideas can be ticked; others are named by their number."""


@dataclass(frozen=True)
class RollCall:
    """Who is there. ``called``: somebody has noted it; ``mark``: changes with every seat."""

    seats: tuple[RollSeat, ...]
    called: bool

    @property
    def present(self) -> int:
        """Votes that can be cast now."""
        return present_votes(self.seats)

    @property
    def votes(self) -> int:
        """Seats that have a vote."""
        return all_votes(self.seats)

    @property
    def mark(self) -> str:
        """Tells whether a page shows what is there now."""
        told = [(seat.member_id, seat.presence, seat.deputy_id) for seat in self.seats]
        return hashlib.sha256(repr((self.called, told)).encode()).hexdigest()[:16]


def is_session(meeting: Meeting) -> bool:
    """Whether the steering group decides at this meeting."""
    return meeting.kit.minutes_type == MinutesType.DECISION


def session_by_id(meeting_id: int) -> Meeting:
    """The meeting of a session. Raises ``NotFound``, also for all other meetings."""
    meeting = meeting_by_id(meeting_id)
    if not is_session(meeting):
        raise NotFound("Dieses Treffen ist keine Sitzung. Beschlüsse gibt es nur in Sitzungen.")
    return meeting


def coming_sessions(today: date) -> Sequence[Meeting]:
    """Those of today and later that take place, the next first."""
    deciding = [kit.id for kit in shelf().kits if kit.minutes_type == MinutesType.DECISION]
    statement = select(Meeting).where(
        Meeting.kit_id.in_(deciding), Meeting.day >= today, Meeting.state != MeetingState.CANCELLED
    )
    return db.session.scalars(statement.order_by(Meeting.day, Meeting.begins).limit(3)).all()


def roll_call(meeting: Meeting) -> RollCall:
    """All seats of the day, voting ones first; two queries."""
    statement = select(SessionSeat.member_id, SessionSeat.presence)
    rows = db.session.execute(statement.where(SessionSeat.meeting_id == meeting.id))
    noted = {row.member_id: Presence(row.presence) for row in rows}
    seats = [
        _seat(member, noted.get(member.id, Presence.ABSENT)) for member in members_on(meeting.day)
    ]
    return RollCall(tuple(seats), bool(noted))


def _seat(member: Member, presence: Presence) -> RollSeat:
    return RollSeat(
        member_id=member.id,
        name=member.name,
        voting=member.voting,
        presence=presence,
        person_id=survivor(member.person).id if member.person else 0,
        deputy_id=survivor(member.deputy).id if member.deputy else None,
        deputy=member.deputy_name,
        function=member.function,
    )


_IDEAS = selectinload(Motion.ideas).joinedload(MotionIdea.idea)


def motions_of(meeting_id: int) -> Sequence[Motion]:
    """All motions of a session in order, with their ideas; two queries."""
    statement = (
        select(Motion)
        .where(Motion.meeting_id == meeting_id)
        .options(_IDEAS)
        .order_by(Motion.position, Motion.id)
    )
    return db.session.scalars(statement).all()


def motion_of(meeting_id: int, motion_id: int) -> Motion:
    """A motion of this session. Raises ``NotFound``."""
    statement = select(Motion).where(Motion.id == motion_id, Motion.meeting_id == meeting_id)
    found = db.session.scalar(statement.options(_IDEAS))
    if found is None:
        raise NotFound("Diesen Antrag gibt es in dieser Sitzung nicht.")
    return found


def waiting_motions(meeting_id: int) -> list[Motion]:
    """Those that are still to be decided, in order."""
    return [one for one in motions_of(meeting_id) if one.state == MotionState.PREPARED]


def motions_by_item(meeting_id: int) -> dict[int, list[str]]:
    """Id of the item of the agenda → wordings of the motions that wait below it."""
    found: dict[int, list[str]] = {}
    for one in waiting_motions(meeting_id):
        if one.agenda_item is not None:
            found.setdefault(one.agenda_item, []).append(one.wording)
    return found


def values_of(motion: Motion) -> MotionValues:
    """A motion as plain data."""
    return MotionValues(
        kind=DecisionKind(motion.kind),
        wording=motion.wording,
        reason=motion.reason,
        idea_ids=tuple(one.idea_id for one in motion.ideas),
        agenda_item=motion.agenda_item,
        review_on=motion.review_on,
    )


def decisions_of_session(meeting_id: int) -> Sequence[Decision]:
    """What was decided in a session, by number, with the ideas; two queries."""
    statement = (
        select(Decision)
        .where(Decision.meeting_id == meeting_id)
        .options(selectinload(Decision.ideas).joinedload(DecisionIdea.idea))
        .order_by(Decision.id)
    )
    return db.session.scalars(statement).all()


def agenda_choices(meeting_id: int) -> list[AgendaItem]:
    """Items of the agenda below which motions can stand."""
    return agenda_with_results(meeting_id)


def usual_item(items: Sequence[AgendaItem]) -> int | None:
    """Where a new motion stands: below the item for decisions."""
    return next((item.id for item in items if item.kind == Kind.DECISION), None)


def ideas_to_choose(chosen: Collection[int] = ()) -> list[Idea]:
    """Ideas in review, and those that are chosen already; by number."""
    in_review = (
        select(Idea)
        .where(Idea.state == IdeaState.REVIEW)
        .order_by(Idea.year, Idea.running_number)
        .limit(MOST_IDEAS)
    )
    found = {idea.id: idea for idea in db.session.scalars(in_review)}
    if missing := set(chosen) - set(found):
        others = select(Idea).where(Idea.id.in_(missing))
        found |= {idea.id: idea for idea in db.session.scalars(others)}
    return sorted(found.values(), key=lambda idea: (idea.year, idea.running_number))


def ideas_by_ids(idea_ids: Collection[int]) -> list[Idea]:
    """The ideas in the order of these ids. Raises ``NotFound`` when one is missing."""
    found = {one.id: one for one in db.session.scalars(select(Idea).where(Idea.id.in_(idea_ids)))}
    if missing := set(idea_ids) - set(found):
        raise NotFound(f"{len(missing)} der gewählten Ideen gibt es nicht mehr.")
    return [found[idea_id] for idea_id in idea_ids]


def idea_ids_of(numbers: Sequence[str]) -> list[int]:
    """Ids of the ideas with these numbers. Raises ``RuleBroken`` naming the number."""
    return [_idea_id(number) for number in numbers]


def _idea_id(number: str) -> int:
    try:
        return idea_by_number(number).id
    except NotFound as fault:
        raise RuleBroken(
            f"Weitere Ideen: Die Nummer {number} gibt es nicht. Prüfen Sie sie im Register.",
            "more_ideas",
        ) from fault


def decision_of_motion(motion_id: int) -> Decision | None:
    """What a motion has become."""
    statement = select(Decision).where(Decision.motion_id == motion_id)
    return db.session.scalar(statement.options(joinedload(Decision.meeting)))
