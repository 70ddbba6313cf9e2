"""Who works here, and which browser is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from app.access.event_words import EVENTS, KINDS
from app.access.models import AuditEntry, SignInLink, Staff, StaffSession
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import nearest_page
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
    return _usable(token, None, moment)


def open_confirmation(token: str, session_id: int, moment: datetime) -> SignInLink | None:
    """The link behind a token that confirms this very session, while it can still be used."""
    return _usable(token, session_id, moment)


def _usable(token: str, session_id: int | None, moment: datetime) -> SignInLink | None:
    link = db.session.scalar(select(SignInLink).where(SignInLink.digest == digest(token)))
    if link is None or link.session_id != session_id:
        return None
    if link.used_at or link.expires_at <= moment or not link.staff.active:
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


def team() -> Sequence[Staff]:
    """Everybody who works here, by name."""
    return db.session.scalars(
        select(Staff).where(Staff.active).order_by(Staff.name, Staff.id)
    ).all()


def member_by_id(staff_id: int) -> Staff:
    """Somebody of the team. Raises ``NotFound``."""
    found = db.session.get(Staff, staff_id)
    if found is None or not found.active:
        raise NotFound("Diese Person ist nicht im Team.")
    return found


def live_sessions(moment: datetime, staff_id: int | None = None) -> Sequence[StaffSession]:
    """Sessions that still open something, of everybody or of one, the last used first."""
    site = current().site
    wanted = [
        StaffSession.ended_at.is_(None),
        StaffSession.seen_at > moment - timedelta(minutes=site.session_idle_minutes),
        StaffSession.created_at > moment - timedelta(hours=site.session_hours),
    ]
    if staff_id is not None:
        wanted.append(StaffSession.staff_id == staff_id)
    return db.session.scalars(
        select(StaffSession).where(*wanted).order_by(StaffSession.seen_at.desc())
    ).all()


@dataclass(frozen=True)
class EventPage:
    """Part of the audit log, the newest first."""

    rows: Sequence[AuditEntry]
    total: int
    page: int
    pages: int


def events(search: str, page: int, per_page: int = 50) -> EventPage:
    """What was done; every word of ``search`` stands in the name, the deed or the thing."""
    wanted = [_holds(word) for word in search.split()]
    total = db.session.scalar(select(func.count(AuditEntry.id)).where(*wanted)) or 0
    page, pages = nearest_page(total, page, per_page)
    rows = db.session.scalars(
        select(AuditEntry)
        .where(*wanted)
        .order_by(AuditEntry.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return EventPage(rows.all(), total, page, pages)


def _holds(word: str) -> ColumnElement[bool]:
    """Verbs and kinds are looked for by their German words; a number alone is that of a thing."""
    low = word.casefold()
    verbs = [verb for verb, words in EVENTS.items() if low in words.casefold()]
    kinds = [kind for kind, words in KINDS.items() if low in words.casefold()]
    return or_(
        AuditEntry.who.icontains(word, autoescape=True),
        AuditEntry.what.in_(verbs),
        *(AuditEntry.subject.startswith(f"{kind}:") for kind in kinds),
        AuditEntry.subject.endswith(f":{word}", autoescape=True),
    )
