"""Reading pitches: of a meeting, and the one behind a personal link."""

from sqlalchemy import case, func, select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.tokens import digest
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_slug
from app.pitches.models import Pitch
from app.pitches.rules import PitchState, pitching_open

UNKNOWN_LINK = (
    "Diesen Link kennen wir nicht. Bitte öffnen Sie den Link aus unserer E-Mail noch einmal."
)
ORDER = {state: place for place, state in enumerate(PitchState)}


def pitches_of(meeting_id: int) -> list[Pitch]:
    """All pitches of a meeting: those to decide on first, then by the time they came in."""
    return list(
        db.session.scalars(
            select(Pitch)
            .where(Pitch.meeting_id == meeting_id)
            .order_by(case(ORDER, value=Pitch.state), Pitch.submitted_at, Pitch.id)
        )
    )


def counts_of(meeting_id: int) -> dict[PitchState, int]:
    """How many pitches of a meeting are in each state, also those with none."""
    rows = db.session.execute(
        select(Pitch.state, func.count())
        .where(Pitch.meeting_id == meeting_id)
        .group_by(Pitch.state)
    )
    found = {PitchState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in PitchState}


def pitch_of(meeting_id: int, pitch_id: int) -> Pitch:
    """One pitch of a meeting. Raises ``NotFound``."""
    pitch = db.session.get(Pitch, pitch_id)
    if pitch is None or pitch.meeting_id != meeting_id:
        raise NotFound("Diesen Pitch gibt es nicht oder nicht mehr.")
    return pitch


def pitch_behind(token: str) -> Pitch:
    """The pitch of a personal link. Raises ``NotFound``, with the same words for every reason."""
    pitch = db.session.scalar(select(Pitch).where(Pitch.edit_digest == digest(token)))
    if pitch is None:
        raise NotFound(UNKNOWN_LINK)
    return pitch


def pitch_by_submit_key(submit_key: str) -> Pitch | None:
    """What this very form has sent already (R-7)."""
    return db.session.scalar(select(Pitch).where(Pitch.submit_key == submit_key))


def meeting_with_pitches(slug: str) -> Meeting:
    """A public meeting whose kit provides for pitches. Raises ``NotFound``."""
    meeting = meeting_by_slug(slug)
    if meeting.pitch_deadline is None:
        raise NotFound(
            f"Beim Treffen „{meeting.title}“ werden keine Pitches vorgestellt. "
            "Fragen Sie uns gern nach dem nächsten Termin mit Pitches."
        )
    return meeting


def takes_pitches(meeting: Meeting) -> bool:
    """Whether pitches can be handed in and changed right now."""
    return pitching_open(meeting.pitch_deadline, clock.today(), meeting.state)
