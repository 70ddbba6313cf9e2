"""What must be forgotten of pitches, and when (domain.md 2.3). The retention run calls this."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.language import SOURCE
from app.core.settings import current
from app.core.words import sort_key
from app.meetings.models import Meeting
from app.pitches.models import Pitch, PitchChange, PitchPresenter

NOBODY: dict[str, Any] = {
    "first_name": "", "last_name": "", "email": "", "phone": "", "edit_digest": "",
    "decline_reason": "",
}  # fmt: skip
"""What stands in a pitch of which only the project is left."""


def forget_presenters() -> int:
    """Take the people out of pitches of meetings long past; the project stays. How many pitches."""
    ids = db.session.scalars(select(Pitch.id).where(_due()).order_by(Pitch.id)).all()
    return sum(_forget(pitch_id) for pitch_id in ids)


def _due() -> Any:
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    named = or_(*(getattr(Pitch, name) != "" for name in NOBODY))
    others = exists().where(PitchPresenter.pitch_id == Pitch.id)
    past = select(Meeting.id).where(Meeting.day < before)
    return Pitch.meeting_id.in_(past) & or_(named, others)


def _forget(pitch_id: int) -> bool:
    """Looked at anew: it may have moved to another meeting meanwhile."""
    with transaction():
        pitch = locked(Pitch, pitch_id)
        if not db.session.scalar(select(Pitch.id).where(Pitch.id == pitch_id, _due())):
            return False
        for name, value in NOBODY.items():
            setattr(pitch, name, value)
        pitch.language = SOURCE
        pitch.search_key = sort_key(f"{pitch.title} {pitch.organisation}")[0]
        pitch.link_version += 1
        pitch.version += 1
        db.session.execute(delete(PitchPresenter).where(PitchPresenter.pitch_id == pitch_id))
        db.session.execute(
            update(PitchChange).where(PitchChange.pitch_id == pitch_id).values(what="")
        )
        db.session.expire(pitch, ["presenters"])
        return True
