"""What must be forgotten of entries (domain.md 2.3); the room of tasks says when."""

from app.core.db import db, locked, transaction
from app.minutes.models import Entry, Minutes


def forget_address(entry_id: int) -> None:
    """Forget the address that was typed with a name; the minutes never said it."""
    with transaction():
        entry = db.session.get(Entry, entry_id)
        if entry is not None:
            locked(Minutes, entry.item.minutes_id)
            locked(Entry, entry_id).person_email = ""
