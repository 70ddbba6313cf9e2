"""Signing in and out by link, and writing the audit log."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import DBAPIError

from app.access import mails, queries
from app.access.models import AuditEntry, SignInLink, Staff, StaffSession
from app.access.oidc import Account, NotInTheTeam
from app.access.rules import Role
from app.core import clock, trouble
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Gone, NotFound
from app.core.limits import count_attempt
from app.core.settings import current
from app.core.tokens import digest, random_token
from app.outbox.actions import put

logger = logging.getLogger(__name__)

SEEN_EVERY = timedelta(minutes=1)
NO_CONFIRMATION = (
    "Dieser Link wurde schon benutzt, ist abgelaufen oder gehört zu einem anderen Browser. Bitte "
    "öffnen Sie ihn dort, wo Sie eingeloggt sind, oder fordern Sie einen neuen an."
)


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff as plain data."""

    id: int
    name: str
    roles: frozenset[Role]


TERMINAL = Actor(0, "Terminal", frozenset())
"""Whoever may use the command line of the server."""


def actor_of(staff: Staff) -> Actor:
    return Actor(staff.id, staff.name, staff.role_set)


def add_staff(name: str, email: str, roles: frozenset[Role], *, by: Actor | None = None) -> int:
    """Add a member of staff, or give an existing one these roles. Returns the id."""
    with transaction():
        staff = queries.anybody_by_email(email) or Staff(email=email.strip().lower())
        staff.name, staff.roles, staff.active = name, sorted(roles), True
        db.session.add(staff)
        db.session.flush()
        if by:
            log(by, "staff_added", f"staff:{staff.id}")
        return staff.id


def remove_staff(email: str, *, by: Actor) -> str:
    """Let somebody in no longer, and end their sessions. Returns the name. Raises ``NotFound``."""
    with transaction():
        staff = queries.staff_by_email(email)
        if staff is None:
            raise NotFound(f"Die Adresse {email} gehört zu niemandem im Team.")
        staff.active = False
        end_sessions(staff.id)
        log(by, "staff_removed", f"staff:{staff.id}")
        return staff.name


def make_link(email: str) -> str:
    """A token for one sign-in of this member of staff. Raises ``NotFound``."""
    with transaction():
        staff = queries.staff_by_email(email)
        if staff is None:
            raise NotFound(f"Die Adresse {email} gehört zu niemandem im Team.")
        return _new_link(staff)


def send_link(email: str, target: str = "") -> None:
    """Mail a sign-in link that leads to a page, if the address is known; tells nobody (A-8)."""
    most = current().limits.sign_in_links_per_hour
    if not count_attempt("sign-in", email.lower(), most=most, within=timedelta(hours=1)):
        return
    with transaction():
        team = queries.team()
        staff = next((one for one in team if one.email == email.strip().lower()), None)
        known = staff is not None and (current().oidc.mail_links or not needs_account(staff))
        if team:  # the same work for strangers, undone: time must not tell who belongs to the team
            with db.session.begin_nested() as step:
                who = staff or team[0]
                put(mails.sign_in(who, _new_link(who), target))
                db.session.flush()
                if not known:
                    step.rollback()


def needs_account(staff: Staff) -> bool:
    """Whether the person signs in with the city's account: a link would not know of its groups."""
    return bool(staff.subject and current().oidc.issuer)


def _new_link(staff: Staff, session_id: int | None = None) -> str:
    token = random_token()
    lifetime = timedelta(minutes=current().site.sign_in_link_minutes)
    db.session.add(
        SignInLink(
            digest=digest(token),
            staff_id=staff.id,
            expires_at=clock.now() + lifetime,
            session_id=session_id,
        )
    )
    return token


def send_confirmation(session_id: int, target: str) -> bool:
    """Mail a link with which somebody confirms this session; False when too many were asked for.

    The link leads to ``target`` afterwards; empty: the person goes back to an open page.
    """
    with transaction():
        session = locked(StaffSession, session_id)
        most = current().limits.sign_in_links_per_hour
        who = f"staff:{session.staff_id}"
        if not count_attempt("confirm", who, most=most, within=timedelta(hours=1)):
            return False
        link = _new_link(session.staff, session_id)
        put(mails.confirmation(session.staff, link, target))
    return True


def confirm(session_id: int, token: str, by: Actor) -> None:
    """The person of this session has proved again who it is. Raises ``NotFound``."""
    with transaction():
        session = locked(StaffSession, session_id)
        link = queries.open_confirmation(token, session_id, clock.now())
        if link is None:
            raise NotFound(NO_CONFIRMATION)
        link.used_at = session.confirmed_at = clock.now()
        log(by, "sign_in_confirmed", f"staff:{by.id}")


