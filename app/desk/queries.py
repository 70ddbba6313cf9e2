"""How the mails are doing, for the office's home and the Postausgang."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.outbox import queries as outbox
from app.outbox.models import MessageState

LATE_MAIL = timedelta(minutes=15)
SILENT_CLOCKWORK = timedelta(minutes=5)


@dataclass(frozen=True)
class Delivery:
    """How the mails are doing."""

    waiting: int
    failed: int
    late: bool
    """A mail is due since more than a quarter of an hour (security-reliability.md, M-11)."""
    silent: bool
    """The clockwork has not shown itself for minutes."""
    note: str


def delivery(moment: datetime) -> Delivery:
    """State of the outbox and of the clockwork."""
    age = outbox.oldest_due_age(moment)
    beat = outbox.heartbeat("clockwork")
    counts = outbox.unsent()
    return Delivery(
        waiting=counts[MessageState.QUEUED] + counts[MessageState.SENDING],
        failed=counts[MessageState.FAILED],
        late=age is not None and age > LATE_MAIL,
        silent=beat is None or moment - beat.at > SILENT_CLOCKWORK,
        note=beat.note if beat else "",
    )
