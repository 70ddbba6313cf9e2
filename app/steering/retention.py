"""What must be forgotten of written votes, and when (domain.md 2.3). The clockwork calls it."""

from datetime import timedelta

from sqlalchemy import or_, select, update

from app.core import clock
from app.core.db import db, transaction
from app.steering.models import Ballot, Motion

KEPT = timedelta(days=365)
"""So long after its end the remarks of a vote can be read and its links open it."""


def forget_remarks() -> int:
    """Forget remarks and links of votes that ended a year ago. Returns of how many seats."""
    with transaction():
        over = select(Motion.id).where(Motion.closed_at < clock.now() - KEPT)
        kept = or_(Ballot.comment != "", Ballot.digest != "")
        gone = update(Ballot).where(Ballot.motion_id.in_(over), kept).values(comment="", digest="")
        return len(db.session.scalars(gone.returning(Ballot.id)).all())
