"""The roll call of a session: who sits on which seat, and what the minutes say of it."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.words import date_short
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.actions import open_minutes
from app.minutes.decided import note_quorum
from app.steering.models import SessionSeat
from app.steering.rules import Presence
from app.steering.session_queries import RollCall, roll_call, session_by_id
from app.steering.vote_rules import check_seats, quorum_words

FASTER = (
    "Jemand anderes hat die Anwesenheit inzwischen geändert. Ihre Auswahl steht noch im Formular. "
    "Prüfen Sie sie und speichern Sie noch einmal."
)


def save_roll_call(
    meeting_id: int, presences: Mapping[int, Presence], *, seen: str, actor: Actor
) -> RollCall:
    """Note who sits on each seat; the head of the minutes then says whether there is a quorum.

    ``presences``: member id → presence, seats without one stay as they are. ``seen``: the mark
    of the roll call that the page showed. Raises ``Conflict``, ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        meeting = locked_session(meeting_id)
        check_begun(meeting)
        before = roll_call(meeting)
        seats = [
            replace(seat, presence=presences.get(seat.member_id, seat.presence))
            for seat in before.seats
        ]
        after = RollCall(tuple(seats), called=True)
        if after.mark == before.mark:
            return after
        if before.mark != seen:
            raise Conflict(FASTER)
        check_seats(seats)
        _write(meeting_id, after)
        write_quorum(meeting_id, after, actor)
        log(actor, "roll_call_saved", f"meeting:{meeting_id}")
        return after


def locked_session(meeting_id: int) -> Meeting:
    """The locked meeting of a session that takes place. Raises ``RuleBroken``, ``NotFound``."""
    locked(Meeting, meeting_id)
    meeting = session_by_id(meeting_id)
    if meeting.state == MeetingState.CANCELLED:
        raise RuleBroken("Diese Sitzung ist abgesagt. Es gibt nichts zu beschließen.")
    return meeting


def check_begun(meeting: Meeting) -> None:
    """Raises ``RuleBroken`` before the day of the session."""
    if meeting.day > clock.today():
        raise RuleBroken(
            f"Die Sitzung ist erst am {date_short(meeting.day)}. Anwesenheit und Beschlüsse "
            "halten Sie an diesem Tag fest. Anträge können Sie schon vorbereiten."
        )


def write_quorum(meeting_id: int, call: RollCall, actor: Actor) -> None:
    """Let the minutes say it, which are opened where they are not yet."""
    open_minutes(meeting_id, actor)
    note_quorum(meeting_id, quorum_words(call.present, call.votes))


def _write(meeting_id: int, call: RollCall) -> None:
    statement = select(SessionSeat).where(SessionSeat.meeting_id == meeting_id)
    rows = {row.member_id: row for row in db.session.scalars(statement)}
    for seat in call.seats:
        row = rows.get(seat.member_id)
        if row is None:
            row = SessionSeat(meeting_id=meeting_id, member_id=seat.member_id)
            db.session.add(row)
        row.presence = seat.presence
    db.session.flush()
