"""Who works here, and which browser is signed in."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from app.access.models import SignInLink, Staff, StaffSession
from app.core.db import db
from app.core.settings import current
from app.core.tokens import digest


def staff_by_email(email: str) -> Staff | None:
    """The active member of staff with this address."""
    statement = select(Staff).where(Staff.email == email.strip().lower(), Staff.active.is_(True))
    return db.session.scalar(statement)


def anybody_by_email(email: str) -> Staff | None:
    """The same, also when the person has left the team."""
    return db.session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


def by_subject(subject: str) -> Staff | None:
    """Whose account of the city it is, also when the person has left the team."""
    return db.session.scalar(select(Staff).where(Staff.subject == subject))


def without_subject(email: str) -> Staff | None:
    """Somebody with this address who has no account of the city yet."""
    return db.session.scalar(select(Staff).where(Staff.email == email, Staff.subject.is_(None)))


def open_link(token: str, moment: datetime) -> SignInLink | None:
    """The sign-in link behind a token, while it can still be used."""
    link = db.session.scalar(select(SignInLink).where(SignInLink.digest == digest(token)))
    if link is None or link.used_at or link.expires_at <= moment or not link.staff.active:
        return None
    return link


_SESSION = select(StaffSession).where(StaffSession.digest == bindparam("digest"))


def live_session(token: str, moment: datetime) -> StaffSession | None:
    """The session behind a cookie, while it is neither ended, idle nor too old (A-6)."""
    row = db.session.scalar(_SESSION, {"digest": digest(token)})
    site = current().site
    if row is None or row.ended_at or not row.staff.active:
        return None
    idle = moment - row.seen_at > timedelta(minutes=site.session_idle_minutes)
    old = moment - row.created_at > timedelta(hours=site.session_hours)
    return None if idle or old else row


def staff_names() -> list[str]:
    """The names of everybody who works here, in order."""
    statement = select(Staff.name).where(Staff.active.is_(True)).order_by(Staff.name)
    return list(db.session.scalars(statement))
