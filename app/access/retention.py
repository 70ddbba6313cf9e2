"""What must be forgotten about the team, and when. The retention run calls these."""

from datetime import timedelta

from sqlalchemy import String, cast, delete, exists, literal, select

from app.access.models import AuditEntry, Staff
from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current

FORMER = "Nicht mehr im Team"


def forget_events() -> int:
    """Remove lines of the audit log that are too old. Returns how many."""
    before = clock.now() - timedelta(days=current().retention.audit_days)
    with transaction():
        gone = delete(AuditEntry).where(AuditEntry.at < before).returning(AuditEntry.id)
        return len(db.session.scalars(gone).all())


def forget_former() -> int:
    """Forget name and address of people who left the team so long ago. Returns how many.

    When somebody left stands in the audit log; the line goes after the days of the settings.
    """
    lately = exists().where(
        AuditEntry.what == "staff_removed",
        AuditEntry.subject == literal("staff:") + cast(Staff.id, String),
    )
    with transaction():
        former = db.session.scalars(
            select(Staff).where(~Staff.active, Staff.name != FORMER, ~lately).with_for_update()
        ).all()
        for staff in former:
            staff.name, staff.email = FORMER, f"{staff.id}@nobody.invalid"
            staff.subject, staff.roles = None, []
        return len(former)
