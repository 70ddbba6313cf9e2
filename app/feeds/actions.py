"""Making and revoking links to personal calendars."""

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.tokens import digest
from app.feeds import queries
from app.feeds.models import FeedLink
from app.registrations.models import Registration
from app.registrations.queries import by_manage_token


def make_own(manage_token: str) -> None:
    """A link to one's own meetings; a second press changes nothing. Raises ``NotFound``."""
    with transaction():
        registration = locked(Registration, by_manage_token(manage_token).id)
        link = queries.own_link(registration) or _link_at(registration)
        if link.owner != queries.owner_of(registration):
            _close(link)  # it was somebody's with another address
            link.owner = queries.owner_of(registration)
        _open(link)


def _link_at(registration: Registration) -> FeedLink:
    there = db.session.scalar(select(FeedLink).filter_by(registration_id=registration.id))
    return there or FeedLink(registration_id=registration.id)


def revoke_own(manage_token: str) -> None:
    """The link opens nothing any more; a new one will be another. Raises ``NotFound``."""
    with transaction():
        _close(queries.own_link(by_manage_token(manage_token)))


def make_for_team(actor: Actor) -> None:
    """A link to the team's calendar for this member; a second press changes nothing."""
    with transaction():
        link = queries.team_link(actor.id) or FeedLink(staff_id=actor.id)
        if _open(link):
            log(actor, "feed_link_made", f"staff:{actor.id}")


def revoke_for_team(actor: Actor) -> None:
    """This member's link opens nothing any more; a new one will be another."""
    with transaction():
        if _close(queries.team_link(actor.id)):
            log(actor, "feed_link_revoked", f"staff:{actor.id}")


def _open(link: FeedLink) -> bool:
    """Give the link a token that was never used before. Returns whether it had none."""
    if link.digest:
        return False
    link.made_at = clock.now()
    link.link_version = (link.link_version or 0) + 1
    db.session.add(link)
    db.session.flush()  # the token is made from the row's number
    link.digest = digest(queries.feed_token(link))
    return True


def _close(link: FeedLink | None) -> bool:
    if link is None or not link.digest:
        return False
    link.digest = ""
    return True
