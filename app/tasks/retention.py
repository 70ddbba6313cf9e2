"""What must be forgotten, and when (domain.md 2.3). The clockwork calls these."""

from sqlalchemy import delete, or_, update

from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.minutes.retention import forget_address
from app.tasks import queries
from app.tasks.models import TaskAnswer, TaskHolder
from app.tasks.rules import FORGOTTEN


def forget_strangers() -> int:
    """Forget address and link of people who are not in the address book and have no more to do.

    All their tasks are done for 28 days. Returns how many people.
    """
    until = clock.today() - FORGOTTEN
    return sum(_forget(key) for key in queries.strangers_done_by(until))


def _forget(key: str) -> bool:
    """Looked at anew where no mail can be written to the same person."""
    with transaction():
        one_at_a_time(f"tasks:{key}")
        tasks = queries.strangers_done_by(clock.today() - FORGOTTEN).get(key)
        if tasks is None:
            return False
        for entry_id in tasks:
            forget_address(entry_id)
        db.session.execute(
            delete(TaskHolder).where(TaskHolder.key == key, TaskHolder.person_id.is_(None))
        )
        return True


def forget_words() -> int:
    """Forget name and words of answers whose person is not kept any more. Returns how many."""
    with transaction():
        gone = update(TaskAnswer).where(
            TaskAnswer.holder_id.is_(None), or_(TaskAnswer.name != "", TaskAnswer.text != "")
        )
        return len(db.session.scalars(gone.values(name="", text="").returning(TaskAnswer.id)).all())
