"""What must be forgotten, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.settings import current
from app.ideas.models import Idea
from app.projects import queries, rules
from app.projects.models import IdeaDraft, IdeaNews, Supporter
from app.projects.rules import JoinState


def forget_unconfirmed() -> int:
    """Remove people who never confirmed that they join in, and those who left as long ago."""
    oldest = clock.now() - timedelta(hours=current().retention.unconfirmed_hours)
    pending = (Supporter.state == JoinState.PENDING) & (Supporter.submitted_at <= oldest)
    left = (Supporter.state == JoinState.LEFT) & (Supporter.left_at <= oldest)
    with transaction():
        gone = delete(Supporter).where(or_(pending, left)).returning(Supporter.id)
        return len(db.session.scalars(gone).all())


def forget_closed() -> int:
    """Remove who joined in, texts by link and names from projects closed for twelve months.

    What was told stays as news of the project. Returns how many rows.
    """
    closed = select(Idea.id).where(Idea.closed_on <= clock.today() - rules.KEPT_CLOSED)
    with transaction():
        people = delete(Supporter).where(Supporter.idea_id.in_(closed)).returning(Supporter.id)
        texts = delete(IdeaDraft).where(IdeaDraft.idea_id.in_(closed)).returning(IdeaDraft.id)
        told = IdeaNews.idea_id.in_(closed), IdeaNews.source != "meeting", IdeaNews.name != ""
        names = update(IdeaNews).where(*told).values(name="").returning(IdeaNews.id)
        return sum(len(db.session.scalars(one).all()) for one in (people, texts, names))


def forget_erased() -> int:
    """Take name and words of people who were erased out of news, and their texts. How many rows.

    Whoever joins in goes with the entry in the address book by itself.
    """
    with transaction():
        gone = IdeaNews.known, IdeaNews.person_id.is_(None)
        empty = {"name": "", "text": "", "known": False}
        news = update(IdeaNews).where(*gone).values(empty).returning(IdeaNews.id)
        texts = (
            delete(IdeaDraft)
            .where(IdeaDraft.known, IdeaDraft.person_id.is_(None))
            .returning(IdeaDraft.id)
        )
        return sum(len(db.session.scalars(one).all()) for one in (news, texts))


def join_known() -> int:
    """Lead people who join in to their entry in the address book, so that they go with it.

    They may have come into the address book after they joined. Returns how many were found.
    """
    found = queries.strangers_known_by_now()
    for supporter_id, person_id in found:
        with transaction():
            locked(Supporter, supporter_id).person_id = person_id
    return len(found)
