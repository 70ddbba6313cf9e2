"""Motions of a session: prepared beforehand, put in order, taken back."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas.models import Idea
from app.steering.models import Motion, MotionIdea
from app.steering.rules import MotionState
from app.steering.session_queries import ideas_by_ids, motion_of, waiting_motions
from app.steering.sessions import locked_session
from app.steering.vote_rules import MotionValues, check_motion

FASTER = (
    "Jemand anderes hat diesen Antrag inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie die Unterschiede und speichern Sie noch einmal."
)
OVER = "Über diesen Antrag ist schon entschieden, oder er ist zurückgezogen."
MOST = 100


def prepare_motion(meeting_id: int, values: MotionValues, submit_key: str, *, actor: Actor) -> int:
    """A new motion at the end. The same ``submit_key`` finds the one that is there.

    Returns its id. Raises ``RuleBroken`` naming the field, ``NotFound``.
    """
    check_motion(values)
    with transaction():
        locked_session(meeting_id)
        known = db.session.scalar(select(Motion.id).where(Motion.submit_key == submit_key))
        if known is not None:
            return known
        last = select(func.max(Motion.position), func.count()).where(
            Motion.meeting_id == meeting_id
        )
        position, number = db.session.execute(last).one()
        if number >= MOST:
            raise RuleBroken(f"Mehr als {MOST} Anträge hat keine Sitzung.")
        motion = Motion(
            meeting_id=meeting_id,
            position=(position or 0) + 1,
            submit_key=submit_key,
            at=clock.now(),
            by=actor.name,
        )
        write_motion(motion, values)
        log(actor, "motion_prepared", f"motion:{motion.id}")
        return motion.id


def change_motion(
    meeting_id: int, motion_id: int, values: MotionValues, *, seen: int, actor: Actor
) -> None:
    """Write a motion anew. Raises ``Conflict`` when somebody else was faster, ``RuleBroken``."""
    check_motion(values)
    with transaction():
        locked_session(meeting_id)
        motion = open_motion(meeting_id, motion_id)
        if motion.version != seen:
            raise Conflict(FASTER)
        write_motion(motion, values)
        motion.version += 1
        log(actor, "motion_changed", f"motion:{motion_id}")


def withdraw_motion(meeting_id: int, motion_id: int, *, actor: Actor) -> None:
    """Nobody decides about it any more; a second press changes nothing."""
    with transaction():
        locked_session(meeting_id)
        motion = locked(Motion, motion_of(meeting_id, motion_id).id)
        if motion.state == MotionState.WITHDRAWN:
            return
        if motion.state != MotionState.PREPARED:
            raise RuleBroken(OVER)
        motion.state, motion.closed_at = MotionState.WITHDRAWN, clock.now()
        motion.version += 1
        log(actor, "motion_withdrawn", f"motion:{motion_id}")


def move_motion(meeting_id: int, motion_id: int, *, up: bool) -> None:
    """Swap with the neighbour among those that wait; at the ends nothing happens."""
    with transaction():
        locked_session(meeting_id)
        waiting = waiting_motions(meeting_id)
        place = next((i for i, one in enumerate(waiting) if one.id == motion_id), None)
        if place is None:
            raise RuleBroken(OVER)
        target = place + (-1 if up else 1)
        if 0 <= target < len(waiting):
            here, there = waiting[place], waiting[target]
            here.position, there.position = there.position, here.position


def open_motion(meeting_id: int, motion_id: int) -> Motion:
    """The locked motion, still to be decided. Raises ``RuleBroken``, ``NotFound``."""
    motion = locked(Motion, motion_of(meeting_id, motion_id).id)
    if motion.state != MotionState.PREPARED:
        raise RuleBroken(OVER)
    return motion


def lock_ideas(idea_ids: Iterable[int]) -> None:
    """Nobody else moves them until the transaction ends. Raises ``NotFound``."""
    for idea_id in sorted(set(idea_ids)):
        locked(Idea, idea_id)


def write_motion(motion: Motion, values: MotionValues) -> None:
    """Put the values into the row; the ideas are looked up. Raises ``NotFound``."""
    ideas = ideas_by_ids(values.idea_ids)
    motion.kind, motion.wording, motion.reason = values.kind, values.wording, values.reason
    motion.agenda_item, motion.review_on = values.agenda_item, values.review_on
    db.session.add(motion)
    db.session.flush()
    db.session.execute(delete(MotionIdea).where(MotionIdea.motion_id == motion.id))
    for position, idea in enumerate(ideas, 1):
        db.session.add(MotionIdea(motion_id=motion.id, idea_id=idea.id, position=position))
    db.session.flush()
    db.session.expire(motion, ["ideas"])