def sign_in(token: str, device: str = "") -> str:
    """Use a sign-in link up; returns the token of the new session. Raises ``Gone``."""
    with transaction():
        link = queries.open_link(token, clock.now())
        if link is not None:
            link = locked(SignInLink, link.id)
        if link is None or link.used_at:
            raise Gone(
                "Dieser Link wurde schon benutzt oder ist abgelaufen. "
                "Bitte fordern Sie einen neuen an."
            )
        link.used_at = clock.now()
        return _new_session(link.staff, "signed_in", device, proved=True)


def sign_in_with_account(account: Account, device: str = "") -> str:
    """Take somebody in who comes from the city's accounts; returns the token of the new session.

    Roles follow the groups at every time. A row without an account is theirs when the address
    is. Raises ``NotInTheTeam`` when no group has a role here any more: then all sessions of the
    person end; or when the office has taken the person out.
    """
    if not account.roles:
        _take_roles(account.subject)
        raise NotInTheTeam(
            "Ihr Konto gehört zu keiner Gruppe, die hier arbeitet. Bitte wenden Sie sich an die "
            "Geschäftsstelle."
        )
    with transaction():
        staff = _staff_of(account)
        return _new_session(staff, "signed_in_with_account", device, proved=account.just_asked)


def _staff_of(account: Account) -> Staff:
    """The person of an account, with what the account says now."""
    one_at_a_time(f"account:{account.subject}")
    staff = queries.by_subject(account.subject) or queries.without_subject(account.email)
    if staff is None and queries.anybody_by_email(account.email):
        raise NotInTheTeam(
            "Ihre E-Mail-Adresse gehört hier schon zu einem anderen Konto. Bitte wenden Sie sich "
            "an die Geschäftsstelle."
        )
    staff = staff or Staff(email=account.email, active=True)
    if not staff.active:
        raise NotInTheTeam("Die Geschäftsstelle hat Sie aus dem Team genommen.")
    staff.subject, staff.name, staff.roles = account.subject, account.name, sorted(account.roles)
    if not queries.anybody_by_email(account.email):
        staff.email = account.email
    db.session.add(staff)
    db.session.flush()
    return staff


def _take_roles(subject: str) -> None:
    """The groups were taken away: no role is left, and no session goes on."""
    with transaction():
        staff = queries.by_subject(subject)
        if staff and staff.roles:
            staff.roles = []
            end_sessions(staff.id)
            log(actor_of(staff), "account_without_group", f"staff:{staff.id}")


def end_sessions(staff_id: int) -> int:
    """All sessions of somebody end and links for signing in are void; joins a transaction.

    How many sessions ended.
    """
    open_ones = StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None)
    ended = db.session.scalars(
        update(StaffSession)
        .where(*open_ones)
        .values(ended_at=clock.now())
        .returning(StaffSession.id)
    )
    db.session.execute(delete(SignInLink).where(SignInLink.staff_id == staff_id))
    return len(ended.all())


def _new_session(staff: Staff, how: str, device: str, *, proved: bool) -> str:
    token, moment = random_token(), clock.now()
    db.session.add(
        StaffSession(
            digest=digest(token),
            staff_id=staff.id,
            created_at=moment,
            seen_at=moment,
            confirmed_at=moment if proved else None,
            device=device,
        )
    )
    log(actor_of(staff), how, f"staff:{staff.id}")
    return token


def keep_alive(session: StaffSession) -> None:
    """Note that the session is in use, at most once a minute.

    A full disk or a locked database must not keep the office from reading: that is only logged.
    """
    if clock.now() - session.seen_at < SEEN_EVERY:
        return
    session_id = session.id
    try:
        with transaction():
            locked(StaffSession, session_id).seen_at = clock.now()
    except DBAPIError as fault:
        if not trouble.passes_by(fault):
            raise
        logger.warning("a session could not be kept alive: %s", fault.orig)


def sign_out(token: str) -> None:
    """End the session behind a cookie; a copied cookie no longer works."""
    with transaction():
        session = queries.live_session(token, clock.now())
        if session is not None:
            session.ended_at = clock.now()


def log(actor: Actor, what: str, subject: str) -> None:
    """Write down who did what to whom; joins the transaction of the deed (A-11)."""
    with transaction():
        db.session.add(AuditEntry(at=clock.now(), who=actor.name, what=what, subject=subject))


def forget_old_sessions() -> int:
    """Remove links and sessions that no longer open anything. Returns how many."""
    day_ago = clock.now() - timedelta(days=1)
    oldest = clock.now() - timedelta(hours=current().site.session_hours)
    ended = or_(StaffSession.ended_at.is_not(None), StaffSession.created_at < oldest)
    with transaction():
        links = delete(SignInLink).where(SignInLink.expires_at < day_ago).returning(SignInLink.id)
        sessions = delete(StaffSession).where(ended).returning(StaffSession.id)
        return sum(len(db.session.scalars(gone).all()) for gone in (links, sessions))
