"""What must be forgotten, and when (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from app.contacts.models import Person
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.settings import current
from app.ideas.models import Idea
from app.projects import queries, rules
from app.projects.joining import tell_left
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
        writer = (IdeaNews.name != "") | IdeaNews.person_id.is_not(None)
        told = IdeaNews.idea_id.in_(closed), IdeaNews.source != "meeting", writer
        nobody = {"name": "", "person_id": None, "known": False}
        names = update(IdeaNews).where(*told).values(nobody).returning(IdeaNews.id)
        texts = delete(IdeaDraft).where(IdeaDraft.idea_id.in_(closed)).returning(IdeaDraft.id)
        return sum(len(db.session.scalars(one).all()) for one in (people, names, texts))


def forget_erased() -> int:
    """Take people who were erased out of news, texts and those who join in. How many rows.

    Whoever got the address of somebody who joined in is asked to delete it.
    """
    return _forget_supporters() + _forget_told() + _forget_words()


def _forget_supporters() -> int:
    gone = (
        select(Supporter.idea_id, Supporter.id)
        .where(Supporter.known, Supporter.person_id.is_(None))
        .order_by(Supporter.idea_id, Supporter.id)
    )
    rows = db.session.execute(gone).all()
    return sum(_forget_supporter(idea_id, supporter_id) for idea_id, supporter_id in rows)


def _forget_supporter(idea_id: int, supporter_id: int) -> bool:
    """False: another process was faster, or the idea was merged and it comes next time."""
    with transaction():
        locked(Idea, idea_id)
        for row in db.session.scalars(
            select(Supporter)
            .where(
                Supporter.id == supporter_id, Supporter.idea_id == idea_id,
                Supporter.known, Supporter.person_id.is_(None),
            )
            .execution_options(populate_existing=True)
        ):  # fmt: skip
            tell_left(row)
            db.session.delete(row)
            return True
        return False


def _forget_told() -> int:
    """Addresses of contact persons who were erased."""
    gone = Supporter.told_known, Supporter.told_person_id.is_(None)
    empty = {"told_to": "", "told_known": False}
    with transaction():
        told = update(Supporter).where(*gone).values(empty).returning(Supporter.id)
        return len(db.session.scalars(told).all())


def _forget_words() -> int:
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
    return sum(_join_known(*one) for one in found)


def _join_known(idea_id: int, supporter_id: int, person_id: int) -> bool:
    """False: one of them is gone by now."""
    with transaction():
        locked(Idea, idea_id)
        person = db.session.get(Person, person_id, with_for_update={"of": Person})
        row = db.session.get(Supporter, supporter_id, with_for_update={"of": Supporter})
        if person is None or row is None:
            return False
        row.person_id, row.known = person_id, True
        return True
